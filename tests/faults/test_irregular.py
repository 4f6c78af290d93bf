"""A pipe, socket, device or folder in the place of a file: said or mended, never waited for."""

import shutil
from pathlib import Path

from damaged_home import IRREGULAR, complaints, files_in_use, quotes, side_files, some_of
from forked import run
from small_home import CHINESE, QUESTION, copy_home

_MENDED = ("index", "vectors.sqlite", "traces.sqlite", "lexicon-")  # but for folders


def test_what_is_no_file_is_said_or_mended(small, tmp_path, rounds, table):
    source = copy_home(small, tmp_path / "source")
    right = {q: quotes(run("ask", q, "--json", home=source)) for q in (QUESTION, CHINESE)}
    files = files_in_use(source) + side_files(source)
    files += [Path(f"journal.sqlite{suffix}") for suffix in ("", "-wal", "-shm", "-journal")]
    files.append(Path("journal.key"))
    cases = [(file, kind, put) for file in files for kind, put in IRREGULAR.items()]
    failures: list[str] = []
    for number, (file, kind, put) in enumerate(
        cases if rounds > 10 else some_of(cases, 3 * rounds)
    ):
        table.tried("no file where one should be")
        home = copy_home(source, tmp_path / f"copy{number}")
        (home / file).unlink(missing_ok=True)
        put(home / file)
        is_mended = kind != "folder" and str(file).startswith(_MENDED) and file.name != "SOURCES"
        wrong = complaints(home, right, is_mended=is_mended)
        shutil.rmtree(home.parent)
        if wrong:
            print(f"{file} as a {kind}: {wrong}", flush=True)
            failures.append(f"{file} as a {kind}: {wrong}")
        else:
            table.survived("no file where one should be")
    assert failures == []
