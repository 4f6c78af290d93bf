"""`sampan unanswered`: what the bot could not answer, for its operator."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.printing import AsJson, print_json, print_rich

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.remembered import Unanswered

_DAY_S = 86_400.0
_MOST = 1000


def unanswered(
    days: Annotated[int, typer.Option(min=1, max=30, help="Of the last days.")] = 30,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="Show also what was answered unsurely.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for spreadsheets.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the bot was asked on Discord and could not answer.

    In words where a server or the setting keep_questions keeps them, else by subject.
    """
    import asyncio

    from bot.service.unanswered import VERDICTS, unanswered_to_csv
    from bot.settings import load_settings

    verdicts = VERDICTS if unsure else VERDICTS[:1]
    found = asyncio.run(_find(load_settings().home, days, verdicts))
    if as_json:
        print_json([_to_json(verdict, asked) for verdict, asked in found])
    elif as_csv:
        sys.stdout.write(unanswered_to_csv(found).replace("\r\n", "\n"))
    elif found:
        from bot.terminal.render_unanswered import render_unanswered

        print_rich(render_unanswered(found))
    else:
        print_rich(f"Of the last {days} days no question is kept that was not answered.")


async def _find(
    home: "Path", days: int, verdicts: tuple[str, ...]
) -> "list[tuple[str, Unanswered]]":
    import time

    from bot.store.journal_file import JOURNAL_FILE, open_journal

    if not (home / JOURNAL_FILE).exists():
        return []  # the bot never ran, and none is made for it
    since = time.time() - days * _DAY_S
    async with open_journal(home) as journal:
        return [
            (verdict, asked)
            for verdict in verdicts
            for asked in await journal.unanswered.listed(None, since, verdict=verdict, limit=_MOST)
        ]


def _to_json(verdict: str, asked: "Unanswered") -> dict[str, Any]:
    from bot.service.unanswered import moment_to_text

    return {
        "times": asked.count,
        "verdict": verdict,
        "question": asked.text,
        "topic": asked.topic,
        "last_asked": moment_to_text(asked.last_at),
        "links": list(asked.links),
    }
