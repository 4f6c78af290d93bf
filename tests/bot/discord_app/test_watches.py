from fakes import make_article

from bot.discord_app.watches import watch_embed
from bot.store.watches import MAX_WATCHES, Watch

_LONG_URL = "https://news.example/" + "%E6%B8%AF" * 80


def _watch(what: str) -> Watch:
    return Watch(id=1, user_id=1, kind="words", what=what, language="en", told=0.0)


def test_what_is_told_of_all_watches_fits_one_message_however_long_links_are():
    article = make_article("a", "Text.", title="虛擬銀行" * 30, url=_LONG_URL)
    for watches in range(1, MAX_WATCHES + 1):
        for new in range(1, 12):
            hits = [
                (_watch(f"word {number} {'*' * 90}"), [article] * new) for number in range(watches)
            ]
            shown = watch_embed(hits, "en").description
            assert len(shown) <= 4096, (watches, new)
            assert all(f"**word {number} " in shown for number in range(watches))
            assert _LONG_URL in shown
