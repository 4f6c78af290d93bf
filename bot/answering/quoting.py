"""What is chosen to be shown → quotes and their sources."""

from collections.abc import Sequence

from bot.answering.answer import Quote, Source
from bot.answering.excerpts import Excerpt
from embeddings.hits import Hit

_SURE = 0.0  # the reader's score from which the words that answer are marked


def quote_excerpts(
    excerpts: Sequence[Excerpt], hits: Sequence[Hit]
) -> tuple[tuple[Source, ...], tuple[Quote, ...]]:
    """Quotes, best first, and their sources, numbered as they first come."""
    also = {hit.article.id: hit.also for hit in hits}
    sources: dict[str, Source] = {}
    for excerpt in excerpts:
        id = excerpt.article.id
        if id not in sources:
            sources[id] = Source(number=len(sources) + 1, article=excerpt.article, also=also[id])
    quotes = tuple(
        Quote(
            source=sources[excerpt.article.id].number,
            article_id=excerpt.article.id,
            start=excerpt.start,
            end=excerpt.end,
            text=excerpt.article.body[excerpt.start : excerpt.end],
            span=excerpt.span if _is_sure(excerpt) else None,
        )
        for excerpt in excerpts
    )
    return tuple(sources.values()), quotes


def _is_sure(excerpt: Excerpt) -> bool:
    return excerpt.certainty is not None and excerpt.certainty > _SURE
