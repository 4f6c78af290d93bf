"""What the tools give: structured, in words, and with a link to each article."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import quote, unquote

from mcp_types import CallToolResult, ContentBlock, ResourceLink, TextContent
from pydantic import BaseModel, Field

from bot.answering.answer import Answer
from bot.answering.as_json import answer_to_json
from bot.answering.confidence import Verdict
from bot.answering.fragments import sentence_url
from bot.answering.wording import say_other_language
from bot.phrases import say
from bot.service.desk import Told
from bot.talking.reply import Reply
from corpus.catalogue import Catalogue
from corpus.schema import Article
from corpus.text import fold_line
from embeddings.hits import Hit

SCHEME = "article://"
MIME_TYPE = "text/markdown"
_PART = 20_000  # characters of an article that are read at once
_RELATED = 5


class Quoted(BaseModel):
    """An exact stretch of an article."""

    source: int = Field(description="the number of its source")
    article: str
    start: int
    end: int
    text: str
    link: str | None = Field(description="the page, opening at the quote")


class Named(BaseModel):
    """An article, without its text."""

    article: str
    title: str
    provider: str | None
    published: str | None
    url: str | None


class Numbered(Named):
    """A source of quotes."""

    number: int


class Asked(BaseModel):
    """What `ask` gives."""

    kind: Literal["answer", "reply"] = Field(
        description='"reply" where there was nothing to search for'
    )
    conversation: str = Field(description="to be given with a question that goes on from this one")
    text: str
    verdict: Verdict | None = Field(
        default=None,
        description='"answered": the quotes answer; "unsure": they may not;'
        ' "not_found": the articles do not tell',
    )
    id: str | None = None
    short_answer: str | None = Field(
        default=None, description="words of the first quote that answer alone"
    )
    quotes: list[Quoted] = []
    sources: list[Numbered] = []
    findings: list[str] = Field(default=[], description="whether articles agree on an amount")
    reason: str | None = Field(
        default=None, description="why there is no answer, or what it may lack"
    )
    conditions: str = ""
    nearest: list[Named] = []
    written: list[str] = Field(
        default=[], description="what a language model wrote from the quotes"
    )
    choices: list[str] = Field(default=[], description="questions that may be meant")


class Found(Named):
    """A passage that was found."""

    rank: int
    start: int
    end: int
    text: str
    link: str | None
    reader: float | None = Field(
        description="what was made of it in reading it with the query: above 0 where it answers"
    )


class Searched(BaseModel):
    """What `search` gives."""

    hits: list[Found]


class Read(Named):
    """What `read_article` gives."""

    author: str | None
    language: str
    topics: list[str]
    extent: str = Field(description='"full", or how much of the text is known')
    text: str
    start: int
    next_start: int | None = Field(description="where the next part begins; null after the last")
    related: list[Named]


def address_of(article_id: str) -> str:
    """The address of an article's resource."""
    return SCHEME + quote(article_id, safe="")


def id_in(address: str) -> str | None:
    """The id of the article that an address means; None for another kind of address."""
    return unquote(address.removeprefix(SCHEME)) if address.startswith(SCHEME) else None


def tell_said(told: Told, conversation: str) -> CallToolResult:
    """An answer or a reply."""
    said = told.said
    if isinstance(said, Reply):
        lines = [said.text, *(f"- {choice}" for choice in said.choices)]
        asked = Asked(
            kind="reply", conversation=conversation, text=said.text, choices=list(said.choices)
        )
        return _result(asked, [*lines, _going_on(conversation)], said.articles)
    record = answer_to_json(said)
    names = Asked.model_fields.keys() - {"kind", "conversation", "findings", "written", "choices"}
    asked = Asked.model_validate(
        {name: record[name] for name in names}
        | {"kind": "answer", "conversation": conversation, "written": list(told.written)}
        | {"findings": [finding["text"] for finding in record["findings"]]}
    )
    articles = [source.article for source in said.sources] or said.nearest
    return _result(asked, [*_lines(said, asked), _going_on(conversation)], articles)


