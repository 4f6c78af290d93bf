import json
from dataclasses import replace

import pytest
from fakes import make_article, make_hit

from bot.answering.answerer import Answerer
from bot.answering.confidence import UNFITTED
from bot.answering.nearness import NearFinder
from bot.settings import Settings
from corpus.glossary import Concept, Glossary
from embeddings.index import open_index
from embeddings.search import Searcher

MOX = Concept(name="Mox Bank", subject="companies", aliases=("Mox Bank", "Mox"))
AI = Concept(name="artificial intelligence", subject="AI", aliases=("AI",))
USER = Concept(name="user", subject="business", aliases=("user",))
RARITY = {"mox": 4.0, "bank": 1.0, "ai": 1.0, "user": 3.0}


@pytest.fixture
def find():
    finder = NearFinder(Glossary([MOX, AI, USER]), lambda word: RARITY.get(word, 0.0), highest=4.0)

    def find(concepts, *hits):
        return [article.id for article in finder.find(concepts, hits)]

    return find


def _hit(id, body, **fields):
    return make_hit(make_article(id, body, **fields), 0.5)


def test_an_article_is_near_that_opens_with_what_is_asked_about(find):
    about = _hit("about", "Mox opens.")
    other = _hit("other", "A tram stops.")
    assert find([MOX], other, about) == ["about"]
    assert find([MOX], _hit("named", "It opens.", excerpt="On Mox"), other) == ["named"]


def test_what_many_articles_speak_of_makes_none_near(find):
    assert find([AI], _hit("ai", "AI came.")) == []
    assert find([USER], _hit("users", "A user came.")) == []
    assert find([], _hit("any", "Mox opens.")) == []


def test_a_concept_that_tells_little_beside_another_counts_nothing(find):
    everything = [MOX, AI]
    assert find(everything, _hit("ai", "AI came."), _hit("mox", "Mox and AI.")) == ["mox"]


def test_where_no_article_opens_with_it_one_of_the_best_passages_may_name_it(find):
    long = "A tram stops. " * 40 + "Mox came too."
    deep = make_hit(make_article("deep", long, excerpt="On trams"), 0.5)
    assert find([MOX], deep) == ["deep"]
    assert find([MOX], *[_hit(f"other-{n}", "A tram.") for n in range(5)], deep) == []


def test_three_at_most_are_near(find):
    assert len(find([MOX], *[_hit(f"mox-{n}", "Mox opens.") for n in range(5)])) == 3


def test_refusals_show_few_articles_that_have_nothing_to_do_with_the_question(
    service, starter_home, data
):
    """Of each question, `near` are the articles that share a subject with it, by reading them."""
    models = service.models
    index = open_index(
        Settings(home=starter_home).index_folder, fingerprint=models.encoder.fingerprint
    )
    searcher = Searcher(index, models.encoder, service.glossary, models.lexicon)
    refusing = Answerer(searcher, replace(UNFITTED, answer_from=1.1, unsure_from=1.1))
    judged = [json.loads(line) for line in (data / "refusals.jsonl").read_text().splitlines()]
    strange, helped = [], []
    for known in judged:
        shown = {article.id for article in refusing.answer(known["question"]).nearest}
        if shown - set(known["near"]):
            strange.append(known["question"])
        if shown & set(known["near"]):
            helped.append(known["question"])
    assert len(judged) == 184
    assert len(strange) <= 0.15 * len(judged), strange
    assert len(helped) >= 0.8 * sum(bool(known["near"]) for known in judged)
