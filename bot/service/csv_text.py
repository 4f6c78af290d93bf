"""Tables as CSV for spreadsheets, in which nothing that a stranger wrote is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# With these a spreadsheet takes a cell for a formula, or for what a formula may hide behind.
# In Chinese it takes their full-width forms for the same.
_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table with its columns' names, each cell as text."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return _MARK + written.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    is_formula = isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA)
    return f"'{text}" if is_formula else text
