"""What every `PassageIndex` must do, compared with brute force."""

from datetime import date

import numpy as np
import pytest

from corpus.text import fold_key
from embeddings.filters import Filters
from embeddings.passage_index import WordGroup

_FILTERS = {
    "none": Filters(),
    "since": Filters(since=date(2023, 6, 1)),
    "until": Filters(until=date(2023, 6, 1)),
    "one day": Filters(since=date(2023, 1, 6), until=date(2023, 1, 6)),
    "provider": Filters(providers=("EXAMPLE news",)),
    "providers": Filters(providers=("星岛头条", 'the "post"')),
    "topic": Filters(topics=("banking",)),
    "topics": Filters(topics=("payments", "ai")),
    "Chinese": Filters(languages=("zh",)),
    "one script": Filters(languages=("zh-Hant",)),
    "all": Filters(since=date(2023, 2, 1), topics=("AI",), languages=("en",)),
    "nobody": Filters(providers=("Nobody",)),
    "hostile": Filters(
        providers=('x"] or row >= 0 or provider in ["', "' OR 1 = 1 --", "\\", "\ud800")
    ),
    "hostile topic": Filters(topics=('"]) or row >= 0 //', "%", "*")),
}
_QUESTIONS = ("Which bank has a licence?", "監管機構與虛擬銀行", "lighthouse", "robot payment 保險")
_GROUPS = {
    "one word": [WordGroup(words=("bank",))],
    "any of several": [
        WordGroup(words=("bank", "payment", "regul")),
        WordGroup(words=("robot",), weight=0.3),
        WordGroup(words=("insur", "nowhere")),
    ],
    "a word twice": [WordGroup(words=("bank",)), WordGroup(words=("bank", "robot"), weight=0.3)],
    "both families": [WordGroup(words=("bank", "银行")), WordGroup(words=("保险",))],
    "unknown": [WordGroup(words=("nowhere",))],
    "nothing": [],
}


@pytest.fixture(params=_FILTERS.values(), ids=_FILTERS.keys())
def filters(request) -> Filters:
    return request.param


@pytest.fixture(params=_GROUPS.values(), ids=_GROUPS.keys())
def groups(request) -> list[WordGroup]:
    return request.param


def test_the_words_that_are_asked_for_are_some_that_it_has(index):
    known = {word for groups in _GROUPS.values() for group in groups for word in group.words}
    assert {word for word in known if not index.rarity(word)} == {"nowhere"}


def test_it_has_the_passages_as_they_were_encoded(index, brute_force):
    rows = np.arange(len(brute_force.passages))[::-1]
    assert np.array_equal(index.vectors(rows), brute_force.encoded[rows])


def test_it_finds_the_nearest_passages(index, brute_force, encoder, filters):
    queries = index.means.centre(encoder.encode_queries(_QUESTIONS), ["en", "zh", "en", "en"])
    allowed = brute_force.allowed(filters)
    for query, found in zip(queries, index.find_near(queries, 20, filters=filters), strict=True):
        scores = brute_force.centred @ query
        best = np.sort(scores[allowed])[::-1][:20]
        assert set(found.rows) <= set(allowed)
        assert len(set(found.rows.tolist())) == len(best)
        np.testing.assert_allclose(found.scores, scores[found.rows], atol=1e-5)
        np.testing.assert_allclose(found.scores, best, atol=1e-5)


def test_equal_passages_come_in_order(index, brute_force):
    equal = [row for row, p in enumerate(brute_force.passages) if "lighthouse" in p.text]
    assert len(equal) == 3
    (found,) = index.find_near(brute_force.centred[equal[:1]], 3, filters=Filters())
    (words,) = index.find_by_words([[WordGroup(words=("lighthous",))]], 2, filters=Filters())
    assert found.rows.tolist() == equal
    assert words.rows.tolist() == equal[:2]


def test_no_question_finds_nothing(index):
    assert index.find_near(np.empty((0, 64), dtype=np.float32), 5, filters=Filters()) == []
    assert index.find_by_words([], 5, filters=Filters()) == []


@pytest.mark.parametrize("k", [1, 10, 500])
def test_it_finds_the_passages_with_the_words(index, brute_force, filters, groups, k):
    of_passages, of_articles = brute_force.word_scores(groups)
    allowed = [row for row in brute_force.allowed(filters).tolist() if of_passages[row] > 0]
    best = sorted(-of_passages[row] for row in allowed)[:k]
    (found,) = index.find_by_words([groups], k, filters=filters)
    assert set(found.rows.tolist()) <= set(allowed)
    np.testing.assert_allclose(found.scores, of_passages[found.rows], rtol=1e-4)
    np.testing.assert_allclose(-found.scores, best, rtol=1e-4)
    best_passage, best_article = {}, {}
    for row in allowed:
        family = brute_force.family(row)
        best_passage[family] = max(best_passage.get(family, 0), of_passages[row])
        of_article = of_articles[brute_force.numbers[row]]
        best_article[family] = max(best_article.get(family, 0), of_article)
    assert found.best_passage == pytest.approx(best_passage, rel=1e-4)
    assert found.best_article == pytest.approx(best_article, rel=1e-4)


def test_several_questions_are_each_answered_as_alone(index):
    groups = list(_GROUPS.values())
    together = index.find_by_words(groups, 10, filters=Filters())
    for group, found in zip(groups, together, strict=True):
        (alone,) = index.find_by_words([group], 10, filters=Filters())
        assert found.rows.tolist() == alone.rows.tolist()


