"""Every file of a data folder damaged in turn: noticed or mended, never a wrong answer."""

import shutil

from damaged_home import complaints, damages, quotes, some_of
from forked import run
from small_home import CHINESE, QUESTION, copy_home


def test_each_damaged_file_is_noticed_or_mended(small, other, tmp_path, rounds, table):
    source = copy_home(small, tmp_path / "source")
    right = {q: quotes(run("ask", q, "--json", home=source)) for q in (QUESTION, CHINESE)}
    cases = list(damages(source, other))
    failures: list[str] = []
    for number, (file, name, damage) in enumerate(
        cases if rounds > 10 else some_of(cases, 2 * rounds)
    ):
        table.tried("a damaged file")
        home = copy_home(source, tmp_path / f"copy{number}")
        damage(home / file)
        wrong = complaints(home, right)
        shutil.rmtree(home.parent)
        if wrong:
            print(f"{file} {name}: {wrong}", flush=True)
            failures.append(f"{file} {name}: {wrong}")
        else:
            table.survived("a damaged file")
    assert failures == []
