"""How it is learned what a message is: small talk of some kind, or a question of some breadth."""
