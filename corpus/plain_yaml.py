"""YAML of bounded shape in which what is no plain value stays text."""

from typing import Any, ClassVar

import yaml

MAX_DEPTH = 50
_MAX_VALUES = 1_000_000
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


def load_plain_yaml(text: str) -> Any:
    """What a YAML text of bounded shape says; a value that is no plain one stays text.

    Raises yaml.YAMLError or ValueError.
    """
    _check_shape(text)
    try:
        return yaml.load(text, Loader=_PlainLoader)
    except RecursionError as error:
        raise ValueError("holds a value that YAML cannot read") from error


def place_of(error: yaml.YAMLError) -> str:
    """Where in the text the error is and what it is, in brackets; "" where it is not known."""
    mark = getattr(error, "problem_mark", None)
    # The mark counts from nought.
    return (
        f" (line {mark.line + 1}: {getattr(error, 'problem', None) or 'unexpected'})"
        if mark
        else ""
    )


def _check_shape(text: str) -> None:
    """Raises ValueError for what would take all memory or stack: aliases of aliases, deep nests.

    The parser's events come one by one, so that nothing is built before it is known to be small.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            # Of one that is still open the size has no end; one that is unknown is an error anyway.
            is_open = any(anchor == event.anchor for anchor, _ in open_nodes)
            total += sizes.get(str(event.anchor), _MAX_VALUES if is_open else 1)
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
        if len(open_nodes) > MAX_DEPTH:
            raise ValueError(f"is nested deeper than {MAX_DEPTH} levels")
        if total > _MAX_VALUES:
            raise ValueError("unfolds to too many values; write them without aliases")
