"""What an operator is told: by key only, counted, and with nobody in it."""

import asyncio
import csv
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import open_browser, serve
from playwright.sync_api import Browser, Page, expect

from bot.store.journal_file import open_journal
from bot.store.keys import add_key
from bot.store.remembered import Asked
from corpus.sources.registry import Registry, after_failure, new_source
from embeddings.filters import Filters

_TODAY = datetime.now(UTC)
_DAY_S = 86_400.0
_PERSON = 123_456_789_012
_LINK = "https://discord.example/1/2/3"
_TABLES = ("days", "topics", "unanswered", "votes", "sources")


async def _remember(home: Path) -> None:
    """Five questions of two days, two of them refused, and two votes."""
    async with open_journal(home, keeps_text=True) as journal:
        for number, verdict in enumerate(("answered", "answered", "unsure", "not_found")):
            asked = Asked(
                answer=f"a{number}",
                user_id=_PERSON,
                guild_id=7,
                link=_LINK,
                verdict=verdict,
                topic="Payments",
                language="en",
                text='=HYPERLINK("https://evil.example")' if number == 3 else f"Question {number}?",
                understood=f"Question {number}?",
                filters=Filters(),
                took_ms=100.0 * (number + 1),
            )
            await journal.record_question(asked, now=time.time() - _DAY_S * (number % 2))
        await journal.votes.give("a0", _PERSON, 1, time.time())
        await journal.votes.add_reason("a3", _PERSON, "<b>It is there.</b>", time.time())


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    """A data folder with an index, questions, votes, and a feed that fails."""
    home = shutil.copytree(starter_home, tmp_path_factory.mktemp("operator") / "home")
    asyncio.run(_remember(home))
    registry = Registry(home)
    feed = registry.add(new_source("https://news.example/feed", "feed", now=_TODAY))
    registry.update(after_failure(feed, "the server answered 503", now=_TODAY))
    return home


@pytest.fixture(scope="module")
def keys(home) -> dict[str, dict[str, str]]:
    """The headers of a reader and of an operator."""
    roles = ("reader", "operator")
    made = {role: add_key(home, role, role, today=_TODAY.date()) for role in roles}
    return {role: {"Authorization": f"Bearer {key}"} for role, key in made.items()}


@pytest.fixture(scope="module")
def address(home, keys) -> Iterator[str]:
    """Where the service is; as on a machine that others reach, it wants keys."""
    with serve(home, keep_questions=True, listen="0.0.0.0:8000") as address:
        yield address


@dataclass(frozen=True)
class _Response:
    status: int
    headers: Message
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@pytest.fixture
def get(address, keys) -> Callable[..., _Response]:
    """What the service sends to whoever has a key of this role."""

    def get(path: str, role: str | None = "operator") -> _Response:
        request = Request(f"{address}/v1/operator/{path}", headers=keys[role] if role else {})
        try:
            with urlopen(request) as response:
                return _Response(response.status, response.headers, response.read().decode())
        except HTTPError as error:
            with error:
                return _Response(error.code, error.headers, error.read().decode())

    return get


@pytest.mark.parametrize("path", ["overview", *(f"{name}.csv" for name in _TABLES)])
def test_only_an_operators_key_opens_it(get, path):
    assert get(path, None).status == 401
    assert get(path, "reader").status == 403
    assert get(path).status == 200


def test_the_overview_counts_by_day_and_tells_of_nobody(get, home):
    told = get("overview")
    overview = told.json
    yesterday, today = overview["days"]
    assert (yesterday["answered"], yesterday["unsure"], yesterday["not_found"]) == (1, 0, 1)
    assert (today["answered"], today["unsure"], today["not_found"]) == (1, 1, 0)
    assert (today["median_ms"], today["most_ms"]) == (100.0, 300.0)
    assert overview["topics"] == [{"topic": "Payments", "asked": 4, "unsure": 1, "not_found": 1}]
    assert {row["verdict"] for row in overview["unanswered"]} == {"unsure", "not_found"}
    assert [row["reason"] for row in overview["votes"]] == ["<b>It is there.</b>", None]
    assert overview["index"]["articles"] == 160
    feed = next(row for row in overview["sources"] if row["kind"] == "feed")
    assert (feed["is_ok"], feed["error"]) == (False, "the server answered 503")
    for secret in (str(_PERSON), _LINK, "asker", "voter"):
        assert secret not in told.text


