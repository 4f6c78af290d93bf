"""A page without what cannot be its article: scripts, styles, pictures, forms, long attributes.

One pass over the text, before a parser sees it: a saved page of 20 MB holds 20 kB of article, and
what a parser must still bear (tags, attributes, depth) is bounded here.
"""

import re
from dataclasses import dataclass, field

# Most tags end as `whole` says; one with an angle bracket in a quote or a broken quote does not.
_MARK = re.compile(
    r"<(?:(?P<comment>!--)|(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)"
    r"(?P<whole>(?:[^<>\"']++|\"[^<>\"]*+\"|'[^<>']*+')*+>)?)"
)
# Up to the end of a tag; a ">" in quotes is none. An unclosed quote ends nothing: see _tag_end.
_REST_OF_TAG = re.compile(r"(?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|[=\"'])*+>")
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]++)(?:\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++))?"
)
_KEPT_ATTRIBUTES = frozenset(
    "alt class colspan content data-component data-testid datetime href hidden http-equiv id "
    "itemprop itemtype lang name property rel role rowspan src style title type aria-hidden "
    "xml:lang".split()
)
# Everything up to their closing tag is taken out.
_DROPPED = frozenset(
    "script style svg iframe select datalist textarea canvas object audio video map button "
    "applet noframes".split()
)
# Only their tags are taken out, when an article is hidden in them.
_COVERS = frozenset(("noscript", "template"))
_DROPPED_ALONE = frozenset("input option optgroup source track embed area param wbr".split())
_RAW_TEXT = frozenset(("script", "style", "iframe", "textarea", "noframes"))
_INLINE = frozenset("span b i em strong u font small big sup sub ins mark abbr nobr tt".split())
_NEST = frozenset(
    "div span section article main header footer aside nav ul ol dl table tbody blockquote center "
    "figure form fieldset details b i em strong u font small big a ins del s code pre q".split()
)
_FEW = {"base": 5, "link": 500, "meta": 1_000, "title": 20}  # no page needs more of these
_LOOKED_INTO = _DROPPED | _COVERS | _DROPPED_ALONE | _FEW.keys()
_LINKS_KEPT = re.compile(r"\brel\s*=\s*[\"']?\s*(?:canonical|shortlink|author|alternate)", re.I)
_SHORT_TAG = 300  # characters; what is longer is looked into
_MAX_VALUE = 3_000
_MAX_ATTRIBUTES = 60
_MAX_DEPTH = 120
_MANY_TAGS = 20_000  # from here on inline tags go too
_COVERED_ARTICLE = 400  # characters of text that make what stands in <noscript> the article
_MAX_DATA_CHARS = 4_000_000
_MAX_COMMENTS = 200
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(slots=True)
class TrimmedPage:
    """What is left of a page, and what was taken out of it that still says something."""

    html: str = ""
    tags: int = 0
    comments: list[str] = field(default_factory=list)
    """The first characters of each comment."""
    linked_data: list[str] = field(default_factory=list)
    """The text of each script of the type application/ld+json."""


def trim_page(html: str) -> TrimmedPage:
    """The page without scripts, styles, drawings, forms, comments and long attributes."""
    trimmed = _Trimmer(html).trim()
    if trimmed.tags > _MANY_TAGS:
        trimmed.html = _without_inline_tags(trimmed.html)
        trimmed.tags = trimmed.html.count("<")
    return trimmed


