"""The one way from a person's words to an answer, and what it takes to keep going."""
