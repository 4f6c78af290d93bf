"""`python -m bot` is `sampan`."""

from bot.terminal.cli import main

main()