def test_it_scores_any_passages_by_words(index, brute_force, groups):
    rows = np.arange(len(brute_force.passages))[::-2]
    of_passages, of_articles = brute_force.word_scores(groups)
    scores, beside = index.score_words(groups, rows)
    np.testing.assert_allclose(scores, of_passages[rows], rtol=1e-4)
    np.testing.assert_allclose(beside, of_articles[np.array(brute_force.numbers)[rows]], rtol=1e-4)


def test_a_word_tells_as_much_as_its_best_passage_has_of_it(index, brute_force):
    for word in ("bank", "银行", "lighthous", "nowhere", ""):
        of_passages, _ = brute_force.word_scores([WordGroup(words=(word,))])
        assert index.rarity(word) == pytest.approx(of_passages.max(), rel=1e-4)
    assert index.highest_rarity >= index.rarity("lighthous") > index.rarity("bank")


def test_nothing_is_asked_of_no_passages(index):
    none = np.empty(0, dtype=np.int64)
    assert index.vectors(none).shape == (0, 64)
    assert index.read(none) == []
    assert index.facts(none).families == ()
    assert [len(scores) for scores in index.score_words(_GROUPS["one word"], none)] == [0, 0]
    assert index.outlets(none) == []


def test_it_reads_passages_with_their_articles(index, brute_force):
    rows = [*range(len(brute_force.passages)), 0, 3]
    read = index.read(np.array(rows))
    assert [passage for passage, _ in read] == [brute_force.passages[row] for row in rows]
    owners = [brute_force.articles[brute_force.numbers[row]] for row in rows]
    assert [article for _, article in read] == owners


def test_it_knows_facts_of_passages(index, local, brute_force):
    rows = np.arange(len(brute_force.passages))[::-1]
    facts = index.facts(rows)
    assert facts.articles.tolist() == brute_force.numbers[::-1]
    assert facts.families == tuple(brute_force.family(row) for row in rows.tolist())
    days = [brute_force.articles[n].published_on for n in facts.articles.tolist()]
    assert [newness == 0 for newness in facts.newness] == [day is None for day in days]
    dated = [(day, newness) for day, newness in zip(days, facts.newness, strict=True) if day]
    assert [n for _, n in sorted(dated)] == sorted(n for _, n in dated)
    assert max(facts.newness) == 1


def test_it_finds_the_passages_of_articles(index, brute_force, filters):
    ids = ["article-07", "equal-1", "article-02", "nobody", 'no "one"', "long", "long"]
    numbers = [n for n, article in enumerate(brute_force.articles) if article.id in ids]
    allowed = set(brute_force.allowed(filters).tolist())
    wanted = [r for r, n in enumerate(brute_force.numbers) if n in numbers and r in allowed]
    assert index.rows_of(ids, filters=filters).tolist() == wanted
    assert index.rows_of([], filters=filters).tolist() == []


def test_it_has_all_articles_by_number(index, brute_force):
    assert list(index.articles) == brute_force.articles
    assert len(index.articles) == len(brute_force.articles)
    assert index.articles[-1] == brute_force.articles[-1]
    assert index.articles[5:8] == brute_force.articles[5:8]
    with pytest.raises(IndexError):
        index.articles[len(brute_force.articles)]


def test_it_knows_the_outlets_of_articles(index, brute_force):
    numbers = np.array([3, 1, 1, 0])
    wanted = [fold_key(brute_force.articles[n].provider or "") for n in numbers]
    assert index.outlets(numbers) == wanted


def test_it_counts_undated_articles(index, brute_force, filters):
    undated = [a for a in brute_force.articles if not a.published and filters.allow(a)]
    assert index.count_undated(filters) == len(undated)


def test_it_knows_the_days_and_families(index, brute_force):
    days = [article.published_on for article in brute_force.articles if article.published_on]
    assert index.newest_day == max(days)
    assert index.families == {"en", "zh"}
    assert index.published_at.tzinfo is not None


def test_it_knows_who_tells_the_same_story(index, brute_force):
    stories = dict(index.stories)
    assert list(stories) == [article.id for article in brute_force.articles]
    assert stories["equal-2"] == stories["equal-0"] == "equal-0"
    assert stories["article-07"] == "article-07"
    assert [article.id for article in index.members_of("equal-0")] == [
        "equal-0",
        "equal-1",
        "equal-2",
    ]
    assert [article.id for article in index.members_of("article-07")] == ["article-07"]
    assert index.members_of("nobody") == []
    with pytest.raises(KeyError):
        index.stories["nobody"]


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [["bank"]],
        [["regulat*", "机构"], ["Banking", "支付"]],
        [["100% \\ sure"]],
        [['quite "long"', "story 18"]],
        [["story 1"]],
        [["nowhere at all"]],
        [["bank"], ["", "*"]],
    ],
    ids=repr,
)
def test_it_names_the_newest_articles_first(index, local, brute_force, filters, groups):
    found = list(index.newest_naming(groups, filters=filters))
    days = [article.published for article in found]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days[: len(dated)] == dated
    assert all(filters.allow(article) and article.extent != "teaser" for article in found)
    if not groups:
        wanted = [a for a in brute_force.articles if a.extent != "teaser" and filters.allow(a)]
        assert len(found) == len(wanted)
    assert found == list(local.newest_naming(groups, filters=filters))


def test_what_is_named_is_found(index):
    def ids(*groups: list[str]) -> set[str]:
        return {article.id for article in index.newest_naming(groups, filters=Filters())}

    assert ids(["story 18"]) == {"article-18"}
    assert ids(["the same again"]) == {"equal-0", "equal-1", "equal-2"}
    assert ids(["quite"], ["odd"]) == {"long"}
    assert ids(["nowhere at all"]) == set()
