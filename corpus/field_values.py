"""Values of front matter as what they are meant to be: texts, addresses, names, tags."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from corpus.text import fold_line
from corpus.web import is_web_url

HUGE = "a huge number"
_SHOWN_CHARS = 40
_MOST_NAMES = 1_000
_NAME_KEYS = ("name", "title", "label", "displayName", "fullName", "value", "domain", "slug", "id")
_ADDRESS_KEYS = ("url", "href", "link", "webUrl", "src", "value", "id", "@id")
_PLACEHOLDER = re.compile(
    r"\{\{.{0,200}\}\}|\{%.{0,200}%\}|<%.{0,200}%>|\$\{.{0,200}\}|`r .{0,200}`|__\w{1,60}__"
    r"|<[A-Z_ ]{3,60}>"
)
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|#]*)(?:#[^\[\]|]*)?(?:\|([^\[\]]*))?\]\]")
_LINK = re.compile(
    r"\[([^\[\]]*+)\]\(\s*+<?([^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)?+)>?+[^()]*+\)"
)
# "Peak News (https://…)": a name with its address.
_NAMED_ADDRESS = re.compile(
    r"(?P<name>[^\s()（）<>:：][^()（）<>\n]{0,100})[(（<][ \t]*(?P<url>https?://[^\s()（）<>]{1,2000})"
    r"[ \t]*[)）>]"
)
_BYLINE = re.compile(
    r"^(?:(?:by|written by|作者|(?:本[報报]|特[約约])?[記记]者|撰文|文)(?:\s*[:：]\s*|\s+(?=\S))"
    r"|(?:本[報报]|特[約约])[記记]者(?=[一-鿿]{2,4}$))",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\s*<[^<>\s@]+@[^<>\s]+>")
_COMMAS = re.compile(r"[,，、;；|]")


def kind_of(value: object) -> str:
    """What sort of value it is, for a message."""
    names = {
        dict: "a mapping",
        list: "a list",
        bool: "true or false",
        str: "text",
        int: "a number",
        float: "a number",
        date: "a date",
        datetime: "a date",
        time: "a time",
    }
    return names.get(type(value), "of a kind that we do not read")


def shorten(value: object) -> str:
    """A value for a message; what is no plain text or number is named by its kind only."""
    if isinstance(value, str):
        return repr(value[:_SHOWN_CHARS])
    # Python refuses to write out a number of thousands of digits.
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**_SHOWN_CHARS):
        return str(value)
    return HUGE if isinstance(value, int) else kind_of(value)


def is_placeholder(value: object) -> bool:
    """Whether it is the mark of a template that nobody filled in."""
    return isinstance(value, str) and bool(_PLACEHOLDER.fullmatch(value.strip()[:500]))


def plain_text(value: str) -> str:
    """A text on one line, its entities and note links as what they show."""
    text = fold_line(unescape(value) if "&" in value else value)
    return _WIKI_LINK.sub(lambda match: match[2] or match[1], text) if "[[" in text else text


def unnested(value: object) -> Any:
    """The value in lists of one item, which "[[Some note]]" without quotes becomes."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value


def address_of(value: object) -> str | None:
    """The web address that a value is or holds: an address, a Markdown link, a mapping with one."""
    value = unnested(value)
    if isinstance(value, list):
        return next((url for item in value[:_MOST_NAMES] if (url := address_of(item))), None)
    if isinstance(value, Mapping):
        inner = (value.get(key) for key in _ADDRESS_KEYS)
        return next(
            (url for text in inner if isinstance(text, str) and (url := _address(text))), None
        )
    return _address(value) if isinstance(value, str) else None


def _address(text: str) -> str | None:
    text = fold_line(text).strip("<>\"' ")
    if link := _LINK.fullmatch(text[:5_000]):
        text = link[2]
    elif named := _NAMED_ADDRESS.fullmatch(text):
        text = named["url"]
    if text[:4].casefold() == "www." and "." in text[4:]:
        text = f"https://{text}"
    return text if is_web_url(text) else None


def host_of(url: str) -> str:
    """The site's name in an address, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def name_of(value: object) -> str:
    """The name that a value is or holds; "" where it holds none or only an address."""
    value = unnested(value)
    if isinstance(value, Mapping):
        inner = [value.get(key) for key in _NAME_KEYS]
        texts = (name_of(text) for text in inner if isinstance(text, str))
        return next((text for text in texts if text), "")
    if not isinstance(value, str) or is_placeholder(value):
        return ""
    text = plain_text(value)
    if link := _LINK.fullmatch(text[:5_000]):
        text = link[1]
    elif named := _NAMED_ADDRESS.fullmatch(text):
        text = named["name"].strip(" ,，-–—|")
    return "" if is_web_url(text) else text


def author_of(value: object) -> str:
    """The author's name, or the authors' with commas between them."""
    if isinstance(value, str) and "\n" in value.strip():  # a name on each line
        value = value.split("\n")
    items = value if isinstance(value, list) and len(value) > 1 else [value]
    names = (_BYLINE.sub("", _MAIL.sub("", name_of(item))).strip() for item in items[:_MOST_NAMES])
    return ", ".join(dict.fromkeys(name for name in names if name and "@" not in name[1:]))


def split_names(text: str, *, at_spaces: bool) -> list[str]:
    """The names in one text: between commas, or between spaces where there is none of them."""
    if _COMMAS.search(text):
        return _COMMAS.split(text)
    is_spaced = at_spaces or text.lstrip().startswith("#")
    return text.split() if is_spaced else [text]


def names_in(value: object, *, at_spaces: bool) -> tuple[list[str], bool]:
    """The names in a text or list, and whether some entries were none."""
    if isinstance(value, str):
        value = split_names(value, at_spaces=at_spaces)
    if isinstance(value, Mapping):
        value = [value] if name_of(value) else []
    names: list[str] = []
    is_whole = True
    for item in value[:_MOST_NAMES] if isinstance(value, list) else ():
        # Hexo's categories of categories are lists in a list.
        for inner in item[:_MOST_NAMES] if isinstance(item, list) else [item]:
            name = (name_of(inner) or _pair_of(inner)).strip("# ")
            names.append(name)
            is_whole &= bool(name) or inner in (None, "")
    return list(dict.fromkeys(name for name in names if name)), is_whole


def _pair_of(value: object) -> str:
    """The text that "- Finance: banking" was meant to be."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return ""
    key, only = next(iter(value.items()))
    return fold_line(f"{key}: {only}") if isinstance(key, str) and isinstance(only, str) else ""
