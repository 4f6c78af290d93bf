"""A web page → its article's text and fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.formats.page_breaks import INLINE
from corpus.formats.page_dates import (
    Moment,
    choose_moment,
    moment_in_address,
    month_in_address,
    parse_moment,
    visible_moments,
)
from corpus.formats.page_fields import (
    Head,
    find_author,
    find_excerpt,
    find_language,
    find_provider,
    find_title,
    find_topics,
    read_head,
)
from corpus.formats.page_json import Story, read_story
from corpus.formats.page_links import candidate_addresses, find_address
from corpus.formats.page_listing import is_listing, listed_texts
from corpus.formats.page_paths import select
from corpus.formats.page_story import story_text
from corpus.formats.page_tables import text_pieces
from corpus.formats.page_text import extract_text
from corpus.formats.page_trim import trim_page
from corpus.formats.walls import is_offer, text_weight

MAX_TAGS = 60_000
MAX_PAGE_TEXT = 3_000_000
_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "published_time", "article:published",
    "parsely-pub-date", "sailthru.date", "date", "dc.date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "savepage-pubdate", "weibo:article:create_at",
    "bytedance:published_time", "citation_publication_date", "displaydate", "article.published",
)  # fmt: skip
_TIMES = (
    "//time[not(ancestor::aside or ancestor::nav or ancestor::footer or ancestor::li)]"
    "[not(ancestor-or-self::*[contains(@class, 'related') or contains(@class, 'modified')"
    " or contains(@class, 'updated') or contains(@class, 'teaser') or contains(@class, 'sidebar')"
    " or contains(@class, 'widget') or contains(@class, 'recommend') or contains(@class, 'comment')"
    " or contains(@class, 'latest') or contains(@class, 'card')]"
    "[not(contains(@class, 'published'))])]"
)
_TIMES_OF_ARTICLE = (
    f"//*[@itemprop='datePublished'] | //time[@pubdate] | {_TIMES}[contains(@class, 'published')]"
)
_CLOSING_LINE = re.compile(
    r"(?:ends?\s?/.{0,60}|issued at (?:hkt )?[0-9:]{4,5}|nnnn|[（(]?完[）)]?"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日\s*(?:[（(]?星期.[）)]?)?|香港[時时][間间]\s?[0-9]{1,2}[時时](?:[0-9]{1,2}分)?"
    r"|[*＊]{3,})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a web page says: its article, and front matter fields for what stands around it.

    `body` is plain text with Markdown's marks for headings, lists and tables only. `is_teaser` says
    that it is the open beginning of an article whose rest is sold, `is_listing` that it has no
    article and leads to those of other pages.
    """

    body: str
    fields: dict[str, object]
    is_teaser: bool = False
    is_listing: bool = False


def find_excess(html: str) -> str | None:
    """What makes a page too costly to read, and what to do about it; None for most pages."""
    if html.count("<") <= MAX_TAGS and len(html) <= MAX_PAGE_TEXT:
        return None
    trimmed = trim_page(html)
    if trimmed.tags > MAX_TAGS:
        return (
            f"has {trimmed.tags:,} tags without its scripts and pictures, more than {MAX_TAGS:,}; "
            "save its text as Markdown"
        )
    if len(trimmed.html) > MAX_PAGE_TEXT:
        return (
            f"has {len(trimmed.html):,} characters without its scripts and pictures, more than "
            f"{MAX_PAGE_TEXT:,}; save its text as Markdown"
        )
    return None


