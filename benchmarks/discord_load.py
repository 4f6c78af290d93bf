"""The bot under load: `python -m benchmarks.discord_load`.

The real bot in its own process, over the index of the starter corpus, against the simulated Discord
of the tests; simulator and users share the machine's cores with it. Needs "sampan index". With
`--service` the bot has no index, and asks a "sampan serve" that runs beside it.
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(_ROOT / "tests"))

from discordsim import DiscordSim  # noqa: E402 - it lies beside the tests
from live_service import live_service  # noqa: E402

_QUESTIONS = _ROOT / "tests" / "evaluation" / "dev.jsonl"
_USERS = 20
_ROUNDS = 10
_ANSWERS = 1000


async def main() -> None:
    """Measure and print."""
    lines = _QUESTIONS.read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        articles = shutil.copytree(_ROOT / "corpus" / "articles", home / "articles")
        build = await asyncio.create_subprocess_exec(
            sys.executable, *("-m", "bot", "index", articles), cwd=_ROOT, env=_environment(home)
        )
        await build.wait()
        with _service(home) as settings:
            await _run(home, settings, questions, articles)


async def _run(home: Path, settings: dict[str, str], questions: list[str], articles: Path) -> None:
    async with DiscordSim(privileged=(), rate_limits=False) as sim:
        started = time.perf_counter()
        await sim.start_bot(
            [sys.executable, "-m", "benchmarks.timed_loop", str(home / "steps.json")],
            cwd=_ROOT,
            env={
                "SAMPAN_HOME": str(home / "bot" if settings else home),
                **settings,
                "SAMPAN_USER_QUESTIONS": "100000",
                "SAMPAN_SERVER_QUESTIONS": "100000",
            },
            token_var="SAMPAN_DISCORD_TOKEN",
            commands=11,
        )
        print(f"start to connected, commands sent {time.perf_counter() - started:8.2f} s")
        ready = time.time()
        await _measure(sim, questions)
        refreshing = time.time()
        if not settings:
            await _measure_refresh(sim, questions, articles)
        await sim.stop_bot()
        steps = json.loads((home / "steps.json").read_text("utf-8"))
        for label, since, until in (
            ("at the start", 0, ready),
            ("while answering", ready, refreshing),
            ("while refreshing", refreshing, time.time()),
        ):
            within = [step[1:] for step in steps if since <= step[0] < until]
            took_ms, _, name = max(within, default=(0, 0, "nothing above 10 ms"))
            ran_ms = max((ran_ms for _, ran_ms, _ in within), default=0)
            print(
                f"event loop busy {label:<18}{took_ms:8.0f} ms ({name}),"
                f" itself running {ran_ms:.0f} ms"
            )


@contextmanager
def _service(home: Path) -> Iterator[dict[str, str]]:
    """What lets the bot ask a service, if that is wanted."""
    if "--service" not in sys.argv[1:]:
        yield {}
        return
    with live_service(home) as service:
        yield {"SAMPAN_SERVICE_URL": service.url}
        if service.process:
            print(f"resident, the service        {_resident_mb(service.process.pid):15.0f} MB")


async def _measure(sim: DiscordSim, questions: list[str]) -> None:
    users = [sim.add_user(f"user{number}") for number in range(_USERS)]
    first: list[float] = []
    final: list[float] = []
    resident: list[float] = []
    answered = 0
    while answered < _ANSWERS:
        asked = [
            sim.slash_start(
                "ask", {"question": questions[(answered + n) % len(questions)]}, user=user
            )
            for n, user in enumerate(users)
        ]
        replies = await asyncio.gather(*(sim.finish(ix, settle=0.05) for ix in asked))
        assert all(reply.ok and reply.deferred for reply in replies)
        if answered < _USERS * _ROUNDS:
            first += [reply.first_ms for reply in replies]
            final += [reply.final_ms for reply in replies]
        answered += len(replies)
        if answered % 200 == 0:
            resident.append(_resident_mb(sim.process.pid))
    typed = [
        (await sim.autocomplete("article find", "query", text)).ms
        for text in ("h", "hk", "hkma", "穩定", "virtual b", "")
        for _ in range(20)
    ]
    print(f"{_USERS} users at once, first response p99   {_percentile(first, 0.99):8.0f} ms")
    print(f"{_USERS} users at once, final answer p95     {_percentile(final, 0.95):8.0f} ms")
    print(f"autocomplete p99                    {_percentile(typed, 0.99):8.1f} ms")
    shown = ", ".join(f"{size:.0f}" for size in resident)
    print(f"resident after every 200 answers    {shown} MB")


async def _measure_refresh(sim: DiscordSim, questions: list[str], articles: Path) -> None:
    """An article changes, and users ask while the index is built and taken over."""
    changed = next(articles.glob("2024-05-17-e-cny-pilot*"))
    changed.write_text(changed.read_text("utf-8") + "\nA sentence was added.\n", "utf-8")
    users = [sim.add_user(f"reader{number}") for number in range(5)]
    refresh = sim.slash_start("sampan refresh", user="owner")
    first: list[float] = []
    while refresh.ack_t is None or len(refresh.events) < 2:
        asked = [
            sim.slash_start("ask", {"question": questions[len(first) + n]}, user=user)
            for n, user in enumerate(users)
        ]
        replies = await asyncio.gather(*(sim.finish(ix, settle=0.05) for ix in asked))
        assert all(reply.deferred for reply in replies)
        first += [reply.first_ms for reply in replies]
    print(f"5 at once during a refresh, first p99{_percentile(first, 0.99):7.0f} ms")


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "SAMPAN_HOME": str(home)}


if __name__ == "__main__":
    asyncio.run(main())
