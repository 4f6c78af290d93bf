"""A question and an index → an Answer; no disk, clock or screen."""
