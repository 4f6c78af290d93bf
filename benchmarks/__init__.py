"""Commands that measure Sampan; the README quotes their figures."""
