"""The text of one file → an Article; touches no disk."""

import re
from collections.abc import Mapping
from pathlib import Path

from corpus.clean import clean_body, is_furniture, load_boilerplate
from corpus.dates import find_published, is_dateline, parse_published
from corpus.errors import ArticleError
from corpus.front_matter import Fields, kind_of, shorten, split_front_matter
from corpus.languages import detect_chinese, detect_language, is_chinese
from corpus.schema import Article, Extent, Link
from corpus.sentences import split_sentences
from corpus.text import fold_line, normalise_body, strip_controls
from corpus.web import find_excess, parse_html

MAX_BODY_CHARS = 500_000
MAX_RELATED = 50
_LONGEST_TITLE_LINE = 200
_BLOCK_TAG = re.compile(
    r"<(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|table)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z!][^<>]{0,200}>", re.IGNORECASE)
_HEADING_LINE = re.compile(r"#{1,6}\s+(?P<title>\S.*)")


def parse_article(raw: str, *, path: Path, article_id: str) -> tuple[Article, tuple[str, ...]]:
    """One file's text as an Article, and what was repaired in it, a sentence each.

    Raises ArticleError, with the field and the reason, when no article can be made of it.
    """
    given, raw = raw, strip_controls(raw.removeprefix("\ufeff"))
    has_controls = len(raw) < len(given.removeprefix("\ufeff"))
    if not raw.strip():
        raise ArticleError(path, "file", "is empty")
    values, body = split_front_matter(raw, path)
    fields = Fields(values)
    if len(body) > MAX_BODY_CHARS:
        raise ArticleError(
            path,
            "body",
            f"has {len(body):,} characters, more than {MAX_BODY_CHARS:,}; split the file",
        )
    if _is_page(body):
        if excess := find_excess(body):
            raise ArticleError(path, "page", excess)
        page = parse_html(body)
        fields = Fields(page.fields | values)
        body = page.body
    if has_controls:
        fields.repaired("file", "control characters were removed")
    if values:
        return _from_front_matter(fields, body, path=path, article_id=article_id)
    return _from_plain_text(fields, body, path=path, article_id=article_id)


def _is_page(body: str) -> bool:
    """Whether tags make its paragraphs; in Markdown with a few tags blank lines do."""
    tags = len(_BLOCK_TAG.findall(body))
    return tags >= 2 and (body.lstrip()[0] == "<" or tags > len(re.findall(r"\n[ \t]*\n", body)))


def _from_front_matter(
    fields: Fields, body: str, *, path: Path, article_id: str
) -> tuple[Article, tuple[str, ...]]:
    body = clean_body(body)
    excerpt = _prose(fields.text("excerpt"))
    title = fields.text("title")
    if not title:
        title = _title_of(body)
        if not title:
            raise ArticleError(path, "title", "is missing or no text, and the body is empty")
        fields.repaired("title", f'missing or no text; "{title[:60]}" was taken from the body')
    extent: Extent = "full" if body else "excerpt"
    published = fields.get("publishedDateTime")
    date = parse_published(published)
    if published is not None and date is None:
        fields.repaired("publishedDateTime", f"left out, {shorten(published)} is no date")
    article = Article(
        id=article_id,
        title=title,
        body=body or excerpt or title,
        language=_language(fields, f"{title}\n{body or excerpt}"),
        url=fields.url("webUrl") or fields.url("originalUrl"),
        original_url=fields.url("originalUrl"),
        provider=fields.provider(),
        published=date,
        excerpt=excerpt,
        topics=fields.texts("topics"),
        category=fields.text("category") or None,
        quality=fields.quality(),
        related=_related(fields),
        extent=extent,
        path=path.as_posix(),
    )
    return article, tuple(dict.fromkeys(fields.repairs))


