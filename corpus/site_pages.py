"""What recurs across the pages of one site and is no part of the articles.

A site writes its name behind every title, and puts menus, teasers, biographies and requests to
subscribe around every text. A single page does not show it; several pages do. Sentences may recur
for a better reason: alerts are made from a template, and related stories quote each other. So only
what stands around the text goes, and of full sentences only those that speak of the site itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from corpus.clean import Removed
from corpus.furniture import is_marked, is_prose, is_site_talk, reason_of
from corpus.schema import Article
from corpus.text import fold_key, has_han

_FEWEST_PAGES = 3  # what recurs on two may be a quotation
_FEWEST_SHARE = 0.01
_SAME_NAME_SHARE = 0.6  # of a site's titles carry its name
_LONGEST_NAME = 40
_LONGEST_LABEL = 90
_OPENING = 40  # characters of a first paragraph, by which a teaser of it is known
_TEMPLATE_SHARE = 0.4  # of the prose recurs: the pages are filled-in forms
_LEAST_RUN = 3  # labels in a row around such a form
_LEAST_LEFT = 0.2
_PARTS = re.compile(r" ?[|｜_»·] ?| [-–—] | ?[—–]{2} ?")
_LEAD = re.compile(r"(?P<name>[^:：|｜]{1,40}?) ?(?:[:：] ?| [-–—|｜»] |[|｜] ?)(?=\S)")
_TAIL = re.compile(r"(?: ?[|｜_»] ?| [-–—·] )(?P<name>[^|｜_»]{1,40})$")
_BARS = frozenset("|｜_»")  # no writer parts a title by them
_FIGURES = re.compile(r"\d{4,}|\d+[.,%]\d*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCleaned:
    """The articles in their order, and what was left out of which, by article id."""

    articles: tuple[Article, ...]
    removed: Mapping[str, tuple[Removed, ...]]


@dataclass(frozen=True, slots=True)
class _Site:
    """What the pages of one site have in common."""

    recurring: Mapping[str, int]
    titles: Mapping[str, int]
    openings: Mapping[str, int]
    """For a title, or the start of a text, how many pages have it as their own."""


def drop_site_furniture(
    articles: Sequence[Article], *, scraped_ids: Collection[str]
) -> SiteCleaned:
    """The articles without their site's name in titles and without what recurs around their texts.

    Only full articles of `scraped_ids` that have an address are looked at and changed; a site is
    the host of it. Fewer than three pages of a site show nothing.
    """
    known = frozenset(scraped_ids)
    sites: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        host = urlsplit(article.url or article.original_url or "").hostname or ""
        if article.id in known and host and article.extent == "full":
            sites[host.removeprefix("www.").removeprefix("m.")].append(article)
    changed: dict[str, Article] = {}
    removed: dict[str, tuple[Removed, ...]] = {}
    for host in sorted(sites):
        pages = _without_site_name(sites[host], host)
        site = _look_at(pages)
        for before, page in zip(sites[host], pages, strict=True):
            body, gone = _drop_around(page, site)
            if page.title != before.title:
                gone = [Removed(text=before.title, reason="site's name in the title"), *gone]
            if gone:
                changed[page.id] = replace(page, body=body)
                removed[page.id] = tuple(gone)
    return SiteCleaned(
        articles=tuple(changed.get(article.id, article) for article in articles), removed=removed
    )


def _without_site_name(pages: Sequence[Article], host: str) -> list[Article]:
    """The pages with titles without the names that most titles of the site begin or end with."""
    titles = {page.id: page.title for page in pages}
    for _ in range(2):  # "Title | Section | Site"
        for pattern in (_TAIL, _LEAD):
            found = {id: match for id, title in titles.items() if (match := _find(pattern, title))}
            rests: defaultdict[str, set[str]] = defaultdict(set)
            bars: set[str] = set()
            for id, match in found.items():
                name = fold_key(match["name"])
                rests[name].add(fold_key(_without(titles[id], match)))
                if pattern is _TAIL and not _BARS.isdisjoint(match[0]):
                    bars.add(name)
            names = {
                name
                for name, others in rests.items()
                if len(others) >= _FEWEST_PAGES
                and (
                    _is_told(name, pages, host)
                    or (
                        len(others) >= _SAME_NAME_SHARE * len(pages)
                        and (name in bars or not _is_subject(name, pages))
                    )
                )
            }
            for id, match in found.items():
                rest = _without(titles[id], match)
                if fold_key(match["name"]) in names and len(rest) >= (4 if has_han(rest) else 8):
                    titles[id] = rest
    return [replace(page, title=titles[page.id]) for page in pages]


def _find(pattern: re.Pattern[str], title: str) -> re.Match[str] | None:
    """A name in front, or the last one behind: the part after the last sign that parts."""
    if pattern is _LEAD:
        return pattern.match(title[: 2 * _LONGEST_NAME])
    last = [sign.start() for sign in _PARTS.finditer(title)][-1:]
    return pattern.fullmatch(title, last[0]) if last and last[0] else None


def _without(title: str, match: re.Match[str]) -> str:
    return (title[: match.start()] + title[match.end() :]).strip()


def _is_told(name: str, pages: Sequence[Article], host: str) -> bool:
    """Whether the address or a page tells that the site is called so."""
    letters = "".join(character for character in name if character.isalnum())
    labels = {label.replace("-", "") for label in host.split(".")[:-1] if len(label) > 2}
    return letters in labels or any(fold_key(page.provider or "") == name for page in pages)


def _is_subject(name: str, pages: Sequence[Article]) -> bool:
    """Whether the texts speak of it: a site's own name seldom stands in them."""
    return sum(name in fold_key(page.body[:3000]) for page in pages) >= 0.3 * len(pages)


