"""What is done for a wish about the last answer: more of it, in another language, shorter."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.answer import Answer, answer_id
from bot.answering.confidence import Verdict
from bot.answering.excerpts import Excerpt
from bot.answering.quoting import quote_excerpts
from bot.answering.refusal import Reason
from bot.phrases import say
from bot.talking.history import Places, is_shown
from bot.talking.reply import Reply
from corpus.languages import is_chinese
from corpus.sentences import split_sentences
from corpus.text import Span
from embeddings.hits import Hit

_ROOM = 600  # characters that are shown together
_STRETCH = 320  # of one article at a time
_MOST = 3
_NEAR_HITS = 6


def tell_more(answer: Answer, articles: Sequence[str], shown: Places) -> Answer | None:
    """Sentences on the subject of an answer of which none was shown; None if there are none.

    First come those of the articles that were quoted, then those of others that were found.
    """
    known = {*articles, *(quote.article_id for quote in answer.quotes)}
    hits = [hit for hit in answer.hits if hit.article.id in known]
    hits += [hit for hit in answer.hits[:_NEAR_HITS] if hit.article.id not in known]
    chosen: list[Excerpt] = []
    room = _ROOM
    for hit in hits:
        seen = (*shown, *((one.article.id, (one.start, one.end)) for one in chosen))
        for start, end in _unseen(hit, seen):
            if len(chosen) < _MOST and end - start <= room:
                chosen.append(
                    Excerpt(article=hit.article, start=start, end=end, span=None, certainty=None)
                )
                room -= end - start
    return _with_quotes(answer, chosen) if chosen else None


def shorten(answer: Answer) -> Answer:
    """The same with its deciding sentence alone."""
    if not answer.quotes:
        return answer
    first, source = answer.quotes[0], answer.sources[0]
    at = first.span[0] if first.span else first.start
    spans = split_sentences(source.article.body, (first.start, first.end))
    start, end = next((span for span in spans if span[0] <= at < span[1]), spans[0])
    quote = replace(first, start=start, end=end, text=source.article.body[start:end])
    return replace(
        answer, quotes=(quote,), sources=(source,), findings=(), id=answer_id(answer.id, quote)
    )


def say_in(answer: Answer, original: Answer, language: str) -> Answer:
    """The answer from articles in one language, or else the original with a line that says so."""
    if answer.verdict is not Verdict.NOT_FOUND:
        return answer
    phrase = "none_in_chinese" if is_chinese(language) else "none_in_english"
    return replace(original, reasons=(Reason(phrase=phrase),))


def vouch(answer: Answer, language: str, *, is_doubted: bool) -> Reply:
    """Where an answer comes from; where it is doubted, also how far others bear it out."""
    articles = tuple(source.article for source in answer.sources)
    if not articles:
        return Reply(text=say("nothing_quoted", language), language=language)
    text = say("taken_from", language)
    if is_doubted:
        told = "sure_of_words" if answer.verdict is Verdict.ANSWERED else "not_sure"
        alone = "no_other_says" if answer.has_single_source else "others_say"
        gap = " " if language == "en" else ""
        text = gap.join((say(told, language), say(alone, language), text))
    return Reply(text=text, language=language, articles=articles)


def _unseen(hit: Hit, shown: Places) -> Iterator[Span]:
    """Stretches of whole sentences in a passage of which none was shown."""
    body, start, end = hit.article.body, None, 0
    for span in split_sentences(body, (hit.passage.start, hit.passage.end)):
        is_new = (
            not is_shown(hit.article.id, span, shown) and body[slice(*span)] != hit.article.title
        )
        if start is not None and (not is_new or span[1] - start > _STRETCH):
            yield start, end
            start = None
        if is_new:
            start, end = span[0] if start is None else start, span[1]
    if start is not None:
        yield start, end


def _with_quotes(answer: Answer, chosen: Sequence[Excerpt]) -> Answer:
    sources, quotes = quote_excerpts(chosen, answer.hits)
    return replace(
        answer,
        verdict=Verdict.ANSWERED if answer.verdict is Verdict.ANSWERED else Verdict.UNSURE,
        quotes=quotes,
        sources=sources,
        findings=(),
        reasons=(),
        id=answer_id(answer.id, quotes),
    )
