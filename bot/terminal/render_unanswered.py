"""What was not answered → terminal; pure."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.service.unanswered import moment_to_text
from bot.store.remembered import Unanswered
from corpus.text import fold_line


def render_unanswered(found: Sequence[tuple[str, Unanswered]]) -> RenderableType:
    """How often, when last, and what; the words, or the subject where they are not kept."""
    table = Table(box=None)
    for name, justify in (("times", "right"), ("last asked", "left"), ("", "left"), ("", "left")):
        table.add_column(name, justify="right" if justify == "right" else "left")
    for verdict, asked in found:
        what = asked.text or (f"({asked.topic})" if asked.topic else "–")
        day = moment_to_text(asked.last_at)[:10]
        shown = Text(fold_line(what))
        table.add_row(str(asked.count), day, verdict.replace("_", " "), shown)
    return table
