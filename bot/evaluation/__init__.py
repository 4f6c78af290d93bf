"""Answers to questions with known answers, measured; and what is fitted to them."""
