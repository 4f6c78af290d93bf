"""What a page tells machines about its article: JSON-LD, read as JSON."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_MAX_DEPTH = 12
_MAX_ITEMS = 5_000
_MAX_SCRIPTS = 50
_MAX_NAMES = 20
_LONGEST_NAME = 200
# Types in the order in which they are believed; what a page says of others is not its article.
_STORIES = (
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle", "reviewnewsarticle", "article", "blogposting", "report",
    "liveblogposting", "techarticle", "scholarlyarticle", "socialmediaposting",
    "discussionforumposting", "pressrelease", "governmentservice", "advertisercontentarticle",
)  # fmt: skip
_PAGES = ("webpage", "itempage", "qapage", "faqpage")
_RANK = {name: rank for rank, name in enumerate((*_STORIES, *_PAGES))}
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "publisher", "author", "isPartOf")
_WRAPPING = re.compile(r"<!--|-->|/\*|\*/|//(?=\s*<!\[CDATA\[|\s*\]\]>)|<!\[CDATA\[|\]\]>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the linked data of a page says of its article; "" and () where it says nothing."""

    headline: str = ""
    published: str = ""
    url: str = ""
    publisher: str = ""
    site: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    body: str = ""
    words: int = 0
    is_free: bool = True


def read_story(scripts: Sequence[str], *, addresses: Sequence[str] = ()) -> Story:
    """What the page's linked data says of its article, the one at one of `addresses` if it can."""
    items: list[dict[str, Any]] = []
    for script in scripts[:_MAX_SCRIPTS]:
        for value in _parse(script):
            items.extend(_items_in(value, _MAX_ITEMS - len(items)))
    by_id = {str(item["@id"]): item for item in reversed(items) if "@id" in item and len(item) > 1}
    known = [item for item in items if _rank(item) < len(_RANK) and item.keys() - {"@id", "@type"}]
    known.sort(key=lambda item: (_address(item) not in addresses, _rank(item)))
    stories = [item for item in known if _rank(item) < len(_STORIES)]
    # Other stories that a page lists come after its own.
    main = next((item for item in stories if item.get("datePublished")), None)
    main = main or next(iter(stories or known), {})
    pages = [main, *(item for item in known if _rank(item) >= len(_STORIES))]
    publisher = _names(main.get("publisher") or main.get("sourceOrganization"), by_id)
    sites = [_text(item.get("name")) for item in items if "WebSite" in str(item.get("@type"))[:200]]
    free = str(main.get("isAccessibleForFree", True))[:20].strip().lower()
    return Story(
        headline=_text(main.get("headline")) or (_text(main.get("name")) if stories else ""),
        published=next(filter(None, (_text(page.get("datePublished")) for page in pages)), ""),
        url=next(filter(None, map(_address, pages)), ""),
        publisher=publisher[0] if publisher else "",
        site=next(filter(None, sites), ""),
        authors=_names(main.get("author") or main.get("creator"), by_id),
        topics=_topics(main),
        language=next(filter(None, (_text(page.get("inLanguage")) for page in pages)), ""),
        description=next(filter(None, (_text(page.get("description")) for page in pages)), ""),
        body=_body(main) if stories else "",
        words=_whole(main.get("wordCount")),
        is_free=free not in ("false", "0", "no"),
    )


def _parse(script: str) -> Iterator[Any]:
    """The values in a script; what is no JSON even after light repair gives none."""
    text = _WRAPPING.sub("", script).strip() if _is_wrapped(script) else script.strip()
    for candidate in (text, text.strip("; \n"), None):
        repaired = _repair(text) if candidate is None else candidate
        try:
            yield json.loads(repaired, strict=False)
        except (ValueError, RecursionError):
            continue
        return
    try:
        yield json.JSONDecoder(strict=False).raw_decode(_repair(text))[0]
    except (ValueError, RecursionError):
        return


def _is_wrapped(script: str) -> bool:
    ends = script[:60] + script[-60:]
    return "<!" in ends or "/*" in ends or "-->" in ends


def _repair(text: str) -> str:
    """JSON without what some systems put in: escaped quotes, commas before a closing bracket."""
    if "&quot;" in text[:200]:
        text = html.unescape(text)
    pieces: list[str] = []
    # Strings are passed over whole; only what stands between them is changed.
    for piece in re.findall(r"\"(?:[^\"\\]++|\\.)*+(?:\"|\\?\Z)|[^\",]++|,", text, re.DOTALL):
        if piece[0] in "]}" or piece.lstrip()[:1] in ("]", "}"):
            while pieces and (pieces[-1] == "," or pieces[-1].isspace()):
                pieces.pop()
        pieces.append(piece)
    return "".join(pieces)


def _items_in(value: Any, limit: int) -> list[dict[str, Any]]:
    """Every object of the value, in order, as deep as is sensible."""
    found: list[dict[str, Any]] = []
    waiting = [(value, 0)]
    while waiting and len(found) < limit:
        current, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            continue
        inner: list[Any] = []
        if isinstance(current, dict):
            found.append(current)
            # Stories inside a list of stories, a part or a comment are not the page's own.
            inner = [
                inside
                for key, inside in current.items()
                if key
                in (
                    "@graph",
                    "mainEntity",
                    "mainEntityOfPage",
                    "publisher",
                    "author",
                    "liveBlogUpdate",
                )
            ]
        elif isinstance(current, list):
            inner = current[:_MAX_ITEMS]
        inner = [inside for inside in inner if isinstance(inside, dict | list)]
        waiting.extend((inside, depth + 1) for inside in reversed(inner))
    return found


def _rank(item: dict[str, Any]) -> int:
    kinds = item.get("@type")
    if not kinds and "datePublished" in item:
        return len(_RANK) - 1  # what has no type is the page
    kinds = kinds if isinstance(kinds, list) else [kinds]
    names = (str(kind).rpartition("/")[2].rpartition(":")[2].lower() for kind in kinds[:_MAX_NAMES])
    return min((_RANK.get(name, len(_RANK)) for name in names), default=len(_RANK))


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _body(item: dict[str, Any]) -> str:
    value = item.get("articleBody") or item.get("text")
    if isinstance(value, list):
        value = "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _address(item: dict[str, Any]) -> str:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = item.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return value.partition("#")[0]
    return ""


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    names: list[str] = []
    for entry in (value if isinstance(value, list) else [value])[:_MAX_NAMES]:
        known = entry
        if isinstance(entry, dict) and not entry.get("name"):
            known = by_id.get(str(entry.get("@id")), entry)
        name = _text(known)
        if name and len(name) <= _LONGEST_NAME and not name.startswith(("http://", "https://")):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _topics(item: dict[str, Any]) -> tuple[str, ...]:
    topics: list[str] = []
    for key in ("articleSection", "keywords"):
        value = item.get(key)
        for entry in (value if isinstance(value, list) else [value])[:50]:
            text = _text(entry)
            topics.extend(re.split(r"[,，、;；]", text) if key == "keywords" else [text])
    return tuple(dict.fromkeys(topic.strip() for topic in topics if topic.strip()))


def _whole(value: Any) -> int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
