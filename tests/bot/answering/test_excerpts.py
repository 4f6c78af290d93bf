import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from fakes import make_article, make_hit, make_question

from bot.answering.asked_breadth import Breadth
from bot.answering.asked_kind import Kind
from bot.answering.excerpts import Excerpt, ExcerptWeights, choose_excerpts
from corpus.schema import Article
from corpus.sentences import split_sentences
from embeddings.reader import Reading
from embeddings.word_search import Term

_ANY = frozenset[Kind]()


def _term(*words: str, weight: float = 1.0, origin="question") -> Term:
    return Term(words=frozenset(words), weight=weight, origin=origin)


def _choose(hits, terms, kinds, *, limit: int) -> list[Excerpt]:
    question = make_question("anything", terms=terms, kinds=kinds)
    return choose_excerpts(question, hits, limit=limit, weights=ExcerptWeights())


def _texts(choices) -> list[str]:
    return [choice.article.body[choice.start : choice.end] for choice in choices]


@pytest.fixture
def licences() -> Article:
    return make_article(
        "licences", "It rained all day. The regulator granted 23 licences. Nobody was surprised."
    )


def _alone(*sentences: str) -> Article:
    """An article of which each passage holds one sentence, so that none has a neighbour."""
    return make_article("alone", " ".join(sentences))


def _hits_alone(article: Article, score: float = 0.5):
    spans = split_sentences(article.body)
    return [make_hit(article, score, span=span) for span in spans]


def test_the_sentence_with_the_questions_words_comes_first(licences):
    chosen = _choose(_hits_alone(licences), [_term("licenc"), _term("regul")], _ANY, limit=3)
    assert _texts(chosen)[0] == "The regulator granted 23 licences."


def test_a_sentence_comes_with_those_before_and_after_it(licences):
    chosen = _choose([make_hit(licences, 0.5)], [_term("licenc")], _ANY, limit=3)
    assert _texts(chosen) == [licences.body]
    (excerpt,) = chosen
    assert (excerpt.start, excerpt.end) == (0, len(licences.body))


def test_a_neighbour_that_has_no_room_is_left_out():
    long = f"It is {'very ' * 30}late."
    article = make_article("long", f"{long} The regulator granted 23 licences. Nobody knew.")
    chosen = _choose([make_hit(article, 0.5)], [_term("licenc")], _ANY, limit=1)
    assert _texts(chosen) == ["The regulator granted 23 licences. Nobody knew."]


def test_the_title_is_no_neighbour():
    article = make_article(
        "titled", "A title.\n\nThe regulator granted 23 licences.", title="A title."
    )
    chosen = _choose([make_hit(article, 0.5)], [_term("licenc")], _ANY, limit=3)
    assert _texts(chosen) == ["The regulator granted 23 licences."]


def test_no_excerpt_holds_what_another_holds(licences):
    sentences = [f"Bird {n} sings of {n} licences." for n in range(9)]
    article = make_article("birds", " ".join(sentences))
    hits = [make_hit(article, 0.5), make_hit(article, 0.4), make_hit(licences, 0.5)]
    chosen = _choose(hits, [_term("licenc")], _ANY, limit=10)
    spans = sorted((choice.article.id, choice.start, choice.end) for choice in chosen)
    for (one, _, end), (other, start, _) in pairwise(spans):
        assert one != other or end <= start


def test_a_better_passage_comes_before_a_worse_one(licences):
    other = make_article("other", "The regulator granted 12 licences.")
    hits = [make_hit(licences, 0.9), make_hit(other, 0.8)]
    chosen = _choose(hits, [_term("licenc")], _ANY, limit=3)
    assert [choice.article.id for choice in chosen] == ["licences", "other"]


def test_a_worse_passage_of_a_better_article_comes_before_one_as_bad(licences):
    body, last = licences.body, "Nobody was surprised."
    other = make_article("other", "It was late. A dog barked.")
    hits = [
        make_hit(licences, 0.6, span=(0, len(body) - len(last))),
        make_hit(other, 0.4),
        make_hit(licences, 0.3, span=(len(body) - len(last), len(body))),
    ]
    chosen = _choose(hits, [], _ANY, limit=3)
    assert _texts(chosen)[1] == last


def test_an_articles_first_sentence_counts_a_little_less():
    article = _alone("Birds sing here.", "Birds sing there.")
    assert _texts(_choose(_hits_alone(article), [], _ANY, limit=1)) == ["Birds sing there."]


