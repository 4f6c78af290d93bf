"""Sources → terminal; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corpus.sources.addresses import show_url
from corpus.text import fold_line


def render_rows(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """One source a line."""
    table = Table(box=None)
    for name in ("source", "kind", "articles", "last success", "next due", "in the index"):
        table.add_column(name, justify="right" if name == "articles" else "left")
    table.add_column("address", overflow="fold")
    for row in rows:
        style = "" if row["is_ok"] else "yellow"
        cells = (
            row["id"],
            row["kind"],
            "–" if row["articles"] is None else f"{row['articles']:,}",
            _minute(row["succeeded"]) if row["is_fetched"] else "–",
            _minute(row["due"]) if row["is_fetched"] else "–",
            "yes" if row["in_index"] else "no",
            show_url(row["address"]) if row["is_fetched"] else row["address"],
        )
        table.add_row(*(Text(fold_line(cell), style=style) for cell in cells))
    return table


def render_health(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Of each source whether it is well, since when, and what is wrong."""
    return Group(*(line for row in rows for line in _health(row)))


def _health(row: Mapping[str, Any]) -> list[Text]:
    line = Text("ok      " if row["is_ok"] else "failing ", style="" if row["is_ok"] else "yellow")
    line.append(fold_line(row["id"]), style="bold")
    line.append(f"  last success {_minute(row['succeeded'])}, next due {_minute(row['due'])}")
    if row["failures"]:
        line.append(f", failures in a row: {row['failures']}")
    lines = [line]
    said = row.get("tried") or row["error"]
    if said:
        lines.append(Text(f"        {fold_line(said)}", overflow="fold"))
    return lines


def _minute(moment: str | None) -> str:
    """To the minute, in the time of this machine."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}" if moment else "never"
