from datetime import UTC, date, datetime, timedelta

from fakes import make_article
from hypothesis import given
from hypothesis import strategies as st

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
    mask = Filters(since=since, until=until).mask(articles)
    expected = [since is None or (day is not None and since <= day <= until) for day in days]
    assert mask.tolist() == expected


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
