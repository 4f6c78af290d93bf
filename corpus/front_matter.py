"""The fields above an article's text: split off, checked, and mended where people wrote loosely."""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from corpus.errors import ArticleError, NotAnArticleError
from corpus.field_table import FieldTable, load_fields
from corpus.header_lines import find_footer, find_header, names_in_lines
from corpus.plain_yaml import MAX_DEPTH, load_plain_yaml, place_of
from corpus.yaml_repair import keep_hashes, repair_yaml

_MAX_CHARS = 2_000_000
_MOST_REPAIRED_CHARS = 200_000
_MOST_TOML_CHARS = 500_000
_MOST_DOTS = 1_000
# Ends of lines to YAML, and to nobody who writes one.
_LINE_ENDS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_BLANK = re.compile(r"(?:[ \t]*+\n)*+")
_FENCE_OPENING = re.compile(
    r"(?P<fence>-{3,}|\+{3}|;{3,})[ \t]*(?P<kind>ya?ml|toml|json|c?js|javascript)?[ \t]*\n",
    re.IGNORECASE,
)
_CLOSINGS = {
    "-": re.compile(r"^(?:-{3,}|\.\.\.)[ \t]*$", re.MULTILINE),
    "+": re.compile(r"^\+{3}[ \t]*$", re.MULTILINE),
    ";": re.compile(r"^;{3,}[ \t]*$", re.MULTILINE),
}
_JSON_OPENING = re.compile(r"\{\s*(?:\"|'|\}|\w+\s*:|//)")
_JSON_CLOSING = re.compile(r"^\}[ \t]*$", re.MULTILINE)
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’」』)）]*$")
_TOML_FIELD = re.compile(r"\s*(?:[\w.\"-]{1,60}[ \t]*=|\[[\w.-]{1,60}\])")
_DOTTED = re.compile(r"^[^='\"\n]*", re.MULTILINE)
_AT_LINE = re.compile(r" \(at (line \d+), column \d+\)")
_NO_FIELDS = 'holds no fields; write at least "title: …"'
_WORDS_OF_SENTENCE = 4
_HAN_OF_SENTENCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields by their names ({} when there are none), the text below, and what was mended."""

    values: dict[str, Any]
    body: str
    repairs: tuple[str, ...] = ()


class _PlainHandler(YAMLHandler):
    """python-frontmatter's reader of YAML, over our bounded loader."""

    def load(self, fm: str, **_: object) -> Any:
        return load_plain_yaml(fm)


def split_front_matter(raw: str, path: Path, *, table: FieldTable | None = None) -> FrontMatter:
    """The fields above a text, in any way that the common systems write them.

    YAML between lines of "---" (mended where it is none), TOML between "+++", a JSON object, fields
    that only a line ends ("---", ";;;"), lines of "name: value" above a text or below its heading.
    A rule at the top of prose is no front matter. Raises ArticleError, with the place, where fields
    are meant and cannot be read.
    """
    table = table or load_fields()
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    if opening := _FENCE_OPENING.match(text, start):
        return _split_fenced(text, opening, path, table)
    if _JSON_OPENING.match(text, start):
        return _split_json(text, start, path)
    try:
        header = find_header(text[start:], table) or find_footer(text)
    except ValueError as error:
        raise NotAnArticleError(path, "text", str(error)) from error
    if header is None:
        return FrontMatter(values={}, body=text)
    if header.fenced is None:
        return FrontMatter(values=header.values, body=header.body)
    lines = "\n" * text.count("\n", 0, start)
    kind = "json" if header.is_json else "yaml"
    values, repairs = _read_block(lines + header.fenced, kind, path, table)
    return _checked(values, header.body, repairs, path)


