"""`kill -9` at random moments: nothing that was confirmed is lost, and the index is whole."""

import asyncio
import hashlib
import hmac
import os
import random
import re
import signal
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from discordsim import DiscordSim
from forked import Command, run
from live_bot import start
from small_home import QUESTION, UNKNOWN, copy_home, write_edition

from bot.service.wiring import open_catalogue
from bot.settings import Settings
from embeddings.encoders import open_encoder
from embeddings.index import open_index

_ANSWER = "450,000 users"
_ASKERS = 3
_LONGEST_LOAD_S = 1.5


@dataclass
class Promised:
    """What users were told is kept, by what it is kept under, and what may be kept besides."""

    confirmed: dict[Any, Any] = field(default_factory=dict)
    possible: dict[Any, set[Any]] = field(default_factory=dict)

    def ask_for(self, key: Any, value: Any) -> None:
        self.possible.setdefault(key, set()).add(value)

    def confirm(self, key: Any, value: Any) -> None:
        self.confirmed[key] = value
        self.possible[key] = {value}

    def lost(self, kept: dict[Any, Any]) -> list[Any]:
        return [
            (key, value, kept.get(key))
            for key, value in self.confirmed.items()
            if kept.get(key) not in self.possible[key]
        ]


def _kept(home: Path) -> dict[Any, Any]:
    with closing(sqlite3.connect(home / "journal.sqlite")) as journal:
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        votes = journal.execute("SELECT answer, voter, value FROM votes").fetchall()
        promises = journal.execute("SELECT user FROM subscriptions").fetchall()
        chosen = journal.execute("SELECT guild, name, value FROM settings").fetchall()
        spoken = journal.execute("SELECT person, language FROM languages").fetchall()
    return (
        {("vote", answer, voter): value for answer, voter, value in votes}
        | {("promise", user): True for (user,) in promises}
        | {("setting", guild, name): value for guild, name, value in chosen}
        | {("language", person): language for person, language in spoken}
    )


def _hash(home: Path, user_id: str | int) -> str:
    key = (home / "journal.key").read_bytes()
    return hmac.new(key, str(user_id).encode(), hashlib.sha256).hexdigest()[:32]


class _Load:
    """Users who ask, vote, want to be told and choose a language; a moderator who changes hers."""

    def __init__(self, sim: DiscordSim, home: Path, promised: Promised) -> None:
        self._sim = sim
        self._home = home
        self._promised = promised
        self._users = 0
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        works = [self._vote] * _ASKERS + [self._be_told, self._choose_language, self._set]
        self._tasks = [asyncio.create_task(self._repeat(work)) for work in works]

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        wrong = [e for e in ended if isinstance(e, Exception)]
        assert wrong == []

    async def _repeat(self, work) -> None:
        while True:
            await work()

    def _newcomer(self):
        self._users += 1
        return self._sim.add_user(f"user{self._users}-{time.monotonic_ns()}")

    async def _vote(self) -> None:
        user = self._newcomer()
        answer = await self._sim.slash("ask", {"question": QUESTION}, user=user, settle=0)
        if not answer.buttons:
            return  # a machine that is busy enough answers too late for Discord
        (code,) = re.findall(r"answer:u:(\w+)", str(answer.buttons))
        key = ("vote", code, _hash(self._home, user.id))
        self._promised.ask_for(key, 1)
        voted = await self._sim.click(answer, "👍", user=user, settle=0)
        if "Thank you" in voted.text:
            self._promised.confirm(key, 1)

    async def _be_told(self) -> None:
        user = self._newcomer()
        refusal = await self._sim.slash("ask", {"question": UNKNOWN}, user=user, settle=0)
        if not refusal.buttons:
            return
        key = ("promise", int(user.id))
        self._promised.ask_for(key, True)
        told = await self._sim.click(refusal, "Tell me when", user=user, settle=0)
        if "I will write to you" in told.text:
            self._promised.confirm(key, True)

    async def _choose_language(self) -> None:
        user = self._newcomer()
        key = ("language", _hash(self._home, user.id))
        self._promised.ask_for(key, "zh-Hant")
        told = await self._sim.slash("language", {"choice": "zh-Hant"}, user=user, settle=0)
        if "今後" in told.text:
            self._promised.confirm(key, "zh-Hant")

    async def _set(self) -> None:
        for state in ("on", "off"):
            key = ("setting", int(self._sim.guild_id), "threads")
            self._promised.ask_for(key, state)
            told = await self._sim.slash("sampan threads", {"state": state}, user="owner", settle=0)
            if "threads" in told.text:
                self._promised.confirm(key, state)


