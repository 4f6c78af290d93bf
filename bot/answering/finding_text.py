"""Findings in words, for whoever shows an answer."""

from collections.abc import Callable

from bot.answering.amount_text import say_amount
from bot.answering.findings import Finding, Reading, Relation
from bot.phrases import say
from corpus.schema import Article
from corpus.text import fold_line


def finding_line(
    finding: Finding,
    language: str,
    *,
    show: Callable[[str], str] = fold_line,
    name: Callable[[Article], str] | None = None,
) -> str:
    """A finding on one line: "2 sources say HK$1.2 billion [1] [2]; 1 source says …".

    `show` makes an article's words safe where they are shown, and `name` does so for what an
    article that is not quoted is called.
    """
    name = name or (lambda article: show(article.provider or article.title))
    if finding.relation is Relation.CHANGED:
        told = [
            f"{_when(r)}: {show(say_amount(r.amount, r.text, language))}{_cite(r, name)}"
            for r in finding.readings
        ]
    else:
        told = [
            _count(reading, show(say_amount(reading.amount, reading.text, language)), language)
            + _cite(reading, name)
            for reading in finding.readings
        ]
    readings = say("amount_joined", language).join(told)
    if finding.relation is Relation.AGREE:
        return readings
    return say(f"amount_{finding.relation.value}", language).format(readings=readings)


def _when(reading: Reading) -> str:
    """The time that a reading names, as short as it can be said, or its newest article's day."""
    since, until = (reading.time.since, reading.time.until) if reading.time else (None, None)
    if since is None or until is None:
        return str(reading.on)
    if since == until:
        return str(since)
    if since.year == until.year and (since.month, until.month) == (1, 12):
        return str(since.year)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since:%Y-%m}"
    return f"{since} – {until}"


def _count(reading: Reading, amount: str, language: str) -> str:
    count = len(reading.articles)
    phrase = "amount_one_says" if count == 1 else "amount_many_say"
    return say(phrase, language).format(count=count, amount=amount)


def _cite(reading: Reading, name: Callable[[Article], str]) -> str:
    """The numbers of the sources that are quoted, then the names of the others."""
    numbers = [f"[{number}]" for number in reading.sources]
    others = [name(article) for article in reading.others]
    return "".join(
        f" {part}" for part in (*numbers, *([f"({', '.join(others)})"] if others else []))
    )