def _split_fenced(text: str, opening: re.Match[str], path: Path, table: FieldTable) -> FrontMatter:
    sign, kind = opening["fence"][0], (opening["kind"] or "").lower()
    nothing = FrontMatter(values={}, body=text)
    closing = _CLOSINGS[sign].search(text, opening.end())
    if closing is None:
        following = text[opening.end() : opening.end() + _MAX_CHARS]
        is_meant = sign == "+" and _TOML_FIELD.match(following)
        if kind or is_meant or _looks_like_fields(following, table):
            reason = f'is not closed; end it with a line "{opening["fence"]}"'
            raise ArticleError(path, "front matter", reason)
        return nothing
    block = text[opening.end() : closing.start()]
    if len(block) > _MAX_CHARS:
        raise ArticleError(path, "front matter", "is longer than 2 MB; keep only what is needed")
    if sign == "-" and not kind and _is_prose(block, table):
        return nothing
    kind = kind or {"+": "toml", ";": "json"}.get(sign, "yaml")
    # The lines before it stay, so that a place in it is a place in the file.
    above = "\n" * text.count("\n", 0, opening.end())
    values, repairs = _read_block(above + block, kind, path, table)
    return _checked(values, text[closing.end() :], repairs, path)


def _checked(values: Any, body: str, repairs: list[str], path: Path) -> FrontMatter:
    """What was read, if it holds fields and is of bounded depth."""
    if values is None or values == {}:  # Jekyll wants the two lines, even with nothing in them
        return FrontMatter(values={}, body=body.strip())
    todo: list[dict[Any, Any] | list[Any]] = [values] if isinstance(values, dict) else []
    depth = 0
    while todo:
        depth += 1
        if depth > MAX_DEPTH:
            reason = f"is nested deeper than {MAX_DEPTH} levels"
            raise ArticleError(path, "front matter", reason)
        inner = [list(value.values()) if isinstance(value, dict) else value for value in todo]
        todo = [v for some in inner for v in some if isinstance(v, dict | list)]
    named = values if isinstance(values, dict) else {}
    named = {name: value for name, value in named.items() if isinstance(name, str)}
    if not named:
        raise ArticleError(path, "front matter", _NO_FIELDS)
    return FrontMatter(values=named, body=body.strip(), repairs=tuple(repairs))


def _read_block(text: str, kind: str, path: Path, table: FieldTable) -> tuple[Any, list[str]]:
    if kind == "toml":
        return _read_toml(text, path), []
    if kind.endswith(("js", "script")):
        return _read_script(text, path), []
    return (_read_json(text, path), []) if kind == "json" else _read_yaml(text, path, table)


def _read_yaml(text: str, path: Path, table: FieldTable) -> tuple[Any, list[str]]:
    text = text.translate(_LINE_ENDS)
    try:
        kept, repairs = text, list[str]()
        if "#" in text and len(text) <= _MOST_REPAIRED_CHARS:
            kept, repairs = keep_hashes(text, is_text=table.is_text)
        loaded = _PlainHandler().load(kept)
        if isinstance(loaded, str) and len(text) <= _MOST_REPAIRED_CHARS:
            # "標題：…" with a wide colon is a text to YAML.
            mended, mends = repair_yaml(text, is_known=table.is_known)
            fields = _PlainHandler().load(mended)
            return (fields, mends) if isinstance(fields, dict) else (loaded, repairs)
        return loaded, repairs
    except yaml.YAMLError as error:
        if len(text) <= _MOST_REPAIRED_CHARS:
            mended, repairs = repair_yaml(text, is_known=table.is_known)
            try:
                return _PlainHandler().load(mended), repairs
            except (yaml.YAMLError, ValueError):
                pass  # what was written says better where it is wrong
        raise ArticleError(path, "front matter", f"is not valid YAML{place_of(error)}") from error
    except UnicodeEncodeError as error:
        raise ArticleError(path, "front matter", "holds characters that are no text") from error
    except ValueError as error:
        raise ArticleError(path, "front matter", str(error)) from error


