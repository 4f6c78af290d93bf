"""Sampan beside five other ways to search the same articles: `python -m benchmarks.peers`.

LangChain with FAISS, txtai, LlamaIndex, Haystack and Chroma index the starter corpus and answer the
questions of tests/evaluation on the processor, each with its own splitter and options as they come:
with all-MiniLM-L6-v2, and again with the weights of Sampan's own encoder, multilingual-e5-small.
They are given each article as its title and the text below it, and asked for forty passages, whose
articles, each once and best first, are what counts. They take turns at everything, so that no one
has the quiet hour; compare only within one run, and measure on a machine that does nothing else:
torch runs each question on all cores at once, and waits long where one of them is busy. With
`--threads 1` it does not.

- Indexing: from texts and a loaded model to a saved index. Sampan's counts the reading and cleaning
  of its files as well, and the making of its dictionary.
- Question: search alone, in a process that has answered before; Sampan's whole answer has a row.
- Cold start: from no process to the first answer, over a saved index; all five can save one.
- Resident: memory of the process after ten answers.
- S@1 and S@5: the questions with an answer for which the first article, or one of the first five,
  has it.

The libraries live in a virtual environment of their own, which the first run makes: some 2 GB. All
stay loaded at once, which takes some 8 GB of memory.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.peers.contestants import E5, MINILM, NAMES, Contestant, choose_contestants
from benchmarks.peers.e5_check import measure_likeness
from benchmarks.peers.e5_folder import PASSAGE_PROMPT, QUERY_PROMPT, write_e5_folder
from benchmarks.peers.environment import Environment, find_minilm, open_environment
from benchmarks.peers.known import Known, prepare
from benchmarks.peers.measuring import Run, measure
from benchmarks.peers.table import Row, render_table
from embeddings.weights import WEIGHTS_SHA256

_MIN_LIKENESS = 0.99


def main() -> None:
    """Measure, and print a Markdown table."""
    options = _parse_options()
    load = os.getloadavg()[0]
    if options.threads:
        os.environ["OMP_NUM_THREADS"] = str(options.threads)  # the measured processes inherit it
    contestants = choose_contestants(options.only)
    environment = Environment(python=Path(sys.executable))
    models: dict[str, Path] = {}
    libraries = list({one.library.name: one.library for one in contestants if one.model}.values())
    if libraries:
        environment = open_environment(options.folder / "environment", libraries)
        e5 = write_e5_folder(options.folder / f"{E5}-{WEIGHTS_SHA256[:12]}")
        models = {MINILM: find_minilm(environment.python), E5: e5}
        _check_e5(environment.python, e5)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        known = prepare(home, questions=options.questions, articles=options.articles)
        runs = [
            _make_run(one, environment, models, home / str(number), known)
            for number, one in enumerate(contestants)
        ]
        measure(runs, known, index_runs=options.index_runs, cold_runs=options.cold_runs)
    asked = f"{known.articles} articles, {len(known.questions)} questions"
    print(f"{asked}; {_machine()}, load {load:.1f} before; threads: {options.threads or 'as is'}\n")
    print(render_table([run.row for run in runs]))


def _check_e5(python: Path, folder: Path) -> None:
    """Ends the run unless the libraries get the model that Sampan runs."""
    try:
        likeness = measure_likeness(python, folder)
    except subprocess.CalledProcessError as error:
        sys.exit(f"sentence-transformers cannot run {folder}:\n{error.stderr}")
    print(f"{E5} as Sampan encodes: cosine {likeness:.4f} at least", file=sys.stderr)
    if likeness < _MIN_LIKENESS:
        sys.exit(f"{folder} does not hold the model that Sampan runs; remove it")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    add = parser.add_argument
    add("--questions", type=_positive, help="ask only so many, evenly spaced")
    add("--articles", type=_positive, help="index only so many, first those that answer")
    add("--only", action="append", choices=NAMES, default=[], help="measure this; may be repeated")
    add("--index-runs", type=_positive, default=1, help="index so many times; the median counts")
    add("--cold-runs", type=_positive, default=3, help="start so many times; the median counts")
    add("--threads", type=_positive, help="the cores that torch may use for one question")
    default = user_cache_path("sampan", appauthor=False) / "peers"
    add("--folder", type=Path, default=default, help="of the environment and the model's files")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _make_run(
    contestant: Contestant,
    environment: Environment,
    models: dict[str, Path],
    folder: Path,
    known: Known,
) -> Run:
    folder.mkdir()
    is_e5 = contestant.model == E5
    library = contestant.library
    return Run(
        contestant=contestant,
        python=Path(sys.executable) if contestant.is_sampan else environment.python,
        task={
            "articles": str(known.file),
            "folder": str(folder / "index"),
            "model": str(models.get(contestant.model, "")),
            "query_prompt": QUERY_PROMPT if is_e5 else "",
            "passage_prompt": PASSAGE_PROMPT if is_e5 else "",
            "is_whole_answer": contestant.is_whole_answer,
        },
        folder=folder,
        row=Row(
            title=f"{library.title}, {contestant.variant}",
            failure=environment.failures.get(library.name, ""),
        ),
    )


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
