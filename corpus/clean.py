"""The article's own text, and what of the page around it was left out and why.

The signals are general (wordings of a data file, repetition, link density, script); none knows a
particular site. They hold for text that was taken from a page. A text that somebody wrote as it
stands loses only what is certain: a short line in it may be an item, and "Comments" a section.
Whatever is removed is removed in whole lines or paragraphs, so that what stays is as its author
wrote it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.furniture import (
    fold_bare,
    has_scrape_signs,
    is_certain,
    is_marked,
    is_other_script,
    is_prose,
    load_boilerplate,
    own_scripts,
    reason_of,
)
from corpus.repeats import part_repeats
from corpus.sentences import is_wrapped
from corpus.text import count_scripts, normalise_body

_ENOUGH_BEFORE_ENDING = 200  # characters of article before a "related" heading may end it
_MENU_LINES = 5
_MENU_WIDTH = 25
_PROSE_LINES = 3  # this many in a row after links to other stories, and the article goes on
_MOST_LINKS_INSIDE = 8
_MOST_ROUNDS = 5
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]")
_MENU_MARK = re.compile(r"[\d.,:;!?。，、：；！？|#*>`•‧·▪■●-]")
_ANNOUNCED = re.compile(r"\b(?:following|as follows|below)\b|[如以]下|名單|名单", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line or paragraph that was left out, and why in a word or two ("share bar")."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """An article's own text, and what was left out of it, in the order of the steps."""

    body: str
    removed: tuple[Removed, ...] = ()


def clean_text(text: str, *, is_scraped: bool) -> Cleaned:
    """The article's own text, and what was left out.

    Clean prose comes back unchanged but for the white space around its paragraphs. Say
    `is_scraped` of what came from a page; other text loses only what is certain.
    """
    text = normalise_body(text)
    removed: list[Removed] = []
    for fragment in load_boilerplate().fragments:
        if fragment in text:
            removed.append(Removed(text=fragment, reason="label of a picture"))
            text = text.replace(fragment, "")
    if not is_scraped:
        lines = _drop_certain(text.split("\n"), removed)
        return Cleaned(body="\n\n".join(_written_paragraphs(lines)), removed=tuple(removed))
    for _ in range(_MOST_ROUNDS):  # what one step takes out may show another what to take out
        before = len(removed)
        lines = _drop_other_scripts(text.split("\n"), removed)
        lines = _cut_at_ending(lines, removed)
        # "Home" and "Log in" are furniture by their words, and help to tell a menu by its length.
        lines = _drop_menus(lines, removed)
        lines = _drop_menus(_drop_furniture(lines, removed), removed)
        kept, repeats = part_repeats(_paragraphs(lines))
        _remove(repeats, "repeat", removed)
        text = "\n\n".join(kept)
        if len(removed) == before:
            break
    return Cleaned(body=text, removed=tuple(removed))


def clean_body(text: str) -> str:
    """The article's own text, where the text alone must show whether it is from a page."""
    return clean_text(text, is_scraped=has_scrape_signs(text)).body


def _paragraphs(lines: Sequence[str]) -> list[str]:
    return re.split(r"\n[ \t]*\n\s*", "\n".join(lines).strip())


def _written_paragraphs(lines: Sequence[str]) -> list[str]:
    """The paragraphs of what somebody wrote; those of an item of a list stay indented below it."""
    kept: list[str] = []
    is_in_item = False
    for piece in re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip()):
        at_margin = [line for line in piece.split("\n") if line[:1] not in ("", " ", "\t")]
        if at_margin:
            is_in_item = bool(_ITEM.match(at_margin[-1]))
        kept.append(piece.rstrip() if is_in_item and not at_margin else piece.strip())
    return [piece for piece in kept if piece]


def _remove(lines: Sequence[str], reason: str, removed: list[Removed]) -> None:
    removed.extend(Removed(text=line.strip(), reason=reason) for line in lines if line.strip())


def _drop_certain(lines: list[str], removed: list[Removed]) -> list[str]:
    """Without what no author writes and what stands alone: a share bar, or encoded text."""
    kept: list[str] = []
    lead = ""
    for before, line, behind in zip(["", *lines], lines, [*lines, ""][1:], strict=False):
        if not line.strip():
            kept.append(line)
            continue
        is_alone = not before.strip() and not behind.strip() and not _leads_in(lead)
        if is_alone and not is_marked(line) and is_certain(line):
            _remove([line], reason_of(line), removed)
            continue
        kept.append(line)
        lead = line.strip() or lead
    return kept


