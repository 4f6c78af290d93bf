"""The text of one file → an Article; touches no disk."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from corpus.clean import Cleaned, Removed, clean_text
from corpus.dates import (
    PublishedDate,
    find_published,
    is_dateline,
    is_time_of_issue,
    read_date,
)
from corpus.errors import ArticleError, DraftError, NotAnArticleError
from corpus.fields import Fields, FieldTable, load_fields
from corpus.file_names import NameFacts, read_name
from corpus.file_parts import MAX_BODY_CHARS as MAX_BODY_CHARS
from corpus.file_parts import FileParts, split_file
from corpus.furniture import is_furniture, load_boilerplate
from corpus.header_lines import credits_in
from corpus.language_tags import read_language
from corpus.languages import detect_language
from corpus.related import MAX_RELATED as MAX_RELATED
from corpus.related import prose_of, read_related
from corpus.schema import Article, Extent
from corpus.sentences import is_wrapped
from corpus.text import fold_line, normalise_body
from corpus.titles import (
    find_heading,
    heading_in,
    is_markup,
    is_wall,
    plain_title,
    title_from,
    title_in_address,
)

_LONGEST_TITLE_LINE = 200
_SHORTEST_ARTICLE = 200
_FOLDERS_LOOKED_AT = 4
_MOST_CREDIT_LINES = 4
_RULE = re.compile(r"[ \t]*+([=~*#_-])\1{2,}+[ \t]*+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """An article, what was repaired in its file (a sentence each), and what was left out of it.

    `is_scraped` is whether its text was taken from a page.
    """

    article: Article
    is_scraped: bool = False
    repairs: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()


@dataclass(slots=True)
class _Text:
    """A title and the text below it, as far as they are known."""

    title: str
    body: str
    removed: tuple[Removed, ...] = ()
    credits: dict[str, str] = field(default_factory=dict)
    dated: str = ""
    """The text with the lines that may say when it was published."""

    def published(self) -> PublishedDate | None:
        moment = find_published(self.dated)
        return PublishedDate(moment) if moment else read_date(self.credits.get("date"))


def parse_text(
    raw: str,
    *,
    path: Path,
    article_id: str,
    name: str | None = None,
    table: FieldTable | None = None,
) -> ParsedArticle:
    """One file's text as an Article, with what was repaired in it and what was left out.

    `name` is the file's path below the folder that was asked for; its date, language and title
    count where the text has none. Raises ArticleError, with the field and the reason, when no
    article can be made of it: DraftError for drafts, NotAnArticleError where nothing is lost.
    """
    table = table or load_fields()
    parts = split_file(raw, path, table)
    return parse_parts(parts, path=path, article_id=article_id, name=name, table=table)


def parse_parts(
    parts: FileParts,
    *,
    path: Path,
    article_id: str,
    name: str | None = None,
    table: FieldTable | None = None,
) -> ParsedArticle:
    """Like `parse_text`, of a file whose fields and text were already taken apart."""
    table = table or load_fields()
    facts = read_name(name if name is not None else _short_name(path))
    fields = parts.fields
    if facts.is_draft or fields.is_draft():
        raise DraftError(path, "draft", "is a draft")
    if fields.has("drawing"):
        raise NotAnArticleError(path, "text", "is a drawing")
    text = _read_text(parts, facts, path)
    url, given_excerpt = fields.url("url"), prose_of(fields.text("excerpt"))
    excerpt = "" if is_wall(given_excerpt) else given_excerpt
    extent: Extent = "teaser" if parts.is_teaser else "full" if text.body else "excerpt"
    if is_wall(text.title):
        excerpt = ""
        _replace_wall(text, parts, facts, url)
        if not text.body:
            extent = "teaser"
    elif given_excerpt and not excerpt and not text.body:
        extent = "teaser"
    if fields.text("extent") == "teaser":
        extent = "teaser"
    if extent == "teaser" and (not url or is_wall(text.title)):
        raise NotAnArticleError(path, "text", "asks for a subscription, and tells no more")
    date = _published(fields, facts, text)
    topics: dict[str, str] = {}
    for topic in (*fields.topics(), *parts.tags):
        topics.setdefault(topic.casefold(), topic)
    article = Article(
        id=article_id,
        title=text.title,
        body=text.body or excerpt or text.title,
        language=_language(fields, facts, f"{text.title}\n{text.body or excerpt}"),
        url=url,
        original_url=fields.url("original_url") or (None if parts.has_front_matter else url),
        provider=fields.provider() or text.credits.get("provider"),
        published=date.moment if date else None,
        is_month_only=date.is_month_only if date else False,
        excerpt=excerpt,
        author=fields.author() or text.credits.get("author"),
        aliases=tuple(alias for alias in fields.aliases() if alias != text.title),
        topics=tuple(topics.values()),
        category=fields.category(),
        quality=fields.quality(),
        related=read_related(fields, table),
        extent=extent,
        path=path.as_posix(),
    )
    repairs = tuple(dict.fromkeys(fields.repairs))
    return ParsedArticle(
        article=article,
        is_scraped=parts.is_scraped,
        repairs=repairs,
        removed=(*parts.removed, *text.removed),
    )


def _published(fields: Fields, facts: NameFacts, text: _Text) -> PublishedDate | None:
    """What the fields say, else the file's name, else the text; a change says when no less."""
    stated = fields.published()
    if stated and stated.is_month_only and facts.published:
        month = stated.moment.date().replace(day=1)
        if facts.published.moment.date().replace(day=1) == month:
            return facts.published
    date = stated or facts.published or text.published()
    return date if date or fields.has_unread_date() else fields.published("modified")


