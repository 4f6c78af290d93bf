"""What to show of the passages found: exact stretches of the articles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.asked_breadth import Breadth
from bot.answering.asked_kind import gives
from bot.answering.blocks import block_around
from bot.answering.candidates import Sentence, cover, prefer_language, quotable
from bot.answering.question import Question
from bot.answering.reading import find_answer
from corpus.schema import Article
from corpus.sentences import split_sections, split_sentences
from corpus.text import Span
from embeddings.hits import Hit

_HITS_USED = 12
_NO_ANSWER = -1.0  # the reader's score below which it finds no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcerptWeights:
    """What makes a sentence worth showing, beside the score of its passage and article.

    Chosen on the first three sets of tests/evaluation, by the share of the facts shown.
    """

    reader: float = 0.1
    """for each point of the best answer that the reader finds in it"""
    words: float = 0.15
    """for having all the question's words"""
    kind: float = 0.3
    """for having the kind of thing that is asked for"""
    lead: float = 0.05
    """less for an article's first sentence, which mostly says what the asker knows"""
    as_sure: float = 1.0
    """what the reader may be less sure of a sentence in the language that is answered in"""
    as_good: float = 0.3
    """how far behind the best one in another language it may be"""
    margin: float = 0.8
    """how far behind the best sentence one may be and still be shown"""
    enough: float = 2.0
    """the reader's score of a first excerpt that needs no second one, if that finds no answer"""
    sure: float = 2.0
    """the reader's score of words that answer what seems to ask for an overview"""
    neighbours: bool = True
    """whether a sentence is shown with the ones before and after it"""
    room: int = 600
    """so many characters may be shown together"""
    broad_room: int = 1000
    """so many for a list, a comparison or an overview"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What to show of an article: `body[start:end]`.

    `span` is the place in the body of the words that answer best and `certainty` the reader's score
    of them, None where no reader was asked. What opens an overview has no such words.
    """

    article: Article
    start: int
    end: int
    span: Span | None
    certainty: float | None


