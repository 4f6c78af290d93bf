"""Answers and articles in plain JSON types, for programs and for what is kept."""

from collections.abc import Sequence
from typing import Any

from bot.answering.answer import Answer, Source
from bot.answering.asked_time import Times
from bot.answering.finding_text import finding_line
from bot.answering.findings import Finding
from bot.answering.fragments import sentence_url
from bot.answering.wording import say_conditions, say_other_language, say_reason, say_text
from corpus.article_json import article_to_json
from corpus.periods import Period
from corpus.schema import Article
from embeddings.filters import Filters
from embeddings.hits import Hit


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer for programs: all that a terminal shows, and its id, confidence and time taken."""
    articles = {source.number: source.article for source in answer.sources}
    language = answer.question.answer_in
    return {
        "id": answer.id,
        "question": answer.question.text,
        "language": language,
        "verdict": answer.verdict.value,
        "text": say_text(answer),
        "short_answer": answer.short_answer,
        "quotes": [
            {
                "source": quote.source,
                "article": quote.article_id,
                "start": quote.start,
                "end": quote.end,
                "text": quote.text,
                "span": list(quote.span) if quote.span else None,
                "link": sentence_url(articles[quote.source], quote.start, quote.text),
            }
            for quote in answer.quotes
        ],
        "findings": [_finding_to_json(finding, language) for finding in answer.findings],
        "sources": [_source_to_json(source) for source in answer.sources],
        "single_source": answer.has_single_source,
        "confidence": answer.confidence,
        "reason": say_reason(answer),
        "filters": filters_to_json(answer.filters),
        "undated_left_out": answer.undated_left_out,
        "asked_time": _times_to_json(answer.question.times),
        "conditions": say_conditions(answer),
        "language_note": say_other_language(answer) or None,
        "nearest": [reference_to_json(article) for article in answer.nearest],
        "took_ms": answer.took_ms,
    }


def hits_to_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """How each hit was found, for programs."""
    return [
        {
            "rank": hit.rank,
            "article": hit.article.id,
            "title": hit.article.title,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "score": hit.score,
            "similarity": hit.similarity,
            "reader": round(hit.reading.answers, 4) if hit.reading else None,
            "vector": hit.vector and {"rank": hit.vector.rank, "score": hit.vector.score},
            "words": hit.words and {"rank": hit.words.rank, "score": hit.words.score},
        }
        for hit in hits
    ]


def filters_to_json(filters: Filters) -> dict[str, Any]:
    """The conditions that were set."""
    values: dict[str, Any] = {
        "since": filters.since and filters.since.isoformat(),
        "until": filters.until and filters.until.isoformat(),
        "providers": list(filters.providers),
        "topics": list(filters.topics),
        "languages": list(filters.languages),
    }
    return {name: value for name, value in values.items() if value}


def articles_to_json(articles: Sequence[Article]) -> list[dict[str, Any]]:
    """Articles for programs, without their bodies."""
    return [
        {name: value for name, value in article_to_json(article).items() if name != "body"}
        for article in articles
    ]


def reference_to_json(article: Article) -> dict[str, Any]:
    """An article as it is referred to."""
    return {
        "article": article.id,
        "title": article.title,
        "url": article.url,
        "provider": article.provider,
        "published": article.published.isoformat() if article.published else None,
        "published_as": article.published_as or None,
        "language": article.language,
        "extent": article.extent,
    }


def _times_to_json(times: Times) -> dict[str, Any]:
    """The time that was read in the question."""
    return {**_period_to_json(times.period or Period()), "newest_first": times.is_newest}


def _period_to_json(period: Period) -> dict[str, str | None]:
    return {
        "since": period.since.isoformat() if period.since else None,
        "until": period.until.isoformat() if period.until else None,
    }


def _source_to_json(source: Source) -> dict[str, Any]:
    return {
        "number": source.number,
        **reference_to_json(source.article),
        "also": [
            {"title": other.title, "url": other.url, "provider": other.provider}
            for other in source.also
        ],
    }


def _finding_to_json(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "text": finding_line(finding, language),
        "relation": finding.relation.value,
        "readings": [
            {
                "amount": reading.text,
                "value": str(reading.amount.value),
                "unit": reading.amount.unit,
                "bound": reading.amount.bound,
                "time": _period_to_json(reading.time) if reading.time else None,
                "on": reading.on.isoformat() if reading.on else None,
                "articles": [article.id for article in reading.articles],
                "sources": list(reading.sources),
            }
            for reading in finding.readings
        ],
    }
