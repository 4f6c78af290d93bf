from datetime import UTC, datetime, timedelta

from bot.service.news import News, add_news, read_news

_NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def _news(id: str, minutes: float) -> News:
    return News(id=id, title=id, url=None, source="", found=_NOW + timedelta(minutes=minutes))


def test_what_is_kept_later_was_found_later_whatever_the_clock_said(tmp_path):
    add_news(tmp_path, [_news("a", 0), _news("b", 0)])
    told = read_news(tmp_path)[-1].found
    fresh = add_news(tmp_path, [_news("c", -5), _news("d", -5), _news("b", -5), _news("e", 5)])
    assert [one.id for one in fresh] == ["c", "d", "e"]
    assert read_news(tmp_path, since=told) == fresh
    assert fresh[-1] == _news("e", 5)