def test_quotes_together_stay_within_their_room():
    sentences = [f"Sentence {n} is about {'very ' * 25}many things." for n in range(6)]
    article = make_article("long", " ".join(sentences))
    chosen = _choose([make_hit(article, 0.5)], [], _ANY, limit=3)
    assert 0 < len(chosen) <= 3
    assert sum(map(len, _texts(chosen))) <= 600


def test_a_lead_in_is_quoted_with_what_it_leads_to():
    article = make_article("items", "The items are:\n\n- Payments grew by 5%.\n- Loans fell by 3%.")
    chosen = _choose([make_hit(article, 0.5)], [_term("payment")], _ANY, limit=3)
    assert _texts(chosen) == ["The items are:\n\n- Payments grew by 5%.\n- Loans fell by 3%."]


def test_overlapping_passages_give_a_sentence_once(licences):
    hits = [make_hit(licences, 0.5), make_hit(licences, 0.4)]
    assert _texts(_choose(hits, [], _ANY, limit=10)) == [licences.body]


def test_a_sentence_with_the_kind_of_thing_asked_for_comes_first():
    article = _alone("The scheme helps many firms.", "It paid out HK$300 million.")
    chosen = _choose(_hits_alone(article), [], frozenset({Kind.NUMBER}), limit=1)
    assert _texts(chosen) == ["It paid out HK$300 million."]


def test_an_english_sentence_is_known_by_the_translated_words():
    article = _alone("The weather was fine.", "The bank paid a penalty.")
    penalty = _term("penalti", "punish", origin="translation")
    chosen = _choose(_hits_alone(article), [penalty], _ANY, limit=1)
    assert _texts(chosen) == ["The bank paid a penalty."]


def test_what_is_far_behind_the_best_is_not_shown(licences):
    far = make_article("far", "A robot ran a marathon.")
    chosen = _choose([make_hit(licences, 0.9), make_hit(far, 0.0)], [], _ANY, limit=10)
    assert {choice.article.id for choice in chosen} == {"licences"}


def _read(hit, scores: dict[str, float]):
    """The hit read by a reader that finds these words, each with its score."""
    text = hit.passage.text
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    ends = np.full(len(spans), -8.0, np.float32)
    starts = ends.copy()
    for words, score in scores.items():
        if words in text:
            start = text.index(words)
            inside = [n for n, (a, b) in enumerate(spans) if a < start + len(words) and b > start]
            starts[inside[0]] = ends[inside[-1]] = score
    return replace(hit, reading=Reading(answers=0.0, starts=starts, ends=ends, spans=spans))


def test_the_sentence_that_the_reader_finds_comes_first(licences):
    hits = [_read(hit, {"surprised.": 4.0}) for hit in _hits_alone(licences)]
    (first, *_) = _choose(hits, [_term("licenc")], _ANY, limit=3)
    assert _texts([first]) == ["Nobody was surprised."]
    assert licences.body[slice(*first.span)] == "surprised"
    assert first.certainty == 4.0


def test_only_what_was_read_is_shown(licences):
    other = make_article("other", "The regulator granted 23 licences.")
    hits = [_read(make_hit(licences, 0.5), {"23": 2.0}), make_hit(other, 0.9)]
    chosen = _choose(hits, [_term("licenc")], _ANY, limit=3)
    assert {choice.article.id for choice in chosen} == {"licences"}


def test_a_sentence_beside_a_chosen_one_joins_it():
    body = "It rained. The bank opened in May. It has 40 clerks. It lends a lot. Birds sing."
    hits = [_read(make_hit(make_article("bank", body), 0.5), {"May.": 4.0, "lot.": 3.0})]
    assert _texts(_choose(hits, [], _ANY, limit=3)) == [
        "It rained. The bank opened in May. It has 40 clerks. It lends a lot."
    ]


def test_a_list_is_shown_whole():
    body = "Rain.\n\nThe four are:\n- Ant Bank.\n- Bee Bank.\n- Cat Bank.\n- Dog Bank.\n\nSnow."
    hits = [_read(make_hit(make_article("banks", body), 0.5), {"Cat Bank.": 4.0})]
    assert _texts(_choose(hits, [], _ANY, limit=3)) == [
        body[body.index("The four") : body.index("\n\nSnow")]
    ]


def test_an_overview_shows_how_each_article_begins():
    ends = ("The end is late, and it is about tokens.", "Tokens again, at the very end of it.")
    articles = [
        make_article(f"a{n}", f"Story {n} begins here. {end}") for n, end in enumerate(ends)
    ]
    hits = [
        _read(make_hit(article, 0.5 - n / 100, span=_last(article)), {"okens": 0.5})
        for n, article in enumerate(articles)
    ]
    question = replace(make_question("overview of tokens"), breadth=Breadth.OVERVIEW)
    chosen = choose_excerpts(question, hits, limit=3, weights=ExcerptWeights())
    assert [text[:15] for text in _texts(chosen)] == ["Story 0 begins ", "Story 1 begins "]


