"""Digests and watches, end to end; all tests share one bot, whose news are made up here."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from forked import run
from full_disk import full_disk, needs_prlimit
from live_bot import ROOT

from bot.service.news import News, add_news
from bot.store.journal_file import JOURNAL_FILE

pytestmark = pytest.mark.asyncio(loop_scope="module")

_MANY = 20
# A bot that looks all the time, and lets nobody alone who could not be written to.
_OFTEN = """
import bot.service.new_articles as new_articles
new_articles.LOOK_AGAIN_S = 0.05
new_articles.LET_ALONE_S = 0.0
from bot.terminal.cli import main
main()
"""


def _write(folder: Path, name: str, topic: str, body: str) -> None:
    (folder / f"{name}.md").write_text(
        f"---\ntitle: {name.replace('-', ' ').title()}\nurl: https://news.example/{name}\n"
        f"topics: [{topic}]\n---\n{body}\n"
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A data folder over a few articles, of two topics."""
    folder = tmp_path_factory.mktemp("news")
    articles = folder / "articles"
    articles.mkdir()
    _write(articles, "kettle-pay", "Wallets", "Kettle Pay has 450,000 users since May 2021.")
    _write(articles, "harbour-bank", "Banks", "Harbour Bank got a licence on 27 March 2019.")
    for number in range(_MANY):
        name, year = f"tram-{number}", 2000 + number
        _write(articles, name, "Trams", f"Tram number {number} carried {year} people in {year}.")
    built = run("index", str(articles), home=folder / "home")
    assert built.status == 0, built.stderr
    return folder / "home"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    async with DiscordSim(privileged=(), settle=0.2) as sim:
        await sim.start_bot(
            [sys.executable, "-c", _OFTEN, "bot"],
            cwd=ROOT,
            env={"SAMPAN_HOME": str(home)},
            token_var="SAMPAN_DISCORD_TOKEN",
            commands=11,
            net="block",
        )
        yield sim
        assert sim.network_attempts == []


def _find_new(home: Path, ids: Sequence[str]) -> None:
    """As a refresh does; nothing is known any more of what was found before."""
    (home / "news.json").unlink(missing_ok=True)
    now = datetime.now(UTC)
    add_news(
        home,
        [News(id=id, title=id, url=f"https://x.example/{id}", source="s", found=now) for id in ids],
    )


def _run_on(home: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / JOURNAL_FILE)) as journal, journal:
        return journal.execute(statement).fetchall()


async def _look(sim: DiscordSim, home: Path) -> float:
    """Let digests be due and the bot look to the end; gives the moment before."""
    before = sim.now()
    _run_on(
        home,
        "INSERT OR IGNORE INTO digests (guild, channel, every, topic, publishes, told, tried,"
        f" failures) VALUES ({sim.guild_id}, 1, 'daily', 'none', 0, 0, 0, 0)",
    )
    for _ in range(2):  # once it begins again, it was through
        _run_on(home, "UPDATE digests SET tried = 0")
        async with asyncio.timeout(20):
            while _run_on(home, "SELECT 1 FROM digests WHERE tried = 0"):
                await asyncio.sleep(0.02)
    return before


async def test_a_digest_tells_each_news_once_and_nothing_when_nothing_is_new(sim, home):
    _find_new(home, ["kettle-pay"])
    channel = sim.add_channel("news", type=5)
    chosen = await sim.slash(
        "sampan digest", {"channel": "news", "every": "daily", "publish": True}, user="owner"
    )
    assert chosen.ephemeral
    assert "each day at 9:00" in chosen.text
    before = await _look(sim, home)
    assert sim.bot_messages(channel, since=before) == []  # it was new before it was asked for
    _find_new(home, ["harbour-bank", *(f"tram-{n}" for n in range(_MANY))])
    before = await _look(sim, home)
    (posted,) = sim.bot_messages(channel, since=before)
    lines = posted.embeds[0]["description"].splitlines()
    assert lines[0].startswith("• [Harbour Bank](<https://news.example/harbour-bank>)")
    assert lines[15:] == ["and 6 more"]
    assert posted.flags & 1  # published
    before = await _look(sim, home)
    assert sim.bot_messages(channel, since=before) == []
    off = await sim.slash("sampan digest", {"channel": "news", "every": "off"}, user="owner")
    assert "no digest" in off.text
    assert _run_on(home, "SELECT * FROM digests WHERE channel <> 1") == []
    sim.assert_clean()


