"""Articles in, passages out; knows no model, no index and no Discord."""
