"""A language model's words, and the checks on them."""
