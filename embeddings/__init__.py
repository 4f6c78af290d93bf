"""Passages in, ranked passages out; knows no Discord."""
