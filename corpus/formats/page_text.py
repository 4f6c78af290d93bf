"""The text of a page's article: paragraphs, headings, lists and tables, without inline marks."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from corpus.formats.page_breaks import INLINE, split_at_breaks, text_weight
from corpus.formats.page_paths import select
from corpus.formats.page_tables import render_rows, text_pieces, write_plain_tables

_SHORT_TEXT = 100
_ENOUGH = 1_000
_MAX_CHARS_FOR_COMPARISON = 300_000
_LINKED_SHARE = 0.85
_FEWEST_ALIKE = 3
_MOST_PARAGRAPHS = 2_000
_MOST_OF_PARAGRAPHS = 0.9
_LEADING_AWAY = "//h2/a | //h3/a | //h4/a | //h5/a | //a/h2 | //a/h3 | //a/h4"
_REPEATED = "//*[self::div or self::section][@class][preceding-sibling::*[1]/@class = @class]"
_NAMES_TEXT = re.compile(r"^(?:post|entry|story|text|cell|content)$|article|post|entry|content")


def extract_text(tree: Any) -> str:
    """The article in the tree as lines of text; "" when there is none. Changes the tree.

    Headings begin with "#", items of lists with "- " or their number, table rows with "|". A line
    break of the page stays one; inline marks (bold, links) are gone.
    """
    import trafilatura

    _drop_surroundings(tree)
    _free_inline_holders(tree)
    _free_repeated(tree)
    _free_tables(tree)
    _name_container(tree)
    _free_linked_headings(tree)
    write_plain_tables(tree)
    split_at_breaks(tree)
    text = _found(tree, is_fast=True)
    if text_weight(text) >= _ENOUGH or len(tree.text_content()) > _MAX_CHARS_FOR_COMPARISON:
        return text
    # Comparing what several extractors find costs as much again.
    _share_stop_words()
    text = _found(tree, is_fast=False)
    if text_weight(text) >= _SHORT_TEXT:
        return text
    for region in (
        *select(tree, "//article | //main | //*[@role='main'] | //*[@id='content']"),
        tree,
    ):
        body, _, length = trafilatura.baseline(region)
        if length > 2 * len(text) + _SHORT_TEXT and region is not tree:
            return render_body(body)
    return text


def _found(tree: Any, *, is_fast: bool) -> str:
    import trafilatura

    is_chinese = 4 * text_weight(text := tree.text_content()) > 5 * len(text)
    options = _options(is_fast=is_fast, is_chinese=is_chinese)
    found: Any = trafilatura.bare_extraction(tree, options=options)
    return render_body(found.body) if found is not None else ""


@cache
def _options(*, is_fast: bool, is_chinese: bool) -> Any:
    from trafilatura.settings import DEFAULT_CONFIG, Extractor

    config = deepcopy(DEFAULT_CONFIG)
    if is_chinese:
        # By default what is shorter than 250 characters is no article; in Chinese it may well be.
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "90")
    return Extractor(config=config, fast=is_fast, comments=False, formatting=False)


@cache
def _share_stop_words() -> None:
    """Keep the stop words of all languages as a set, whose hash is known.

    As the tuple that trafilatura makes of them they are hashed anew for each page, all 150,000.
    """
    from trafilatura import external

    module: Any = external
    module.JT_STOPLIST = frozenset(module.jt_stoplist_init())


def render_body(body: Any) -> str:
    """What trafilatura found, as text with a blank line between blocks."""
    blocks: list[str] = []
    for element in body:
        blocks.extend(_render_block(element))
        if tail := _tidy(element.tail or ""):
            blocks.append(tail)
    if lead := _tidy(body.text or ""):
        blocks.insert(0, lead)
    return "\n\n".join(block for block in blocks if block)


def _render_block(element: Any) -> Iterator[str]:
    if element.tag == "head":
        level = str(element.get("rend") or "h2")[-1:]
        title = " ".join(_own_text(element).split())
        if title:
            yield f"{'#' * (int(level) if level in '123456' else 2)} {title}"
    elif element.tag == "list":
        yield "\n".join(_render_items(element))
    elif element.tag == "table":
        yield render_rows(
            [[_own_text(cell) for cell in row.findall("cell")] for row in element.iter("row")]
        )
    else:
        text = _tidy(_own_text(element))
        yield text.replace("\n", "\n\n") if element.find("p") is not None else text
    if element.tag != "list":
        for inner in element.iter("list", "table"):
            is_outer = next(inner.iterancestors("list", "table"), None) is None
            if inner is not element and is_outer:
                yield from _render_block(inner)


def _render_items(element: Any) -> Iterator[str]:
    numbers: dict[Any, int] = {}
    for item in element.iter("item"):
        parents = list(item.iterancestors("list"))
        holder = parents[0] if parents else element
        numbers[holder] = numbers.get(holder, 0) + 1
        text = " ".join(_own_text(item).split())
        if text:
            mark = f"{numbers[holder]}." if holder.get("rend") == "ol" else "-"
            yield f"{'  ' * (min(len(parents), 5) - 1)}{mark} {text}"


def _own_text(element: Any) -> str:
    """The text inside, with its line breaks, without lists and tables that it holds."""
    return "".join(text_pieces(element, _mark))


def _mark(element: Any) -> str | None:
    if element.tag in ("list", "table"):
        return None
    if element.tag in ("lb", "p"):
        return "\n"
    return "" if element.tag in INLINE else " "


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _drop_surroundings(tree: Any) -> None:
    """Take out menus and footers, unless a tag that is not closed makes one of all the page.

    What holds hardly anything but links is a menu, however large beside a short article.
    """
    whole = len(tree.text_content())
    for element in select(
        tree, "//nav | //footer | //*[@role='navigation' or @role='contentinfo'] | //menu"
    ):
        parent = element.getparent()
        size = len(element.text_content())
        if parent is None or (2 * size > whole and not _is_of_links(element, size)):
            continue
        before = element.getprevious()
        tail = element.tail or ""
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)


def _is_of_links(element: Any, size: int) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    blank = sum(map(len, re.findall(r"\s+", element.text_content())))
    return linked + blank >= _LINKED_SHARE * size


def _free_inline_holders(tree: Any) -> None:
    """Make blocks of inline tags that hold paragraphs, or these would run into one."""
    for holder in select(tree, "//span[p or div or ul or ol or table] | //font[p or div]"):
        holder.tag = "div"


def _free_repeated(tree: Any) -> None:
    """Take the class from siblings that share one: trafilatura would take the first for all."""
    for parent in {element.getparent() for element in select(tree, _REPEATED)}:
        alike = Counter((child.tag, child.get("class")) for child in parent)
        for child in parent if parent is not None else ():
            if alike[child.tag, child.get("class")] >= _FEWEST_ALIKE and _NAMES_TEXT.search(
                child.get("class") or ""
            ):
                del child.attrib["class"]


def _free_linked_headings(tree: Any) -> None:
    """Take the link from headings over paragraphs, which would count as links to other stories."""
    for link in select(tree, "//h2/a | //h3/a | //h4/a"):
        heading = link.getparent()
        following = heading.getnext()
        leads = following is not None and following.tag in ("p", "ul", "ol", "table")
        if leads and len(heading) == 1 and following.find(".//a") is None:
            link.drop_tag()


def _name_container(tree: Any) -> None:
    """Mark the element of most paragraphs, where none has a name by which trafilatura knows it.

    Without it only paragraphs would be found, and no list, heading or table between them.
    """
    from trafilatura.xpaths import BODY_XPATH

    if any(find(tree) for find in BODY_XPATH):
        return
    weights: Counter[Any] = Counter()
    total = 0
    # A paragraph beside a heading that is a link is the teaser of another story.
    cards = {heading.getparent().getparent() for heading in select(tree, _LEADING_AWAY)}
    for paragraph in select(tree, "//p[not(ancestor::li or ancestor::aside)]")[:_MOST_PARAGRAPHS]:
        if paragraph.getparent() in cards:
            continue
        weight = text_weight(paragraph.text_content())
        total += weight
        for holder in itertools.islice(paragraph.iterancestors("div", "section", "td"), 20):
            weights[holder] += weight
    if total < _SHORT_TEXT:
        return
    # What holds as much and lies deeper is counted earlier.
    best = next((one for one in weights if weights[one] >= _MOST_OF_PARAGRAPHS * total), None)
    if best is not None:
        best.tag = "div"
        best.set("itemprop", "articleBody")


def _free_tables(tree: Any) -> None:
    """Take tables out of figures, which count as pictures."""
    for figure in select(tree, "//figure[.//table]"):
        figure.tag = "div"
        figure.attrib.clear()
