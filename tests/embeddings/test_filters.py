from datetime import UTC, date, datetime, timedelta

from fakes import make_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article_store import ArticleStore
from corpus.article_writing import ArticleStoreWriter
from embeddings.filters import Filters

_DAYS = st.dates(date(2018, 1, 1), date(2020, 12, 31))


@given(
    days=st.lists(st.none() | _DAYS, max_size=20),
    since=st.none() | _DAYS,
    length=st.integers(0, 600),
)
def test_a_span_keeps_just_the_days_in_it(days, since, length):
    until = since + timedelta(days=length) if since else None
    articles = [
        make_article(
            str(n), "x", published=day and datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        )
        for n, day in enumerate(days)
    ]
    filters = Filters(since=since, until=until)
    mask = [filters.allow(article) for article in articles]
    expected = [since is None or (day is not None and since <= day <= until) for day in days]
    assert mask == expected


def test_a_day_is_a_day_in_hong_kong():
    late = make_article("late", "x", published=datetime(2018, 12, 31, 17, tzinfo=UTC))
    assert Filters(since=date(2019, 1, 1)).allow(late)
    assert not Filters(until=date(2018, 12, 31)).allow(late)


def test_an_undated_article_meets_no_condition_on_dates():
    undated = make_article("undated", "x")
    assert Filters().allow(undated)
    assert not Filters(since=date(1900, 1, 1)).allow(undated)
    assert not Filters(until=date(2100, 1, 1)).allow(undated)


def test_names_meet_in_any_case_and_script():
    article = make_article("a", "x", provider="星島頭條", topics=("Digital Assets",))
    assert Filters(providers=("星岛头条",)).allow(article)
    assert Filters(topics=("digital assets", "none")).allow(article)
    assert not Filters(topics=("assets",)).allow(article)
    assert not Filters(providers=("HKMA",)).allow(article)


def test_chinese_stands_for_both_scripts():
    traditional = make_article("t", "x", language="zh-Hant")
    assert Filters(languages=("zh",)).allow(traditional)
    assert Filters(languages=("en", "zh-Hant")).allow(traditional)
    assert not Filters(languages=("zh-Hans",)).allow(traditional)


def test_no_condition_is_false():
    assert not Filters()
    assert Filters(topics=("AI",))


@given(
    since=st.none() | _DAYS,
    until=st.none() | _DAYS,
    providers=st.lists(st.sampled_from(["星岛头条", "hkma", "'; DROP TABLE articles"]), max_size=2),
    topics=st.lists(st.sampled_from(["digital assets", "AI", "支付"]), max_size=2),
    languages=st.lists(st.sampled_from(["en", "zh", "zh-Hant", "z_", "%"]), max_size=2),
)
def test_rows_of_a_store_are_allowed_as_articles_are(
    tmp_path_factory, since, until, providers, topics, languages
):
    articles = [
        make_article("a", "x", provider="星島頭條", topics=("Digital Assets", "AI")),
        make_article("b", "x", language="zh-Hant", published=datetime(2019, 5, 1, tzinfo=UTC)),
        make_article("c", "x", language="zh-Hans", topics=("支付",), provider="HKMA"),
        make_article("d", "x", provider="HKMA", published=datetime(2018, 12, 31, 17, tzinfo=UTC)),
    ]
    path = tmp_path_factory.mktemp("store") / "articles.sqlite"
    with ArticleStoreWriter(path) as writer:
        for article in articles:
            writer.add_article(article)
    filters = Filters(
        since=since,
        until=until,
        providers=tuple(providers),
        topics=tuple(topics),
        languages=tuple(languages),
    )
    expected = [row for row, article in enumerate(articles) if filters.allow(article)]
    assert ArticleStore(path).rows(filters.condition()) == expected
