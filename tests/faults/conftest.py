import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from forked import run
from shared_folders import shared_folder
from small_home import build_home

_survived: Counter[str] = Counter()
_tried: Counter[str] = Counter()
_measured: list[str] = []


@pytest.fixture(scope="session")
def rounds() -> int:
    """How often each fault is tried: a few times, unless FAULT_ROUNDS asks for more."""
    return int(os.environ.get("FAULT_ROUNDS", "1"))


@pytest.fixture(scope="session")
def small(tmp_path_factory, lexicon_home) -> Path:
    """The data folder that each test harms a copy of."""

    def build(folder: Path) -> None:
        shutil.copytree(lexicon_home, folder / "home")
        build_home(folder)

    return shared_folder(tmp_path_factory, "small", build) / "home"


@pytest.fixture(scope="session")
def other(tmp_path_factory, lexicon_home) -> Path:
    """Another data folder, over articles that say something else."""

    def build(folder: Path) -> None:
        shutil.copytree(lexicon_home, folder / "home")
        home = build_home(folder)
        kettle = folder / "articles" / "kettle.md"
        kettle.write_text(kettle.read_text().replace("450,000", "9,000"))
        assert run("index", home=home).status == 0

    return shared_folder(tmp_path_factory, "other", build) / "home"


@pytest.fixture(scope="session")
def table():
    """Counts what was tried, for the table at the end."""
    return Table()


class Table:
    """What was tried and what was survived, by kind."""

    def tried(self, kind: str) -> None:
        _tried[kind] += 1

    def survived(self, kind: str) -> None:
        _survived[kind] += 1
        print(f"{kind}: {_survived[kind]} of {_tried[kind]}", flush=True)

    def measured(self, line: str) -> None:
        _measured.append(line)


def pytest_terminal_summary(terminalreporter):
    if _tried or _measured:
        terminalreporter.section("faults")
    for kind, count in _tried.items():
        terminalreporter.write_line(f"{kind:<48} {_survived[kind]:5} of {count:5} survived")
    for line in _measured:
        terminalreporter.write_line(line)