class _Trimmer:
    def __init__(self, html: str) -> None:
        self._html = html
        lower = html.lower()
        self._lower = lower if len(lower) == len(html) else _lower_ascii(html)
        self._kept: list[str] = []
        self._page = TrimmedPage()
        self._unclosed: set[str] = set()
        self._covered_until = 0
        self._last_mark: int | None = None
        self._depth = 0
        self._flattened: dict[str, int] = {}
        self._seen: dict[str, int] = {}

    def trim(self) -> TrimmedPage:
        html = self._html
        at = kept_to = 0  # what lies between goes on to be kept as it stands
        while mark := _MARK.search(html, at):
            comment, close, name, whole = mark.groups()
            start = mark.start()
            if comment:
                self._kept.append(html[kept_to:start])
                at = kept_to = self._pass_comment(start)
                continue
            end = mark.end() if whole else self._tag_end(mark.end())
            name = name.lower()
            is_flat = name in _NEST and not self._is_nested(name, bool(close))
            if is_flat or name in _LOOKED_INTO or end - start > _SHORT_TAG:
                self._kept.append(html[kept_to:start])
                if is_flat:
                    self._kept.append(" ")
                at = kept_to = end if is_flat else self._pass_tag(name, bool(close), start, end)
                continue
            self._page.tags += 1
            at = end
        self._kept.append(html[kept_to:])
        self._page.html = "".join(self._kept)
        return self._page

    def _pass_comment(self, start: int) -> int:
        end = self._find("-->", start + 4) if "-->" not in self._unclosed else -1
        if end < 0:
            self._unclosed.add("-->")
            return self._pass_unclosed(start + 4)
        if len(self._page.comments) < _MAX_COMMENTS:
            self._page.comments.append(self._html[start + 4 : min(end, start + 3_000)])
        return end + 3

    def _tag_end(self, behind_name: int) -> int:
        """Where a tag ends whose quotes are broken or hold brackets."""
        html = self._html
        plain = html.find(">", behind_name)
        if plain < 0:
            return len(html)
        if "quote" in self._unclosed:
            return plain + 1
        found = _REST_OF_TAG.match(html, behind_name)
        if found:
            return found.end()
        # To the end of the page without an end: look no second time.
        self._unclosed.add("quote")
        return plain + 1

    def _pass_tag(self, name: str, is_closing: bool, start: int, end: int) -> int:
        if name in _DROPPED:
            return end if is_closing else self._pass_dropped(name, start, end)
        if name in _COVERS:
            return end if is_closing else self._pass_cover(name, start, end)
        if name in _DROPPED_ALONE:
            return end
        if name in _FEW:
            self._seen[name] = self._seen.get(name, 0) + 1
            if self._seen[name] > _FEW[name]:
                return end
        if name == "link" and not _LINKS_KEPT.search(self._html[start : min(end, start + 500)]):
            return end
        self._page.tags += 1
        tag = self._html[start:end]
        self._kept.append(tag if end - start <= _SHORT_TAG else _shorten(tag, name, is_closing))
        return end

    def _pass_dropped(self, name: str, start: int, end: int) -> int:
        if self._html[end - 2 : end] == "/>" and name not in _RAW_TEXT:
            return end
        close = self._find_close(name, end)
        if close < 0:
            return self._pass_unclosed(end) if name in _RAW_TEXT else end
        head = self._lower[start : min(end, start + 500)]
        if name == "script" and "ld+json" in head and close - end <= _MAX_DATA_CHARS:
            self._page.linked_data.append(self._html[end:close])
        return close

    def _pass_cover(self, name: str, start: int, end: int) -> int:
        if start < self._covered_until:
            return end
        close = self._find_close(name, end)
        if close < 0:
            return end
        inside = self._html[end : min(close, end + 200_000)]
        text = _ANY_TAG.sub("", inside)
        if len("".join(text.split())) < _COVERED_ARTICLE or "<p" not in inside.lower():
            return close
        self._covered_until = close
        return end

    def _pass_unclosed(self, start: int) -> int:
        """Only the mark goes of what is never closed, unless no page follows, only its inside."""
        if self._last_mark is None:
            self._last_mark = max(map(self._lower.rfind, ("</p", "</div", "</article", "<p>")))
        return start if start <= self._last_mark else len(self._html)

    def _find_close(self, name: str, start: int) -> int:
        """Where the closing tag begins, or -1: a name without one is not looked for again."""
        if name in self._unclosed:
            return -1
        close = self._find(f"</{name}", start)
        if close < 0:
            self._unclosed.add(name)
        return close

    def _find(self, text: str, start: int) -> int:
        return self._lower.find(text, start)

    def _is_nested(self, name: str, is_closing: bool) -> bool:
        """Whether the tag lies no deeper than a parser bears; keeps count of it."""
        if not is_closing:
            if self._depth >= _MAX_DEPTH:
                self._flattened[name] = self._flattened.get(name, 0) + 1
                return False
            self._depth += 1
            return True
        if self._flattened.get(name):
            self._flattened[name] -= 1
            return False
        self._depth = max(0, self._depth - 1)
        return True


def _lower_ascii(text: str) -> str:
    """As `str.lower`, with every character at its place."""
    return text.translate({code: code + 32 for code in range(65, 91)})


def _shorten(tag: str, name: str, is_closing: bool) -> str:
    """The tag with the attributes that say something, as far as they are no data."""
    if is_closing:
        return f"</{name}>"
    kept: list[str] = []
    for attribute in _ATTRIBUTE.finditer(tag, len(name) + 1):
        if attribute["name"].lower() not in _KEPT_ATTRIBUTES:
            continue
        value = attribute["value"] or ""
        is_data = value[:6].strip("\"'").lower().startswith("data:") or len(value) > _MAX_VALUE
        if not is_data:
            kept.append(f"{attribute['name']}={value}" if value else attribute["name"])
        if len(kept) >= _MAX_ATTRIBUTES:
            break
    return f"<{' '.join((name, *kept))}>"


def _without_inline_tags(html: str) -> str:
    def keep(tag: re.Match[str]) -> str:
        return "" if tag["name"].lower() in _INLINE else tag[0]

    return re.sub(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,9})\b[^<>]{0,3500}>", keep, html)
