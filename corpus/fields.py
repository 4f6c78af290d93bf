"""What the front matter of one file says: each field by any of the names that the table lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.dates import PublishedDate, is_uncertain_day, read_date
from corpus.field_table import FieldTable as FieldTable
from corpus.field_table import fold_name
from corpus.field_table import load_fields as load_fields
from corpus.field_values import (
    HUGE,
    address_of,
    author_of,
    host_of,
    is_placeholder,
    kind_of,
    name_of,
    names_in,
    plain_text,
    shorten,
    unnested,
)

_MOST_TOPICS = 100
_SPACED = frozenset({"tags", "tag", "categories", "labels", "標籤", "标签"})
_OWN_URL_NAMES = ("url", "link")
_DEEPEST = 2
_Given = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class _Level:
    """One table of a front matter: its values by their folded names."""

    values: dict[str, _Given]


class Fields:
    """The front matter of one file; remembers what it had to repair.

    Of several layers the first that gives a field counts: what a file's author wrote stands before
    what a reader found.
    """

    def __init__(self, *layers: Mapping[str, Any], table: FieldTable) -> None:
        self._table = table
        self._layers = [_levels(layer, table) for layer in layers]
        self._names = frozenset(fold_name(name) for layer in layers[:1] for name in layer)
        self.repairs: list[str] = []

    def repaired(self, field: str, reason: str) -> None:
        """Note what was done about a field."""
        self.repairs.append(f"{field}: {reason}")

    def given(self, field: str) -> Iterator[_Given]:
        """The names and values that give a field, the one to prefer first."""
        for levels in self._layers:
            for name in self._table.names[field]:
                for level in levels:
                    found = level.values.get(name)
                    if found and not self._is_nothing(*found):
                        yield found

    def has(self, field: str) -> bool:
        """Whether a name that gives the field stands at the top of the front matter."""
        return not self._names.isdisjoint(self._table.names[field])

    def text(self, field: str) -> str:
        """The field as one line, or "" when it is missing or no text."""
        for name, value in self.given(field):
            if text := self._text(name, value):
                return text
        return ""

    def url(self, field: str) -> str | None:
        """The first web address that a name of the field gives."""
        for name, value in self.given(field):
            if url := address_of(value):
                return url
            if _is_meant_as_url(name, value):
                self.repaired(name, "left out, it is no http or https address")
        return None

    def published(self, field: str = "published") -> PublishedDate | None:
        """The first date that a name of the field gives."""
        for name, value in self.given(field):
            if isinstance(value, bool) or self._is_keyword(value):
                continue
            if isinstance(value, Mapping):
                inner = Fields(value, table=self._table)
                found = inner.published() or inner.published("modified")
                if not found and inner.repairs:
                    self.repairs.extend(f"{name}.{said}" for said in inner.repairs)
                    continue
            else:
                found = read_date(value)
            if found:
                return found
            if is_uncertain_day(value):
                self.repaired(
                    name, f"left out, {shorten(value)} may be two days; write the year first"
                )
            else:
                self.repaired(name, f"left out, {shorten(value)} is no date")
        return None

    def has_unread_date(self) -> bool:
        """Whether a field says when it was published, in a way that is not certain."""
        return any(
            not isinstance(value, bool) and not self._is_keyword(value)
            for _, value in self.given("published")
        )

    def _is_keyword(self, value: Any) -> bool:
        """Whether it is a word by which a system puts in a date of its own, such as "today"."""
        return isinstance(value, str) and self._table.gives("not_dates", value[:50])

    def topics(self) -> tuple[str, ...]:
        """Every topic, tag and category, once each."""
        found: dict[str, str] = {}
        for name in self._names_of("topics"):
            found.setdefault(name.casefold(), name)
        return tuple(found.values())[:_MOST_TOPICS]

    def aliases(self) -> tuple[str, ...]:
        """Other names of the article, its slug among them; no paths and addresses."""
        # Hugo's are addresses that lead to the article now.
        names = [n for n in self._names_of("aliases") if n[0] != "/" and n[-1] != "/"]
        for _, value in self.given("slug"):
            last = name_of(value).strip("/").rpartition("/")[2]
            if any(character.isalpha() for character in last):
                names.append(last)
        return tuple(dict.fromkeys(names))[:_MOST_TOPICS]

    def category(self) -> str | None:
        """The first category that is named as one."""
        return next(self._names_of("category"), None)

    def author(self) -> str | None:
        """The author's name, or several."""
        return next((who for _, value in self.given("author") if (who := author_of(value))), None)

    def provider(self) -> str | None:
        """Who published it, by name; the site's where only an address is given."""
        for name, value in self.given("provider"):
            if found := name_of(value):
                return found
            if isinstance(value, Mapping):
                self._complain_inside(name, value)
            elif isinstance(value, str) and (url := address_of(value)):
                if not self._table.gives("url", name):
                    return host_of(url)
            elif not isinstance(value, str | list):
                self.repaired(name, f"left out, it should be text and is {kind_of(value)}")
        return None

    def quality(self) -> int | None:
        """The mark from 0 to 100 that somebody gave it."""
        for name, value in self.given("quality"):
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
                return round(value)
            self.repaired(name, "left out, it should be a number from 0 to 100")
        return None

    def is_draft(self) -> bool:
        """Whether its author does not want it read yet."""
        if any(_is_true(value) for _, value in self.given("draft")):
            return True
        if any(
            isinstance(value, str) and self._table.gives("draft_states", value)
            for _, value in self.given("status")
        ):
            return True
        hidden = any(_is_false(value) for _, value in self.given("public"))
        return hidden and not self.has("not_draft")

    def is_list(self) -> bool:
        """Whether it is a page that lists others, by its layout."""
        return any(
            isinstance(value, str) and self._table.gives("lists", value)
            for _, value in self.given("layout")
        )

    def _names_of(self, field: str) -> Iterator[str]:
        for name, value in self.given(field):
            if not isinstance(value, str | list) and not name_of(value):
                self.repaired(name, f"left out, it should be a list and is {kind_of(value)}")
                continue
            names, is_whole = names_in(value, at_spaces=fold_name(name) in _SPACED)
            if not is_whole:
                self.repaired(name, "entries that are no text were left out")
            yield from names

    def _text(self, name: str, value: Any) -> str:
        value = unnested(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float) and not isinstance(value, bool):
            shown = shorten(value)
            if shown == HUGE:
                self.repaired(name, f"left out, it is {HUGE}")
                return ""
            self.repaired(name, f"the number {shown} was taken as text; put it in quotes")
            return shown
        if not isinstance(value, str):
            self.repaired(name, f"left out, it should be text and is {kind_of(value)}")
            return ""
        return plain_text(value)

    def _complain_inside(self, name: str, value: Mapping[str, Any]) -> None:
        for key, inner in value.items():
            if key in ("name", "domain") and inner is not None and not isinstance(inner, str):
                self.repaired(
                    f"{name}.{key}", f"left out, it should be text and is {kind_of(inner)}"
                )

    def _is_nothing(self, name: str, value: Any) -> bool:
        if value is None or (isinstance(value, str) and not value.strip()):
            return True
        if is_placeholder(value):
            said = f"{name}: left out, it is the mark of a template that nobody filled in"
            if said not in self.repairs:
                self.repairs.append(said)
            return True
        return isinstance(value, str) and len(value) < 40 and self._table.gives("nothing", value)


def _levels(layer: Mapping[str, Any], table: FieldTable) -> list[_Level]:
    """The table itself, then the tables inside it in which fields are looked for."""
    levels: list[_Level] = []
    todo: list[tuple[Mapping[str, Any], int]] = [(layer, 0)]
    for values, depth in todo:
        named: dict[str, _Given] = {}
        for name, value in values.items():
            if not isinstance(name, str):
                continue
            named.setdefault(fold_name(name), (name, value))
            if isinstance(value, Mapping) and depth < _DEEPEST and table.gives("nested", name):
                todo.append((value, depth + 1))
        levels.append(_Level(named))
    return levels


def _is_meant_as_url(name: str, value: Any) -> bool:
    """Whether it should have been an address: a path within a site is none, and neither a name."""
    if not any(word in name.casefold() for word in _OWN_URL_NAMES):
        return False
    if not isinstance(value, str):
        return True
    scheme, colon, _ = value.partition(":")
    return bool(colon) and "/" not in scheme


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in _YES)


def _is_false(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().casefold() in _NO)


_YES = frozenset({"true", "yes", "on", "1", "是"})
_NO = frozenset({"false", "no", "off", "0", "否"})
