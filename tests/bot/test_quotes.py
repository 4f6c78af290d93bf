import pytest
from fakes import make_article

from bot.quotes import choose_sentences
from corpus.schema import Article, Passage
from embeddings.search import Hit


def _hit(article: Article, score: float, start: int = 0, end: int | None = None) -> Hit:
    end = len(article.body) if end is None else end
    passage = Passage(article_id=article.id, start=start, end=end, text=article.body[start:end])
    return Hit(
        rank=1,
        passage=passage,
        article=article,
        score=score,
        similarity=0.9,
        vector=None,
        words=None,
        also=(),
    )


def _texts(choices) -> list[str]:
    return [choice.article.body[choice.start : choice.end] for choice in choices]


@pytest.fixture
def licences() -> Article:
    return make_article(
        "licences", "It rained all day. The regulator granted 23 licences. Nobody was surprised."
    )


def test_the_sentence_with_the_questions_words_comes_first(licences):
    chosen = choose_sentences([_hit(licences, 0.5)], {"licenc": 2.0, "regul": 1.0}, limit=1)
    assert _texts(chosen) == ["The regulator granted 23 licences."]


def test_a_better_passage_comes_before_a_worse_one(licences):
    other = make_article("other", "The regulator granted 12 licences.")
    hits = [_hit(licences, 0.9), _hit(other, 0.2)]
    chosen = choose_sentences(hits, {"licenc": 1.0}, limit=3)
    assert [choice.article.id for choice in chosen] == ["licences"] * 3


def test_quotes_together_stay_within_their_room():
    sentences = [f"Sentence {n} is about {'very ' * 25}many things." for n in range(6)]
    article = make_article("long", " ".join(sentences))
    chosen = choose_sentences([_hit(article, 0.5)], {}, limit=3)
    assert 0 < len(chosen) <= 3
    assert sum(map(len, _texts(chosen))) <= 600


def test_a_lead_in_is_not_quoted():
    article = make_article("items", "The items are:\n\n- Payments grew by 5%.\n- Loans fell by 3%.")
    assert _texts(choose_sentences([_hit(article, 0.5)], {}, limit=3)) == [
        "Payments grew by 5%.",
        "Loans fell by 3%.",
    ]


def test_overlapping_passages_give_a_sentence_once(licences):
    hits = [_hit(licences, 0.5), _hit(licences, 0.4)]
    chosen = choose_sentences(hits, {}, limit=10)
    assert len(chosen) == 3
