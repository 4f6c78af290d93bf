"""The text of one file → an Article; touches no disk."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from corpus.clean import clean_body, is_furniture, load_boilerplate
from corpus.dates import find_published, is_dateline, parse_published
from corpus.errors import ArticleError
from corpus.schema import Article, Extent, Link
from corpus.text import (
    detect_chinese,
    detect_language,
    fold_line,
    is_chinese,
    normalise_body,
    split_sentences,
)
from corpus.web import is_web_url, parse_html

MAX_BODY_CHARS = 500_000
MAX_RELATED = 50
_MAX_FRONT_MATTER_CHARS = 2_000_000
_LONGEST_TITLE_LINE = 200
_HTML = re.compile(r"<(?:html|body|div|p|article|span|br)\b[^>]*>", re.IGNORECASE)
_HEADING_LINE = re.compile(r"#{1,6}\s+(?P<title>.+?)[\s#]*")


# The loader in C reads the same language, many times faster.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainDatesLoader(_SafeLoader):  # type: ignore[misc]
    """YAML in which a date stays text, so that a wrong one spoils only its own field."""

    yaml_implicit_resolvers: ClassVar = {
        first: [pair for pair in resolvers if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _PlainDatesHandler(YAMLHandler):
    def load(self, fm: str, **_: object) -> Any:
        return yaml.load(fm, Loader=_PlainDatesLoader)


class _Fields:
    """The front matter of one file; remembers what it had to repair."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.repairs: list[str] = []

    def repaired(self, field: str, reason: str) -> None:
        self.repairs.append(f"{field}: {reason}")

    def get(self, field: str) -> Any:
        return self._values.get(field)

    def text(self, field: str) -> str:
        """The field as one line, or "" when it is missing or no text."""
        value = self.get(field)
        if value is None:
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.repaired(field, f"the number {value} was taken as text; put it in quotes")
            return str(value)
        if not isinstance(value, str):
            self.repaired(field, f"left out, it should be text and is {_kind(value)}")
            return ""
        return fold_line(value)

    def url(self, field: str) -> str | None:
        value = self.text(field)
        if value and not is_web_url(value):
            self.repaired(field, "left out, it is no http or https address")
            return None
        return value or None

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.get(field)
        if value is None:
            return ()
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list):
            self.repaired(field, f"left out, it should be a list and is {_kind(value)}")
            return ()
        texts = [fold_line(item) for item in items if isinstance(item, str)]
        if len(texts) < len(items):
            self.repaired(field, "entries that are no text were left out")
        return tuple(dict.fromkeys(text for text in texts if text))

    def quality(self) -> int | None:
        value = self.get("quality")
        if value is None:
            return None
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 100:
            self.repaired("quality", "left out, it should be a number from 0 to 100")
            return None
        return round(value)

    def provider(self) -> str | None:
        value = self.get("provider")
        if isinstance(value, Mapping):
            inner = _Fields(value)
            name = inner.text("name") or inner.text("domain")
            self.repairs.extend(f"provider.{repair}" for repair in inner.repairs)
            return name or None
        return self.text("provider") or None


def parse_article(raw: str, *, path: Path, article_id: str) -> tuple[Article, tuple[str, ...]]:
    """One file's text as an Article, and what was repaired in it, a sentence each.

    Raises ArticleError, with the field and the reason, when no article can be made of it.
    """
    raw = raw.removeprefix("\ufeff")
    if not raw.strip():
        raise ArticleError(path, "file", "is empty")
    values, body = _split_front_matter(raw, path)
    fields = _Fields(values)
    if len(body) > MAX_BODY_CHARS:
        raise ArticleError(
            path,
            "body",
            f"has {len(body):,} characters, more than {MAX_BODY_CHARS:,}; split the file",
        )
    if _HTML.search(body[:5000]) and len(_HTML.findall(body)) >= 2:
        page = parse_html(body)
        fields = _Fields(page.fields | values)
        body = page.body
    if "\x00" in body:
        fields.repaired("body", "NUL bytes were removed")
    if values:
        return _from_front_matter(fields, body, path=path, article_id=article_id)
    return _from_plain_text(fields, body, path=path, article_id=article_id)