async def test_a_digest_that_cannot_be_posted_is_told_once_and_kept(sim, home):
    sim.add_channel("closed")
    await sim.slash("sampan log", {"channel": "help"}, user="owner")
    weekly = {"channel": "closed", "every": "weekly", "topic": "banks", "publish": True}
    chosen = await sim.slash("sampan digest", weekly, user="owner")
    assert "Only: Banks" in chosen.text
    assert "no announcement channel" in chosen.text
    sim.deny("closed", "EMBED_LINKS")
    before = sim.now()
    _find_new(home, ["kettle-pay", "harbour-bank"])
    await _look(sim, home)
    (told,) = sim.bot_messages(since=before)
    assert told.channel_id == sim.channel("help")["id"]
    assert "could not post the digest" in told.text
    assert "Embed Links" in told.text
    before = await _look(sim, home)
    assert sim.bot_messages(since=before) == []
    sim.channel("closed")["permission_overwrites"].clear()
    sim.deny("closed")  # nothing, but the bot is told of the channel as it is now
    before = await _look(sim, home)
    (posted,) = sim.bot_messages(since=before)
    assert posted.embeds[0]["description"].splitlines() == [
        "• [Harbour Bank](<https://news.example/harbour-bank>) · undated"
    ]
    sim.delete_channel("closed")
    gone = "SELECT 1 FROM digests WHERE channel <> 1"
    assert await sim.wait_until(lambda: not _run_on(home, gone), 5)
    sim.assert_clean()


async def test_what_discord_refuses_is_tried_again_when_it_is_due_next(sim, home):
    await sim.slash("sampan digest", {"channel": "general", "every": "daily"}, user="owner")
    posting = rf"POST /channels/{sim.channel('general')['id']}/messages$"
    refused, before = sim.inject_status(posting, 400, times=99), sim.now()
    _find_new(home, ["kettle-pay"])
    await _look(sim, home)
    assert 1 <= refused.hits <= 2  # as often as it was due
    (told,) = sim.bot_messages("help", since=before)
    assert "could not post the digest" in told.text
    assert "Discord refused it" in told.text
    sim.clear_injections()
    await _look(sim, home)
    (posted,) = sim.bot_messages("general", since=before)
    assert "Kettle Pay" in posted.text


async def test_a_clock_that_is_set_back_stops_no_digest(sim, home):
    _run_on(home, f"UPDATE digests SET tried = {2**40}")
    ahead = f"SELECT 1 FROM digests WHERE tried = {2**40}"
    assert await sim.wait_until(lambda: not _run_on(home, ahead), 5)
    before = sim.now()
    _find_new(home, ["harbour-bank"])
    await _look(sim, home)
    assert len(sim.bot_messages("general", since=before)) == 1
    sim.assert_clean()


@needs_prlimit
async def test_nothing_is_told_again_and_again_while_it_cannot_be_noted(sim, home):
    await sim.slash("sampan digest", {"channel": "general", "every": "daily"}, user="owner")
    await sim.slash("watch add", {"what": "wallets"}, user="owner")
    _run_on(home, "DELETE FROM digests WHERE channel = 1")  # of which nothing is told
    before = sim.now()
    with full_disk(sim.process.pid):
        _find_new(home, ["kettle-pay"])
        _run_on(home, "UPDATE digests SET tried = 0")
        told_later = "what is new is told later"
        assert await sim.wait_until(lambda: told_later in sim.said(before), 10)
    assert sim.bot_messages(since=before) == []
    await _look(sim, home)
    channels = [message.channel_id for message in sim.bot_messages(since=before)]
    assert sorted(channels) == sorted((sim.channel("general")["id"], sim.dm_channel("owner")["id"]))
    await sim.slash("sampan digest", {"channel": "general", "every": "off"}, user="owner")
    await sim.slash("forget", user="owner")
    sim.assert_clean()


