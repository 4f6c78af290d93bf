"""What shows a line, or a text, to be a page's: wordings, links, shape and script.

The wordings are those of `boilerplate.yaml`; none knows a particular site.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby, pairwise

import yaml

from corpus.sentences import is_wrapped
from corpus.text import (
    HOME_SCRIPTS,
    count_scripts,
    fold_line,
    has_han,
    normalise_body,
)

_LONGEST_FURNITURE = 400
_FEWEST_BLOCKS = 3  # of labels, for a page
_SAME_SCRIPT_SHARE = 0.3  # a script with this share of the letters is no chrome
_LONGEST_ITEM = 25
_MOST_ITEMS_A_SIGN = 30
_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^)\s\[\]]{0,2000}\)|https?://\S+")
_UNBROKEN = re.compile(r"\S{120,}")
_MARKED = re.compile(r"\s*(?:[-*+•‧·▪■●>#|]|\d{1,3}[.)、．])")
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "”", "」", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """The wordings of `boilerplate.yaml`, compiled."""

    lines: Mapping[str, re.Pattern[str]]
    endings: Mapping[str, re.Pattern[str]]
    certain: re.Pattern[str]
    page_words: re.Pattern[str]
    site_talk: re.Pattern[str]
    signs: frozenset[str]
    fragments: tuple[str, ...]


@cache
def load_boilerplate() -> Boilerplate:
    """The wordings that ship with the package; read once."""
    raw = yaml.safe_load(resources.files("corpus").joinpath("boilerplate.yaml").read_text("utf-8"))
    return Boilerplate(
        lines={reason: _any_of(patterns) for reason, patterns in raw["lines"].items()},
        endings={reason: _any_of(patterns) for reason, patterns in raw["endings"].items()},
        certain=_any_of(raw["certain"]),
        page_words=_any_of(raw["page_words"]),
        site_talk=_any_of(raw["site_talk"]),
        signs=frozenset(raw["signs"]),
        fragments=tuple(raw["fragments"]),
    )


def has_scrape_signs(text: str) -> bool:
    """Whether a text shows that it was taken from a page: its controls, notices or labels.

    One line may be anybody's; two kinds of them, or three of a kind, are a page's. Items of a list
    are the author's, marked or not: a few among very many short lines are words of a vocabulary.
    """
    boilerplate = load_boilerplate()
    if any(fragment in text for fragment in boilerplate.fragments):
        return True
    lines = [line for line in normalise_body(text).split("\n") if line.strip()]
    if _has_foreign_labels(lines):
        return True
    kinds: Counter[str] = Counter()
    others = 0
    is_inside = False
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        reason = "" if is_inside or is_marked(line) else reason_of(line)
        is_inside = is_wrapped(line, following)
        if reason in boilerplate.signs and not is_inside:
            kinds[reason] += 1
        elif len(line) <= _LONGEST_ITEM:
            others += 1
    if others > _MOST_ITEMS_A_SIGN * kinds.total():
        return False
    return len(kinds) >= 2 or any(count >= 3 for count in kinds.values())


def is_aggregated(fields: Mapping[str, object]) -> bool:
    """Whether front matter is a machine's, written when it collected the article from a page."""
    provider, images = fields.get("provider"), fields.get("images")
    machines = sum(fields.get(name) is not None for name in ("secured", "heat", "ampUrl"))
    others = (
        isinstance(images, list) and any(isinstance(image, Mapping) for image in images),
        isinstance(provider, Mapping) and "domain" in provider,
        "originalUrl" in fields or "sourceUrl" in fields,
        isinstance(fields.get("type"), str) and "webUrl" in fields,
    )
    return 2 * machines + sum(others) >= 3


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page around an article, by its words, links or shape."""
    return bool(reason_of(line))


@lru_cache(maxsize=4096)
def reason_of(line: str) -> str:
    """Why a line is furniture, by its words, links or shape, or "" if it is none."""
    folded = fold_bare(line).strip("#*_ ")
    if not folded:
        return ""
    boilerplate = load_boilerplate()
    if len(folded) <= _LONGEST_FURNITURE:
        for reason, pattern in boilerplate.lines.items():
            if pattern.fullmatch(folded):
                return reason
        if boilerplate.certain.fullmatch(folded):
            return "page control"
    links = _LINK.findall(line)
    if len(links) >= 2 and sum(map(len, links)) >= 0.7 * len(line.strip()):
        return "links"
    is_code = bool(_UNBROKEN.fullmatch(folded)) and not has_han(folded)
    return "encoded text" if is_code else ""


def fold_bare(line: str) -> str:
    """The line as `fold_line` gives it; quick for plain text, of which there are many lines."""
    return " ".join(line.split()) if line.isascii() else fold_line(line)


def is_marked(line: str) -> bool:
    """Whether a line is an item of a list, a heading, a quotation or a row of a table."""
    return bool(_MARKED.match(line))


def is_certain(line: str) -> bool:
    """Whether a line is furniture in any text: a bar of share buttons, or encoded text."""
    folded = fold_bare(line).strip("*_ ")
    if len(folded) <= _LONGEST_FURNITURE and load_boilerplate().certain.fullmatch(folded):
        return True
    return not re.search(r"://|`", line) and reason_of(line) == "encoded text"


def is_prose(line: str) -> bool:
    """Whether a line is a full sentence or more, and no heading, link or item of a menu."""
    bare = line.strip()
    if not bare.endswith(_SENTENCE_END):
        return False
    return len(bare) >= 40 or (len(bare) >= 15 and has_han(bare))


def is_site_talk(line: str) -> bool:
    """Whether a sentence speaks of the site or its writers to the reader, or may be a biography."""
    return bool(load_boilerplate().site_talk.search(line[:_LONGEST_FURNITURE]))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _has_foreign_labels(lines: Sequence[str]) -> bool:
    """Whether words in a script that is not the text's own recur between its lines, as labels do.

    Quotations in that script stand between them too, and say something else each time.
    """
    text = "\n".join(lines)
    counts = count_scripts(text)
    own = own_scripts(counts)
    if own >= counts.keys():
        return False
    blocks = 0
    seen: set[str] = set()
    recurs = False
    for is_other, group in groupby(lines, key=lambda line: is_other_script(line, own)):
        blocks += is_other
        for line in group if is_other else ():
            words = line.split()
            pairs = {line.strip(), *map(" ".join, pairwise(words))}
            recurs = recurs or not seen.isdisjoint(pairs)
            seen |= pairs
    return recurs and blocks >= _FEWEST_BLOCKS


def own_scripts(counts: Mapping[str, int]) -> frozenset[str]:
    """Latin and Chinese, the script of most letters, and each that has a share of them."""
    total = sum(counts.values())
    own = HOME_SCRIPTS | {max(sorted(counts), key=lambda script: counts[script], default="")}
    return own | {script for script in counts if counts[script] >= _SAME_SCRIPT_SHARE * total}


def is_other_script(line: str, own: frozenset[str]) -> bool:
    """Whether most letters of a line are of none of these scripts."""
    counts = count_scripts(line)
    other = sum(count for script, count in counts.items() if script not in own)
    return other > sum(counts.values()) / 2
