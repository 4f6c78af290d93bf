"""The tables of a page as rows of text."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from corpus.formats.page_paths import select

_MAX_COLUMNS = 40
_MAX_ROWS = 2_000
_LONGEST_REPEAT = 80
_MAX_CELL_CHARS = 1_500
_ITEM = "\x02"  # cannot stand in a parsed page
_PARTS = frozenset(("tbody", "thead", "tfoot", "tr", "td", "th", "caption"))
_BLOCKS = frozenset("p div br section h1 h2 h3 h4 h5 h6 dd dt tr table blockquote".split())


def write_plain_tables(tree: Any) -> None:
    """Give each cell of a data table its text alone, so that none of it is lost; changes the tree.

    What spans several columns or rows is written into each of them. Tables that only lay out the
    page, which hold other tables, one row or long texts, become plain blocks.
    """
    for table in select(tree, "//table"):
        is_outer = table.find(".//table") is not None or table.get("role") == "presentation"
        rows = [
            [cell for cell in row if cell.tag in ("td", "th")][:_MAX_COLUMNS]
            for row in (() if is_outer else list(table.iter("tr"))[:_MAX_ROWS])
        ]
        texts = [[cell_text(cell) for cell in row] for row in rows]
        if is_outer or not _is_data(rows, texts):
            _lay_out(table)
            continue
        grid = _spread(rows, texts)
        caption = " ".join(" ".join(part.itertext()) for part in table.iter("caption"))
        _rewrite(table, grid, " ".join(caption.split()))


def _lay_out(table: Any) -> None:
    """Make plain blocks of a table's own parts."""
    table.tag = "div"
    waiting = list(table)
    while waiting:
        part = waiting.pop()
        if part.tag in ("tbody", "thead", "tfoot", "tr"):
            waiting.extend(part)
        if part.tag in _PARTS:
            part.tag = "div"


def cell_text(cell: Any) -> str:
    """The text of a cell on one line; the items of a list in it are parted by semicolons."""
    text = " ".join("".join(text_pieces(cell, _mark_in_cell)).split())
    items = (item.strip() for item in text.split(_ITEM))
    return "; ".join(item for item in items if item)


def text_pieces(element: Any, mark: Callable[[Any], str | None]) -> Iterator[str]:
    """The text of an element in its order, each inner element led in by what `mark` gives for it.

    White space also follows it. An inner element for which `mark` gives None is left out, with all
    that it holds.
    """
    yield element.text or ""
    waiting: list[tuple[Any, str | None]] = [(child, None) for child in reversed(element)]
    while waiting:
        child, end = waiting.pop()
        if end is not None:
            yield end
            yield child.tail or ""
            continue
        lead = mark(child) if isinstance(child.tag, str) else None
        if lead is None:
            yield child.tail or ""
            continue
        yield lead
        yield child.text or ""
        waiting.append((child, lead if lead.isspace() else ""))
        waiting.extend((inner, None) for inner in reversed(child))


def _mark_in_cell(element: Any) -> str:
    if element.tag == "li":
        return f" {_ITEM}"
    return " " if element.tag in _BLOCKS else ""


def render_rows(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a Markdown table whose first row is the header; one column as lines."""
    clean = [[" ".join(cell.split()).replace("|", "/") for cell in row] for row in rows]
    clean = [row for row in clean if any(row)]
    width = max((len(row) for row in clean), default=0)
    if width < 2:
        return "\n".join(row[0] for row in clean)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in clean]
    lines.insert(1, f"|{'---|' * width}")
    return "\n".join(lines)


def _is_data(rows: list[list[Any]], texts: list[list[str]]) -> bool:
    filled = [text for row in texts for text in row if text]
    is_wide = sum(len(row) > 1 for row in rows) >= 2
    return is_wide and bool(filled) and max(map(len, filled)) <= _MAX_CELL_CHARS


def _spread(rows: list[list[Any]], texts: list[list[str]]) -> list[list[str]]:
    """The rows with what spans columns or rows written into each place."""
    width = min(max(sum(_span(cell, "colspan") for cell in row) for row in rows), _MAX_COLUMNS)
    held: dict[int, tuple[str, int]] = {}  # by column: a text from above, and for how many rows
    grid: list[list[str]] = []
    for row, row_texts in zip(rows, texts, strict=True):
        line: list[str] = []
        cells = list(zip(row, row_texts, strict=True))
        while len(line) < width and (cells or len(line) in held):
            column = len(line)
            if column in held:
                text, left = held.pop(column)
                if left > 1:
                    held[column] = (text, left - 1)
                line.append(text)
                continue
            cell, text = cells.pop(0)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            repeated = text if len(text) <= _LONGEST_REPEAT and across < width else ""
            for offset in range(min(across, width - column)):
                line.append(repeated if offset else text)
                if down > 1:
                    held[column + offset] = (text if len(text) <= _LONGEST_REPEAT else "", down - 1)
        grid.append(line)
    return grid


def _rewrite(table: Any, grid: list[list[str]], caption: str) -> None:
    for child in list(table):
        table.remove(child)
    table.text = None
    if caption and table.getparent() is not None:
        before = table.makeelement("p")
        before.text = caption
        table.addprevious(before)
    for number, line in enumerate(grid):
        row = table.makeelement("tr")
        for text in line:
            cell = table.makeelement("td" if number else "th")
            cell.text = text or None
            row.append(cell)
        table.append(row)


def _span(cell: Any, name: str) -> int:
    if name not in cell.attrib:
        return 1
    value = str(cell.get(name) or "1").strip()
    is_number = value.isascii() and value.isdecimal() and len(value) < 5
    return min(max(int(value), 1), _MAX_COLUMNS) if is_number else 1
