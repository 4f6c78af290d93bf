from types import SimpleNamespace

import discord
import pytest
from fakes import make_article
from stored_articles import catalogue_of

from bot.discord_app.article_pages import PAGE_TEMPLATE, LatestPage, PageButton
from bot.service.worker import InPlace
from corpus.glossary import Glossary

_TOPIC = "Payments: " + "large-value and retail " * 20
_ASKER = 9_999_999_999_999_999_999


@pytest.fixture
def answers() -> InPlace:
    """Eleven articles on a topic with a long name and a colon, one on another."""
    articles = [make_article(f"a{n:02}", "x", topics=(_TOPIC,)) for n in range(11)]
    return _over([*articles, make_article("other", "x", topics=("Other",))])


def _over(articles) -> InPlace:
    return InPlace(SimpleNamespace(catalogue=catalogue_of(articles, Glossary([]))), None)


async def _page(answers, **names) -> LatestPage:
    return await LatestPage.first(answers, asker_id=_ASKER, language="zh-Hant", **names)


async def _pressed(button) -> LatestPage:
    """The page that a press on this button shows, read from nothing but the button."""
    match = PAGE_TEMPLATE.fullmatch(button.item.custom_id)
    return (await PageButton.from_custom_id(None, button.item, match))._page


async def test_a_page_survives_in_its_button_whatever_its_topic_is_called(answers):
    page = await _page(answers, topic=_TOPIC, provider="example news")
    embed, view = await page.render(answers)
    back, forward = view.children
    assert embed.title == "最新文章"
    assert embed.description.count("](<") == 10
    assert back.item.disabled
    assert not forward.item.disabled
    second = await _pressed(forward)
    shown, _ = await second.render(answers)
    assert shown.description.count("](<") == 1
    assert second.language == "zh-Hant"
    assert await _pressed((await second.render(answers))[1].children[0]) == page


async def test_the_longest_state_fits_into_a_button(answers):
    full = LatestPage(
        offset=999_999, asker_id=_ASKER, language="zh-Hant", topics="-" * 24, providers="_" * 24
    )
    assert len(PageButton(full, is_back=True).item.custom_id) <= 100


async def test_a_topic_that_is_gone_shows_nothing_rather_than_everything(answers):
    page = await _page(answers, topic="Other")
    without = _over([make_article("a", "x", topics=("New",))])
    embed, view = await page.render(without)
    assert isinstance(embed, discord.Embed)
    assert "](<" not in embed.description
    assert all(button.item.disabled for button in view.children)
