"""Which number of a text stands with which name or time, where both alternate."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

from bot.writing.figures import Figure
from bot.writing.surroundings import is_measure
from corpus.days import Day

_NAME = re.compile(r"\b[A-Z][A-Za-z]+(?:[ &-][A-Z][A-Za-z]+)*")
_STOP = re.compile("[,;，；、。]")
Places = Sequence[tuple[int, Hashable]]


def find_names(text: str) -> list[tuple[int, str]]:
    """The words in capitals of a text, and where they stand."""
    return [(match.start(), match[0].casefold()) for match in _NAME.finditer(text)]


def is_swapped(
    figures: Iterable[tuple[int, Figure]],
    anchors: Places,
    given_figures: Sequence[tuple[int, Figure]],
    given_anchors: Places,
    given_text: str,
) -> bool:
    """Whether a text gives the numbers of some names or times to others than the given one.

    Both are read only where numbers of one unit and their names take turns: "Livi has 12 and Mox
    30". Of a single time the given text decides alone, if each has its number in its own clause.
    """
    by_unit: dict[str, list[tuple[int, Figure]]] = {}
    for at, figure in figures:
        if not is_measure(figure.counted):
            by_unit.setdefault(figure.unit, []).append((at, figure))
    shared = {key for _, key in anchors} & {key for _, key in given_anchors}
    here = [one for one in anchors if one[1] in shared]
    for unit, mine in by_unit.items():
        values = {figure.value for _, figure in mine}
        alike = [one for one in given_figures if one[1].unit == unit]
        if len({one.counted for _, one in (*alike, *mine)} - {""}) > 1:
            continue  # what they count tells them apart
        given = [(at, one.value) for at, one in alike if not is_measure(one.counted)]
        said = _turns([(at, one.value) for at, one in mine], here)
        is_single = len(mine) == len(here) == 1 and isinstance(here[0][1], Day)
        if is_single:
            said = {here[0][1]: mine[0][1].value}
            known = _turns(given, given_anchors)
            if not all(
                _is_one_clause(given_text, one, other)
                for (one, _), (other, _) in zip(given, given_anchors, strict=False)
            ):
                continue
        else:
            known = _turns(
                [one for one in given if one[1] in values],
                [one for one in given_anchors if one[1] in shared],
            )
        if len(known) > 1 and _differ(said, known):
            return True
    return False


def _is_one_clause(text: str, one: int, other: int) -> bool:
    """Whether no clause ends between two places of a text."""
    return _STOP.search(text, min(one, other), max(one, other)) is None


def _differ(said: Mapping[Hashable, Hashable], given: Mapping[Hashable, Hashable]) -> bool:
    """Whether a number that is given for one name is said of another."""
    return any(key in given and given[key] != value for key, value in said.items())


def _turns(numbers: Places, anchors: Places) -> dict[Hashable, Hashable]:
    """Each anchor's number where both take turns and none comes twice, or nothing."""
    if len(numbers) != len(anchors):
        return {}
    keys = [key for _, key in anchors]
    values = [value for _, value in numbers]
    if len(set(keys)) < len(keys) or len(set(values)) < len(values):
        return {}
    order = [
        kind for _, kind in sorted([(at, 0) for at, _ in numbers] + [(at, 1) for at, _ in anchors])
    ]
    if any(one == other for one, other in pairwise(order)):
        return {}
    return dict(zip(keys, values, strict=True))