def _split_front_matter(raw: str, path: Path) -> tuple[dict[str, Any], str]:
    # python-frontmatter gives {} and no error for an unclosed or non-mapping front matter.
    if not re.match(r"---[ \t]*\r?\n", raw):
        return {}, raw
    closing = re.search(r"^---[ \t]*$", raw[3:], re.MULTILINE)
    if not closing:
        raise ArticleError(path, "front matter", 'is not closed; end it with a line "---"')
    if closing.start() > _MAX_FRONT_MATTER_CHARS:
        raise ArticleError(path, "front matter", "is longer than 2 MB; keep only what is needed")
    try:
        values, body = frontmatter.parse(raw.replace("\x00", ""), handler=_PlainDatesHandler())
    except yaml.YAMLError as error:
        raise ArticleError(path, "front matter", f"is not valid YAML{_place(error)}") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(path, "front matter", "holds a value that YAML cannot read") from error
    if not values:
        raise ArticleError(path, "front matter", 'holds no fields; write at least "title: …"')
    return {str(name): value for name, value in values.items()}, str(body)


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    # The mark counts from nought, and behind the line of dashes.
    return (
        f" (line {mark.line + 2}: {getattr(error, 'problem', None) or 'unexpected'})"
        if mark
        else ""
    )


def _from_front_matter(
    fields: _Fields, body: str, *, path: Path, article_id: str
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
        fields.repaired("publishedDateTime", f"left out, {str(published)[:40]!r} is no date")
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
    fields: _Fields, raw: str, *, path: Path, article_id: str
) -> tuple[Article, tuple[str, ...]]:
    text = normalise_body(raw)
    for fragment in load_boilerplate().fragments:
        text = text.replace(fragment, "")
    lines = text.split("\n")
    first = next(
        (n for n, line in enumerate(lines) if line.strip() and not is_furniture(line)), None
    )
    if first is None:
        raise ArticleError(path, "body", "holds nothing but the furniture of a page")
    title = fields.text("title")
    if not title and _is_title(lines[first]):
        heading = _HEADING_LINE.fullmatch(lines[first].strip())
        title = fold_line(heading["title"] if heading else lines[first])
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
    if _HEADING_LINE.fullmatch(line.strip()):
        return True
    return len(folded) <= _LONGEST_TITLE_LINE and not folded.endswith(
        (".", "。", "！", "；", ";", ":")
    )


def _title_of(body: str) -> str:
    """A stand-in for a missing title: the first heading or sentence, cut at a word."""
    first = body.strip().split("\n", 1)[0]
    heading = _HEADING_LINE.fullmatch(first.strip())
    if heading:
        return fold_line(heading["title"])
    spans = split_sentences(first)
    sentence = fold_line(first[slice(*spans[0])]) if spans else ""
    if len(sentence) <= _LONGEST_TITLE_LINE:
        return sentence
    return sentence[:_LONGEST_TITLE_LINE].rpartition(" ")[0] + " …"


def _prose(excerpt: str) -> str:
    """The excerpt as readable text; mark-up and encrypted text give nothing."""
    excerpt = re.sub(r"<[^>]{1,200}>", " ", excerpt)
    return clean_body(" ".join(excerpt.split()))


def _language(fields: _Fields, text: str) -> str:
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


def _related(fields: _Fields) -> tuple[Link, ...]:
    entries = fields.get("related")
    if entries is None:
        return ()
    if not isinstance(entries, list):
        fields.repaired("related", f"left out, it should be a list and is {_kind(entries)}")
        return ()
    if len(entries) > MAX_RELATED:
        fields.repaired(
            "related", f"has {len(entries):,} entries; the first {MAX_RELATED} are kept"
        )
    links: dict[str, Link] = {}
    for number, entry in enumerate(entries[:MAX_RELATED], start=1):
        inner = _Fields(entry if isinstance(entry, Mapping) else {})
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


def _kind(value: object) -> str:
    names = {dict: "a mapping", list: "a list", bool: "true or false", str: "text"}
    return names.get(type(value), "a number")
