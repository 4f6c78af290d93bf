"""How the reader is made: its examples, its training, its export."""
