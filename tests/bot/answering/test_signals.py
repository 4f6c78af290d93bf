import pytest
from fakes import make_article, make_hit, make_question

from bot.answering.asked_kind import Kind
from bot.answering.excerpts import Excerpt
from bot.answering.signals import OF_ENCODER, SIGNALS, measure_signals
from corpus.glossary import load_glossary
from corpus.schema import Article
from embeddings.word_search import Term

OTHER = make_article("other", "Rain.")
BANK = make_article("bank", "The bank opened in 2019 and uses the Faster Payment System.")


@pytest.fixture(scope="module")
def glossary():
    return load_glossary()


def _asked(text: str, glossary, terms=()):
    return make_question(text, terms=terms, concepts=glossary.find(text))


def _term(word: str) -> Term:
    return Term(words=frozenset({word}), weight=1.0, origin="question")


def _excerpt(article: Article, start: int, end: int, certainty: float = 1.5) -> Excerpt:
    return Excerpt(article=article, start=start, end=end, span=(start, end), certainty=certainty)


def test_what_is_shown_speaks_for_an_answer():
    question = make_question(
        "When did it open?",
        terms=[_term("open"), _term("rain")],
        kinds=frozenset({Kind.TIME}),
    )
    hits = [make_hit(BANK, 0.6), make_hit(OTHER, 0.5)]
    signals = measure_signals(question, hits, [_excerpt(BANK, 0, 24), _excerpt(OTHER, 0, 5, -3.0)])
    assert signals["reader_span"] == 1.5
    assert signals["reader_shown"] == 1.5
    assert signals["shown_kind"] == 1.0
    less = measure_signals(question, hits, [_excerpt(BANK, 0, 15, -1.0), _excerpt(OTHER, 0, 5, 3)])
    assert less["shown_kind"] == 0.0
    assert (less["reader_span"], less["reader_shown"]) == (-1.0, 3.0)  # a later one answers
    some = [_excerpt(BANK, 0, 15, -1.0)] * 3
    longer = measure_signals(question, hits, [*some, _excerpt(OTHER, 0, 5, 3)])
    assert longer["reader_shown"] == -1.0  # who asks for more is not told more surely


def test_what_no_reader_read_has_no_signals_of_it():
    signals = measure_signals(make_question("Rain?"), [make_hit(BANK, 0.6)], [])
    for name in ("reader_span", "reader_shown", "shown_kind"):
        assert signals[name] is None


def test_what_the_best_article_has_speaks_for_an_answer(glossary):
    others = [make_hit(make_article(f"other-{n}", "Rain."), 0.2) for n in range(12)]
    hits = [make_hit(BANK, 0.6, in_period=True), *others]
    signals = measure_signals(
        _asked("Which bank used FPS in 2019?", glossary, [_term("bank")]), hits, []
    )
    assert signals["names_concept"] == 1.0
    assert signals["concepts_named"] == 1.0
    assert signals["numbers_named"] == 1.0
    assert signals["in_period"] == 1.0
    assert signals["score_lead"] == pytest.approx(0.4)


def test_a_lead_over_the_sixth_tells_nothing_where_there_are_few_articles(glossary):
    others = [make_hit(make_article(f"other-{n}", "Rain."), 0.2) for n in range(9)]
    hits = [make_hit(BANK, 0.6), *others]
    assert measure_signals(_asked("Which bank?", glossary, []), hits, [])["score_lead"] is None


def test_a_glossary_of_another_subject_tells_nothing(glossary):
    asked = _asked("Which bank?", glossary, [])
    signals = measure_signals(asked, [make_hit(BANK, 0.6)], [], has_our_subject=False)
    assert signals["names_concept"] is None


def test_what_it_lacks_speaks_against():
    asked = make_question("Tokyo weather 2031?", unknown_names=["Tokyo"])
    signals = measure_signals(asked, [make_hit(BANK, 0.1)], [])
    assert signals["numbers_named"] == 0.0
    assert signals["unknown_names"] == 1.0
    assert signals["names_concept"] == 0.0


def test_without_occasion_there_is_no_signal(glossary):
    signals = measure_signals(_asked("下雨？", glossary, []), [make_hit(BANK, 0.1)], [])
    for name in (
        "concepts_named",
        "numbers_named",
        "in_period",
        "score_lead",
    ):
        assert signals[name] is None


def test_the_encoders_own_scales_are_known(glossary):
    signals = measure_signals(_asked("bank", glossary, []), [make_hit(BANK, 0.1)], [])
    assert signals.keys() == SIGNALS > OF_ENCODER