def _last(article: Article) -> tuple[int, int]:
    return split_sentences(article.body)[-1]


def test_a_comparison_has_more_room():
    sentences = [f"Sentence {n} is about {'very ' * 50}many things." for n in range(9)]
    hits = _hits_alone(_alone(*sentences))
    question = replace(make_question("a or b?"), breadth=Breadth.COMPARISON)
    plain, broad = (
        choose_excerpts(one, hits, limit=3, weights=ExcerptWeights())
        for one in (make_question("a?"), question)
    )
    assert sum(map(len, _texts(plain))) <= 600 < sum(map(len, _texts(broad))) <= 1000


def test_where_one_fact_is_shown_for_sure_no_more_is():
    other = make_article("other", "The bank lends nothing.")
    first, second = make_hit(_alone("The bank lends 23 loans."), 0.5), make_hit(other, 0.5)
    sure = [_read(first, {"23": 4.0}), _read(second, {})]
    assert len(_choose(sure, [], _ANY, limit=3)) == 1
    unsure = [_read(first, {"23": 1.0}), _read(second, {"nothing.": 0.5})]
    assert len(_choose(unsure, [], _ANY, limit=3)) == 2


def test_the_best_sentence_is_shown_however_long_it_is():
    article = make_article("long", f"It is {'very ' * 200}late.")
    (excerpt,) = _choose([make_hit(article, 0.5)], [], _ANY, limit=1)
    assert (excerpt.start, excerpt.end) == (0, len(article.body))


def test_an_item_of_an_enumeration_is_shown_with_what_leads_to_it():
    block = "The plan has two parts: (1) fees fall to 1%; and (2) the limit rises."
    body = f"It rained all day. {block} It starts in June."
    hits = [_read(make_hit(make_article("report", body), 0.5), {"rises.": 4.0})]
    assert _texts(_choose(hits, [], _ANY, limit=3)) == [block]


def test_an_item_that_has_no_room_for_its_list_comes_with_as_much_as_leads_to_it():
    items = [f"({n}) rule {n} on {'very ' * 40}many things; " for n in range(1, 6)]
    body = f"It rained all day. The rules are: {''.join(items)}"
    hits = [_read(make_hit(make_article("rules", body), 0.5), {"(2)": 4.0})]
    assert _texts(_choose(hits, [], _ANY, limit=3)) == [
        f"The rules are: {items[0]}{items[1]}".strip()
    ]


def test_a_bare_line_is_shown_with_what_leads_to_it():
    block = "The following lenders hold a licence:\n\nLantern Bank\nGate Bank\nPeak Bank"
    body = f"It rained all day.\n\n{block}\n\nEach of them opened in May."
    hits = [_read(make_hit(make_article("banks", body), 0.5), {"Gate Bank": 4.0})]
    assert _texts(_choose(hits, [], _ANY, limit=3)) == [block]


_ENGLISH = "FPS opened in September 2018."
_CHINESE = "轉數快在二零一八年九月開通。"


def _sure_of(body: str, certainty: float, score: float, day: int | None = None):
    """A hit on an article of one sentence, of which the reader is so sure."""
    published = datetime(2024, 1, day, tzinfo=UTC) if day else None
    article = make_article(f"{len(body)}", body, published=published)
    starts = np.full(len(body), certainty, np.float32)
    spans = [(at, at + 1) for at in range(len(body))]
    reading = Reading(answers=certainty, starts=starts, ends=starts, spans=spans)
    return replace(make_hit(article, score), reading=reading)


@pytest.mark.parametrize(
    ("chinese", "first"),
    [
        ((2.5, 0.6, 2), _CHINESE),
        ((1.0, 0.6, 2), _ENGLISH),
        ((2.5, 0.2, 2), _ENGLISH),
        ((2.5, 0.6, None), _ENGLISH),
    ],
)
def test_what_is_as_sure_and_as_new_comes_first_in_the_language_of_the_answer(chinese, first):
    certainty, score, day = chinese
    hits = [_sure_of(_ENGLISH, 3.0, 0.7, 1), _sure_of(_CHINESE, certainty, score, day)]
    question = make_question("轉數快幾時開通？")
    chosen = choose_excerpts(question, hits, limit=2, weights=ExcerptWeights())
    assert _texts(chosen)[0] == first
    asked = make_question("When did FPS open?")
    chosen = choose_excerpts(asked, hits, limit=2, weights=ExcerptWeights())
    assert _texts(chosen)[0] == _ENGLISH
