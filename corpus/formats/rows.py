"""Files in which each row is an article: JSON Lines, JSON, CSV and TSV."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import ArticleError
from corpus.formats.markup import html_to_markdown
from corpus.formats.records import MAX_ROWS, Record, RowKind, read_records

_MAX_BODY_CHARS = 2_000_000
_SHOWN = 12
_BODY_COLUMNS = (
    "body", "text", "content", "article", "fulltext", "articletext", "articlebody", "bodytext",
    "contenttext", "textcontent", "plaintext", "maintext", "storytext", "articlecontent",
    "newscontent", "newstext", "markdown", "bodymarkdown", "html", "bodyhtml", "contenthtml",
    "fullarticle", "story", "contentencoded", "正文", "內文", "内文", "內容", "内容", "全文",
    "文章", "文章內容", "文章内容", "新聞內容", "新闻内容",
)  # fmt: skip
_SUMMARY_COLUMNS = (
    "excerpt", "summary", "description", "abstract", "standfirst", "lead", "摘要", "簡介", "简介",
)  # fmt: skip
_ID_COLUMNS = ("id", "slug", "articleid", "uid", "uuid", "guid", "docid", "newsid", "postid", "key")
_WRAPPERS = ("rendered", "main", "value", "text", "#text", "_text", "$t", "name")
_NO_LETTER = re.compile(r"[\W_]+")
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_CUT = re.compile(r"\s?\[\+[0-9]{1,7} (?:chars|characters|words)\]\s*\Z")
_HTML = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|table|article|section|blockquote)>|<br ?/?>", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article of a file of rows.

    `number` is its line in JSON Lines and else counts the rows from 1. `fields` are as in front
    matter, under the columns' own names or those of the operator's map. `body` is Markdown, ""
    where only a summary is given. `id` is plain text without spaces, unique in the file.
    """

    number: int
    fields: dict[str, object]
    body: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why one row is no article; the others still may be."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The articles of a file of rows, in its order, and what is wrong with the others."""

    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read_rows(
    text: str,
    *,
    kind: RowKind,
    path: Path,
    columns: Mapping[str, str] | None = None,
    body_names: Sequence[str] = (),
) -> Rows:
    """The articles of a file's text; raises ArticleError if it holds no rows that can be read.

    `columns` says which column a field is read from ({"body": "story", "title": "head"}); without
    it the body comes from a column with one of the `body_names`, else with a usual name for it,
    such as "text" or "content".
    """
    records = read_records(text, kind=kind, path=path)
    if not records:
        raise ArticleError(path, "rows", "holds no rows")
    if len(records) > MAX_ROWS:
        raise ArticleError(path, "rows", f"holds more than {MAX_ROWS:,} rows; split it")
    names = list(dict.fromkeys(name for one in records for name in one.values or ()))
    if not columns:
        wanted = {_fold(name) for name in body_names}
        own = next((name for name in names if _fold(name) in wanted), "")
        columns = {"body": own} if own else {}
    _check_columns(names, columns, path)
    rows: list[Row] = []
    problems: list[RowProblem] = []
    for record in records:
        row = _row_of(record, columns)
        if isinstance(row, Row):
            rows.append(row)
        else:
            problems.append(RowProblem(number=record.number, reason=row))
    return Rows(rows=tuple(_with_ids(rows)), problems=tuple(problems))


def _check_columns(names: Sequence[str], columns: Mapping[str, str], path: Path) -> None:
    shown = ", ".join(f'"{name[:40]}"' for name in names[:_SHOWN]) or "none"
    shown += ", …" if len(names) > _SHOWN else ""
    for column in columns.values():
        if column not in names:
            raise ArticleError(path, "columns", f'has no column "{column}"; it has {shown}')
    usual = {_fold(name) for name in names}
    if "body" not in columns and not usual & {*_BODY_COLUMNS, *_SUMMARY_COLUMNS}:
        reason = f'none of its columns is a usual one for text; name it as "body"; it has {shown}'
        raise ArticleError(path, "columns", reason)


def _row_of(record: Record, columns: Mapping[str, str]) -> Row | str:
    """The article of a row, or what is wrong with it."""
    if record.values is None:
        return record.problem
    values = {name: _plain(value) for name, value in record.values.items()}
    body_column = columns.get("body") or _find(values, _BODY_COLUMNS)
    body = _text_of(values.get(body_column)) if body_column else ""
    summary_column = columns.get("excerpt") or _find(values, _SUMMARY_COLUMNS)
    if not body and not (summary_column and _text_of(values.get(summary_column))):
        return "has no text"
    if len(body) > _MAX_BODY_CHARS:
        return "its text is longer than 2,000,000 characters; split it"
    mapped = {field: values.get(column) for field, column in columns.items() if field != "body"}
    fields = {
        name: value
        for name, value in values.items()
        if name != body_column and name not in columns.values()
    }
    fields = {
        name: value
        for name, value in (fields | mapped).items()
        if value is not None and value != "" and value != []
    }
    if cut := _CUT.search(body):  # an interface that gives the beginning alone says so
        fields.setdefault("excerpt", f"{body[: cut.start()].rstrip(' .…')}…")
        body = ""
    if _HTML.search(body):
        body = html_to_markdown(body)
    return Row(number=record.number, fields=fields, body=body, id="")


def _with_ids(rows: Sequence[Row]) -> list[Row]:
    """With the ids of the first column that gives each row one of its own, or with numbers."""
    columns = {_fold(name): name for row in rows[:1] for name in row.fields}
    for wanted in _ID_COLUMNS:
        if wanted not in columns:
            continue
        ids = [_id_of(row.fields.get(columns[wanted])) for row in rows]
        if all(ids) and len({one.casefold() for one in ids}) == len(ids):
            return [replace(row, id=one) for row, one in zip(rows, ids, strict=True)]
    return [replace(row, id=str(row.number)) for row in rows]


def _id_of(value: object) -> str:
    text = str(value) if isinstance(value, int) and 0 <= value < 10**30 else value
    return text if isinstance(text, str) and _PLAIN_ID.fullmatch(text) else ""


def _find(values: Mapping[str, object], wanted: Sequence[str]) -> str | None:
    """The first column of the names that are looked for that a row fills, in their order."""
    filled = [name for name, value in values.items() if value not in (None, "", [])]
    names = {_fold(name): name for name in reversed(filled)}
    return next((names[name] for name in wanted if name in names), None)


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    return _NO_LETTER.sub("", name.casefold())


def _plain(value: Any) -> Any:
    """A value without the wrapping of a common interface: {"rendered": "<p>…"} is its text."""
    if isinstance(value, Mapping):
        inner = [value[name] for name in _WRAPPERS if isinstance(value.get(name), str)]
        return inner[0] if inner else value
    if isinstance(value, list):
        return [_plain(part) if isinstance(part, Mapping) else part for part in value]
    return value.strip() if isinstance(value, str) else value


def _text_of(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(part.strip() for part in value if part.strip())
    return value.strip() if isinstance(value, str) else ""
