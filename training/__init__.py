"""How the weights that Sampan ships are made; never imported by what it runs."""
