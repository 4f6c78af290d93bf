"""Sampan beside five other ways to search the same articles: `python -m benchmarks.peers`."""