def _from_plain_text(
    fields: Fields, raw: str, *, path: Path, article_id: str
) -> tuple[Article, tuple[str, ...]]:
    text = normalise_body(raw)
    for fragment in load_boilerplate().fragments:
        text = text.replace(fragment, "")
    lines = text.split("\n")
    first = next(
        (
            number
            for number, line in enumerate(lines)
            if line.strip() and not is_furniture(line) and not is_dateline(line)
        ),
        None,
    )
    if first is None:
        raise ArticleError(path, "body", "holds nothing but the furniture of a page")
    title = fields.text("title")
    if not title and _is_title(lines[first]):
        title = _heading_in(lines[first]) or fold_line(lines[first])
        lines[first] = ""
    published = parse_published(fields.get("publishedDateTime")) or find_published(text)
    body = clean_body("\n".join("" if is_dateline(line) else line.strip() for line in lines))
    title = title or _title_of(body)
    if not title:
        raise ArticleError(path, "body", "holds no text")
    article = Article(
        id=article_id,
        title=title,
        body=body or title,
        language=detect_language(f"{title}\n{body}"),
        url=fields.url("webUrl"),
        original_url=fields.url("webUrl"),
        provider=fields.provider(),
        published=published,
        excerpt=_prose(fields.text("excerpt")),
        extent="full" if body else "excerpt",
        path=path.as_posix(),
    )
    return article, tuple(fields.repairs)


def _is_title(line: str) -> bool:
    folded = fold_line(line)
    if _heading_in(line):
        return True
    return len(folded) <= _LONGEST_TITLE_LINE and not folded.endswith(
        (".", "。", "！", "；", ";", ":")
    )


def _heading_in(line: str) -> str:
    """The words of a Markdown heading, or ""."""
    heading = _HEADING_LINE.fullmatch(line.strip())
    return fold_line(heading["title"].rstrip("# \t")) if heading else ""


def _title_of(body: str) -> str:
    """A stand-in for a missing title: the first heading or sentence, cut at a word."""
    first = body.strip().split("\n", 1)[0]
    if heading := _heading_in(first):
        return heading
    spans = split_sentences(first)
    sentence = fold_line(first[slice(*spans[0])]) if spans else ""
    if len(sentence) <= _LONGEST_TITLE_LINE:
        return sentence
    return sentence[:_LONGEST_TITLE_LINE].rpartition(" ")[0] + " …"


def _prose(excerpt: str) -> str:
    """The excerpt as readable text; mark-up and encrypted text give nothing."""
    excerpt = _TAG.sub(" ", excerpt)
    return clean_body(" ".join(excerpt.split()))


def _language(fields: Fields, text: str) -> str:
    given = fields.text("language").casefold()
    if given in ("en", "en-us", "en-gb", "en-hk"):
        return "en"
    if given in ("zh-hant", "zh-hk", "zh-tw", "zh-mo"):
        return "zh-Hant"
    if given in ("zh-hans", "zh-cn", "zh-sg"):
        return "zh-Hans"
    if is_chinese(given):
        return detect_chinese(text)
    return detect_language(text)


def _related(fields: Fields) -> tuple[Link, ...]:
    entries = fields.get("related")
    if entries is None:
        return ()
    if not isinstance(entries, list):
        fields.repaired("related", f"left out, it should be a list and is {kind_of(entries)}")
        return ()
    if len(entries) > MAX_RELATED:
        fields.repaired(
            "related", f"has {len(entries):,} entries; the first {MAX_RELATED} are kept"
        )
    links: dict[str, Link] = {}
    for number, entry in enumerate(entries[:MAX_RELATED], start=1):
        inner = Fields(entry if isinstance(entry, Mapping) else {})
        title, url = inner.text("title"), inner.url("webUrl")
        if not title or not url:
            fields.repaired("related", f"entry {number} was left out, it has no title or address")
            continue
        link = Link(
            title=title,
            url=url,
            provider=inner.provider(),
            published=parse_published(inner.get("publishedDateTime")),
            excerpt=_prose(inner.text("excerpt")),
            quality=inner.quality(),
        )
        links.setdefault(url, link)
    return tuple(links.values())
