"""Answers and articles as Discord shows them: pure, escaped, within Discord's limits.

Embeds, not Components V2: an embed leaves the message's text free, keeps its layout on old clients,
and may be edited into a deferred response without a flag that can never be taken off again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import discord
import regex

from bot.answers import Answer, Source, Verdict
from bot.phrases import say
from corpus.schema import Article
from corpus.text import fold_line

MAX_DESCRIPTION = 4096
MAX_FOOTER = 2048
_MAX_TITLE = 120
_MAX_QUOTE = 700
_MAX_WRITTEN = 1200
_MAX_URL = 1000
_NEAREST = 3
_ALSO = 4
_MAX_PASSAGE = 1200
_HITS_SHOWN = 6
_COLOURS = {
    Verdict.ANSWERED: discord.Colour(0x1F8B4C),
    Verdict.UNSURE: discord.Colour(0xC27C0E),
    Verdict.NOT_FOUND: discord.Colour(0x607D8B),
}
_MARK_UP = regex.compile(r"(?<!\\)[\[\]<]")
_GRAPHEME = regex.compile(r"\X")
_URL_ENCODED = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20"})


def answer_embed(answer: Answer, written: Sequence[str] = ()) -> discord.Embed:
    """The verdict, the quotes with their numbers, the sources as links; the question below.

    `written` are sentences of a language model that may be shown; they come first.
    """
    language = answer.question.language
    parts: list[str] = []
    if written:
        parts += [f"*{say('written', language)}*", plain(" ".join(written), _MAX_WRITTEN)]
    if answer.verdict is Verdict.NOT_FOUND:
        parts.append(plain(answer.text))
    parts += [f"> {plain(quote.text, _MAX_QUOTE)} **[{quote.source}]**" for quote in answer.quotes]
    if answer.conditions:
        parts.append(f"*{plain(answer.conditions)}*")
    if answer.sources:
        lines = [f"**{say('sources', language)}**"]
        lines += [_source_line(source, language) for source in answer.sources]
        room = MAX_DESCRIPTION - len(join_whole(parts, MAX_DESCRIPTION)) - 2
        parts.append(join_whole(lines, room, separator="\n"))
    elif answer.nearest:
        lines = [f"**{say('nearest', language)}**"]
        lines += [article_line(article, language) for article in answer.nearest[:_NEAREST]]
        parts.append("\n".join(lines))
    embed = discord.Embed(
        title=say(f"title_{answer.verdict.value}", language),
        description=join_whole(parts, MAX_DESCRIPTION),
        colour=_COLOURS[answer.verdict],
    )
    return embed.set_footer(text=cut(fold_line(answer.question.text), MAX_FOOTER))


def more_embed(answer: Answer) -> discord.Embed:
    """The passages that the quotes stand in."""
    quoted = {(quote.article_id, quote.start) for quote in answer.quotes}
    numbers = {source.article.id: source.number for source in answer.sources}
    parts = [
        f"**[{numbers[hit.article.id]}]** {plain(hit.passage.text, _MAX_PASSAGE)}"
        for hit in answer.hits
        if any(
            article_id == hit.article.id and hit.passage.start <= start < hit.passage.end
            for article_id, start in quoted
        )
    ]
    language = answer.question.language
    description = join_whole(parts, MAX_DESCRIPTION) or say("none", language)
    return discord.Embed(title=say("more", language), description=description)


def why_embed(answer: Answer, *, index_id: str, published_at: datetime) -> discord.Embed:
    """How an answer came about: verdict, similarity, conditions, ranks and scores, index."""
    language = answer.question.language
    lines = [
        f"**{say('similarity', language)}** {answer.confidence:.3f} → `{answer.verdict.value}`",
        f"**{say('index', language)}** `{index_id}` · <t:{int(published_at.timestamp())}:f>",
    ]
    if answer.conditions:
        lines.append(plain(answer.conditions))
    for hit in answer.hits[:_HITS_SHOWN]:
        vector = f"{hit.vector.rank} ({hit.vector.score:.2f})" if hit.vector else "–"
        words = f"{hit.words.rank} ({hit.words.score:.2f})" if hit.words else "–"
        found = say("found_by", language).format(vector=vector, words=words)
        lines.append(f"{hit.rank}. {plain(hit.article.title, 80)} — {hit.score:.2f}; {found}")
    lines.append(f"`{answer.id}`")
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
    extent = say(article.extent, language) if article.extent != "full" else ""
    about = (plain(article.provider or ""), _day(article, language), extent)
    return " · ".join((_link(article.title, article.url), *(part for part in about if part)))


def plain(text: str, limit: int = MAX_DESCRIPTION) -> str:
    """Text from an article or a person, such that Discord shows it as it is and pings nobody."""
    shown = cut(fold_line(text), limit)
    escaped = discord.utils.escape_markdown(discord.utils.escape_mentions(shown))
    # A link or a timestamp is mark-up too, and an address alone would be unfurled.
    marked: str = _MARK_UP.sub(r"\\\g<0>", escaped)
    return marked.replace("://", ":\u2060//")


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, whole graphemes, with an ellipsis where something is left out."""
    if len(text) <= limit:
        return text
    kept = ""
    for match in _GRAPHEME.finditer(text):
        if len(kept) + len(match[0]) > limit - 1:
            break
        kept += match[0]
    return kept.rstrip() + "…"


def join_whole(parts: Sequence[str], limit: int, *, separator: str = "\n\n") -> str:
    """The parts that fit, each whole, so that no link is ever cut."""
    return separator.join(_fitting(parts, limit, len(separator)))


def _fitting(parts: Sequence[str], limit: int, gap: int) -> Iterator[str]:
    used = -gap
    for part in parts:
        if used + gap + len(part) <= limit:
            used += gap + len(part)
            yield part


def _source_line(source: Source, language: str) -> str:
    line = f"**[{source.number}]** {article_line(source.article, language)}"
    others = [other for other in source.also if other.url != source.article.url][:_ALSO]
    if others:
        names = ", ".join(_link(other.provider or other.title, other.url) for other in others)
        line += f" ({say('also', language)} {names})"
    return line


def _link(title: str, url: str | None) -> str:
    shown = plain(title, _MAX_TITLE)
    if not url or len(url) > _MAX_URL:
        return shown
    return f"[{shown}](<{url.translate(_URL_ENCODED)}>)"


def _day(article: Article, language: str) -> str:
    if article.published is None:
        return say("undated", language)
    return f"<t:{int(article.published.timestamp())}:D>"
