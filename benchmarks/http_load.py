"""The HTTP service under load: `python -m benchmarks.http_load --rate 5 --seconds 20`.

The real `sampan serve` over the starter corpus, or whatever answers at `--url`. Questions come at a
steady rate, whether those before are answered or not, and each counts from the moment at which it
was due, so that a service that stalls cannot hide it. The clients share the machine's cores with
it. With `--look-ups` articles are looked up instead, without any reading: what HTTP itself costs.
"""

import argparse
import asyncio
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

_ROOT = Path(__file__).parents[1]
_QUESTIONS = _ROOT / "tests" / "evaluation" / "dev.jsonl"
_START_S = 120.0
PATIENCE_S = 60.0
"""How long an answer may take before it counts as failed."""


@dataclass
class Tally:
    """What came of the requests."""

    took_ms: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Measure and print."""
    options = _parse()
    if options.url:
        _load(options.url, None, options)
        return
    with serving(options.processes) as (url, pid, _home):
        _load(url, pid, options)


def _load(url: str, pid: int | None, options: argparse.Namespace) -> None:
    paths = _look_ups(url) if options.look_ups else questions_of(options.questions)
    asyncio.run(_warm_up(url, paths))
    tally = Tally()
    started = time.perf_counter()
    asyncio.run(send_steadily(url, paths, options.rate, options.seconds, tally))
    _print(tally, time.perf_counter() - started, pid)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=5.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--questions", type=Path, default=_QUESTIONS, help="JSON lines")
    parser.add_argument("--look-ups", action="store_true", help="no questions, but articles")
    parser.add_argument("--url", help="of a service that runs already")
    return parser.parse_args()


Request = tuple[str, str, dict[str, object] | None]
"""Method, path and body."""


def questions_of(path: Path) -> Sequence[Request]:
    """Each question of a file, as it is asked."""
    lines = path.read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    return [("POST", "/v1/answers", {"question": question}) for question in asked]


def _look_ups(url: str) -> Sequence[Request]:
    listed = httpx2.get(f"{url}/v1/articles?limit=100").raise_for_status().json()["articles"]
    return [("GET", f"/v1/articles/{article['id']}", None) for article in listed]


async def _warm_up(url: str, requests: Sequence[Request]) -> None:
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
        for method, path, body in requests[:3]:
            await client.request(method, path, json=body)


async def send_steadily(
    url: str, requests: Sequence[Request], rate: float, seconds: float, tally: Tally
) -> None:
    """Send so many requests a second, whether those before are answered or not."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
    async with (
        httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits) as client,
        asyncio.TaskGroup() as group,
    ):
        started = time.perf_counter()
        for number, request in zip(
            range(round(rate * seconds)), itertools.cycle(requests), strict=False
        ):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(_send(client, request, due, tally))


async def _send(client: httpx2.AsyncClient, request: Request, due: float, tally: Tally) -> None:
    method, path, body = request
    try:
        response = await client.request(method, path, json=body)
    except httpx2.HTTPError as error:
        tally.outcomes[type(error).__name__] += 1
        return
    tally.outcomes[str(response.status_code)] += 1
    if response.is_success:
        tally.took_ms.append(1000 * (time.perf_counter() - due))


@contextmanager
def serving(processes: int) -> Iterator[tuple[str, int, Path]]:
    """`sampan serve` over the starter corpus: its address, its process and its data folder."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "SAMPAN_HOME": home}
        command = [sys.executable, "-m", "bot"]
        quiet = {"cwd": _ROOT, "env": environment, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, "index", "starter"], check=True, **quiet)
        serve = ["serve", "--port", str(port), "--processes", str(processes)]
        process = subprocess.Popen([*command, *serve], **quiet)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url, process.pid, Path(home)
        finally:
            process.terminate()
            process.wait()


def _wait(url: str) -> None:
    give_up = time.monotonic() + _START_S
    while time.monotonic() < give_up:
        try:
            if httpx2.get(f"{url}/readyz", timeout=_START_S).is_success:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"{url} is not ready after {_START_S:.0f} s")


def _print(tally: Tally, seconds: float, pid: int | None) -> None:
    failed = {outcome: n for outcome, n in tally.outcomes.items() if not outcome.startswith("2")}
    print(f"answers a second          {len(tally.took_ms) / seconds:8.1f}")
    for share in (0.5, 0.95, 0.99):
        print(f"p{100 * share:<24.0f} {percentile(tally.took_ms, share):8.0f} ms")
    print(f"failed                    {sum(failed.values()):8} {failed or ''}")
    for name, size in _memory_mb(pid):
        print(f"{name:<25} {size:8.0f} MB")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of them lies; NaN of none."""
    ordered = sorted(values) or [float("nan")]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _memory_mb(pid: int | None) -> Iterator[tuple[str, float]]:
    """What each process holds; what several share is counted among them in parts."""
    if pid is None:
        return
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in (str(pid), *children):
        lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        size = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        yield f"process {each}", size / 1000


if __name__ == "__main__":
    main()
