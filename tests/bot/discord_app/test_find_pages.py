import pytest
from fakes import make_article

from bot.discord_app.find_pages import FIND_TEMPLATE, FindButton, FindPage
from corpus.catalogue import Catalogue
from corpus.glossary import Glossary

_ASKER = 9_999_999_999_999_999_999


@pytest.fixture
def catalogue() -> Catalogue:
    """Twelve articles on trams, one on a ferry."""
    trams = [make_article(f"tram-{n:02}", "x") for n in range(12)]
    return Catalogue([*trams, make_article("ferry", "x")], Glossary([]))


def _page(query: str) -> FindPage:
    return FindPage(query=query, asker_id=_ASKER, language="zh-Hant")


async def _pressed(button) -> FindPage:
    """The page that a press on this button shows, read from nothing but the button."""
    match = FIND_TEMPLATE.fullmatch(button.item.custom_id)
    return (await FindButton.from_custom_id(None, button.item, match))._page


async def test_all_that_is_found_can_be_turned_to(catalogue):
    embed, view = _page("tram: 電車").render(catalogue)
    assert embed.description.count("](<") == 10
    back, forward = view.children
    assert (back.item.disabled, forward.item.disabled) == (True, False)
    assert back.item.custom_id != forward.item.custom_id
    second = await _pressed(forward)
    rest, view = second.render(catalogue)
    assert rest.description.count("](<") == 2
    back, forward = view.children
    assert (back.item.disabled, forward.item.disabled) == (False, True)
    assert (await _pressed(back)).render(catalogue)[0] == embed


async def test_a_single_page_has_no_buttons(catalogue):
    embed, view = _page("ferry").render(catalogue)
    assert "Ferry" in embed.description
    assert view is None


async def test_what_fits_into_no_button_shows_what_fits_into_a_message(catalogue):
    embed, view = _page("tram " * 20).render(catalogue)
    assert embed.description.count("](<") == 12
    assert view is None


async def test_the_longest_state_fits_into_a_button():
    page = FindPage(query="電" * 50, asker_id=_ASKER, language="zh-Hant", offset=999_999)
    assert len(FindButton(page, is_back=True).item.custom_id) <= 100
