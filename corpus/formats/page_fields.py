"""What a page says about its article: title, provider, author, topics, language, excerpt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from corpus.formats.page_breaks import CHINESE
from corpus.formats.page_json import Story
from corpus.formats.page_paths import select
from corpus.text import has_han

_SEPARATOR = re.compile(
    r"(?:(?<!\s)\s+)?[|｜︱┃›»‹«]+\s*|(?<!\s)\s+[-–—‐−:：•·~/]\s+"
    r"|(?:(?<!\s)\s+)?[—–]{1,2}\s+|_(?=[^\x00-\x7f])"
)
_LONGEST_NAME = 100
_LONGEST_TOPIC = 40
_MOST_TOPICS = 15
_MOST_METAS = 500
_CHINESE_SITE = re.compile(
    r".{0,12}(?:新聞網|新闻网|日報|日报|時報|时报|電台|网|網|報|在線|在线|頻道)"
)
_NO_NAME = re.compile(
    r"(?:admin(?:istrator)?|editor|staff|author|user|root|webmaster|guest|unknown|none|null|by|"
    r"home(?: page)?|logo|index|untitled|首頁|主頁|主页|管理員|編輯)",
    re.IGNORECASE,
)
_BYLINE = (
    "//*[@rel or @itemprop or contains(@class, 'byline') or contains(@class, 'author')]"
    "[self::span or self::p or self::div or self::a or self::address or self::strong]"
    '[@rel="author" or @itemprop="author" or contains(concat(" ", @class, " "), " byline ")'
    ' or contains(concat(" ", @class, " "), " author ")'
    ' or contains(concat(" ", @class, " "), " author-name ")]'
)
_BY = re.compile(
    r"^(?:(?:text|story|words|written|reported)?\s?by[\s:：]+"
    r"|(?:撰文|記者|记者|作者|文字?|採訪|采访|編輯|责任编辑|責任編輯)\s?[:：/／]\s?)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says of itself outside its text; `metas` by their names in lower case."""

    tree: Any
    metas: dict[str, list[str]]
    title: str
    headings: tuple[str, ...]
    """Those of the first level."""

    def values(self, *names: str) -> list[str]:
        """The contents of the meta tags of these names, in the order of the names."""
        texts = (_squeeze(text) for name in names for text in self.metas.get(name, ()))
        return [text for text in texts if text]


def read_head(tree: Any) -> Head:
    """The title, headings and meta tags of a parsed page."""
    metas: dict[str, list[str]] = {}
    for meta in select(tree, "//meta[@content]")[:_MOST_METAS]:
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := meta.get(attribute):
                metas.setdefault(name.strip().lower(), []).append(meta.get("content"))
    headings = (_text_of(heading) for heading in select(tree, "//h1")[:5])
    return Head(
        tree=tree,
        metas=metas,
        title=_first(_squeeze(text) for text in select(tree, "//title/text()")[:1]),
        headings=tuple(heading for heading in headings if heading),
    )


def find_title(head: Head, story: Story, *, provider: str, url: str | None) -> str:
    """The title without the site's name; "" when the page tells none."""
    shared = head.values("og:title", "twitter:title", "dc.title", "savepage-title")
    names = [name for name in (provider, story.site, *site_names(head, url)) if name]
    titles = [
        _without_name(title, names)
        for title in (story.headline, *shared, head.title)
        if title.strip()
    ]
    headings = [heading for heading in head.headings if heading not in names]
    # A heading that the page's title begins with is the title as it stands on the page.
    for title in titles:
        for heading in headings:
            if len(heading) > 4 and _key(title).startswith(_key(heading)):
                return heading
    # "Section - Title - Site": neither end is the title that the page shows.
    first, *inner = map(_key, _SEPARATOR.split(head.title)[:-1] or [""])
    for heading in headings:
        if len(heading) > 4 and _key(heading) in inner:
            return heading
    if len(headings) == 1 and has_han(headings[0]) and _key(headings[0]) == first:
        return headings[0]  # "利率 - 銀行": few characters say it
    if titles:
        return titles[0]
    return headings[0] if headings else ""


def find_provider(head: Head, story: Story, *, url: str | None) -> str:
    """The name of who publishes the page; its domain as the last resort."""
    named = _first([story.publisher, *site_names(head, None), story.site])
    if named:
        return named
    if suffix := _suffix(head):
        return suffix
    host = (urlsplit(url).hostname or "") if url else ""
    if host:
        return host.removeprefix("www.")
    return _logo(head.tree)


def site_names(head: Head, url: str | None) -> list[str]:
    """What the page's metadata calls the site; with `url` its domain and that domain's name too."""
    names = head.values(
        "og:site_name", "application-name", "dc.publisher", "publisher", "copyright-holder",
        "apple-mobile-web-app-title",
    )  # fmt: skip
    names = [name for name in names if not name.startswith(("http", "@")) and "." not in name[-4:]]
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    if host:
        names += [host, host.split(".")[0]]
    return [name for name in names if len(name) <= _LONGEST_NAME]


def find_author(head: Head, story: Story, *, provider: str) -> str:
    """Who wrote the article, several joined by commas; "" for staff accounts and addresses."""
    given = list(story.authors) or head.values(
        "author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"
    )
    if not any(_is_name(name, provider) for name in given):
        given = [_text_of(element) for element in select(head.tree, _BYLINE)[:3]][:1]
    names = (_BY.sub("", name).strip(" ,|、") for name in given)
    return ", ".join(dict.fromkeys(name for name in names if _is_name(name, provider)))


