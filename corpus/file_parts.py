"""A file's fields and text, apart, in whatever format the text is."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus.clean import Removed, clean_text
from corpus.errors import ArticleError, NotAnArticleError
from corpus.fields import Fields, FieldTable
from corpus.formats.markdown import read_markdown
from corpus.formats.page import find_excess, parse_html
from corpus.formats.walls import find_wall
from corpus.front_matter import split_front_matter
from corpus.furniture import has_scrape_signs, is_aggregated
from corpus.text import strip_controls

MAX_BODY_CHARS = 500_000
_MAX_MARKDOWN_CHARS = 5_000_000
_MARKDOWN = frozenset({".md", ".markdown", ".mdx", ".mdown", ".mkd"})
_BLOCK_TAG = re.compile(
    r"<(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|table)\b[^<>]*>", re.IGNORECASE
)
# What only a page has: exports of blogs keep the text's own tags below their front matter.
_PAGE_TAG = re.compile(r"<(?:html|head|body|main|nav|footer)\b|<!doctype", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileParts:
    """What the formats gave: fields, text and the tags that stood in the text.

    `is_scraped` is whether the text came from a page, `is_teaser` whether it is the open beginning
    of an article whose rest is sold. `is_final` says that the body stays as it is, for places in
    it are known.
    """

    fields: Fields
    body: str
    tags: tuple[str, ...] = ()
    is_page: bool = False
    is_scraped: bool = False
    is_teaser: bool = False
    is_markdown: bool = False
    has_front_matter: bool = False
    is_final: bool = False
    removed: tuple[Removed, ...] = ()


def split_file(raw: str, path: Path, table: FieldTable) -> FileParts:
    """The fields and the text of a file; raises ArticleError."""
    bare = raw.removeprefix("\ufeff")
    text = strip_controls(bare)
    if not text.strip():
        raise ArticleError(path, "file", "is empty")
    front = split_front_matter(text, path, table=table)
    if not front.values and not front.body.strip():
        raise ArticleError(path, "file", "is empty")
    layers: list[dict[str, object]] = [front.values]
    body, is_teaser = front.body, False
    tags: tuple[str, ...] = ()
    is_written = path.suffix.lower() in _MARKDOWN and bool(front.values)
    is_page = _is_page(body) and not (is_written and not _PAGE_TAG.search(body))
    if is_page:
        if excess := find_excess(body):
            raise ArticleError(path, "page", excess)
        page = parse_html(body)
        title = str(front.values.get("title") or page.fields.get("title") or "")
        if page.is_listing:
            raise NotAnArticleError(path, "page", "lists other stories")
        if wall := find_wall(title, page.body, body):
            raise NotAnArticleError(path, "page", wall)
        layers.append(page.fields)
        body, is_teaser = page.body, page.is_teaser
    is_markdown = not is_page and path.suffix.lower() in _MARKDOWN
    # Pictures that lie in the text itself are no text.
    _check_length(body, _MAX_MARKDOWN_CHARS if is_markdown else MAX_BODY_CHARS, path)
    is_scraped = is_page or is_aggregated(front.values) or has_scrape_signs(body)
    removed: tuple[Removed, ...] = ()
    if is_markdown:
        if is_scraped:  # a row of links is one as long as it has their targets
            cleaned = clean_text(body, is_scraped=True)
            body, removed = cleaned.body, cleaned.removed
        prose = read_markdown(body)
        body, tags = prose.body, prose.tags
        _check_length(body, MAX_BODY_CHARS, path)
    fields = Fields(*layers, table=table)
    if len(text) < len(bare):
        fields.repaired("file", "control characters were removed")
    fields.repairs.extend(front.repairs)
    return FileParts(
        fields=fields,
        body=body,
        tags=tags,
        is_page=is_page,
        is_scraped=is_scraped,
        is_teaser=is_teaser,
        is_markdown=is_markdown,
        has_front_matter=bool(front.values),
        removed=removed,
    )


def _check_length(body: str, limit: int, path: Path) -> None:
    if len(body) > limit:
        reason = f"has {len(body):,} characters, more than {limit:,}; split the file"
        raise ArticleError(path, "body", reason)


def _is_page(body: str) -> bool:
    """Whether tags make its paragraphs; in Markdown with a few tags blank lines do."""
    tags = _BLOCK_TAG.finditer(body)
    if len(list(islice(tags, 2))) < 2:
        return False
    if body.lstrip()[0] == "<":
        return True
    return 2 + sum(1 for _ in tags) > len(re.findall(r"\n[ \t]*\n", body))
