"""What a person means by what they say next: small talk, a wish, or a question before others."""
