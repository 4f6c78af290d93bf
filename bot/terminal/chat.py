"""`sampan chat`: a conversation in the terminal."""

import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.terminal.printing import note

if TYPE_CHECKING:
    from bot.service.asking import Asking


def chat() -> None:
    """Talk: ask, go on from the last answer, thank, and end with an empty line or Ctrl-D."""
    from bot.service.asking import Asking
    from bot.service.examples import Examples
    from bot.service.session import Session
    from bot.service.wiring import open_service, open_writer
    from bot.service.worker import InPlace
    from bot.settings import load_settings

    settings = load_settings()
    service = open_service(settings)
    worker = InPlace(service, open_writer(settings, service))
    asking = Asking(worker, settings, memory=Session(), examples=Examples(worker))
    asyncio.run(_converse(asking))


async def _converse(asking: "Asking") -> None:
    from bot.errors import UserError
    from bot.service.turns import Turn
    from bot.talking.reply import Reply
    from bot.terminal.face import TextFace

    choices: tuple[str, ...] = ()
    for line in _lines():
        is_choice = line.isdigit() and 0 < int(line) <= len(choices)
        text = choices[int(line) - 1] if is_choice else line
        try:
            said = await asking.ask(Turn(text=text, conversation="terminal"), TextFace())
        except UserError as error:
            note(f"Error: {error}")
            continue
        choices = said.choices if isinstance(said, Reply) else ()


def _lines() -> Iterator[str]:
    """What is typed, line by line, to the first empty one."""
    while True:
        if sys.stdin.isatty():
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = sys.stdin.readline().strip()
        if not line:
            return
        yield line