def _look_at(pages: Sequence[Article]) -> _Site:
    """What recurs on at least three pages that differ in title and in opening."""
    titles: Counter[str] = Counter()
    openings: Counter[str] = Counter()
    on: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for page in pages:
        lines = _lines_of(page.body)
        title, opening = _key(page.title), _opening_of(lines)
        titles[title] += 1
        openings[opening[:_OPENING]] += 1
        for line in {_key(line) for line in lines}:
            on[line][0].add(title)
            on[line][1].add(opening)
    least = max(_FEWEST_PAGES, _FEWEST_SHARE * len(pages))
    counts = {line: min(len(titles), len(openings)) for line, (titles, openings) in on.items()}
    return _Site(
        recurring={line: count for line, count in counts.items() if count >= least},
        titles=titles if len(pages) >= _FEWEST_PAGES else {},
        openings=openings if len(pages) >= _FEWEST_PAGES else {},
    )


def _lines_of(body: str) -> list[str]:
    return [line for line in body.split("\n") if line.strip()]


def _key(line: str) -> str:
    """The line without marks, spaces and case."""
    return " ".join(line.strip("#*_>-•‧·▪■●→» \t").split()).casefold()


def _opening_of(lines: Iterable[str]) -> str:
    return next((_key(line) for line in lines if is_prose(line)), "")


def _drop_around(page: Article, site: _Site) -> tuple[str, list[Removed]]:
    """The body without what stands before and behind the text, and what that was."""
    lines = page.body.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if page.page_starts or not filled:
        return page.body, []
    own = _key(page.title), _opening_of(lines)[:_OPENING]
    kinds = [_kind_of(lines[number], own, site) for number in filled]
    # The openings of other stories are teasers; a form says the same between its own lines.
    said = [
        lines[number]
        for number, kind in zip(filled, kinds, strict=True)
        if kind != "opening" and is_prose(lines[number])
    ]
    again = [line for line in said if _key(line) in site.recurring and not _is_talk(line)]
    is_form = sum(map(len, again)) >= _TEMPLATE_SHARE * max(1, sum(map(len, said)))
    head = _reach(kinds)
    tail = min(_reach(kinds[::-1]), len(filled) - head)
    if tail and lines[filled[-tail - 1]].rstrip("*_ ").endswith((":", "：")):
        tail -= _count_items([lines[number] for number in filled[-tail:]])
    gone = {*filled[:head], *filled[len(filled) - tail :]}
    if is_form:
        gone = {
            number
            for run in (filled[:head], filled[len(filled) - tail :])
            for number in run
            if len(run) >= _LEAST_RUN and not is_prose(lines[number])
        }
    left = sum(len(lines[number]) for number in filled if number not in gone)
    if not gone or left < _LEAST_LEFT * len(page.body) or left < _OPENING:
        return page.body, []
    body = "\n".join(line for number, line in enumerate(lines) if number not in gone).strip()
    removed = [
        Removed(text=lines[number].strip(), reason="recurs on the site") for number in sorted(gone)
    ]
    return re.sub(r"\n{3,}", "\n\n", body), removed


def _count_items(lines: Sequence[str]) -> int:
    """How many lines the list has that begins there, and that the text announced."""
    marks = [is_marked(line) for line in lines]
    return next((at for at, mark in enumerate(marks) if mark != marks[0]), len(marks))


def _kind_of(line: str, own: tuple[str, str], site: _Site) -> str:
    """What a line is around a text, or "" for the text's own.

    It is "sure", the "title" or "opening" of another page, or perhaps a "teaser" or "small".
    """
    key = _key(line)
    recurs = key in site.recurring
    if line.lstrip().startswith("|"):
        return ""
    if is_prose(line):
        if recurs and _is_talk(line):
            return "sure"
        start = key[:_OPENING]
        is_other = start != own[1] and site.openings.get(start, 0) > 0
        if is_other:
            return "opening"
        return "teaser" if recurs else ""
    if key != own[0] and site.titles.get(key, 0) and len(key) > 8:
        return "title"
    if recurs and len(key) <= _LONGEST_LABEL and not _FIGURES.search(key):
        is_lead_in = line.rstrip("*_ ").endswith((":", "：")) and not is_marked(line)
        return "" if is_lead_in and len(key) > 25 else "sure"
    is_small = len(key) <= 40 and any(one.isdigit() for one in key)
    # The address or the telephone of the site, unless a text ends with it.
    is_everywhere = site.recurring.get(key, 0) >= max(5, sum(site.titles.values()) / 2)
    return "small" if is_small or (is_everywhere and len(key) <= 2 * _LONGEST_LABEL) else ""


@lru_cache(maxsize=4096)
def _is_talk(line: str) -> bool:
    return bool(reason_of(line)) or is_site_talk(line)


def _reach(kinds: Sequence[str]) -> int:
    """How many lines, from the edge on, are around the text.

    Teasers, openings and small lines such as dates count only between lines that are sure, and
    teasers only where a title or an opening of another page stands among them.
    """
    reach = 0
    has_title = False
    for number, kind in enumerate(kinds):
        if not kind:
            break
        has_title = has_title or kind in ("title", "opening")
        if kind in ("sure", "title") and (has_title or "teaser" not in kinds[reach:number]):
            reach = number + 1
    return reach