def _short_name(path: PurePath) -> str:
    """The last parts of a path, where it is not known below which folder it was found."""
    return "/".join(path.parts[-1 - _FOLDERS_LOOKED_AT :]).lstrip("/")


def _read_text(parts: FileParts, facts: NameFacts, path: Path) -> _Text:
    """The title and text of an article; raises ArticleError where there is neither."""
    given = plain_title(parts.fields.text("title"))
    if not parts.has_front_matter:
        return _from_plain_text(given, parts, facts, path)
    if parts.is_final:
        cleaned = Cleaned(body=parts.body)
    else:
        cleaned = clean_text(parts.body, is_scraped=parts.is_scraped)
    text = _Text(given, cleaned.body, cleaned.removed)
    if not text.body and not parts.fields.text("excerpt"):
        if facts.is_section:
            raise NotAnArticleError(path, "body", "is empty: a section's page without text")
        if parts.fields.is_list():
            raise NotAnArticleError(path, "body", "is empty: a page that lists others")
    text.title = text.title or find_heading(parts.body) or facts.title
    if not text.title:
        text.title = title_from(text.body)
        if not text.title:
            reason = "is missing or no text, and the body is empty"
            raise ArticleError(path, "title", reason)
        said = f'missing or no text; "{text.title[:60]}" was taken from the body'
        parts.fields.repaired("title", said)
    if not parts.is_final:
        text.body = _without_title(text.body, text.title)
    return text


def _from_plain_text(given: str, parts: FileParts, facts: NameFacts, path: Path) -> _Text:
    """A text without front matter: its first line is its title, unless it is a sentence."""
    whole = normalise_body(parts.body)
    for fragment in load_boilerplate().fragments:
        whole = whole.replace(fragment, "")
    lines = whole.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip() and not _is_around(line)), None)
    if first is None:
        raise ArticleError(path, "body", "holds nothing but the furniture of a page")
    title = given
    following = lines[first + 1] if first + 1 < len(lines) else ""
    if not title and _is_title(lines[first], following):
        title = heading_in(lines[first]) or plain_title(lines[first])
        lines[first] = ""
    if not title and parts.is_markdown:
        title = find_heading(whole) or facts.title
    if _RULE.fullmatch(following):  # under a heading of plain text
        lines[first + 1] = ""
    credits, removed = _take_credits(lines, first)
    kept = "\n".join("" if _is_dated(line) else line for line in lines)
    cleaned = clean_text(kept, is_scraped=parts.is_scraped)
    title = title or title_from(cleaned.body) or facts.title
    if not title:
        raise ArticleError(path, "body", "holds no text")
    body = _without_title(cleaned.body, title)
    return _Text(title, body, (*removed, *cleaned.removed), credits, whole)


def _take_credits(lines: list[str], first: int) -> tuple[dict[str, str], list[Removed]]:
    """Who wrote and published a text, by the lines around its title, which are blank then."""
    filled = [number for number in range(first, len(lines)) if lines[number].strip()]
    credits: dict[str, str] = {}
    removed: list[Removed] = []
    for number in filled[:_MOST_CREDIT_LINES]:
        if found := credits_in(lines[number]):
            credits = found | credits
            removed.append(Removed(text=lines[number].strip(), reason="byline"))
            lines[number] = ""
        elif not _is_around(lines[number]):
            break
    return credits, removed


def _is_around(line: str) -> bool:
    return is_furniture(line) or is_dateline(line) or is_time_of_issue(line)


def _is_dated(line: str) -> bool:
    """Whether a line only says when the text was published; a heading or item is the author's."""
    if line.lstrip()[:1] in ("#", "|", "-", "+", "•"):
        return False
    return is_dateline(line) or is_time_of_issue(line)


def _is_title(line: str, following: str) -> bool:
    folded = fold_line(line)
    if heading_in(line):
        return True
    if is_markup(line) or is_wrapped(line, following) or following.lstrip()[:1].islower():
        return False
    return len(folded) <= _LONGEST_TITLE_LINE and not folded.endswith(
        (".", "。", "！", "；", ";", ":")
    )


def _without_title(body: str, title: str) -> str:
    """A text without the heading that only says its title again."""
    first, _, rest = body.partition("\n")
    heading = heading_in(first)
    return rest.lstrip("\n") if heading and heading.casefold() == title.casefold() else body


def _replace_wall(text: _Text, parts: FileParts, facts: NameFacts, url: str | None) -> None:
    """Take another title than a wall's words, and no text that is too short for an article."""
    if len(text.body) < _SHORTEST_ARTICLE:
        text.body = ""
    headings = find_heading(parts.body) if parts.is_markdown else ""
    others = (headings, facts.title, title_in_address(url or ""), title_from(text.body))
    text.title = next((t for t in others if t and not is_wall(t)), text.title.rstrip(": "))


def _language(fields: Fields, facts: NameFacts, text: str) -> str:
    """What the fields say, else what the text shows; a name only tells two scripts apart."""
    if tagged := read_language(fields.text("language"), text):
        return tagged
    shown = detect_language(text)
    named = read_language(facts.language, text)
    is_same = shown.partition("-")[0] == (named or "").partition("-")[0]
    return named if named and is_same else shown
