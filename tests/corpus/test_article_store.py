"""Articles and passages kept in a file, read by row."""

import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from full_disk import full_from

from corpus.article_store import ArticleStore
from corpus.article_writing import ArticleStoreWriter
from corpus.catalogue import Catalogue
from corpus.conditions import Condition
from corpus.databases import DATABASE_ERRORS
from corpus.errors import ArticleNotFoundError, ArticlesDamagedError
from corpus.glossary import load_glossary
from corpus.load import load_corpus
from corpus.schema import Article, Link, Passage
from corpus.starter import starter_folder


def _make(number, **fields):
    plain = Article(id=f"a{number}", title=f"Title {number}", body="One. Two.", language="en")
    return replace(plain, **fields)


ARTICLES = [
    _make(
        0,
        published=datetime(2024, 3, 4, 20, tzinfo=UTC),
        provider="The Post",
        topics=("Banks", "支付"),
        related=(Link(title="Other", url="https://example.com/o", published=None),),
    ),
    _make(1, language="zh-Hant", body="一。二。", url="https://www.example.com/x/?utm_source=y"),
    _make(2, extent="teaser", aliases=("Second",), page_starts=(0, 5), is_month_only=True),
]


def _passages(article):
    spans = [(0, 4), (5, 9)] if article.language == "en" else [(0, 2)]
    return [
        Passage(
            article_id=article.id,
            start=start,
            end=end,
            text=article.body[start:end],
            headings=("Head", "頭"),
        )
        for start, end in spans
    ]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "articles.sqlite"
    with ArticleStoreWriter(path) as writer:
        for article in ARTICLES:
            writer.add_passages(writer.add_article(article), _passages(article))
        writer.set_stories({"a0": "a0", "a1": "a0"})
    return path


@pytest.fixture
def store(path):
    return ArticleStore(path)


def test_what_was_added_is_read_by_row(store):
    assert list(store.articles) == ARTICLES
    assert [store.articles[row] for row in range(3)] == ARTICLES
    assert store.articles[-1] == ARTICLES[2]
    assert store.articles[:2] == ARTICLES[:2]
    assert len(store.articles) == 3
    passages = [one for article in ARTICLES for one in _passages(article)]
    assert list(store.passages) == passages
    assert store.read_passages([4, 0, 4]) == [passages[4], passages[0], passages[4]]
    for sequence in (store.articles, store.passages):
        with pytest.raises(IndexError):
            sequence[len(sequence)]


def test_stories_lead_from_an_article_to_its_group(store):
    assert dict(store.stories) == {"a0": "a0", "a1": "a0", "a2": "a2"}
    assert store.members_of("a0") == ARTICLES[:2]
    assert store.story_of("unknown") is None
    with pytest.raises(KeyError):
        store.stories["unknown"]


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (Condition(), [0, 1, 2]),
        (Condition("day >= ?", ("2024-03-05",)), [0]),  # Hong Kong's day
        (Condition("day IS NULL"), [1, 2]),
        (Condition("provider_key = ?", ("the post",)), [0]),
        (Condition("row IN (SELECT article FROM topics WHERE key = ?)", ("支付",)), [0]),
        (Condition("url = ?", ("example.com/x",)), [1]),
        (Condition("extent = 'teaser'") & Condition("language = ?", ("en",)), [2]),
    ],
)
def test_conditions_choose_rows(store, condition, rows):
    assert store.rows(condition) == rows
    assert store.count(condition) == len(rows)


def test_ids_lead_to_rows_and_rows_to_passages(store):
    assert store.rows_of(["a2", "a0", "unknown"]) == {"a2": 2, "a0": 0}
    assert store.passage_rows_of([2, 0]) == [0, 1, 3, 4]
    many = [f"unknown-{number}" for number in range(1200)]
    assert store.rows_of([*many, "a1"]) == {"a1": 1}


def test_the_same_articles_give_the_same_bytes(path, tmp_path):
    other = tmp_path / "other.sqlite"
    with ArticleStoreWriter(other) as writer:
        for article in ARTICLES:
            writer.add_passages(writer.add_article(article), _passages(article))
        writer.set_stories({"a1": "a0"})
    assert other.read_bytes() == path.read_bytes()


def test_it_is_read_by_many_threads(store):
    def read(_):
        return list(store.articles) == ARTICLES and store.passage(0).text == "One."

    with ThreadPoolExecutor(4) as executor:
        assert all(executor.map(read, range(200)))


def test_a_file_is_neither_made_nor_changed_by_reading(path, tmp_path):
    before = path.read_bytes()
    path.chmod(0o400)
    assert ArticleStore(path).count() == 3
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    with pytest.raises(sqlite3.OperationalError):
        ArticleStore(tmp_path / "none.sqlite")


def test_a_writing_that_fails_is_told(tmp_path):
    def write():
        with ArticleStoreWriter(tmp_path / "articles.sqlite") as writer:
            writer.add_article(ARTICLES[0])
            writer.add_article(ARTICLES[0])

    with pytest.raises(sqlite3.IntegrityError):
        write()


