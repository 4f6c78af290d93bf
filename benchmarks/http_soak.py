"""The HTTP service for long: `python -m benchmarks.http_soak --minutes 30 --kill-every 10`.

The real `sampan serve` with two processes, under steady questions, look-ups and votes, while the
index gains or loses an article each minute. With `--kill-every` a process is killed as often, and
it is measured how soon as many serve again. Every vote that was confirmed has to be in the journal
at the end.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx2

from benchmarks.http_load import PATIENCE_S, Tally, percentile, questions_of, send_steadily, serving

_ROOT = Path(__file__).parents[1]
_QUESTIONS = _ROOT / "tests" / "evaluation" / "dev.jsonl"
_PROCESSES = 2
_MINUTE_S = 60.0
_VOTE_EVERY_S = 2.0
_LOOK_EVERY_S = 0.05
_WAITED_FOR = re.compile(r"^tfd:\s+(\d+)", re.MULTILINE)  # what an epoll handle waits for
_ARTICLE = "---\ntitle: Minute {n}\n---\n\nIn minute {n} the test wrote this sentence.\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=2.0, help="requests a second")
    parser.add_argument("--kill-every", type=float, help="seconds")
    options = parser.parse_args()
    with serving(_PROCESSES) as (url, pid, home):
        asyncio.run(_soak(url, pid, home, options))


async def _soak(url: str, pid: int, home: Path, options: argparse.Namespace) -> None:
    tally, back_s, votes, confirmed = Tally(), list[float](), Counter[str](), list[str]()
    seconds = _MINUTE_S * options.minutes
    _print_size(pid, "at the start")
    beside = [
        asyncio.create_task(_renew_index(home, pid)),
        asyncio.create_task(_vote(url, votes, confirmed)),
    ]
    if options.kill_every:
        beside.append(asyncio.create_task(_kill(pid, options.kill_every, back_s)))
    requests = [
        request
        for question in questions_of(_QUESTIONS)
        for request in (question, ("GET", "/v1/articles?limit=5", None))
    ]
    await send_steadily(url, requests, options.rate, seconds, tally)
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    _print_size(pid, "at the end")
    print("requests", dict(tally.outcomes), f"p95 {percentile(tally.took_ms, 0.95):.0f} ms")
    with closing(sqlite3.connect(home / "journal.sqlite")) as journal:
        kept = {answer for (answer,) in journal.execute("SELECT answer FROM votes")}
    lost = sorted(set(confirmed) - kept)
    print(f"votes {dict(votes)} of {len(set(confirmed))} answers, in the journal {len(kept)}")
    print(f"confirmed and lost: {lost or 'none'}")
    if back_s:
        print(f"{len(back_s)} kills, serving again after {max(back_s):.1f} s at most")


async def _renew_index(home: Path, pid: int) -> None:
    """Give the index another article each minute, or take it away again."""
    article = home / "minutes" / "minute.md"
    article.parent.mkdir()
    number = 0
    while True:
        await asyncio.sleep(_MINUTE_S)
        number += 1
        if number % 2:
            article.write_text(_ARTICLE.format(n=number), encoding="utf-8")
        else:
            article.unlink()
        folders = ["starter", str(article.parent)] if number % 2 else ["starter"]
        command = [sys.executable, "-m", "bot", "index", *folders, "--yes"]
        await asyncio.to_thread(
            subprocess.run,
            command,
            cwd=_ROOT,
            env={**os.environ, "SAMPAN_HOME": str(home)},
            capture_output=True,
            check=True,
        )
        if not number % 5:
            _print_size(pid, f"after {number} minutes")


async def _vote(url: str, votes: Counter[str], confirmed: list[str]) -> None:
    """Ask another question every now and then, like its answer, and note what was confirmed."""
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
        number = 0
        while True:
            number += 1
            try:
                question = {
                    "question": f"Visitor {number} asks: when did the Faster Payment System open?"
                }
                answer = (await client.post("/v1/answers", json=question)).json()
                vote = {"answer": answer["id"], "value": 1}
                status = (await client.post("/v1/votes", json=vote)).status_code
                votes["confirmed" if status == 204 else str(status)] += 1
                if status == 204:
                    confirmed.append(answer["id"])
            except (httpx2.HTTPError, KeyError) as error:
                votes[type(error).__name__] += 1
            await asyncio.sleep(_VOTE_EVERY_S)


async def _kill(pid: int, every_s: float, back_s: list[float]) -> None:
    """Kill a process that serves, and see how soon another takes its place."""
    rng = random.Random(0)
    while True:
        await asyncio.sleep(every_s)
        before = _listening(pid)
        os.kill(rng.choice(sorted(before)), signal.SIGKILL)
        started = time.monotonic()
        while len(_listening(pid)) < _PROCESSES or _listening(pid) == before:
            await asyncio.sleep(_LOOK_EVERY_S)
        back_s.append(time.monotonic() - started)


def _listening(pid: int) -> set[int]:
    """The processes that take requests: those that wait at the socket that they were given."""
    ours = set(_sockets(pid).values())
    found = set()
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        try:
            sockets = _sockets(child)
            waiting = "".join(path.read_text() for path in Path(f"/proc/{child}/fdinfo").iterdir())
        except OSError:
            continue
        if any(sockets.get(number) in ours for number in _WAITED_FOR.findall(waiting)):
            found.add(child)
    return found


def _sockets(pid: int) -> dict[str, str]:
    """The name of each socket that a process holds, by the number of its handle."""
    handles = {path.name: str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    return {number: name for number, name in handles.items() if name.startswith("socket:")}


def _print_size(pid: int, when: str) -> None:
    for child in sorted(_listening(pid)):
        lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
        size = next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))
        handles = len(list(Path(f"/proc/{child}/fd").iterdir()))
        print(f"{when}: process {child} {size / 1000:.0f} MB, {handles} handles", flush=True)


if __name__ == "__main__":
    main()