def parse_html(html: str) -> Page:
    """The article of a page and its fields; an empty body when there is none.

    Scripts, styles and pictures cost nothing, however large. The date is the one that the page
    gives as published, as an ISO date, with a time and an offset where the page has one; it is
    left out when two are given and nothing decides. Call it for pages in which `find_excess` finds
    nothing.
    """
    import trafilatura

    trimmed = trim_page(html)
    if trimmed.tags > MAX_TAGS:
        return Page(body="", fields={})
    # What has no root of its own would be taken for a part of a page, or for none.
    is_whole = "<html" in trimmed.html[:2_000].lower()
    tree = trafilatura.load_html(trimmed.html if is_whole else f"<html>{trimmed.html}</html>")
    if tree is None:
        return Page(body="", fields={})
    known = tuple(candidate_addresses(tree, comments=trimmed.comments))
    story = read_story(trimmed.linked_data, addresses=known)
    head = read_head(tree)
    url = find_address(tree, story_url=story.url, comments=trimmed.comments)
    provider = find_provider(head, story, url=url)
    title = find_title(head, story, provider=provider, url=url)
    published = _find_published(head, story, url=url, title=title)
    page = Page(
        body="",
        fields={
            "title": title,
            "webUrl": url,
            "provider": provider,
            "publishedDateTime": published,
            "excerpt": find_excerpt(head, story),
            "author": find_author(head, story, provider=provider),
            "topics": find_topics(head, story),
        },
    )
    # What says when it was published is a story, whatever stands around it.
    cards = [] if story.published or head.values(*_PUBLISHED_METAS) else listed_texts(tree)
    shown = extract_text(tree)
    if is_listing(shown, cards) and not story.body:
        return Page(body="", fields={"title": title} if title else {}, is_listing=True)
    body = _without_title(shown, (title, *head.headings))
    body, is_cut = _without_closing(story_text(body, story.body))
    language = find_language(head, story, body=body)
    fields = {**page.fields, "language": language}
    return replace(
        page,
        body=body,
        fields={name: value for name, value in fields.items() if value},
        is_teaser=bool(body) and (is_cut or _is_cut_short(body, story)),
    )


def _lines_of(tree: Any) -> list[str]:
    """The lines of the whole page as a reader sees them."""
    text = "".join(text for body in select(tree, "//body")[:1] for text in text_pieces(body, _mark))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]


def _mark(element: Any) -> str:
    return "" if element.tag in INLINE and element.tag != "br" else "\n"


def _find_published(head: Head, story: Story, *, url: str | None, title: str) -> str | None:
    linked = _moments([story.published])
    metas = _moments(head.values(*_PUBLISHED_METAS))
    timed = select(head.tree, _TIMES_OF_ARTICLE) or select(head.tree, _TIMES)
    times = _moments(_time_of(element) for element in timed[:20])
    if times and not all(times[0].agrees(other) for other in times):
        times = times[:1]  # the article's own comes first
    address = moment_in_address(url) if url else None
    said = [linked, metas, times, [address] if address else []]
    chosen = choose_moment(said)
    if chosen is None or not chosen.has_time:
        lines = _lines_of(head.tree)
        title_at = next(
            (at for at, line in enumerate(lines) if title and title in line[:600]), None
        )
        below = _last_title(lines, title, title_at)
        chosen = choose_moment([*said, visible_moments(lines, title_at=below)])
    if chosen:
        return str(chosen)
    return month_in_address(url) if url and not (linked or metas) else None


def _last_title(lines: Sequence[str], title: str, first: int | None) -> int | None:
    """Where the title stands last among the lines at the head of the page."""
    if first is None:
        return None
    near = range(first, min(len(lines), first + 60))
    return max((at for at in near if lines[at] == title), default=first)


def _moments(values: Any) -> list[Moment]:
    found = (parse_moment(value) for value in values if value)
    return [moment for moment in found if moment]


def _time_of(element: Any) -> str:
    return str(element.get("datetime") or element.get("content") or element.text_content()[:100])


def _without_title(body: str, titles: Sequence[str]) -> str:
    first, _, rest = body.partition("\n")
    is_title = first.lstrip("# ").strip() in [title for title in titles if title]
    return rest.strip() if is_title else body


def _without_closing(body: str) -> tuple[str, bool]:
    """The body without the closing lines of a release and offers to subscribe, and whether it had
    such an offer.
    """
    blocks = body.split("\n\n")
    is_offered = False
    while blocks:
        lines = blocks[-1].split("\n")
        while lines and (_CLOSING_LINE.fullmatch(lines[-1].strip()) or not lines[-1].strip()):
            lines.pop()
        if lines and is_offer(lines[-1]):
            is_offered = True
            lines.pop()
        elif lines == blocks[-1].split("\n"):
            break
        blocks[-1:] = ["\n".join(lines)] if lines else []
    while blocks and _CLOSING_LINE.fullmatch(blocks[0].strip()):
        blocks.pop(0)
    return "\n\n".join(blocks), is_offered


def _is_cut_short(body: str, story: Story) -> bool:
    """Whether the article is sold, by its linked data, and longer than what the page shows."""
    if story.is_free:
        return False
    weight = text_weight(body)
    if story.words:
        return weight < 3 * story.words
    return weight < 1_500