def test_a_shorter_period_leaves_out_what_is_older(get):
    one = get("overview?days=1").json
    assert sum(day["answered"] for day in one["days"]) == 1
    assert get("overview?days=0").status == 422


def test_a_damaged_list_of_sources_is_told_and_hides_nothing_else(get, home):
    path = home / "sources.json"
    whole = path.read_bytes()
    path.write_text("{")
    try:
        told = get("overview").json
    finally:
        path.write_bytes(whole)
    assert "is damaged" in told["sources_problem"]
    assert told["sources"] == []
    assert told["days"]


def test_tables_are_for_spreadsheets_and_hold_no_formula(get):
    response = get("unanswered.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="sampan-unanswered.csv"' in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [row["verdict"] for row in rows] == ["not_found", "unsure"]
    assert rows[0]["question"].startswith("'=HYPERLINK")
    assert _LINK not in response.text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def desk(browser, address) -> Iterator[Page]:
    """The page, before a key was typed into it."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/operator")
    page.locator("html[data-ready]").wait_for()
    yield page
    context.close()


def test_the_page_shows_it_to_whoever_has_the_key(desk, keys):
    complaints = []
    desk.on("pageerror", lambda error: complaints.append(str(error)))
    for role, is_open in (("reader", False), ("operator", True)):
        desk.fill("#key-field", keys[role]["Authorization"].removeprefix("Bearer "))
        desk.keyboard.press("Enter")
        if not is_open:
            expect(desk.locator("#refused")).to_contain_text("operator")
            expect(desk.locator("#desk")).to_be_hidden()
    expect(desk.locator("#figures")).to_contain_text("Questions")
    assert desk.locator(".chart svg[role=img]").count() == 4
    label = desk.locator(".chart svg[role=img]").first.get_attribute("aria-label")
    assert "answered: 1, 1; not sure: 0, 1; not found: 1, 0" in label
    expect(desk.locator("#tables")).to_contain_text("<b>It is there.</b>")
    expect(desk.locator("#tables .bad")).to_have_text("the server answered 503")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download as CSV: Votes").click()
    assert "It is there." in Path(download.value.path()).read_text(encoding="utf-8")
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_a_phone(desk, scheme):
    desk.emulate_media(color_scheme=scheme)
    found = Axe().run(desk).response["violations"]
    assert [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]] == []
    desk.set_viewport_size({"width": 360, "height": 740})
    assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")
    desk.set_viewport_size({"width": 1200, "height": 900})


def test_it_speaks_three_languages(desk):
    desk.select_option("#language", "zh-Hans")
    expect(desk).to_have_title("Sampan：运营")
    desk.select_option("#language", "zh-Hant")
    expect(desk).to_have_title("Sampan：營運")
    desk.get_by_role("button", name="忘記密鑰").click()
    expect(desk.locator("#desk")).to_be_hidden()
    assert desk.evaluate("sessionStorage.getItem('sampan.operator-key')") is None


def test_the_page_for_all_asks_for_a_key_where_one_is_wanted(browser, address, keys):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/?q=When did the Commercial Data Interchange open?")
    expect(page.get_by_role("alert")).to_contain_text("needs a key")
    page.fill("#key-field", keys["reader"]["Authorization"].removeprefix("Bearer "))
    page.get_by_role("button", name="Use it").click()
    expect(page.locator(".short")).to_have_text("24 October 2022")
    expect(page.locator("#key")).to_be_hidden()
    context.close()
