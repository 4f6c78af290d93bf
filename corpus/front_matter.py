"""The fields above an article's text: split off, checked, and read one by one."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from corpus.errors import ArticleError
from corpus.text import fold_line
from corpus.web import is_web_url

_MAX_CHARS = 2_000_000
_MAX_DEPTH = 50
_MAX_VALUES = 1_000_000
_SHOWN_CHARS = 40
_HUGE = "a huge number"
_LONGEST_NUMBER = 40

# The loader in C reads the same language, many times faster.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_SafeLoader):  # type: ignore[misc]
    """YAML that reads texts, numbers, true and false; whatever else a scalar says stays text.

    A value that is not what it seems or claims to be (a wrong date, `!!int ""`) then spoils only
    its own field, and none costs more than its length: numbers in base 60 are text.
    """

    yaml_implicit_resolvers: ClassVar = {
        first: [pair for pair in resolvers if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def read_scalar(self, node: yaml.Node) -> Any:
        """The scalar as its type, or its text where it has none that we read."""
        if not isinstance(node, yaml.ScalarNode):
            return self.construct_scalar(node)  # raises, with the place
        kind = node.tag.rpartition(":")[2]
        try:
            if kind in ("int", "float"):
                return self._read_number(kind, node)
            return self.construct_yaml_bool(node) if kind == "bool" else str(node.value)
        except (ArithmeticError, LookupError, ValueError):
            return str(node.value)

    def _read_number(self, kind: str, node: yaml.ScalarNode) -> Any:
        if ":" in node.value:
            return str(node.value)
        if len(node.value) > _LONGEST_NUMBER:
            return _STAND_IN if kind == "int" else str(node.value)
        return self.construct_yaml_int(node) if kind == "int" else self.construct_yaml_float(node)


# Says of every longer number that it is huge, which is all that is said of one.
_STAND_IN = 10**_LONGEST_NUMBER

for _kind in ("bool", "int", "float", "timestamp", "binary"):
    _PlainLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _PlainLoader.read_scalar)


class _PlainHandler(YAMLHandler):
    def load(self, fm: str, **_: object) -> Any:
        return yaml.load(fm, Loader=_PlainLoader)


def load_plain_yaml(text: str) -> Any:
    """A YAML document of bounded shape, in which what is no plain value stays text.

    Raises yaml.YAMLError or ValueError.
    """
    _check_shape(text)
    return yaml.load(text, Loader=_PlainLoader)


def _check_shape(front_matter: str) -> None:
    """Raises ValueError for what would take all memory or stack: aliases of aliases, deep nests.

    The parser's events come one by one, so that nothing is built before it is known to be small.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(front_matter, Loader=_SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(str(event.anchor), _MAX_VALUES)  # unknown: it is still open
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = total - before
        elif isinstance(event, yaml.NodeEvent):
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append((event.anchor, total))
            elif event.anchor:
                sizes[event.anchor] = 1
            total += 1
        if len(open_nodes) > _MAX_DEPTH:
            raise ValueError(f"is nested deeper than {_MAX_DEPTH} levels")
        if total > _MAX_VALUES:
            raise ValueError("unfolds to too many values; write them without aliases")


class Fields:
    """The front matter of one file; remembers what it had to repair."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.repairs: list[str] = []

    def repaired(self, field: str, reason: str) -> None:
        self.repairs.append(f"{field}: {reason}")

    def get(self, field: str) -> Any:
        return self._values.get(field)

    def text(self, field: str) -> str:
        """The field as one line, or "" when it is missing or no text."""
        value = self.get(field)
        if value is None:
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            shown = shorten(value)
            if shown == _HUGE:
                self.repaired(field, f"left out, it is {_HUGE}")
                return ""
            self.repaired(field, f"the number {shown} was taken as text; put it in quotes")
            return shown
        if not isinstance(value, str):
            self.repaired(field, f"left out, it should be text and is {kind_of(value)}")
            return ""
        return fold_line(value)

    def url(self, field: str) -> str | None:
        value = self.text(field)
        if value and not is_web_url(value):
            self.repaired(field, "left out, it is no http or https address")
            return None
        return value or None

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.get(field)
        if value is None:
            return ()
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list):
            self.repaired(field, f"left out, it should be a list and is {kind_of(value)}")
            return ()
        texts = [fold_line(item) for item in items if isinstance(item, str)]
        if len(texts) < len(items):
            self.repaired(field, "entries that are no text were left out")
        return tuple(dict.fromkeys(text for text in texts if text))

    def quality(self) -> int | None:
        value = self.get("quality")
        if value is None:
            return None
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 100:
            self.repaired("quality", "left out, it should be a number from 0 to 100")
            return None
        return round(value)

    def provider(self) -> str | None:
        value = self.get("provider")
        if isinstance(value, Mapping):
            inner = Fields(value)
            name = inner.text("name") or inner.text("domain")
            self.repairs.extend(f"provider.{repair}" for repair in inner.repairs)
            return name or None
        return self.text("provider") or None


def split_front_matter(raw: str, path: Path) -> tuple[dict[str, Any], str]:
    """The fields ({} when there are none) and the text below; raises ArticleError."""
    # python-frontmatter gives {} and no error for an unclosed or non-mapping front matter.
    opening = re.match(r"(?P<blank>(?:[ \t]*\r?\n)*)---(?=[ \t]*\r?\n)", raw)
    if not opening:
        return {}, raw
    closing = re.compile(r"^---[ \t]*\r?$", re.MULTILINE).search(raw, opening.end())
    if not closing:
        raise ArticleError(path, "front matter", 'is not closed; end it with a line "---"')
    if closing.start() - opening.end() > _MAX_CHARS:
        raise ArticleError(path, "front matter", "is longer than 2 MB; keep only what is needed")
    try:
        # The blank lines before it stay, so that a place in it is a place in the file.
        _check_shape(opening["blank"] + raw[opening.end() : closing.start()])
    except yaml.YAMLError as error:
        raise ArticleError(path, "front matter", f"is not valid YAML{_place(error)}") from error
    except UnicodeEncodeError as error:
        raise ArticleError(path, "front matter", "holds characters that are no text") from error
    except ValueError as error:
        raise ArticleError(path, "front matter", str(error)) from error
    try:
        values, body = frontmatter.parse(raw, handler=_PlainHandler())
    except yaml.YAMLError as error:
        raise ArticleError(path, "front matter", f"is not valid YAML{_place(error)}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(path, "front matter", "holds a value that YAML cannot read") from error
    values = {name: value for name, value in values.items() if isinstance(name, str)}
    if not values:
        raise ArticleError(path, "front matter", 'holds no fields; write at least "title: …"')
    return values, str(body)


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    # The mark counts from nought.
    return (
        f" (line {mark.line + 1}: {getattr(error, 'problem', None) or 'unexpected'})"
        if mark
        else ""
    )


def kind_of(value: object) -> str:
    """What sort of YAML value it is, for a message."""
    names = {
        dict: "a mapping",
        list: "a list",
        bool: "true or false",
        str: "text",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "of a kind that we do not read")


def shorten(value: object) -> str:
    """A value for a message; what is no plain text or number is named by its kind only."""
    if isinstance(value, str):
        return repr(value[:_SHOWN_CHARS])
    # Python refuses to write out a number of thousands of digits.
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**_SHOWN_CHARS):
        return str(value)
    return _HUGE if isinstance(value, int) else kind_of(value)
