from types import SimpleNamespace

import pytest
from fakes import make_article
from stored_articles import catalogue_of

from bot.discord_app.find_pages import FIND_TEMPLATE, FindButton, FindPage
from bot.service.worker import InPlace
from corpus.glossary import Glossary

_ASKER = 9_999_999_999_999_999_999


@pytest.fixture
def answers() -> InPlace:
    """Twelve articles on trams, one on a ferry."""
    trams = [make_article(f"tram-{n:02}", "x") for n in range(12)]
    catalogue = catalogue_of([*trams, make_article("ferry", "x")], Glossary([]))
    return InPlace(SimpleNamespace(catalogue=catalogue), None)


def _page(query: str) -> FindPage:
    return FindPage(query=query, asker_id=_ASKER, language="zh-Hant")


async def _pressed(button) -> FindPage:
    """The page that a press on this button shows, read from nothing but the button."""
    match = FIND_TEMPLATE.fullmatch(button.item.custom_id)
    return (await FindButton.from_custom_id(None, button.item, match))._page


async def test_all_that_is_found_can_be_turned_to(answers):
    embed, view = await _page("tram: 電車").render(answers)
    assert embed.description.count("](<") == 10
    back, forward = view.children
    assert (back.item.disabled, forward.item.disabled) == (True, False)
    assert back.item.custom_id != forward.item.custom_id
    second = await _pressed(forward)
    rest, view = await second.render(answers)
    assert rest.description.count("](<") == 2
    back, forward = view.children
    assert (back.item.disabled, forward.item.disabled) == (False, True)
    assert (await (await _pressed(back)).render(answers))[0] == embed


async def test_a_single_page_has_no_buttons(answers):
    embed, view = await _page("ferry").render(answers)
    assert "Ferry" in embed.description
    assert view is None


async def test_what_fits_into_no_button_shows_what_fits_into_a_message(answers):
    embed, view = await _page("tram " * 20).render(answers)
    assert embed.description.count("](<") == 12
    assert view is None


async def test_the_longest_state_fits_into_a_button():
    page = FindPage(query="電" * 50, asker_id=_ASKER, language="zh-Hant", offset=999_999)
    assert len(FindButton(page, is_back=True).item.custom_id) <= 100