def _leads_in(line: str) -> bool:
    """Whether a list is announced: what follows is the author's."""
    bare = line.strip("*_ ")
    return bare.endswith((":", "：")) or bool(_ANNOUNCED.search(bare[-80:]))


def _drop_other_scripts(lines: list[str], removed: list[Removed]) -> list[str]:
    """Without lines in a script that is not the text's own, and what they show to be teasers.

    Such lines are the labels of the page. Where they recur they part the page into stretches; the
    article reaches to the end of the longest stretch, and teasers of other articles follow it.
    """
    text = "\n".join(lines)
    counts = count_scripts(text)
    own = own_scripts(counts)
    if own >= counts.keys():
        return lines
    stretches: list[list[str]] = []
    for is_other, group in groupby(lines, key=lambda line: is_other_script(line, own)):
        stretch = list(group)
        if is_other:
            _remove(stretch, "another script", removed)
        elif any(line.strip() for line in stretch):
            stretches.append(stretch)
    if len(stretches) < 3:
        return [line for stretch in stretches for line in stretch]
    sizes = [sum(map(len, stretch)) for stretch in stretches]
    longest = sizes.index(max(sizes))
    for stretch in stretches[longest + 1 :]:
        _remove(stretch, "ending: other stories", removed)
    return [line for stretch in stretches[: longest + 1] for line in stretch]


def _cut_at_ending(lines: list[str], removed: list[Removed]) -> list[str]:
    """Up to a heading that ends the article, with what follows links in its midst."""
    endings = load_boilerplate().endings
    kept: list[str] = []
    before = 0
    number = 0
    while number < len(lines):
        folded = fold_bare(lines[number]).strip("#*_: ")
        reason = ""
        if before >= _ENOUGH_BEFORE_ENDING and 0 < len(folded) < 80:
            reason = next((name for name, one in endings.items() if one.fullmatch(folded)), "")
        if reason:
            end = _find_more(lines, number + 1) if reason == "other stories" else len(lines)
            _remove(lines[number:end], f"ending: {reason}", removed)
            number = end
            continue
        kept.append(lines[number])
        before += len(folded)
        number += 1
    return kept


def _find_more(lines: Sequence[str], start: int) -> int:
    """Where the article goes on behind a few links to other stories; else the end."""
    links = 0
    prose: list[int] = []
    for number in range(start, len(lines)):
        if not lines[number].strip():
            continue
        if is_prose(lines[number]) and not is_marked(lines[number]):
            prose.append(number)
        elif prose or links == _MOST_LINKS_INSIDE:
            break
        else:
            links += 1
        if links and len(prose) == _PROSE_LINES:
            return prose[0]
    return len(lines)


def _drop_furniture(lines: list[str], removed: list[Removed]) -> list[str]:
    """Without furniture; a line of a wrapped paragraph is prose, whatever it looks like."""
    kept: list[str] = []
    goes_on = False
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        is_inside, goes_on = goes_on, is_wrapped(line, following)
        reason = "" if is_inside or goes_on or not line.strip() else reason_of(line)
        if reason:
            _remove([line], reason, removed)
            continue
        kept.append(line)
    return kept


def _drop_menus(lines: list[str], removed: list[Removed]) -> list[str]:
    """Without runs of bare short lines around the prose, or with words that only a menu has.

    A run that a heading or a colon announces, or that stands in the midst of prose, is a list.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    prose = [number for number in filled if len(lines[number]) > 2 * _MENU_WIDTH]
    menus: set[int] = set()
    lead = ""
    for is_short, group in groupby(filled, key=lambda number: _is_menu_item(lines[number])):
        run = list(group)
        if is_short and len(run) >= _MENU_LINES and not _leads_in(lead):
            is_around = not prose or run[0] < prose[0] or run[-1] > prose[-1]
            has_words = sum(_is_page_word(lines[number]) for number in run) > 1
            if has_words or (is_around and not lead.lstrip().startswith("#")):
                menus.update(run)
        lead = lines[run[-1]]
    _remove([lines[number] for number in sorted(menus)], "menu", removed)
    return [line for number, line in enumerate(lines) if number not in menus]


def _is_menu_item(line: str) -> bool:
    bare = line.strip()
    return len(bare) <= _MENU_WIDTH and not _MENU_MARK.search(bare)


def _is_page_word(line: str) -> bool:
    return bool(load_boilerplate().page_words.fullmatch(fold_bare(line)))