def test_the_starter_corpus_comes_back(tmp_path):
    articles = load_corpus([starter_folder()]).articles
    with ArticleStoreWriter(tmp_path / "a.sqlite") as writer:
        for article in articles:
            writer.add_article(article)
    assert list(ArticleStore(tmp_path / "a.sqlite").articles) == articles


def _name(store, *groups, condition=None):
    found = store.newest_naming(groups, condition or Condition())
    return [store.article(row).id for row in found]


def test_the_newest_that_name_all_are_read_in_order(tmp_path):
    articles = [
        _make(0, title="Bank opens", published=datetime(2024, 1, 1, tzinfo=UTC)),
        _make(1, title="Banks and 穩定幣", topics=("Money",)),
        _make(
            2, excerpt="A bank!", aliases=("money-go",), published=datetime(2025, 1, 1, tzinfo=UTC)
        ),
        _make(3, title="Banking", provider="Bank", published=datetime(2023, 1, 1, tzinfo=UTC)),
        _make(4, title="Bank opens", published=datetime(2024, 1, 1, tzinfo=UTC)),
    ]
    with ArticleStoreWriter(tmp_path / "a.sqlite") as writer:
        for article in articles:
            writer.add_article(article)
    store = ArticleStore(tmp_path / "a.sqlite")
    assert _name(store, ["BANK"]) == ["a2", "a0", "a4", "a1"]
    assert _name(store, ["bank*"]) == ["a2", "a0", "a4", "a3", "a1"]
    assert _name(store, ["bank", "banking"], ["money", "稳定"]) == ["a2", "a1"]
    assert _name(store, ["bank"], ["opens"], condition=Condition("id > ?", ("a0",))) == ["a4"]
    assert _name(store) == ["a2", "a0", "a4", "a3", "a1"]
    assert _name(store, condition=Condition("day IS NULL")) == ["a1"]
    assert _name(store, ['"']) == _name(store, ["nothing"]) == []
    for text in ("", " ", "\0", "*", "\0*"):
        assert _name(store, [text]) == _name(store, ["bank"], [text]) == []
        assert _name(store, [text, "banking"]) == ["a3"]


def test_as_many_are_read_as_are_asked_for(tmp_path):
    with ArticleStoreWriter(tmp_path / "a.sqlite") as writer:
        for number in range(400):
            writer.add_article(_make(number, title="Bank"))
    store = ArticleStore(tmp_path / "a.sqlite")
    assert sorted(store.newest_naming([["bank"]])) == list(range(400))


def _look_up(path, glossary, name):
    """Whether every look-up of a file that is damaged gives something or says that it is."""
    told = 0
    try:
        store = ArticleStore(path)
        catalogue = Catalogue(store, glossary)
    except DATABASE_ERRORS:
        return 1
    for look_up in (
        lambda: catalogue.find("stablecoin licence", limit=25),
        lambda: catalogue.find("t", limit=25),
        lambda: catalogue.related(name),
        lambda: catalogue.latest(topics=["AI"]),
        lambda: catalogue.topic_names("a"),
        lambda: list(store.newest_naming([["bank"]], Condition("language = 'en'"))),
        lambda: (catalogue.topics(), catalogue.span(), catalogue.ids(), len(catalogue)),
    ):
        try:
            look_up()
        except (*DATABASE_ERRORS, ArticleNotFoundError):
            told += 1
    return told


def test_damage_is_told(tmp_path):
    articles = load_corpus([starter_folder()]).articles
    glossary = load_glossary()
    with ArticleStoreWriter(tmp_path / "a.sqlite") as writer:
        for article in articles:
            writer.add_article(article)
    whole = (tmp_path / "a.sqlite").read_bytes()
    rng = random.Random(1)
    damaged = tmp_path / "damaged.sqlite"
    assert _look_up(tmp_path / "a.sqlite", glossary, articles[0].id) == 0
    told = 0
    for _ in range(100):
        harmed = bytearray(whole)
        for _ in range(rng.choice((1, 5, 50))):
            at, length = rng.randrange(len(harmed)), rng.choice((1, 1, 4000))
            harmed[at : at + length] = rng.randbytes(len(harmed[at : at + length]))
        if rng.random() < 0.1:
            del harmed[rng.randrange(len(harmed)) :]
        damaged.write_bytes(harmed)
        told += _look_up(damaged, glossary, rng.choice(articles).id)
    assert told > 20


def test_words_that_are_no_text_are_told_as_damage(tmp_path):
    path = tmp_path / "articles.sqlite"
    with ArticleStoreWriter(path) as writer:
        for article in ARTICLES:
            writer.add_article(article)
    path.write_bytes(path.read_bytes().replace(b'"title"', b'"ti\xffle"'))
    store = ArticleStore(path)
    for read in (lambda: store.article(0), lambda: list(store.articles)):
        with pytest.raises(ArticlesDamagedError, match='run "sampan index"'):
            read()


def _write_all(path):
    with ArticleStoreWriter(path) as writer:
        for article in ARTICLES:
            writer.add_article(article)


@pytest.mark.parametrize("size", [0, 10_000, 60_000])
def test_a_full_disk_is_told_as_one(tmp_path, size):
    with full_from(size), pytest.raises(OSError, match="disk"):
        _write_all(tmp_path / "articles.sqlite")