async def _watched(sim: DiscordSim, home: Path, user: str) -> list:
    """What somebody is told once the bot looks."""
    before = await _look(sim, home)
    return sim.bot_messages(sim.dm_channel(user), since=before)


async def test_whoever_watches_is_told_once_and_stops_by_one_press(sim, home):
    typed = await sim.autocomplete("watch add", "what", "wal", user="alice")
    assert typed.values == ["Wallets"]
    for what, says in (("wallets", "Wallets"), ("licence bank", "all of these words")):
        added = await sim.slash("watch add", {"what": what}, user="alice")
        assert added.ephemeral
        assert says in added.text
    before = sim.now()
    _find_new(home, ["kettle-pay", "harbour-bank", "tram-1"])
    await _look(sim, home)
    (told,) = sim.bot_messages(sim.dm_channel("alice"), since=before)
    assert "**Wallets**\n• [Kettle Pay](<https://news.example/kettle-pay>)" in told.text
    assert "**licence bank**\n• [Harbour Bank]" in told.text
    assert "tram" not in told.text
    assert told.labels == ["Stop: Wallets", "Stop: licence bank"]
    await sim.restart_bot()
    assert await _watched(sim, home, "alice") == []
    foreign = await sim.slash("watch list", user="bob")
    assert foreign.labels == []
    ended = await sim.click(told, "Stop: Wallets", user="alice")
    assert "no more" in ended.text
    again = await sim.click(told, "Stop: Wallets", user="alice")
    assert "not going to" in again.text
    listed = await sim.slash("watch list", user="alice")
    assert listed.ephemeral
    assert listed.labels == ["Stop: licence bank"]
    assert "1 watches" in (await sim.slash("forget", user="alice")).text
    _find_new(home, ["harbour-bank"])
    assert await _watched(sim, home, "alice") == []
    wordless = await sim.slash("watch add", {"what": "?!"}, user="alice")
    assert "no word" in wordless.text
    sim.assert_clean()


async def test_whoever_cannot_be_written_to_is_told_later_or_let_go(sim, home):
    await sim.slash("watch add", {"what": "wallets"}, user="bob")
    closed = rf"POST /channels/{sim.dm_channel('bob')['id']}/messages$"
    sim.inject_status(closed, 403, times=2)
    before = sim.now()
    _find_new(home, ["kettle-pay"])
    assert await sim.wait_until(lambda: sim.bot_messages(since=before), 10)
    (told,) = sim.bot_messages(sim.dm_channel("bob"), since=before)
    assert "Kettle Pay" in told.text
    sim.inject_status(closed, 403, times=3)
    _find_new(home, ["kettle-pay"])
    watching = "SELECT 1 FROM watches WHERE user <> 0"
    assert await sim.wait_until(lambda: not _run_on(home, watching), 10)
    assert await _watched(sim, home, "bob") == []
    sim.clear_injections()
    sim.assert_clean()


async def test_what_comes_to_the_index_by_any_way_is_news(sim, home):
    (home / "news.json").unlink(missing_ok=True)
    await sim.slash("watch add", {"what": "lantern"}, user="alice")
    body = "Lantern Insurance sold 12,000 policies by telephone in 2022."
    _write(home.parent / "articles", "lantern", "Insurance", body)
    before = sim.now()
    refreshed = await sim.slash("sampan refresh", user="owner")
    assert "1 new" in refreshed.text
    channel = sim.dm_channel("alice")
    assert await sim.wait_until(lambda: sim.bot_messages(channel, since=before), 10)
    (told,) = sim.bot_messages(channel, since=before)
    assert "https://news.example/lantern" in told.text
    await _look(sim, home)
    assert len(sim.bot_messages(channel, since=before)) == 1
    sim.assert_clean()
