"""The bot with every step of its event loop timed: `python -m benchmarks.timed_loop FILE`.

When the bot has ended, FILE holds as JSON when (seconds since the epoch), for how many ms, and in
which function the loop was busy for more than a moment without a pause; and how many of these ms it
was running at all, rather than waiting for a core or for another thread.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from bot.terminal.cli import main as sampan

_MOMENT_MS = 10.0


def main() -> None:
    """Run `sampan bot`, and write what was timed."""
    target = Path(sys.argv[1])
    steps: list[tuple[float, float, float, str]] = []
    run = asyncio.Handle._run

    def timed(self: asyncio.Handle) -> None:
        started, started_running = time.perf_counter(), time.thread_time()
        run(self)
        took_ms = 1000 * (time.perf_counter() - started)
        if took_ms > _MOMENT_MS:
            ran_ms = 1000 * (time.thread_time() - started_running)
            steps.append((time.time(), took_ms, ran_ms, _name(self)))

    asyncio.Handle._run = timed
    sys.argv = ["sampan", "bot"]
    try:
        sampan()
    finally:
        target.write_text(json.dumps(steps), encoding="utf-8")


def _name(handle: asyncio.Handle) -> str:
    """The coroutine or function that the step belongs to."""
    task = getattr(handle._callback, "__self__", None)
    if isinstance(task, asyncio.Task):
        return str(getattr(task.get_coro(), "__qualname__", task))
    return str(getattr(handle._callback, "__qualname__", handle._callback))


if __name__ == "__main__":
    main()