def _read_toml(text: str, path: Path) -> Any:
    if len(text) > _MOST_TOML_CHARS:
        raise ArticleError(path, "front matter", "is longer than 500 kB; keep only what is needed")
    if any(name.count(".") > _MOST_DOTS for name in _DOTTED.findall(text)):
        raise ArticleError(path, "front matter", f"is nested deeper than {MAX_DEPTH} levels")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _AT_LINE.sub(r" (\1)", str(error))
        raise ArticleError(path, "front matter", f"is not valid TOML: {said[:200]}") from error
    except (ValueError, RecursionError) as error:
        reason = "holds a value that TOML cannot read"
        raise ArticleError(path, "front matter", reason) from error


def _read_script(text: str, path: Path) -> Any:
    """An object of JavaScript that holds nothing but values, which is YAML too."""
    written = text.strip().removeprefix("module.exports =").strip().rstrip(";")
    try:
        if not written.startswith("{"):
            raise ValueError("no object")
        values = load_plain_yaml(written)
    except (yaml.YAMLError, ValueError) as error:
        reason = "is a script with more than values in it; write it as YAML or JSON"
        raise ArticleError(path, "front matter", reason) from error
    return values


def _read_json(text: str, path: Path) -> Any:
    """A JSON object, also without its brackets."""
    inner = text.strip().rstrip(",")
    whole = inner if inner.startswith("{") else f"{{{inner}}}"
    try:
        return json.loads(whole)
    except json.JSONDecodeError as error:
        line = text[: len(text) - len(text.lstrip())].count("\n") + error.lineno
        reason = f"is not valid JSON (line {line}: {error.msg[:1].lower()}{error.msg[1:]})"
        raise ArticleError(path, "front matter", reason) from error
    except (ValueError, RecursionError) as error:
        reason = "holds a value that JSON cannot read"
        raise ArticleError(path, "front matter", reason) from error


def _split_json(text: str, start: int, path: Path) -> FrontMatter:
    """A JSON object at the very top, with the text below it."""
    try:
        values, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        # Commas at the end, comments and other quotes are YAML's, which reads JSON too.
        closing = _JSON_CLOSING.search(text, start)
        if closing and closing.end() - start <= _MOST_REPAIRED_CHARS:
            try:
                values, end = load_plain_yaml(text[start : closing.end()]), closing.end()
            except (yaml.YAMLError, ValueError):
                closing = None
        if closing is None:
            message = f"{error.msg[:1].lower()}{error.msg[1:]}"
            reason = f"is not valid JSON (line {error.lineno}: {message})"
            raise ArticleError(path, "front matter", reason) from error
    except (ValueError, RecursionError) as error:
        reason = "holds a value that JSON cannot read"
        raise ArticleError(path, "front matter", reason) from error
    if end - start > _MAX_CHARS:
        raise ArticleError(path, "front matter", "is longer than 2 MB; keep only what is needed")
    return _checked(values, text[end:], [], path)


def _looks_like_fields(text: str, table: FieldTable) -> bool:
    """Whether a text begins with a known field, or with two lines that name something."""
    names = names_in_lines(text[:2_000])
    head = names[:2]
    return bool(head) and head[0] is not None and (table.is_known(head[0]) or None not in head[1:])


def _is_prose(block: str, table: FieldTable) -> bool:
    """Whether what stands between two rules is text: sentences, and not one known field."""
    names = names_in_lines(block)
    if any(name is not None and table.is_known(name) for name in names):
        return False
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if not lines:
        return False
    first = block.split("\n", 1)[0]
    has_sentence = any(_is_sentence(line) for line in lines)
    if all(name is not None for name in names):  # fields that we do not know, perhaps
        return not first.strip() and has_sentence
    return has_sentence or not first.strip()


def _is_sentence(line: str) -> bool:
    if not _SENTENCE.search(line) or line.startswith("- "):
        return False
    if len(line.split()) >= _WORDS_OF_SENTENCE:
        return True
    return sum("\u3400" <= character <= "\u9fff" for character in line) >= _HAN_OF_SENTENCE
