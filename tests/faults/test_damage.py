"""Every file of a data folder damaged in turn: noticed or mended, never a wrong answer."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from forked import Done, run
from small_home import CHINESE, QUESTION, build_home, copy_home

_NO_FAULT = (0, 1)  # doctor's 1 is a finding that it names


def _flip(path: Path, place: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 0x40
    path.write_bytes(content)


def _truncate(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


_DAMAGES: dict[str, Callable[[Path], None]] = {
    "first byte": lambda path: _flip(path, 0),
    "byte at 1/3": lambda path: _flip(path, 1 / 3),
    "byte at 2/3": lambda path: _flip(path, 2 / 3),
    "last byte": lambda path: _flip(path, 1),
    "truncated": _truncate,
    "emptied": lambda path: path.write_bytes(b""),
    "removed": lambda path: path.unlink(),
}


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Path:
    """Another data folder, over articles that say something else."""
    home = build_home(tmp_path_factory.mktemp("other") / "second")
    articles = home.parent / "articles"
    kettle = articles / "kettle.md"
    kettle.write_text(kettle.read_text().replace("450,000", "9,000"))
    assert run("index", home=home).status == 0
    return home


def _files(home: Path) -> list[Path]:
    """Every file, but what nothing reads; of the index, those of the generation in use."""
    current = (home / "index" / "CURRENT").read_text().strip()
    found = [path.relative_to(home) for path in sorted(home.rglob("*")) if path.is_file()]
    return [
        path
        for path in found
        if path.name != "LOCK" and (len(path.parts) < 3 or path.parts[1] == current)
    ]


def _counterparts(home: Path, file: Path, other: Path) -> dict[str, Path]:
    """The same file of another generation, and of another data folder."""
    found: dict[str, Path] = {}
    if len(file.parts) > 2:
        for folder, kind in ((home, "generation"), (other, "folder")):
            current = (folder / "index" / "CURRENT").read_text().strip()
            for generation in sorted(
                path for path in (folder / "index").iterdir() if path.is_dir()
            ):
                path = generation.joinpath(*file.parts[2:])
                if (generation.name == current) == (kind == "folder") and path.exists():
                    found[f"swapped with another {kind}'s"] = path
    elif (other / file).exists():
        found["swapped with another folder's"] = other / file
    return found


def _quotes(done: Done) -> list[str]:
    return [quote["text"] for quote in done.json["quotes"]]


def _complaints(home: Path, right: dict[str, list[str]]) -> list[str]:
    """What the commands do wrong over a damaged data folder, before and after it is indexed."""
    wrong: list[str] = []

    def check(what: str, done: Done, *, statuses: tuple[int, ...] = (0,)) -> Done:
        if "Traceback" in done.stderr or done.status not in (*statuses, 2):
            wrong.append(f"{what}: status {done.status}, {done.stderr.strip()[-200:]!r}")
        elif done.status == 2 and not done.stderr.strip().splitlines()[-1].startswith("Error: "):
            wrong.append(f"{what}: no sentence, {done.stderr.strip()[-200:]!r}")
        return done

    def ask(when: str) -> bool:
        answered = True
        for question, quotes in right.items():
            done = check(f"ask {when}", run("ask", question, "--json", home=home))
            answered &= done.status == 0
            if done.status == 0 and _quotes(done) != quotes:
                wrong.append(f"ask {when}: quotes {_quotes(done)}")
        return answered

    could_answer = ask("damaged")
    doctor = check("doctor", run("doctor", "--json", home=home), statuses=_NO_FAULT)
    if not could_answer and doctor.status == 0:
        wrong.append("doctor has no complaint where no answer comes")
    indexed = check("index", run("index", home=home))
    if not ask("indexed again") and indexed.status == 0:
        wrong.append("no answer after indexing, which said nothing")
    return wrong


def test_each_damaged_file_is_noticed_or_mended(small, other, tmp_path, rounds, table):
    source = copy_home(small, tmp_path / "source")
    right = {q: _quotes(run("ask", q, "--json", home=source)) for q in (QUESTION, CHINESE)}
    files = _files(source)
    cases: list[tuple[Path, str, Callable[[Path], None]]] = []
    for file in files:
        cases += [(file, name, damage) for name, damage in _DAMAGES.items()]
        for name, path in _counterparts(source, file, other).items():
            cases.append((file, name, lambda target, path=path: shutil.copyfile(path, target)))
    # A few of them, each time the same, are enough to see that nothing came loose.
    chosen = cases if rounds > 10 else cases[:: max(1, len(cases) // (2 * rounds))]
    failures: list[str] = []
    for number, (file, name, damage) in enumerate(chosen):
        table.tried("a damaged file")
        home = copy_home(source, tmp_path / f"copy{number}")
        damage(home / file)
        wrong = _complaints(home, right)
        shutil.rmtree(home.parent)
        if wrong:
            print(f"{file} {name}: {wrong}", flush=True)
            failures.append(f"{file} {name}: {wrong}")
        else:
            table.survived("a damaged file")
    assert failures == []
