"""Answers and articles → terminal; pure.

Whatever comes from an article or a person is put in as plain text, so that none of it can act as
mark-up or as a terminal's control sequence.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.answering.answer import Answer, Quote, Source
from bot.answering.confidence import Verdict
from bot.answering.finding_text import finding_line
from bot.answering.fragments import sentence_url
from bot.answering.wording import say_conditions, say_other_language, say_reason
from bot.phrases import say
from bot.talking.reply import Reply
from corpus.counts import say_count
from corpus.schema import Article
from corpus.text import fold_line
from embeddings.hits import Evidence, Hit

if TYPE_CHECKING:
    from bot.evaluation.measures import Evaluation, Figures
    from corpus.clean import Removed
    from embeddings.build import BuildReport
    from embeddings.changes import Changes

_MAX_TITLE = 160
_UNSHOWN = frozenset({"questions", "mrr@10", "in_period"})  # of an evaluation, but for programs
_IDS_SHOWN = 5
_ANSWER = "bold green"


def render_written(sentences: Sequence[str], language: str) -> RenderableType:
    """What a language model wrote, below a line that says so."""
    note = Text(say("written", language), style="bold")
    return Group(Text(""), note, *(Text(sentence) for sentence in sentences))


def render_reply(reply: Reply) -> RenderableType:
    """What is no answer, and the questions to choose from."""
    choices = [Text(f"{number}. {choice}") for number, choice in enumerate(reply.choices, start=1)]
    return Group(Text(reply.text), *choices, *map(_article_lines, reply.articles))


def render_answer(answer: Answer) -> RenderableType:
    """The answer for a terminal: quotes with their numbers, then the sources."""
    language = answer.question.answer_in
    articles = {source.number: source.article for source in answer.sources}
    parts: list[RenderableType] = []
    if reason := say_reason(answer):
        parts.append(Text(reason, style="bold yellow"))
    if answer.verdict is Verdict.UNSURE:
        parts.append(Text(say("unsure", language), style="yellow"))
    if answer.short_answer:
        parts += [Text(fold_line(answer.short_answer), style=_ANSWER), Text("")]
    if other := say_other_language(answer):
        parts.append(Text(other, style="italic"))
    for quote in answer.quotes:
        line = Text("“").append_text(_mark(quote)).append("” ")
        link = sentence_url(articles[quote.source], quote.start, quote.text)
        line.append(f"[{quote.source}]", style=Style(bold=True, color="cyan", link=link))
        parts += [line, Text("")]
    if answer.findings:
        parts += [Text(finding_line(finding, language)) for finding in answer.findings]
        parts.append(Text(""))
    conditions = say_conditions(answer)
    if conditions:
        parts.append(Text(conditions, style="italic"))
    if answer.sources:
        heading = "single_source" if answer.has_single_source else "sources"
        parts.append(Text(say(heading, language), style="bold"))
        parts.extend(_source_lines(source, language) for source in answer.sources)
    elif answer.nearest:
        parts.append(Text(say("nearest", language), style="bold"))
        parts.append(render_articles(answer.nearest))
    return Group(*parts)


def render_hits(hits: Sequence[Hit]) -> RenderableType:
    """How each hit was found: its rank and score in each index."""
    table = Table(title="How the passages were found", title_justify="left", box=None)
    numbers = ("#", "score", "similarity", "reader")
    for name, justify in ((name, "right") for name in numbers):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("vector: rank, score", "words: rank, score", "passage"):
        table.add_column(name)
    for hit in hits:
        words = fold_line(hit.passage.text)
        table.add_row(
            str(hit.rank),
            f"{hit.score:.3f}",
            f"{hit.similarity:.3f}",
            f"{hit.reading.answers:+.2f}" if hit.reading else "–",
            _evidence(hit.vector),
            _evidence(hit.words),
            Text(f"{hit.article.id}: {_cut(words, 70)}"),
        )
    return table


def render_articles(articles: Sequence[Article]) -> RenderableType:
    """One article a line: date, title, provider; then its id and link."""
    return Group(*(_article_lines(article) for article in articles))


def render_article(article: Article) -> RenderableType:
    """One article whole."""
    heading = Text(fold_line(article.title), style="bold")
    about = [article.provider or "", article.author or "", _day(article, "en")]
    about.append(", ".join(article.topics))
    parts = [heading, Text(fold_line(" · ".join(part for part in about if part)))]
    parts.append(Text(article.url or article.path, style="blue", overflow="fold"))
    if article.extent != "full":
        parts.append(Text(f"Only the {article.extent} of this article is known.", style="yellow"))
    parts += [Text(""), *(Text(line) for line in _lines(article.body))]
    if article.related:
        parts += [Text(""), Text("Related", style="bold")]
        parts += [
            Text(f"{_cut(fold_line(link.title), _MAX_TITLE)}  {link.url}")
            for link in article.related
        ]
    return Group(*parts)


def render_removed(removed: "Sequence[Removed]") -> RenderableType:
    """The lines that were left out of an article, each with why."""
    if not removed:
        return Text("Nothing was left out.")
    table = Table(box=None, show_header=False)
    table.add_column(style="yellow")
    table.add_column()
    for line in removed:
        table.add_row(line.reason, Text(_cut(fold_line(line.text), _MAX_TITLE)))
    return table


def render_counts(rows: Sequence[tuple[str, int]]) -> RenderableType:
    """Names with how many articles each has."""
    table = Table(box=None, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for name, count in rows:
        table.add_row(str(count), Text(fold_line(name)))
    return table


def render_build(report: "BuildReport", sources: Sequence[Path]) -> RenderableType:
    """What a build found, in two or three lines."""
    state = "New index" if report.is_new_generation else "The index is up to date"
    articles = say_count(report.articles, "article")
    lines = [
        Text(f"{state}: {articles} in {say_count(report.passages, 'passage')}", style="bold"),
        Text(f"read from {', '.join(fold_line(str(source)) for source in sources)}"),
    ]
    return Group(*lines, *_change_lines(report))


def render_changes(changes: "Changes", articles: int) -> RenderableType:
    """What an index of so many articles would change."""
    held = say_count(articles, "article")
    heading = Text(f"{held}; the index was not changed", style="bold")
    return Group(heading, *_change_lines(changes))


def _change_lines(changes: "Changes | BuildReport") -> Iterator[Text]:
    for label, ids in (
        ("new", changes.added),
        ("changed", changes.changed),
        ("removed", changes.removed),
    ):
        if ids:
            shown = ", ".join(map(fold_line, ids[:_IDS_SHOWN]))
            shown += " …" if len(ids) > _IDS_SHOWN else ""
            yield Text(f"{len(ids):,} {label}: {shown}")


def render_evaluation(evaluation: "Evaluation") -> RenderableType:
    """The figures as a table: all, then by language, direction and kind."""
    names = [name for name in evaluation.overall if name not in _UNSHOWN]
    table = Table(box=None)
    table.add_column("questions")
    for name in ("n", *names):
        table.add_column(name.replace("_", " "), justify="right")
    rows = {"all": evaluation.overall} | evaluation.by_language | evaluation.by_direction
    rows |= evaluation.by_kind
    for label, figures in rows.items():
        cells = (_figure(figures, name) for name in names)
        table.add_row(label, str(figures["questions"]), *cells)
    return table


def _mark(quote: Quote) -> Text:
    """A quote on one line, with the words that answer in colour."""
    if quote.span_in_text is None:
        return Text(fold_line(quote.text))
    start, end = quote.span_in_text
    line = Text(fold_line(f"{quote.text[:start]}|")[:-1])
    line.append(fold_line(quote.text[start:end]), style=_ANSWER)
    return line.append(fold_line(f"|{quote.text[end:]}")[1:])


def _source_lines(source: Source, language: str) -> RenderableType:
    article = source.article
    title = Text(f"[{source.number}] ", style="bold cyan")
    title.append(f"{_day(article, language)}  ", style="not bold")
    title.append(_cut(fold_line(article.title), _MAX_TITLE), style=_title_style(article))
    about = [fold_line(article.provider or "")]
    if article.extent != "full":
        about.append(say(article.extent, language))
    below = [" · ".join(part for part in about if part), article.url or article.path]
    below = [line for line in below if line]
    for other in source.also:
        if other.url == article.url:
            continue
        name = fold_line(other.provider or other.title)
        below.append(f"{say('also', language)} {name}: {other.url or other.path}")
    return Group(title, *(Text(f"    {line}", overflow="fold") for line in below))


def _article_lines(article: Article) -> RenderableType:
    line = Text(f"{_day(article, 'en'):>10}  ")
    line.append(_cut(fold_line(article.title), _MAX_TITLE), style="bold")
    if article.provider:
        line.append(f"  {fold_line(article.provider)}")
    if article.extent != "full":
        line.append(f"  ({article.extent})", style="yellow")
    below = f"{' ' * 12}{article.id}  {article.url or article.path}"
    return Group(line, Text(below, style="dim", overflow="fold"))


def _title_style(article: Article) -> Style:
    return Style(bold=True, link=article.url)


def _day(article: Article, language: str) -> str:
    return article.published_as or say("undated", language)


def _evidence(evidence: Evidence | None) -> str:
    return f"{evidence.rank}, {evidence.score:.3f}" if evidence else "–"


def _figure(figures: "Figures", name: str) -> str:
    value = figures[name]
    return "–" if value is None else f"{value:.3f}"


def _lines(body: str) -> list[str]:
    return [fold_line(line) for line in body.split("\n")]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