def find_topics(head: Head, story: Story) -> list[str]:
    """The tags, sections and keywords that are short enough to be topics."""
    given = [
        *head.values("article:tag", "article:section", "parsely-section"),
        *story.topics,
        *head.values("keywords", "news_keywords", "parsely-tags"),
    ]
    words = (word.strip(" #\"'") for text in given for word in re.split(r"[,，、;；|]", text))
    topics: dict[str, str] = {}
    for word in words:
        if word and len(word) <= _LONGEST_TOPIC:
            topics.setdefault(word.casefold(), word)
    return list(topics.values())[:_MOST_TOPICS]


def find_language(head: Head, story: Story, *, body: str) -> str:
    """The language that the page claims, as "zh-HK"; "" where its text is in another script."""
    claims = [
        *select(head.tree, "/html/@lang | /html/@xml:lang"),
        story.language,
        *head.values("og:locale", "content-language", "dc.language", "language"),
    ]
    sample = body[:3_000]
    letters = sum(map(str.isalpha, sample))
    han = sum(map(len, CHINESE.findall(sample)))
    for claim in claims:
        language = str(claim).strip().replace("_", "-")
        if not _LANGUAGE.fullmatch(language):
            continue
        is_chinese = language.lower().startswith(("zh", "yue", "cn"))
        if not letters or (han > 0.3 * letters) == is_chinese or language[:2].lower() == "ja":
            return language
    return ""


def find_excerpt(head: Head, story: Story) -> str:
    """What the page gives as its description."""
    return _first(
        [*head.values("og:description", "description", "dc.description"), story.description]
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _squeeze(text: object) -> str:
    return " ".join(str(text).split())


def _text_of(element: Any) -> str:
    return _squeeze("".join(element.itertext()))[:500]


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _without_name(title: str, names: Sequence[str]) -> str:
    """The title without parts at its end, or one at its start, that name the site."""
    title = _squeeze(title)
    keys = {_key(name) for name in names if _key(name)}
    cuts = list(_SEPARATOR.finditer(title))
    ends = [
        cut
        for cut, after in zip_longest(cuts, cuts[1:])
        if _is_site(title[cut.end() :], keys)
        or (after and _key(title[cut.end() : after.start()]) in keys)
    ]
    if ends and ends[0].start() > 0:
        return _without_section(title[: ends[0].start()])
    if cuts and _is_site(title[: cuts[0].start()], keys):
        return title[cuts[0].end() :]
    for name in names:
        if title.startswith((f"{name}: ", f"{name}：")):
            return title[len(name) + 1 :].strip()
    return title


def _without_section(title: str) -> str:
    """Without a date and short section names before the site's: "… - 20240305 - 要聞"."""
    parts = _SEPARATOR.split(title)
    cuts = list(_SEPARATOR.finditer(title))
    while len(parts) > 1 and re.fullmatch(r"[0-9/.-]{6,10}", parts[-1]):
        parts.pop()
    if len(parts) < len(cuts) + 1:
        return title[: cuts[len(parts) - 1].start()]
    # Behind a short last part a date may stand: then both belong to the site.
    if len(parts) > 2 and len(parts[-1]) <= 6 and re.fullmatch(r"[0-9/.-]{6,10}", parts[-2]):
        return title[: cuts[len(parts) - 3].start()]
    if len(cuts) > 0 and title[cuts[-1].start()] in "|｜" and len(parts[-1]) <= 12:
        return title[: cuts[-1].start()]
    return title


def _is_site(part: str, keys: set[str]) -> bool:
    key = _key(part)
    if not key or len(part) > _LONGEST_NAME:
        return False
    # "每日明報 - 明報新聞網" for the name 明報新聞網
    last = _key(_SEPARATOR.split(part)[-1])
    return key in keys or (last in keys and len(key) <= 2 * len(last) + 6)


def _suffix(head: Head) -> str:
    """The site's name behind the page's own heading in its title."""
    title = head.title
    headings = [*head.headings]
    headings += head.values("og:title", "twitter:title")
    for heading in headings:
        if len(heading) > 4 and title.startswith(heading) and len(title) > len(heading):
            parts = [part for part in _SEPARATOR.split(title[len(heading) :]) if part]
            if parts and 1 < len(parts[-1]) <= 60 and not _NO_NAME.fullmatch(parts[-1]):
                return parts[-1]
    cuts = list(_SEPARATOR.finditer(title))
    name = title[cuts[-1].end() :] if cuts else ""
    return name if _CHINESE_SITE.fullmatch(name) and not head.headings else ""


def _logo(tree: Any) -> str:
    """What the picture at the head of a page that names itself nowhere else says."""
    for text in select(tree, "//img/@alt")[:3]:
        name = _squeeze(re.sub(r"(?i)\blogo\b", " ", text))
        is_site = re.search(
            r"(?i)government|news|press|daily|times|post|bank|authority|commission", name
        )
        if 3 < len(name) <= _LONGEST_NAME and (is_site or _CHINESE_SITE.fullmatch(name)):
            return name
    return ""


def _is_name(name: str, provider: str) -> bool:
    name = name.strip()
    if not 1 < len(name) <= _LONGEST_NAME or _NO_NAME.fullmatch(name):
        return False
    is_address = "://" in name or "@" in name or name.startswith("www.") or name.isdecimal()
    return not is_address and _key(name) != _key(provider)
