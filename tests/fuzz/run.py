"""The long fuzz run: `FUZZ_EXAMPLES=100000 python -m fuzz.run [words of targets' names]`.

Each target runs in a process of its own, so that one that kills its interpreter is counted and
ends no other. Inputs come from random bytes; those of a failure are printed, to become a seed.
The last lines say how many inputs were tried, and how many crashed or took over a second.
"""

import importlib.util
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_HANG_S = 1.0
_LIMIT_S = 600.0
_MOST_SHOWN = 3


def targets(path: Path) -> dict[str, Callable[..., None]]:
    """The tests of a file that were made by `fuzzed`."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: test for name, test in vars(module).items() if hasattr(test, "inputs")}


def run_target(path: Path, name: str, examples: int) -> dict[str, Any]:
    """Try a target on so many inputs."""
    test = targets(path)[name]
    tried = failed = hung = 0
    slowest = 0.0
    shown: list[str] = []
    check = test.check  # type: ignore[attr-defined]

    def timed(value: Any) -> None:
        nonlocal tried, failed, hung, slowest
        tried += 1
        began = time.thread_time()
        try:
            check(value)
        except Exception as error:
            failed += 1
            if len(shown) < _MOST_SHOWN:
                shown.append(f"{type(error).__name__}: {error!s:.200} on {value!r:.2000}")
        took = time.thread_time() - began if tried > 1 else 0.0  # the first makes what is made once
        slowest = max(slowest, took)
        if took > _HANG_S:
            hung += 1
            if len(shown) < _MOST_SHOWN:
                shown.append(f"{took:.1f} s on {value!r:.2000}")

    hypothesis = test.hypothesis  # type: ignore[attr-defined]
    rng = random.Random(os.environ.get("FUZZ_SEED", "1") + name)
    hypothesis.inner_test = timed
    attempts = 0
    while tried < examples and attempts < 20 * examples + 100:
        attempts += 1
        hypothesis.fuzz_one_input(rng.randbytes(rng.choice((64, 256, 1024, 4096))))
    return {"tried": tried, "failed": failed, "hung": hung, "slowest": slowest, "shown": shown}


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        _, _, path, name, examples = sys.argv
        print(json.dumps(run_target(Path(path), name, int(examples))))
        return 0
    examples = int(os.environ.get("FUZZ_EXAMPLES", "20000"))
    totals = dict.fromkeys(("tried", "failed", "hung", "died"), 0)
    for path in sorted(_FOLDER.glob("test_*.py")):
        for name in targets(path):
            if sys.argv[1:] and not any(word in f"{path.stem} {name}" for word in sys.argv[1:]):
                continue
            try:
                done = subprocess.run(
                    [sys.executable, "-m", "fuzz.run", "--one", str(path), name, str(examples)],
                    stdout=subprocess.PIPE,
                    text=True,
                    check=False,
                    timeout=_LIMIT_S + examples * _HANG_S,
                )
            except subprocess.TimeoutExpired:
                totals["hung"] += 1
                print(f"{path.stem} {name}: HUNG", flush=True)
                continue
            if done.returncode:
                totals["died"] += 1
                print(f"{path.stem} {name}: DIED with status {done.returncode}", flush=True)
                continue
            result = json.loads(done.stdout.splitlines()[-1])
            for key in ("tried", "failed", "hung"):
                totals[key] += result[key]
            print(
                f"{path.stem} {name}: {result['tried']:,} inputs, {result['failed']} failed, "
                f"{result['hung']} over {_HANG_S:.0f} s, slowest {result['slowest']:.2f} s",
                *result["shown"],
                sep="\n  ",
                flush=True,
            )
    print(
        f"inputs tried {totals['tried']:,} / crashes {totals['failed'] + totals['died']} / "
        f"hangs over {_HANG_S:.0f} s {totals['hung']}"
    )
    return 1 if totals["failed"] + totals["died"] + totals["hung"] else 0


if __name__ == "__main__":
    sys.exit(main())
