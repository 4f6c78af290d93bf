"""Commands that measure Sampan; docs/quality.md quotes their figures."""
