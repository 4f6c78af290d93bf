"""Answers and articles as Discord shows them: pure, escaped, within Discord's limits.

Embeds, not Components V2: an embed leaves the message's text free, keeps its layout on old clients,
and may be edited into a deferred response without a flag that can never be taken off again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import discord

from bot.answering.answer import Answer, Source
from bot.answering.confidence import Verdict
from bot.answering.finding_text import finding_line
from bot.answering.findings import Finding
from bot.answering.fragments import sentence_url
from bot.answering.wording import say_conditions, say_other_language, say_reason
from bot.discord_app.escaping import cut, link_address, marked, masked_link, plain
from bot.phrases import say
from bot.store.traces import Trace
from corpus.schema import Article
from corpus.text import fold_line

MAX_DESCRIPTION = 4096
MAX_FOOTER = 2048
_MAX_TITLE = 120
_MAX_QUOTE = 1000
_MAX_SOURCES = 2000  # of the description: room for one that is as long as any, and for most three
_MAX_CONDITIONS = 500
_MAX_PROVIDER = 100
_MAX_WRITTEN = 1200
_MAX_SENTENCE_URL = 512
_ALSO = 4
_MAX_PASSAGE = 1200
_HITS_SHOWN = 6
_COLOURS = {
    Verdict.ANSWERED: discord.Colour(0x1F8B4C),
    Verdict.UNSURE: discord.Colour(0xC27C0E),
    Verdict.NOT_FOUND: discord.Colour(0x607D8B),
}


def answer_embed(answer: Answer, written: Sequence[str] = ()) -> discord.Embed:
    """The verdict, the quotes with their numbers, the sources as links; the question below.

    The words that answer are in bold, and come first where they answer by themselves. `written` are
    sentences of a language model that may be shown; they come before all.
    """
    language = answer.question.answer_in
    parts: list[str] = []
    if written:
        parts += [f"*{say('written', language)}*", plain(" ".join(written), _MAX_WRITTEN)]
    if reason := say_reason(answer):
        parts.append(plain(reason))
    if answer.short_answer:
        parts.append(f"**{plain(answer.short_answer)}**")
    if other := say_other_language(answer):
        parts.append(f"*{other}*")
    numbers = _quote_numbers(answer)
    parts += [
        f"> {marked(quote.text, quote.span_in_text, _MAX_QUOTE)} **{number}**"
        for quote, number in zip(answer.quotes, numbers, strict=True)
    ]
    if answer.findings:
        parts.append("\n".join(_finding_line(finding, language) for finding in answer.findings))
    conditions = say_conditions(answer)
    if conditions:
        parts.append(f"*{plain(conditions, _MAX_CONDITIONS)}*")
    if answer.sources:
        heading = "single_source" if answer.has_single_source else "sources"
        lines = [f"**{say(heading, language)}**"]
        lines += [_source_line(source, language) for source in answer.sources]
        shown = join_whole(lines, _MAX_SOURCES, separator="\n")
        parts = [join_whole(parts, MAX_DESCRIPTION - len(shown) - 2), shown]
    elif answer.nearest:
        lines = [f"**{say('nearest', language)}**"]
        lines += [article_line(article, language) for article in answer.nearest]
        parts.append("\n".join(lines))
    embed = discord.Embed(
        title=say(f"title_{answer.verdict.value}", language),
        description=join_whole(parts, MAX_DESCRIPTION),
        colour=_COLOURS[answer.verdict],
    )
    return embed.set_footer(text=cut(fold_line(answer.question.text), MAX_FOOTER))


def more_embed(answer: Answer) -> discord.Embed:
    """The passages that the quotes stand in."""
    numbers = {source.article.id: source.number for source in answer.sources}
    parts = [
        f"**[{numbers[hit.article.id]}]** {plain(hit.passage.text, _MAX_PASSAGE)}"
        for hit in answer.hits
        if any(
            quote.article_id == hit.article.id
            and quote.start < hit.passage.end
            and hit.passage.start < quote.end
            for quote in answer.quotes
        )
    ]
    language = answer.question.answer_in
    description = join_whole(parts, MAX_DESCRIPTION) or say("none", language)
    return discord.Embed(title=say("more", language), description=description)


def why_embed(trace: Trace, language: str) -> discord.Embed:
    """How an answer came about: verdict, probability, conditions, ranks and scores, index."""
    published_at = int(datetime.fromisoformat(trace["published_at"]).timestamp())
    lines = [
        f"**{say('probability', language)}** {trace['confidence']:.3f} → `{trace['verdict']}`",
        f"**{say('index', language)}** `{trace['index']}` · <t:{published_at}:f>",
    ]
    if trace["conditions"]:
        lines.append(plain(trace["conditions"]))
    for hit in trace["hits"][:_HITS_SHOWN]:
        found = say("found_by", language).format(
            vector=_evidence(hit["vector"]), words=_evidence(hit["words"])
        )
        lines.append(f"{hit['rank']}. {plain(hit['title'], 80)} — {hit['score']:.2f}; {found}")
    lines.append(f"`{trace['id']}`")
    return discord.Embed(
        title=say("why", language), description=join_whole(lines, MAX_DESCRIPTION, separator="\n")
    )


def articles_embed(title: str, articles: Sequence[Article], language: str) -> discord.Embed:
    """Articles as a list of links, as many as fit."""
    lines = [f"• {article_line(article, language)}" for article in articles]
    return discord.Embed(
        title=plain(title, _MAX_TITLE),
        description=join_whole(lines, MAX_DESCRIPTION, separator="\n") or say("none", language),
    )


def article_line(article: Article, language: str) -> str:
    """One article: its title as a link, its provider and its day."""
    return " · ".join((_link(article.title, article.url), *_about(article, language, day=True)))


def join_whole(parts: Sequence[str], limit: int, *, separator: str = "\n\n") -> str:
    """The parts that fit, each whole, so that no link is ever cut."""
    return separator.join(_fitting(parts, limit, len(separator)))


def _fitting(parts: Sequence[str], limit: int, gap: int) -> Iterator[str]:
    used = -gap
    for part in parts:
        if used + gap + len(part) <= limit:
            used += gap + len(part)
            yield part


def _quote_numbers(answer: Answer) -> list[str]:
    """For each quote its source's number, which opens the page at the sentence where it can.

    The links together take at most a quarter of the room, so that the sources always fit, and none
    is an address that the sources give too.
    """
    articles = {source.number: source.article for source in answer.sources}
    room = MAX_DESCRIPTION // 4
    shown: list[str] = []
    for quote in answer.quotes:
        article, number = articles[quote.source], f"[{quote.source}]"
        url = sentence_url(article, quote.start, quote.text)
        address = link_address(url) if url != article.url else None
        if address and len(address) <= min(_MAX_SENTENCE_URL, room):
            number = f"[{number}](<{address}>)"
            room -= len(address)
        shown.append(number)
    return shown


def _evidence(found: Mapping[str, Any] | None) -> str:
    return f"{found['rank']} ({found['score']:.2f})" if found else "–"


def _finding_line(finding: Finding, language: str) -> str:
    return finding_line(
        finding,
        language,
        show=plain,
        name=lambda article: _link(article.provider or article.title, article.url),
    )


def _source_line(source: Source, language: str) -> str:
    article = source.article
    about = _about(article, language, day=False)
    line = f"**[{source.number}]** {_day(article, language)} · " + " · ".join(
        (_link(article.title, article.url), *about)
    )
    others = [other for other in source.also if other.url != source.article.url][:_ALSO]
    if others:
        names = ", ".join(_link(other.provider or other.title, other.url) for other in others)
        line += f" ({say('also', language)} {names})"
    return line


def _about(article: Article, language: str, *, day: bool) -> list[str]:
    """Its provider, its day if that is wanted here, and what of it is known if not all."""
    provider = plain(article.provider or "", _MAX_PROVIDER)
    extent = say(article.extent, language) if article.extent != "full" else ""
    return [part for part in (provider, _day(article, language) if day else "", extent) if part]


def _link(title: str, url: str | None) -> str:
    return masked_link(title, url, _MAX_TITLE)


def _day(article: Article, language: str) -> str:
    if article.published is None or article.is_month_only:
        return article.published_as or say("undated", language)
    return f"<t:{int(article.published.timestamp())}:D>"
