"""`python -m bot` is `sampan`."""

from bot.cli import main

main()
