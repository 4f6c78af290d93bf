"""Pages that list other stories: front pages, sections, tags, search results."""

import itertools
import re
from collections import Counter
from typing import Any

from corpus.formats.page_breaks import text_weight
from corpus.formats.page_paths import select

_FEWEST_CARDS = 5
_LONGEST_CARD = 600
_MOST_OF_TEXT = 0.7
_HEADED = (
    "//a[@href][h2 or h3 or h4 or h5] | //h2/a[@href] | //h3/a[@href] | //h4/a[@href]"
    " | //h2/span/a[@href] | //h3/span/a[@href]"
)
_CARDS = frozenset(("article", "li", "div", "section", "td"))
_MOST_STEPS = 5
_MOST_CARDS = 200
_SPACES = re.compile(r"\s+")
# A directory of branches or clinics is made alike, but what it lists has no date and no rest.
_TEASES = re.compile(
    r"\b(?:19|20)[0-9]{2}\b|(?:19|20)[0-9]{2}[-/.年]|\b(?:hours?|mins?|minutes?|days?|weeks?) ago"
    r"|(?:小時|小时|分鐘|分钟|日|天)前|\.{3}|…|(?:read|see|view|learn) more|continue reading"
    r"|(?:閱讀|阅读|查看|瀏覽|了解)(?:更多|全文|詳情|详情)|繼續閱讀|继续阅读",
    re.IGNORECASE,
)
_PAGING = re.compile(
    r"\s*(?:next(?: page)?|older (?:posts|stories|entries)|load more"
    r"|下一[頁页]|較舊文章|載入更多|更多新聞)"
    r"\s?[»›>→]?\s*",
    re.IGNORECASE,
)


def listed_texts(tree: Any) -> list[str]:
    """The text of each card of a page that lists stories, without white space; none of others.

    A card is one of at least five siblings, each with a heading that leads to another page and a
    few lines of text; half of them show a date or lead on, or the page has a next one.
    """
    cards: dict[Any, str] = {}
    for link in select(tree, _HEADED)[:_MOST_CARDS]:
        if not str(link.get("href")).startswith(("#", "javascript:", "mailto:")):
            card = _card_of(link)
            if card is not None:
                cards.setdefault(card, _text_of(card))
    alike = Counter((card.getparent(), card.tag) for card in cards)
    texts = [
        text for card, text in cards.items() if alike[card.getparent(), card.tag] >= _FEWEST_CARDS
    ]
    teasing = sum(bool(_TEASES.search(text)) for text in texts)
    if 2 * teasing < len(texts) and not _has_more_pages(tree):
        return []
    return [_SPACES.sub("", text) for text in texts]


def is_listing(body: str, cards: list[str]) -> bool:
    """Whether most of what was taken for an article is the text of cards."""
    if not cards or not body:
        return False
    held = "\n".join(cards)
    lines = [_SPACES.sub("", line.lstrip("#-*| ")) for line in body.split("\n")]
    listed = sum(text_weight(line) for line in lines if line and line in held)
    return listed >= _MOST_OF_TEXT * sum(map(text_weight, lines))


def _has_more_pages(tree: Any) -> bool:
    if select(tree, "//link[@rel='next'] | //a[@rel='next']"):
        return True
    return any(_PAGING.fullmatch(link.text_content()[:60]) for link in select(tree, "//a[@href]"))


def _text_of(card: Any) -> str:
    """The text of a card; a heading that stands between others holds what follows it."""
    text = str(card.text_content())
    if card.tag in _CARDS:
        return text
    for following in itertools.islice(card.itersiblings(), 4):
        if following.tag == card.tag or len(text) > _LONGEST_CARD:
            break
        text += f" {following.text_content()}"
    return text


def _card_of(link: Any) -> Any | None:
    """The smallest element around a link that has siblings like it and few other lines."""
    element = link
    for _ in range(_MOST_STEPS):
        element = element.getparent()
        if element is None or len(element.text_content()) > _LONGEST_CARD:
            return None
        parent = element.getparent()
        if parent is None or element.tag not in (*_CARDS, "h2", "h3", "h4"):
            continue
        if len(parent.findall(element.tag)[:_FEWEST_CARDS]) >= _FEWEST_CARDS:
            return element
    return None
