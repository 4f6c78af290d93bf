from datetime import UTC, datetime, timedelta

import pytest
from fakes import make_article
from stored_articles import catalogue_of

from bot.service import new_articles
from bot.service.new_articles import (
    Texts,
    fits_digest,
    fits_watch,
    fresh_since,
    last_due,
    new_stories,
    parse_watch,
)
from bot.service.news import News
from bot.store.digests import Digest
from bot.store.watches import Watch
from corpus.catalogue import Catalogue
from corpus.glossary import load_glossary
from corpus.words import split_words

_GLOSSARY = load_glossary()
_NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def _catalogue(*ids: str, **groups: str) -> Catalogue:
    articles = [make_article(id, f"About {id}.", topics=("Banks",)) for id in ids]
    return catalogue_of(articles, _GLOSSARY, groups)


def _news(id: str, minutes_ago: float) -> News:
    found = _NOW - timedelta(minutes=minutes_ago)
    return News(id=id, title=id, url=None, source="", found=found)


@pytest.mark.parametrize(
    ("every", "now", "due"),
    [
        ("daily", "2026-03-04T08:59:59+08:00", "2026-03-03T09:00+08:00"),
        ("daily", "2026-03-04T09:00:00+08:00", "2026-03-04T09:00+08:00"),
        ("daily", "2026-03-04T00:30:00+00:00", "2026-03-03T09:00+08:00"),
        ("weekly", "2026-03-04T10:00:00+08:00", "2026-03-02T09:00+08:00"),
        ("weekly", "2026-03-02T08:59:59+08:00", "2026-02-23T09:00+08:00"),
        ("weekly", "2026-03-02T09:00:00+08:00", "2026-03-02T09:00+08:00"),
        ("weekly", "2026-03-01T23:00:00+08:00", "2026-02-23T09:00+08:00"),
    ],
)
def test_a_digest_is_due_at_nine_in_hong_kong(every, now, due):
    moment = datetime.fromisoformat(now).timestamp()
    assert last_due(every, moment) == datetime.fromisoformat(due).timestamp()


def test_what_was_found_after_a_moment_is_new_once_however_many_tell_it():
    catalogue = _catalogue("a", "b", "c", "d", c="story", d="story")
    news = [_news("d", 1), _news("a", 30), _news("b", 20), _news("c", 10)]
    since = news[1].found.timestamp()
    fresh = fresh_since(news, since, catalogue, now=_NOW.timestamp())
    assert [article.id for article in fresh.articles] == ["b", "c"]
    assert fresh.until == news[0].found.timestamp()
    nothing = fresh_since(news, fresh.until, catalogue, now=_NOW.timestamp())
    assert (nothing.articles, nothing.until) == ((), fresh.until)


def test_what_the_next_index_brings_is_waited_for_and_then_told():
    news = [_news("a", 30), _news("b", 20), _news("coming", 20), _news("c", 10)]
    early = fresh_since(news, 0.0, _catalogue("a", "b", "c"), now=_NOW.timestamp())
    assert [article.id for article in early.articles] == ["a"]
    catalogue = _catalogue("a", "b", "c", "coming")
    later = fresh_since(news, early.until, catalogue, now=_NOW.timestamp())
    assert [article.id for article in later.articles] == ["b", "coming", "c"]


def test_what_no_index_brings_is_not_waited_for_for_ever():
    news = [_news("a", 130), _news("gone", 120), _news("b", 110)]
    fresh = fresh_since(news, 0.0, _catalogue("a", "b"), now=_NOW.timestamp())
    assert [article.id for article in fresh.articles] == ["a", "b"]


def test_what_was_found_before_the_clock_was_set_back_is_not_waited_for():
    ahead = [_news("gone", -60 * 24 * 365), _news("a", -60 * 24 * 366)]
    fresh = fresh_since(ahead, 0.0, _catalogue("a"), now=_NOW.timestamp())
    assert [article.id for article in fresh.articles] == ["a"]


def test_a_copy_of_a_story_that_was_there_is_no_new_story():
    catalogue = _catalogue("old", "copy", "new-1", "new-2", copy="s", old="s", **_SAME)
    found = new_stories(["copy", "new-1", "new-2"], catalogue)
    assert [article.id for article in found] == ["new-1"]


_SAME = {"new-1": "t", "new-2": "t"}


def test_a_digest_keeps_to_its_topic_and_provider():
    article = make_article("a", "Text.", topics=("Banks",), provider="HKMA")
    catalogue = catalogue_of([article, make_article("b", "Text.", topics=("AI",))], _GLOSSARY)
    for topic, provider, fits in (
        (None, None, True),
        ("banks", None, True),
        ("AI", None, False),
        ("Banks", "HKMA", True),
        ("Banks", "Example News", False),
        ("No more", None, False),
    ):
        digest = Digest(
            guild_id=1,
            channel_id=1,
            every="daily",
            topic=topic,
            provider=provider,
            told=0.0,
            tried=0.0,
        )
        assert fits_digest(article, digest, catalogue) == fits, (topic, provider)


@pytest.mark.parametrize(
    ("what", "text", "fits"),
    [
        ("octopus fee", "The fees of Octopus rise.", True),
        ("octopus fee", "Octopus is sold.", False),
        ("AI", "He said so.", False),
        ("八達通 收費", "八达通今年提高收费。", True),
        ("virtual bank", "金管局發出虛擬銀行牌照。", True),
        ("虛擬銀行", "A virtual bank opens.", True),
        ("virtual bank Mox", "A virtual bank opens.", False),
        ("banks", "Nothing of the kind.", True),  # the topic
        ("the", "The end.", False),
        ("稅", "政府寬免利得税。", True),
        ("債 稅", "政府發行債券。", False),
        ("税务", "政府寬免利得税。", False),
    ],
)
def test_a_watch_is_of_a_topic_or_of_words_in_either_language(what, text, fits):
    article = make_article("a", text, title="News", topics=("Banks",))
    catalogue = catalogue_of([article], _GLOSSARY)
    kind, name = parse_watch(what, catalogue)
    assert (kind == "topic") == (what == "banks")
    watch = Watch(id=1, user_id=1, kind=kind, what=name, language="en", told=0.0)
    assert fits_watch(article, watch, catalogue, Texts(_GLOSSARY)) == fits


def test_an_article_is_read_once_however_many_watch(monkeypatch):
    read = []
    monkeypatch.setattr(
        new_articles, "split_words", lambda text: read.append(text) or split_words(text)
    )
    articles = [make_article(f"a{n}", "Octopus fees rise. " * 50) for n in range(20)]
    catalogue, texts = catalogue_of(articles, _GLOSSARY), Texts(_GLOSSARY)
    for number in range(100):
        what = f"octopus tram-{number}"
        watch = Watch(id=1, user_id=number, kind="words", what=what, language="en", told=0.0)
        assert not any(fits_watch(article, watch, catalogue, texts) for article in articles)
    assert len([text for text in read if "rise" in text]) == len(articles)
