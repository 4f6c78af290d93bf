"""What surrounds the bot goes wrong: clocks, disks, and long days."""

import asyncio
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from discordsim import DiscordSim
from forked import run
from live_bot import ROOT, run_bot, start
from small_home import QUESTION, UNKNOWN, copy_home, write_edition

_ANSWER = "450,000 users"
_YEAR_S = 365 * 86_400
_SHIFTED = """
import pathlib, sys, time
now = time.time
shift = pathlib.Path(sys.argv.pop(1))
time.time = lambda: now() + float(shift.read_text())
from bot.terminal.cli import main
main()
"""


@pytest.mark.parametrize("shift_s", [-20 * _YEAR_S, 20 * _YEAR_S], ids=["back", "forward"])
async def test_a_clock_that_is_set_expires_nothing_for_ever(small, tmp_path, shift_s):
    home = copy_home(small, tmp_path / "copy")
    clock = tmp_path / "clock"
    _set(clock, 0)
    async with DiscordSim(privileged=()) as sim:
        await sim.start_bot(
            [sys.executable, "-c", _SHIFTED, str(clock), "bot"],
            cwd=ROOT,
            env={"SAMPAN_HOME": str(home), "SAMPAN_USER_QUESTIONS": "2", "PYTHONPATH": str(ROOT)},
            token_var="SAMPAN_DISCORD_TOKEN",
            commands=11,
            net="block",
        )
        for number, shift in enumerate((0.0, shift_s, 0.0)):
            _set(clock, shift)
            user = sim.add_user(f"user{number}")
            answer = await sim.slash("ask", {"question": QUESTION}, user=user)
            assert _ANSWER in answer.text
            assert "Thank you" in (await sim.click(answer, "👍", user=user)).text
            refusal = await sim.slash("ask", {"question": UNKNOWN}, user=user)
            told = await sim.click(refusal, "Tell me when", user=user)
            assert "I will write to you" in told.text
            # The limit is of real time: neither lifted nor made longer by the clock.
            refused = await sim.slash("ask", {"question": "Which bank got a licence?"}, user=user)
            seconds = re.search(r"please wait (\d+) seconds", refused.text)
            assert seconds
            assert 0 < int(seconds[1]) <= 60
            said = await sim.dm("And the tram?", user=sim.add_user(f"friend{number}"))
            assert said.text
            status = await sim.slash("sampan unanswered", user="owner")
            assert status.ok
        assert "1 changed" in (await _refresh(sim, home)).text
        assert _ANSWER in (await sim.slash("ask", {"question": QUESTION}, user="owner")).text
        sim.assert_clean()
        assert not [line for _, line in sim.bot_log if "Traceback" in line]
    with contextlib.closing(sqlite3.connect(home / "journal.sqlite")) as journal:
        assert journal.execute("SELECT COUNT(*) FROM votes").fetchone() == (3,)
        assert journal.execute("SELECT COUNT(*) FROM subscriptions").fetchone() == (3,)


def _set(clock: Path, shift_s: float) -> None:
    """In one step: the bot may look at any moment."""
    draft = clock.with_suffix(".new")
    draft.write_text(str(shift_s))
    draft.replace(clock)


async def _refresh(sim, home: Path):
    write_edition(home.parent / "articles", 77)
    return await sim.slash("sampan refresh", user="owner", until=lambda reply: reply.text)


@contextlib.contextmanager
def _mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A small disk of the test's own."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", *options, "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(folder: Path) -> None:
    with contextlib.suppress(OSError), (folder / "filling").open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


def _generations(home: Path) -> set[str]:
    return {path.name for path in (home / "index").iterdir() if path.is_dir()}


def _try_commands(home: Path, articles: Path) -> None:
    """Nothing can be kept: answers come, and a build says so in one sentence."""
    asked = run("ask", QUESTION, home=home)
    assert _ANSWER in asked.stdout, asked.stderr
    built = run("index", str(articles), home=home)
    assert built.status == 2
    assert built.stderr.strip().splitlines()[-1].startswith("Error: ")
    found = run("doctor", home=home)
    assert found.status in (0, 1)
    for done in (asked, built, found):
        assert "Traceback" not in done.stderr


async def test_a_full_disk_costs_no_answer_and_keeps_nothing_half_written(small, tmp_path):
    with _mounted(tmp_path / "disk", "-o", "size=16m") as disk:
        home = copy_home(small, disk / "copy")
        articles = shutil.copytree(home.parent / "articles", tmp_path / "articles")
        async with DiscordSim(privileged=()) as sim:
            await start(sim, home, {"SAMPAN_ARTICLES": f'["{articles}"]'})
            answer = await sim.slash("ask", {"question": QUESTION}, user="alice")
            write_edition(articles, 88)
            _fill(disk)
            generations = _generations(home)
            await asyncio.to_thread(_try_commands, home, articles)
            assert _ANSWER in (await sim.slash("ask", {"question": QUESTION}, user="bob")).text
            voted = await sim.click(answer, "👍", user="alice")
            assert "cannot keep that" in voted.text
            told = await sim.slash("sampan refresh", user="owner", until=lambda r: r.text)
            assert "could not be read again" in told.text
            assert _ANSWER in (await sim.slash("ask", {"question": QUESTION}, user="owner")).text
            assert _generations(home) == generations
            sim.assert_clean()


@contextlib.contextmanager
def _read_only(path: Path) -> Iterator[None]:
    """A file or folder that may not be written to; for root, who may all, by a mount of its own."""
    if os.geteuid() != 0:
        mode = path.stat().st_mode
        path.chmod(mode & 0o555)
        yield
        path.chmod(mode)
        return
    bound = subprocess.run(["mount", "--bind", path, path], capture_output=True, check=False)
    if bound.returncode:
        pytest.skip(f"nothing can be mounted: {bound.stderr.decode().strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", path], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@pytest.mark.parametrize("name", ["", "journal.sqlite", "traces.sqlite"])
async def test_a_bot_that_may_not_write_ends_with_what_to_do(small, tmp_path, name):
    home = copy_home(small, tmp_path / "copy")
    async with DiscordSim(privileged=()) as sim:
        await start(sim, home)
        assert (await sim.slash("ask", {"question": QUESTION}, user="alice")).ok
        assert await sim.stop_bot() == 0
        with _read_only(home / name):
            status, stderr = await run_bot(sim, home)
            asked = await asyncio.to_thread(run, "ask", QUESTION, home=home)
            found = await asyncio.to_thread(run, "doctor", home=home)
    assert status == 2
    assert "Traceback" not in stderr
    last = stderr.strip().splitlines()[-1]
    assert last.startswith(f"Error: {home / name} may not be written to")
    assert last.endswith("let SAMPAN_HOME name another folder")
    assert _ANSWER in asked.stdout
    assert name or f"let its user write to {home}" in asked.stderr
    assert found.status == 1
    assert "may not be written to" in " ".join(found.stdout.split())


async def test_a_folder_that_may_not_be_written_answers_and_says_so(small, tmp_path):
    with _mounted(tmp_path / "disk", "-o", "size=16m") as disk:
        home = copy_home(small, disk / "copy")
        articles = shutil.copytree(home.parent / "articles", tmp_path / "articles")
        write_edition(articles, 88)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        await asyncio.to_thread(_try_commands, home, articles)
        async with DiscordSim(privileged=()) as sim:
            status, stderr = await run_bot(sim, home)
        assert status == 2
        assert "Traceback" not in stderr
        assert f"{home} may not be written to" in stderr.strip().splitlines()[-1]