def _is_whole(home: Path, editions: set[int]) -> int:
    """The edition that the index in use holds, every file of it as written."""
    settings = Settings(home=home)
    index = open_index(
        settings.index_folder, fingerprint=open_encoder(settings.encoder).fingerprint
    )
    (body,) = [a.body for a in index.articles if a.title == "Edition"]
    edition = int(re.search(r"edition (\d+)", body)[1])
    assert edition in editions
    assert index.size == index.faiss._index.ntotal == len(index.store.passages) == 5
    assert len(open_catalogue(settings).latest()) == 5
    return edition


def _no_complaint(home: Path) -> None:
    done = run("doctor", home=home)
    assert done.status == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def test_a_killed_bot_keeps_what_it_confirmed(small, tmp_path, rounds, table):
    home = copy_home(small, tmp_path / "copy")
    kind, rng, promised = "kill -9 of the bot", random.Random(8), Promised()
    async with DiscordSim(privileged=(), rate_limits=False) as sim:
        await start(sim, home)
        for _ in range(rounds):
            table.tried(kind)
            load = _Load(sim, home, promised)
            load.begin()
            if not promised.confirmed:  # a busy machine is long about the first
                await sim.wait_until(lambda: promised.confirmed, 60)
            await asyncio.sleep(rng.uniform(0.02, _LONGEST_LOAD_S))
            os.killpg(sim.process.pid, signal.SIGKILL)
            await load.end()
            await sim.restart_bot(signal.SIGKILL)
            assert promised.lost(_kept(home)) == []
            assert _is_whole(home, {2}) == 2
            assert _ANSWER in (await sim.slash("ask", {"question": QUESTION}, settle=0)).text
            await asyncio.to_thread(_no_complaint, home)
            table.survived(kind)
    assert promised.confirmed
    table.measured(f"confirmed and found again after the kills: {len(promised.confirmed)}")


@pytest.mark.parametrize("victim", ["indexing", "bot", "both"])
async def test_a_refresh_that_is_killed_changes_all_or_nothing(
    small, tmp_path, rounds, table, victim
):
    home = copy_home(small, tmp_path / "copy")
    kind, rng, promised = "kill -9 during a refresh", random.Random(victim), Promised()
    longest_s, before = 3.0, 2
    async with DiscordSim(privileged=(), rate_limits=False) as sim:
        await start(sim, home)
        for number in range(max(1, rounds // 3)):
            table.tried(kind)
            write_edition(home.parent / "articles", edition := 100 + number)
            load = _Load(sim, home, promised)
            load.begin()
            began = time.monotonic()
            refresh = sim.slash_start("sampan refresh", user="owner")
            await sim.wait_until(lambda: _children(sim.process.pid), 30)
            indexing = _children(sim.process.pid)
            await asyncio.sleep(rng.uniform(0, longest_s))
            if victim != "bot":
                for pid in indexing:
                    _kill(pid)
            if victim == "indexing":
                told = await sim.finish(refresh, settle=0, until=lambda reply: reply.text)
                assert "broke off" in told.text or "1 changed" in told.text
                longest_s = min(longest_s, time.monotonic() - began)
                asker = sim.add_user(f"asker{number}")
                asked = await sim.slash("ask", {"question": QUESTION}, user=asker, settle=0)
                assert _ANSWER in asked.text
            os.killpg(sim.process.pid, signal.SIGKILL)
            await load.end()
            await sim.restart_bot(signal.SIGKILL)
            assert promised.lost(_kept(home)) == []
            assert _ANSWER in (await sim.slash("ask", {"question": QUESTION}, settle=0)).text
            before = _is_whole(home, {before, edition})
            await asyncio.to_thread(_no_complaint, home)
            done = await asyncio.to_thread(lambda: run("index", home=home))
            assert done.status == 0, done.stderr
            before = _is_whole(home, {edition})
            assert not list((home / "index").glob(".building-*"))
            table.survived(kind)


def test_a_killed_build_changes_all_or_nothing(small, tmp_path, rounds, table):
    home = copy_home(small, tmp_path / "copy")
    kind, rng, before = "kill -9 of sampan index", random.Random(8), 2
    longest_s = 2.0
    finished = 0
    for number in range(rounds):
        table.tried(kind)
        write_edition(home.parent / "articles", edition := 100 + number)
        began = time.monotonic()
        command = Command("index", home=home)
        time.sleep(rng.uniform(0, longest_s))
        command.kill()
        finished += command.finish().status == 0
        before = _is_whole(home, {before, edition})
        _no_complaint(home)
        asked = run("ask", QUESTION, home=home)
        assert _ANSWER in asked.stdout, asked.stderr
        began = time.monotonic()
        done = run("index", home=home)
        longest_s = time.monotonic() - began
        assert done.status == 0, done.stderr
        before = _is_whole(home, {edition})
        assert not list((home / "index").glob(".building-*"))
        table.survived(kind)
    table.measured(f"of the builds to be killed, {finished} were done before")
