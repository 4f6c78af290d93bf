"""Hits and questions to compare amounts with."""

from datetime import UTC, datetime
from functools import cache

from fakes import make_article, make_question

from bot.answering.agreement import AmountComparer
from bot.answering.asked_kind import wanted_kinds
from bot.answering.findings import Finding
from bot.answering.question import Question
from corpus.glossary import load_glossary
from corpus.schema import Passage
from corpus.sentences import split_sentences
from corpus.words import split_words
from embeddings.hits import Hit
from embeddings.word_search import Term

_glossary = cache(load_glossary)
QUESTION = "How many users does PayMe have?"


def hit_of(id: str, body: str, day: str | None = "2024-03-15", **fields: object) -> Hit:
    """A hit that is a whole article."""
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    article = make_article(id, body, published=published, provider=id.title(), **fields)
    passage = Passage(article_id=id, start=0, end=len(body), text=body)
    return Hit(
        rank=1,
        passage=passage,
        article=article,
        score=1.0,
        similarity=0.9,
        vector=None,
        words=None,
        also=(),
    )


def find_in(
    comparer: AmountComparer, hits: list[Hit], question: str = QUESTION, quoted: int = 1
) -> tuple[Finding, ...]:
    """Findings where the first sentences of the first `quoted` hits are quoted."""
    terms = [
        Term(words=frozenset({word}), weight=1.0, origin="question")
        for word in split_words(question)
    ]
    numbers = {
        (hit.article.id, split_sentences(hit.article.body)[0][0]): number
        for number, hit in enumerate(hits[:quoted], start=1)
    }
    return comparer.compare(asked_amount(question, terms), hits, numbers)


def asked_amount(text: str, terms: list[Term]) -> Question:
    """A question for an amount."""
    concepts = _glossary().find(text)
    return make_question(text, terms=terms, concepts=concepts, kinds=wanted_kinds(text))
