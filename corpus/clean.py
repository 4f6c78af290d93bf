"""What is not the article: notices, share bars, sign-up lines, repeats, another script's chrome.

The signals are general (wordings of a data file, repetition, link density, script); none knows a
particular site. Whatever is removed is removed in whole lines or paragraphs, so that what stays is
as its author wrote it.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby

import yaml

from corpus.sentences import is_wrapped
from corpus.text import (
    HOME_SCRIPTS,
    count_scripts,
    fold_key,
    fold_line,
    has_han,
    main_script,
    normalise_body,
)

_ENOUGH_BEFORE_ENDING = 200  # characters of article before a "related" heading may end it
_LONGEST_FURNITURE = 400
_SAME_SCRIPT_SHARE = 0.3  # a script with this share of the letters is no chrome
_REPEAT_LIKENESS = 0.75
_REPEAT_MIN_CHARS = 20
_MOST_HOLDERS = 50  # paragraphs that share a run of words and are compared for it
_MENU_LINES = 5
_MENU_WIDTH = 25
_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^)\s\[\]]{0,2000}\)|https?://\S+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_UNBROKEN = re.compile(r"\S{120,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """The wordings of `boilerplate.yaml`, compiled."""

    lines: re.Pattern[str]
    endings: re.Pattern[str]
    fragments: tuple[str, ...]


@cache
def load_boilerplate() -> Boilerplate:
    """The wordings that ship with the package; read once."""
    raw = yaml.safe_load(resources.files("corpus").joinpath("boilerplate.yaml").read_text("utf-8"))
    return Boilerplate(
        lines=_any_of(raw["lines"]),
        endings=_any_of(raw["endings"]),
        fragments=tuple(raw["fragments"]),
    )


def clean_body(text: str) -> str:
    """The article's own text: clean prose comes back unchanged but for the white space around
    its paragraphs.
    """
    text = normalise_body(text)
    for fragment in load_boilerplate().fragments:
        text = text.replace(fragment, "")
    lines = _drop_other_scripts(text.split("\n"))
    lines = _cut_at_ending(lines)
    # "Home" and "Log in" are furniture by their words, and help to tell a menu by its length.
    lines = _drop_menus(_drop_furniture(_drop_menus(lines)))
    paragraphs = re.split(r"\n[ \t]*\n\s*", "\n".join(lines).strip())
    return "\n\n".join(_drop_repeats(paragraphs))


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page around an article, by its words, links or shape."""
    folded = fold_line(line).strip("#*_ ")
    if not folded:
        return False
    if len(folded) <= _LONGEST_FURNITURE and load_boilerplate().lines.fullmatch(folded):
        return True
    links = _LINK.findall(line)
    if len(links) >= 2 and sum(map(len, links)) >= 0.7 * len(line.strip()):
        return True
    return bool(_UNBROKEN.fullmatch(folded)) and not has_han(folded)


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _drop_other_scripts(lines: list[str]) -> list[str]:
    """Without lines in a script that is not the text's own, and what they show to be teasers.

    Such lines are the labels of the page. Where they recur they part the page into stretches; the
    article reaches to the end of the longest stretch, and teasers of other articles follow it.
    """
    text = "\n".join(lines)
    counts = count_scripts(text)
    total = sum(counts.values())
    own = HOME_SCRIPTS | {main_script(text)}
    own |= {script for script in counts if counts[script] >= _SAME_SCRIPT_SHARE * total}
    if own >= counts.keys():
        return lines
    stretches = [
        list(group)
        for is_other, group in groupby(lines, key=lambda line: _is_other_script(line, own))
        if not is_other
    ]
    stretches = [stretch for stretch in stretches if any(line.strip() for line in stretch)]
    if len(stretches) < 3:
        return [line for stretch in stretches for line in stretch]
    sizes = [sum(map(len, stretch)) for stretch in stretches]
    longest = sizes.index(max(sizes))
    return [line for stretch in stretches[: longest + 1] for line in stretch]


def _is_other_script(line: str, own: frozenset[str] | set[str]) -> bool:
    counts = count_scripts(line)
    other = sum(count for script, count in counts.items() if script not in own)
    return other > sum(counts.values()) / 2


def _cut_at_ending(lines: list[str]) -> list[str]:
    endings = load_boilerplate().endings
    before = 0
    for number, line in enumerate(lines):
        folded = fold_line(line).strip("#*_: ")
        if before >= _ENOUGH_BEFORE_ENDING and len(folded) < 80 and endings.fullmatch(folded):
            return lines[:number]
        before += len(folded)
    return lines


def _drop_furniture(lines: list[str]) -> list[str]:
    """Without furniture; a line of a wrapped paragraph is prose, whatever it looks like."""
    kept: list[str] = []
    is_prose = False
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        goes_on = is_wrapped(line, following)
        if is_prose or goes_on or not is_furniture(line):
            kept.append(line)
        is_prose = goes_on
    return kept


def _drop_menus(lines: list[str]) -> list[str]:
    """Without runs of bare short lines, which are navigation and not prose."""
    kept: list[str] = []
    filled = [line for line in lines if line.strip()]
    menu: set[int] = set()
    for is_item, group in groupby(enumerate(filled), key=lambda pair: _is_menu_item(pair[1])):
        numbers = [number for number, _ in group]
        if is_item and len(numbers) >= _MENU_LINES:
            menu.update(numbers)
    number = -1
    for line in lines:
        number += bool(line.strip())
        if not line.strip() or number not in menu:
            kept.append(line)
    return kept


def _is_menu_item(line: str) -> bool:
    bare = line.strip()
    return len(bare) <= _MENU_WIDTH and not re.search(r"[\d.,:;!?。，、：；！？|#*>`•‧·▪■●-]", bare)


def _drop_repeats(paragraphs: list[str]) -> list[str]:
    """Without paragraphs that say again, in nearly the same words, what an earlier one said.

    The same words with other figures say something else.
    """
    kept: list[str] = []
    seen: list[tuple[set[str], set[str]]] = []
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for paragraph in paragraphs:
        grams, figures = _grams(paragraph), set(_FIGURE.findall(paragraph))
        shared = Counter(number for gram in grams for number in holders.get(gram, ()))
        is_repeat = any(
            count >= _REPEAT_LIKENESS * (len(grams) + len(seen[number][0]) - count)
            and figures == seen[number][1]
            for number, count in shared.items()
        )
        if is_repeat and len(paragraph) >= _REPEAT_MIN_CHARS:
            continue
        for gram in grams:
            if len(holders[gram]) < _MOST_HOLDERS:
                holders[gram].append(len(seen))
        kept.append(paragraph)
        seen.append((grams, figures))
    return kept


def _grams(paragraph: str) -> set[str]:
    """Runs of three words, or of three characters where the text is Chinese."""
    folded = fold_key(paragraph)
    units = list(folded.replace(" ", "")) if has_han(folded) else folded.split()
    return {" ".join(units[i : i + 3]) for i in range(max(1, len(units) - 2))}
