import discord
import pytest
from fakes import make_article

from bot.discord_app.article_pages import PAGE_TEMPLATE, LatestPage, PageButton
from corpus.catalogue import Catalogue
from corpus.glossary import Glossary

_TOPIC = "Payments: " + "large-value and retail " * 20
_ASKER = 9_999_999_999_999_999_999


@pytest.fixture
def catalogue() -> Catalogue:
    """Eleven articles on a topic with a long name and a colon, one on another."""
    articles = [make_article(f"a{n:02}", "x", topics=(_TOPIC,)) for n in range(11)]
    return Catalogue([*articles, make_article("other", "x", topics=("Other",))], Glossary([]))


def _page(catalogue, **names) -> LatestPage:
    return LatestPage.first(catalogue, asker_id=_ASKER, language="zh-Hant", **names)


async def _pressed(button) -> LatestPage:
    """The page that a press on this button shows, read from nothing but the button."""
    match = PAGE_TEMPLATE.fullmatch(button.item.custom_id)
    return (await PageButton.from_custom_id(None, button.item, match))._page


async def test_a_page_survives_in_its_button_whatever_its_topic_is_called(catalogue):
    page = _page(catalogue, topic=_TOPIC, provider="example news")
    embed, view = page.render(catalogue)
    back, forward = view.children
    assert embed.title == "最新文章"
    assert embed.description.count("](<") == 10
    assert back.item.disabled
    assert not forward.item.disabled
    second = await _pressed(forward)
    shown, _ = second.render(catalogue)
    assert shown.description.count("](<") == 1
    assert second.language == "zh-Hant"
    assert await _pressed(second.render(catalogue)[1].children[0]) == page


async def test_the_longest_state_fits_into_a_button(catalogue):
    full = LatestPage(
        offset=999_999, asker_id=_ASKER, language="zh-Hant", topics="-" * 24, providers="_" * 24
    )
    assert len(PageButton(full, is_back=True).item.custom_id) <= 100


async def test_a_topic_that_is_gone_shows_nothing_rather_than_everything(catalogue):
    page = _page(catalogue, topic="Other")
    without = Catalogue([make_article("a", "x", topics=("New",))], Glossary([]))
    embed, view = page.render(without)
    assert isinstance(embed, discord.Embed)
    assert "](<" not in embed.description
    assert all(button.item.disabled for button in view.children)
