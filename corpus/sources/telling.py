"""Entries and pages → stories: which text is the article, and what is known about it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.dates import parse_published
from corpus.formats.encodings import decode_text
from corpus.formats.escapes import escape_inline
from corpus.formats.markup import html_to_line, html_to_markdown
from corpus.formats.page import Page, find_excess, parse_html
from corpus.formats.walls import find_wall, text_weight
from corpus.languages import detect_language
from corpus.sources.entries import Entry
from corpus.sources.errors import UnreadableError
from corpus.sources.fetching import Fetched
from corpus.sources.sitemaps import is_same_site
from corpus.sources.stories import Story
from corpus.text import fold_line, strip_controls
from corpus.web import is_web_url

# Weights are in Latin characters, as text_weight counts them.
_WHOLE_CONTENT = 600
_WHOLE_SUMMARY = 1_500
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|⋯|(?:read|learn|see|view|show|find out) (?:more|the rest)"
    r"|(?:continue|keep) reading|read (?:on|the full (?:story|article))|full (?:story|article)"
    r"|(?:繼續|继续)(?:閱讀|阅读)|(?:閱讀|阅读|查看|瀏覽|浏览|了解|顯示|显示)(?:更多|全文|詳情|详情|原文)"
    r"|更多|全文|詳情|详情)[\s\]>»›→.。…)）]{0,20}$",
    re.IGNORECASE,
)
# What WordPress, by which most feeds are made, puts below each entry.
_SIGNED = re.compile(r"The post\s.{1,500}\s(?:appeared first on|first appeared on)\s.{1,300}")
_LONGEST_TAIL = 200
_PLAIN_TYPES = ("text/plain", "text/markdown", "text/x-markdown")
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry alone tells: its text as Markdown, and whether that is all of the article."""

    text: str
    is_whole: bool
    is_cut: bool


def read_entry(entry: Entry) -> Told:
    """The text of an entry, from its content or else its summary."""
    text = html_to_markdown(entry.content or entry.summary, is_escaped=True)
    before, _, last = text.rpartition("\n\n")
    if _SIGNED.fullmatch(last):
        text = before
    is_cut = bool(_CUT_OFF.search(text[-_LONGEST_TAIL:]))
    least = _WHOLE_CONTENT if entry.content else _WHOLE_SUMMARY
    return Told(text=text, is_whole=not is_cut and text_weight(text) >= least, is_cut=is_cut)


def digest_entry(entry: Entry, page: Page | None = None) -> str:
    """By which it is seen that a source tells something else than last time."""
    parts = (
        entry.title,
        entry.url or "",
        entry.published.isoformat() if entry.published else "",
        entry.updated.isoformat() if entry.updated else "",
        entry.author or "",
        *entry.topics,
        "",
        entry.summary,
        entry.content,
        *((page.body, repr(sorted(page.fields.items()))) if page else ()),
    )
    text = "\0".join(parts)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def story_of_entry(entry: Entry, told: Told, *, provider: str | None) -> Story:
    """The story that an entry tells without its page; a teaser where that is not all of it."""
    # What a source calls its content and does not cut is taken for all there is.
    has_body = told.is_whole or (bool(entry.content) and not told.is_cut and bool(told.text))
    summary = html_to_line(entry.summary)
    excerpt = summary or ("" if has_body else html_to_line(entry.content))
    body = told.text if has_body else ""
    title = entry.title or fold_line(excerpt or body)[:100]
    return Story(
        guid=entry.guid,
        title=title,
        body=body,
        url=entry.url,
        published=entry.published or entry.updated,
        provider=provider,
        author=entry.author,
        topics=entry.topics,
        excerpt=excerpt if fold_line(excerpt) != fold_line(body) else "",
        language=_language(title, body or excerpt),
        extent="full" if has_body else "teaser",
    )


def story_of_page(entry: Entry, page: Page, *, address: str, provider: str | None) -> Story:
    """The story of an entry with the text of its page, where that is more than the entry tells."""
    told = read_entry(entry)
    story = story_of_entry(entry, told, provider=provider)
    is_more = text_weight(page.body) > text_weight(told.text)
    body = escape_page(page.body) if is_more or not story.body else story.body
    url = _text(page.fields, "webUrl")
    is_own = is_web_url(url) and is_same_site(url, address)
    topics = page.fields.get("topics")
    given = _text(page.fields, "excerpt")
    # Of a page without a title so much text is an article, and less is what a shop's front holds.
    first_words = fold_line(body)[:100] if text_weight(body) >= _WHOLE_CONTENT else ""
    title = entry.title or _text(page.fields, "title") or story.title or first_words
    return replace(
        story,
        title=title,
        body=body,
        url=url if is_own else entry.url or address,
        published=entry.published
        or parse_published(page.fields.get("publishedDateTime"))
        or entry.updated,
        provider=provider or _text(page.fields, "provider") or None,
        author=entry.author or _text(page.fields, "author") or None,
        topics=entry.topics
        or (tuple(map(str, topics)) if isinstance(topics, list | tuple) else ()),
        excerpt=story.excerpt or given,
        language=_language(title, body or given),
        extent="teaser" if page.is_teaser and is_more else "full",
    )


def read_page(fetched: Fetched) -> Page:
    """The article of a page that was fetched; raises UnreadableError when it holds none."""
    if fetched.content_type not in (*_PAGE_TYPES, *_PLAIN_TYPES):
        reason = f"is no web page but {fetched.content_type}; save it and add the file"
        raise UnreadableError(fetched.url, reason)
    text = decode_page(fetched)
    if fetched.content_type in _PLAIN_TYPES:
        return Page(body=strip_controls(text).strip(), fields={})
    if excess := find_excess(text):
        raise UnreadableError(fetched.url, excess)
    page = parse_html(text)
    title = _text(page.fields, "title")
    if wall := find_wall(title, page.body, text):
        raise UnreadableError(fetched.url, f"{wall}, and holds no article")
    if not page.body.strip():
        raise UnreadableError(fetched.url, "holds no article that can be found")
    return page


def escape_page(body: str) -> str:
    """The text of a page, whose blocks are marked as in Markdown, so that its words are not."""
    return "\n".join(
        line if line.startswith("|") else escape_inline(line) for line in body.split("\n")
    )


def decode_page(fetched: Fetched) -> str:
    """The text of a page, as the server says or as it must be; raises UnreadableError."""
    if fetched.charset:
        try:
            return fetched.content.decode(_AS_BROWSERS.get(fetched.charset, fetched.charset))
        except (LookupError, ValueError):
            pass  # the server does not know its page
    try:
        return decode_text(fetched.content, is_html=True).text
    except ValueError as error:
        raise UnreadableError(fetched.url, str(error)) from error


_AS_BROWSERS = {"big5": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}


def _language(title: str, text: str) -> str | None:
    language = detect_language(f"{title}\n{text}")
    return language if language != "und" else None


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return fold_line(value) if isinstance(value, str) else ""
