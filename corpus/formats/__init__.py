"""How each kind of file becomes text and fields."""
