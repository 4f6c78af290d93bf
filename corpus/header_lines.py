"""Fields that no "---" opens, as Hexo, Pelican, Pandoc, Nikola, Logseq, Notion and Joplin write."""

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.dates import is_dateline, read_date
from corpus.field_table import FieldTable
from corpus.field_values import address_of

_MOST_LINES = 100
_MOST_CHARS = 20_000
_FIELD = re.compile(
    r"(?P<name>\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|[^\W_][\w .()/-]{0,40}?)[ \t]*[:：](?=\s|$|(?<=：))"
    r"[ \t]*(?P<value>.*)"
)
_HEADING = re.compile(r"#[ \t]+\S.*")
_FENCE = re.compile(r"(?P<sign>-{3,}|;{3,})[ \t]*$")
_PROPERTY = re.compile(r"[ \t]*(?:-[ \t]+)?(?P<name>[^\W_][\w .-]{0,40})::[ \t]+(?P<value>\S.*)")
_COMMENT = re.compile(r"<!--+[ \t]*\n(?P<lines>[^\n]*(?:\n(?!-->)[^\n]*){0,60})\n[ \t]*-->[ \t]*")
_FENCED = re.compile(r"(?P<fence>`{3}|~{3})[ \t]*(?P<kind>ya?ml|json)[ \t]*\n", re.IGNORECASE)
_NIKOLA_LINE = re.compile(r"(?m)^[ \t]*\.\.[ \t]+(?=\w)")
_CREDIT = re.compile(
    r"(?:^|[\s|｜/／])(?:(?P<provider>(?:文章|新聞|新闻|稿件|信息|資料|资料)?[來来]源|出[处處]|source)"
    r"|(?P<author>作者|[记記]者|撰文|文|author|by)|圖|图|攝影|摄影|[責责]任[編编][輯辑]|[編编][輯辑])"
    r"[ \t]?[:：]\s?(?P<value>[^\s:：|｜。！？]{1,40}(?:[ \t][A-Z][^\s:：|｜。！？]{1,40}){0,3})"
    r"(?=$|[\s|｜/／])",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:Written by|Text by|By|BY) "
    r"(?P<who>[A-Z][\w.'’-]{0,30}(?: (?:(?:and|&) )?[A-Z][\w.'’-]{0,30}){1,6})"
    r"(?:, [A-Z][\w ]{1,40})?"
)
# "- **Date:** …", as clippers and chats write them below a heading.
_MARKED_FIELD = re.compile(
    r"(?:[-*+][ \t]+)?(?:\*\*|__)?(?P<name>[^\W_][\w ]{0,40}?)[ \t]*(?:\*\*|__)?[:：](?:\*\*|__)?"
    r"(?:[ \t]+|(?<=：))(?P<value>\S.*)"
)
_DAY_LABEL = re.compile(r"(?:[发發][布佈])?(?:[时時][间間]|日期)[ \t]?[:：]")
_LONGEST_CREDITS = 150
_JOPLIN_LAST = re.compile(r"\ntype_: (?P<type>\d{1,2})\s*$")
_JOPLIN_ID = re.compile(r"(?m)^id: [0-9a-f]{32}$")
_JOPLIN_NOTE = "1"
_JSON_FIELD = re.compile(r"\s*\"[^\"\n]{1,60}\"\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Fields at the top of a text and what is below; `fenced` is a block still to be read."""

    body: str
    values: dict[str, Any] = field(default_factory=dict)
    fenced: str | None = None
    is_json: bool = False


def names_in_lines(text: str) -> list[str | None]:
    """For each line that is not blank, indented, a comment or an item: the name before a colon."""
    names: list[str | None] = []
    for line in text.split("\n"):
        if not line.strip() or line[0] in " \t#" or re.match(r"-(?:[ \t]|$)", line):
            continue
        match = _FIELD.fullmatch(line.rstrip())
        names.append(match["name"].strip("\"'") if match else None)
    return names


def credits_in(line: str) -> dict[str, str] | None:
    """The "provider", "author" and "date" that a line above a text gives, as in "來源：…　作者：…".

    None where the line says anything more, or only who edited it or took the pictures.
    """
    if byline := _BYLINE.fullmatch(line[: _LONGEST_CREDITS + 1].strip()):
        return {"author": byline["who"].replace(" and ", ", ").replace(" & ", ", ")}
    if len(line) > _LONGEST_CREDITS or not (":" in line or "：" in line):
        return None
    found: dict[str, str] = {}
    for match in _CREDIT.finditer(line.strip()):
        label = next((name for name in ("provider", "author") if match[name]), "")
        if match["value"][0].islower():  # a sentence; names of people and firms are not small
            return None
        if label:
            found.setdefault(label, match["value"].strip())
    left = " ".join(_DAY_LABEL.sub(" ", _CREDIT.sub(" ", line.strip())).strip(" |｜/／").split())
    if not found or (left and not is_dateline(left)):
        return None
    return found | ({"date": left} if left else {})


def find_header(text: str, table: FieldTable) -> Header | None:
    """The fields at the top of a text, if that is what its first lines are."""
    first = text.split("\n", 1)[0].rstrip()
    if first.startswith("% "):
        return _find_pandoc(text)
    if first.startswith("<!--"):
        return _find_commented(text, table)
    if first.startswith(("```", "~~~")):
        return _find_fenced(text, table)
    if _PROPERTY.fullmatch(first):
        return _find_properties(text, table)
    if _HEADING.fullmatch(first):
        return _find_below_heading(text, table)
    if _JSON_FIELD.match(first) or _FIELD.fullmatch(first):
        return _find_closed(text, table) or _find_above(text, table)
    return None


def find_footer(text: str) -> Header | None:
    """The fields below a note of Joplin's raw export; its first line is its title.

    Raises ValueError where they say that it is no note.
    """
    last = _JOPLIN_LAST.search(text[-200:])
    if last is None:
        return None
    above, _, block = text[-_MOST_CHARS:].rstrip().rpartition("\n\n")
    start = len(text.rstrip()) - len(block)
    if not above or not _JOPLIN_ID.search(block):
        return None
    values = _read_lines(block)
    if values is None:
        return None
    if last["type"] != _JOPLIN_NOTE:
        raise ValueError("is a notebook, a tag or an attachment of Joplin, and no note")
    title, _, body = text[:start].strip().partition("\n")
    # The places and states of Joplin's own are none of an article.
    named = {name: values[name] for name in values if name.endswith(("_time", "_url", "author"))}
    return Header(values={"title": title.strip("# ")} | named, body=body.strip())


def _find_pandoc(text: str) -> Header | None:
    """A title, authors and a date, each behind "%"; no more than three."""
    lines = text.split("\n", 4)
    marked = [line[1:].strip() for line in lines[:3]]
    count = next((n for n, line in enumerate(lines[:3]) if not line.startswith("%")), len(marked))
    if count < 2 or not marked[0] or lines[count : count + 1] not in ([""], []):
        return None
    title, authors, day = [*marked[:count], "", ""][:3]
    values: dict[str, Any] = {"title": title, "date": day}
    values["author"] = [name.strip() for name in authors.split(";")]
    return Header(values=values, body="\n".join(lines[count:]))


def _find_commented(text: str, table: FieldTable) -> Header | None:
    """Fields in a comment at the top, as Nikola has them."""
    match = _COMMENT.match(text[:_MOST_CHARS])
    if match is None:
        return None
    values = _read_lines(_NIKOLA_LINE.sub("", match["lines"].strip()))
    is_meant = values and any(table.gives("title", name) for name in values)
    return Header(values=values or {}, body=text[match.end() :]) if is_meant else None


def _find_fenced(text: str, table: FieldTable) -> Header | None:
    """Fields that stand as code at the top, their title among them."""
    opening = _FENCED.match(text)
    if opening is None:
        return None
    end = text.find(f"\n{opening['fence']}", opening.end(), _MOST_CHARS)
    block = text[opening.end() : end]
    body = text[end + 4 :].lstrip(" \t")
    names = [name for name in names_in_lines(block) if name and table.is_known(name)]
    is_json = opening["kind"].lower() == "json"
    is_meant = len(names) > 1 and any(table.gives("title", name) for name in names)
    if end < 0 or not is_meant or not body.startswith("\n") or is_json:
        return None
    return Header(fenced="\n" + block, body=body)


def _find_properties(text: str, table: FieldTable) -> Header | None:
    """Lines of "name:: value" at the very top, as Logseq has them."""
    values: dict[str, Any] = {}
    at = 0
    for _ in range(_MOST_LINES):
        end = text.find("\n", at)
        match = _PROPERTY.fullmatch(text[at : len(text) if end == -1 else end].rstrip())
        if match is None:
            break
        values.setdefault(match["name"].strip(), match["value"])
        if end == -1 or end > _MOST_CHARS:
            at = len(text) if end == -1 else end + 1
            break
        at = end + 1
    if not any(table.is_known(name) for name in values):
        return None
    return Header(values=values, body=text[at:])


def _find_closed(text: str, table: FieldTable) -> Header | None:
    """Fields that begin with the file and end with a line "---" or ";;;", as in Hexo."""
    at = 0
    for _ in range(_MOST_LINES):
        end = text.find("\n", at)
        line = text[at : len(text) if end == -1 else end]
        if fence := _FENCE.match(line):
            block = text[:at]
            known = [name for name in names_in_lines(block) if name and table.is_known(name)]
            is_json = fence["sign"][0] == ";"
            # One line with a colon over "---" is a heading, unless it is the title's.
            if is_json or len(known) > 1 or (known and table.gives("title", known[0])):
                body = "" if end == -1 else text[end + 1 :]
                return Header(fenced=block, is_json=is_json, body=body)
            return None
        if end == -1 or end > _MOST_CHARS:
            return None
        at = end + 1
    return None


def _find_above(text: str, table: FieldTable) -> Header | None:
    """Lines of "Title: …" with a blank line behind them, as Pelican and MultiMarkdown have."""
    block, body = _block(text)
    values = _read_lines(block)
    if values is None:
        return None
    known = [name for name in values if table.is_known(name)]
    has_title = any(table.gives("title", name) for name in known)
    # A letter begins with whom it is from.
    is_letter = has_title and _has_certain(values, table)
    if len(known) < 2 or not (is_letter or table.is_known(next(iter(values)))):
        return None
    if not has_title and not _has_certain(values, table):
        return None
    return Header(values=values, body=body)


def _find_below_heading(text: str, table: FieldTable) -> Header | None:
    """Notion's properties below the first heading; lines that are no field of ours stay."""
    heading, _, rest = text.partition("\n")
    block, body = _block(rest.lstrip("\n"))
    if block.lstrip()[:1] in ("-", "*", "+", "_"):
        return _find_marked(heading, block, body, table)
    values = _read_lines(block)
    if not values or not _has_certain(values, table):
        return None
    known = {name: value for name, value in values.items() if table.is_known(name)}
    kept = [
        line
        for line in block.split("\n")
        if (match := _FIELD.fullmatch(line.rstrip())) and match["name"] not in known
    ]
    below = "\n".join(kept)
    return Header(
        values=known, body=f"{heading}\n\n{below}\n\n{body}" if kept else f"{heading}\n\n{body}"
    )


def _find_marked(heading: str, block: str, body: str, table: FieldTable) -> Header | None:
    """Fields in bold or as items: two at least, for a date alone may be that of an event."""
    values: dict[str, Any] = {}
    kept: list[str] = []
    for line in block[:_MOST_CHARS].split("\n")[:_MOST_LINES]:
        match = _MARKED_FIELD.fullmatch(line.strip().rstrip("\\").rstrip())
        if match is None:
            return None
        if table.is_known(match["name"]):
            values.setdefault(match["name"], match["value"])
        else:
            kept.append(line)
    if len(values) < 2 or not _has_certain(values, table):
        return None
    return Header(values=values, body="\n\n".join(filter(None, [heading, "\n".join(kept), body])))


def _block(text: str) -> tuple[str, str]:
    """The lines up to the first blank one, and what is behind it."""
    match = re.search(r"\n[ \t]*(?:\n|$)", text[:_MOST_CHARS])
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _read_lines(block: str) -> dict[str, Any] | None:
    """The fields of lines that all are "name: value" or go on with the one above; else None."""
    lines = block.split("\n")
    if len(block) > _MOST_CHARS or len(lines) > _MOST_LINES:
        return None
    values: dict[str, Any] = {}
    last = ""
    for line in lines:
        match = _FIELD.fullmatch(line.rstrip())
        if match and line[:1] not in " \t":
            last = match["name"]
            values.setdefault(last, match["value"])
        elif last and line[:1] in " \t":
            values[last] = f"{values[last]}\n{line.strip()}"
        else:
            return None
    return values


def _has_certain(values: dict[str, Any], table: FieldTable) -> bool:
    """Whether a date or an address stands where the table says that one should."""
    return any(
        (read_date(value) and (table.gives("published", name) or table.gives("modified", name)))
        or (address_of(value) and table.gives("url", name))
        for name, value in values.items()
    )