class _Stretch:
    """Sentences in a row, that grow around the one they were chosen for."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.first = self.last = sentence.place

    @property
    def start(self) -> int:
        return self.sentence.spans[self.first][0]

    @property
    def end(self) -> int:
        return self.sentence.spans[self.last][1]

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self) -> Excerpt:
        """What is shown of it, with the words in it that answer best."""
        certainty, answer = find_answer(self.sentence.hit, (self.start, self.end))
        return Excerpt(
            article=self.sentence.hit.article,
            start=self.start,
            end=self.end,
            span=answer,
            certainty=certainty,
        )

    def overlaps(self, article: Article, span: Span) -> bool:
        same = self.sentence.hit.article.id == article.id
        return same and self.start < span[1] and span[0] < self.end

    def adjoins(self, other: Sentence) -> bool:
        same = self.sentence.hit.passage == other.hit.passage
        return same and other.place in (self.first - 1, self.last + 1)


def choose_excerpts(
    question: Question, hits: Sequence[Hit], *, limit: int, weights: ExcerptWeights
) -> list[Excerpt]:
    """The stretches that fit the question best, at most `limit`, best first.

    A sentence counts as much as the mean of its passage and its article's best one, more for what
    the reader finds in it, for each of the question's terms (the rarer the more), and for the kind
    of thing that is asked for. Each is shown with the one before and the one after it in the
    passage, as far as there is room: what "it" means stands before, and what else is asked for
    often after. A list or a table is shown whole, or from its heading on. What is far behind the
    best is not shown. For an overview, where no words answer, articles are shown from their
    beginning.
    """
    return _Chooser(question, limit=limit, weights=weights).choose(hits)


def _other_side(ranked: Sequence[Sentence]) -> list[Sentence]:
    """The best sentence for the side of a comparison that the best of all is not for."""
    sides = [sentence.hit.side for sentence in ranked]
    return [ranked[n] for n, side in enumerate(sides) if side not in (None, sides[0])][:1]


class _Chooser:
    """Chooses what is shown for one question, once."""

    def __init__(self, question: Question, *, limit: int, weights: ExcerptWeights) -> None:
        self._question = question
        self._limit = limit
        self._weights = weights
        room = weights.broad_room if question.breadth else weights.room
        self._room = room * limit // 3
        self._chosen: list[_Stretch] = []

    def choose(self, hits: Sequence[Hit]) -> list[Excerpt]:
        ranked = sorted(self._sentences(hits), key=lambda s: (-s.score, s.hit.article.id, s.own[0]))
        weights = self._weights
        ranked = prefer_language(
            ranked, self._question.answer_in, as_sure=weights.as_sure, as_good=weights.as_good
        )
        is_sure = any(sentence.reaches(self._weights.sure) for sentence in ranked)
        if self._question.breadth is Breadth.OVERVIEW and not is_sure:
            self._open_articles(hits, ranked)
        if self._chosen:
            return [replace(stretch.cut(), span=None) for stretch in self._chosen]
        other = _other_side(ranked)
        for sentence in [*ranked[:1], *other, *ranked[1:]]:
            is_far = sentence.score < ranked[0].score - self._weights.margin
            if is_far and sentence not in other:
                break
            if self._is_enough(sentence):
                continue
            if not self._join(sentence) and len(self._chosen) < self._limit:
                self._open(sentence)
        return [stretch.cut() for stretch in self._chosen]

    def _is_enough(self, sentence: Sentence) -> bool:
        """Whether one fact was asked for, is shown, and is not in a further sentence."""
        if self._question.breadth or not self._chosen or sentence.certainty is None:
            return False
        is_shown = self._chosen[0].sentence.reaches(self._weights.enough)
        return is_shown and not sentence.reaches(_NO_ANSWER)

    def _sentences(self, hits: Sequence[Hit]) -> Iterator[Sentence]:
        """The sentences that may be shown, each once."""
        best_of: dict[str, float] = {}
        for hit in hits:
            best_of[hit.article.id] = max(hit.score, best_of.get(hit.article.id, hit.score))
        was_read = any(hit.reading for hit in hits)
        seen: set[tuple[str, int]] = set()
        for hit in hits[:_HITS_USED]:
            if was_read and not hit.reading:
                continue
            spans = split_sentences(hit.article.body, (hit.passage.start, hit.passage.end))
            for place in quotable(hit, spans):
                key = (hit.article.id, spans[place][0])
                if key not in seen:
                    seen.add(key)
                    base = (hit.score + best_of[hit.article.id]) / 2
                    yield self._rate(hit, spans, place, base)

    def _rate(self, hit: Hit, spans: Sequence[Span], place: int, base: float) -> Sentence:
        weights, (start, end) = self._weights, spans[place]
        text = hit.article.body[start:end]
        score = base + weights.words * cover(text, self._question.terms)
        score += weights.kind * gives(text, self._question.kinds)
        if not hit.article.body[:start].strip():
            score -= weights.lead
        certainty, _ = find_answer(hit, (start, end))
        if certainty is not None:
            score += weights.reader * certainty
        return Sentence(hit=hit, spans=spans, place=place, score=score, certainty=certainty)

    def _join(self, sentence: Sentence) -> bool:
        """Whether a sentence belongs to a stretch already: in it, over it or at one of its ends."""
        for stretch in self._chosen:
            if stretch.overlaps(sentence.hit.article, sentence.own):
                return True
            if stretch.adjoins(sentence):
                first, last = min(stretch.first, sentence.place), max(stretch.last, sentence.place)
                self._grow(stretch, first, last)
                return True
        return False

    def _open(self, sentence: Sentence) -> None:
        """A new stretch: its list or table, or with both neighbours, with one, or alone.

        The first one is shown however long it is.
        """
        stretch = _Stretch(sentence)
        if self._chosen and len(stretch) > self._left():
            return
        self._chosen.append(stretch)
        if not self._weights.neighbours:
            return
        place, last = sentence.place, len(sentence.spans) - 1
        before = place - 1
        if place and sentence.hit.article.body[slice(*sentence.spans[before])] == (
            sentence.hit.article.title
        ):
            before = place
        before, after = max(before, 0), min(place + 1, last)
        reaches = [(before, after), (place, after), (before, place)]
        block = block_around(sentence.hit.article.body, sentence.spans, place)
        if block:  # whole, or else from what it is headed by
            reaches = [block, (block[0], place), *reaches]
        for first, end in reaches:
            if self._grow(stretch, first, end):
                return

    def _open_articles(self, hits: Sequence[Hit], ranked: Sequence[Sentence]) -> None:
        """How the best articles begin, which mostly says what happened; each has a like share."""
        least = ranked[0].score - self._weights.margin if ranked else 0.0
        best = {s.hit.article.id: s for s in reversed(ranked) if s.score >= least}
        ids = dict.fromkeys(hit.article.id for hit in hits if hit.article.id in best)
        share = self._room // max(min(self._limit, len(ids)), 1)
        for id in list(ids)[: self._limit]:
            body = best[id].hit.article.body
            sections = split_sections(body)
            spans = split_sentences(body, sections[0][1] if sections else None)
            place = quotable(best[id].hit, spans)[0]
            stretch = _Stretch(replace(best[id], spans=spans, place=place))
            while (
                stretch.last + 1 < len(spans)
                and spans[stretch.last + 1][1] - stretch.start <= share
            ):
                stretch.last += 1
            if len(stretch) <= self._left():
                self._chosen.append(stretch)

    def _grow(self, stretch: _Stretch, first: int, last: int) -> bool:
        """Let a stretch reach from one sentence to another, if there is room and it meets none."""
        spans, article = stretch.sentence.spans, stretch.sentence.hit.article
        span = (spans[first][0], spans[last][1])
        others = (other for other in self._chosen if other is not stretch)
        if span[1] - span[0] - len(stretch) > self._left():
            return False
        if any(other.overlaps(article, span) for other in others):
            return False
        stretch.first, stretch.last = first, last
        return True

    def _left(self) -> int:
        return self._room - sum(len(stretch) for stretch in self._chosen)