def tell_found(hits: Sequence[Hit]) -> CallToolResult:
    """Passages, best first."""
    found = [
        Found(
            **_named(hit.article),
            rank=hit.rank,
            start=hit.passage.start,
            end=hit.passage.end,
            text=hit.passage.text,
            link=sentence_url(hit.article, hit.passage.start, hit.passage.text),
            reader=round(hit.reading.answers, 4) if hit.reading else None,
        )
        for hit in hits
    ]
    lines = [f"{one.rank}. {_about(one)}\n{one.text}" for one in found] or ["Nothing was found."]
    return _result(Searched(hits=found), lines, (hit.article for hit in hits))


def tell_article(article: Article, catalogue: Catalogue, start: int) -> CallToolResult:
    """An article's text from a place on, and what it is."""
    end = min(start + _PART, len(article.body))
    related = catalogue.related(article.id, limit=_RELATED)
    read = Read(
        **_named(article),
        author=article.author,
        language=article.language,
        topics=list(article.topics),
        extent=article.extent,
        text=article.body[start:end],
        start=start,
        next_start=end if end < len(article.body) else None,
        related=[Named(**_named(other)) for other in related],
    )
    lines = [_about(read), read.text]
    if read.next_start:
        lines.append(f"The text goes on; read it with start={read.next_start}.")
    return _result(read, lines, related)


def write_article(article: Article) -> str:
    """An article as a text of its own."""
    about = " · ".join(
        fold_line(part)
        for part in (article.provider, article.author, article.published_as, article.url)
        if part
    )
    return "\n\n".join(
        part for part in (f"# {fold_line(article.title)}", about, article.body) if part
    )


def link_to(article: Article) -> ResourceLink:
    """A link to an article's resource."""
    return ResourceLink(
        name=article.id,
        title=fold_line(article.title),
        uri=address_of(article.id),
        description=fold_line(article.excerpt) or None,
        mime_type=MIME_TYPE,
    )


def tell_error(sentence: str) -> CallToolResult:
    """What went wrong, for whoever asked to mend."""
    return CallToolResult(content=[TextContent(text=sentence)], is_error=True)


def _result(record: BaseModel, lines: Iterable[str], articles: Iterable[Article]) -> CallToolResult:
    once = {article.id: article for article in articles}
    content: list[ContentBlock] = [TextContent(text="\n\n".join(line for line in lines if line))]
    content += [link_to(article) for article in once.values()]
    return CallToolResult(content=content, structured_content=record.model_dump(mode="json"))


def _lines(answer: Answer, asked: Asked) -> list[str]:
    """The verdict in words, then all that it rests on."""
    language = answer.question.answer_in
    verdict = {
        Verdict.ANSWERED: say("title_answered", language),
        Verdict.UNSURE: say("unsure", language),
        Verdict.NOT_FOUND: say("articles_do_not_tell", language),
    }[answer.verdict]
    lines = [verdict, asked.reason or "", say_other_language(answer)]
    lines += [f"“{one.text}” [{one.source}]\n{one.link or ''}".rstrip() for one in asked.quotes]
    lines += [*asked.findings, asked.conditions]
    if asked.sources:
        heading = "single_source" if answer.has_single_source else "sources"
        sources = [f"[{source.number}] {_about(source)}" for source in asked.sources]
        lines.append("\n".join([say(heading, language), *sources]))
    if asked.nearest:
        lines.append("\n".join([say("nearest", language), *map(_about, asked.nearest)]))
    if asked.written:
        lines.append(f"{say('written', language)}\n{' '.join(asked.written)}")
    return lines


def _going_on(conversation: str) -> str:
    return f'To go on from here, give conversation="{conversation}" with the next question.'


def _about(named: Named) -> str:
    """An article on one line: what it is called, whose it is, of when, and where."""
    parts = (named.title, named.provider, (named.published or "")[:10], named.article, named.url)
    return " · ".join(fold_line(part) for part in parts if part)


def _named(article: Article) -> dict[str, Any]:
    return {
        "article": article.id,
        "title": article.title,
        "provider": article.provider,
        "published": article.published_as or None,
        "url": article.url,
    }
