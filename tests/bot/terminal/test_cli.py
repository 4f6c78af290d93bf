import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from embeddings.sources import read_sources

_ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "What is FPS?"), 'run "sampan index"'),
        (("articles", "latest"), 'run "sampan index"'),
        (("ask", ""), "The question is empty"),
        (("ask", "x" * 20_000), "has 20,000 characters"),
        (("ask", "§§§"), "has no words"),
        (("evaluate", "none.jsonl"), "none.jsonl: cannot be read"),
        (("calibrate", "none.jsonl"), "none.jsonl: cannot be read"),
        (("why", "nothing"), 'no answer with the id "nothing"'),
        (("why", "\udcff"), "no answer with the id"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_2(sampan, arguments, says):
    run = sampan(*arguments)
    assert run.status == 2
    assert run.stdout == ""
    assert says in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SAMPAN_ANSWER_FROM", "much"), ("SAMPAN_ARTICLES", "x"), ("SAMPAN_TYPO", "x")],
)
def test_a_wrong_setting_is_named(sampan, variable, value):
    run = sampan("ask", "What is FPS?", **{variable: value})
    assert run.status == 2
    assert variable in run.stderr


def test_the_starter_corpus_is_found_wherever_sampan_is(starter_home):
    assert read_sources(starter_home / "index") == ["starter"]


@pytest.mark.parametrize("question", ["\udcff\udcfe bank", "What is \udce9 FPS?"])
def test_bytes_that_are_no_text_are_left_out_of_a_question(starter_sampan, question):
    run = starter_sampan("ask", question)
    assert run.status == 0, run.stderr


def test_output_that_cannot_be_written_is_one_sentence(starter_home):
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "bot", "articles", "topics"],
            cwd=_ROOT,
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={"SAMPAN_HOME": str(starter_home), "PATH": "/usr/bin:/bin"},
        )
    assert run.returncode == 2
    assert "No space left" in run.stderr
    assert "Traceback" not in run.stderr


def test_explain_shows_how_each_passage_was_found(starter_sampan):
    explained = starter_sampan("ask", "What is Project Ensemble?", "--explain", "--json").json
    assert explained["hits"][0]["vector"]["rank"] >= 1
    run = starter_sampan("ask", "What is Project Ensemble?", "--explain")
    assert "vector: rank, score" in run.stdout
    assert "project-ensemble" in run.stdout


def test_filters_work_from_the_command_line(starter_sampan):
    run = starter_sampan(
        "ask", "虛擬銀行", "--since", "2019", "--until", "2019", "--language", "en", "--json"
    )
    answer = run.json
    assert answer["filters"] == {
        "since": "2019-01-01",
        "until": "2019-12-31",
        "languages": ["en"],
    }
    assert all(source["published"].startswith("2019") for source in answer["sources"])


def test_lookups_find_articles(starter_sampan):
    found = starter_sampan("articles", "find", "虛擬銀行", "--json").json
    assert any("virtual" in article["id"] for article in found)
    latest = starter_sampan("articles", "latest", "--json", "-n", "3").json
    assert latest[0]["id"] == "2026-06-17-hsbc-google-cloud-ai-partnership"
    shown = starter_sampan("articles", "show", latest[0]["id"])
    assert latest[0]["title"] in shown.stdout
    assert starter_sampan("articles", "related", latest[0]["id"]).status == 0
    assert {"name": "Banking", "articles": 58} in starter_sampan(
        "articles", "topics", "--json"
    ).json
    assert "HKMA" in starter_sampan("articles", "providers").stdout


def test_an_unknown_article_is_told(starter_sampan):
    run = starter_sampan("articles", "show", "no-such-article")
    assert run.status == 2
    assert 'no article has the id "no-such-article"' in run.stderr


def test_an_answer_is_looked_into_by_its_id(starter_sampan):
    answer = starter_sampan("ask", "How many banks had joined FPS by 2018?", "--json").json
    why = starter_sampan("why", answer["id"])
    assert why.status == 0, why.stderr
    assert "… – 2018-12-31" in why.stdout
    assert "in period" in why.stdout
    trace = starter_sampan("why", answer["id"], "--json").json
    assert trace["question"] == answer["question"]
    assert trace["confidence"] == answer["confidence"]


def test_the_same_question_is_answered_in_the_same_bytes(starter_sampan):
    first, second = (starter_sampan("ask", "轉數快幾時推出？", "--json").json for _ in range(2))
    assert {**first, "took_ms": 0} == {**second, "took_ms": 0}


def test_every_command_has_help_with_its_name():
    from typer.main import get_command

    from bot.terminal.cli import app

    root = get_command(app)
    for name, command in {**root.commands, **root.commands["articles"].commands}.items():
        assert command.help, name
        assert all(parameter.help or parameter.name for parameter in command.params)


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import bot.terminal.cli", "torch numpy faiss pydantic yaml opencc discord"),
        (
            "import bot.service.wiring, bot.settings",
            "torch faiss sentence_transformers rensa discord",
        ),
    ],
)
def test_only_what_is_used_is_imported(statement, unwanted):
    program = f"import sys, json; {statement}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, check=True, capture_output=True, text=True
    )
    assert not set(unwanted.split()) & set(json.loads(run.stdout))


def test_asking_imports_no_torch(starter_home):
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from bot.settings import Settings\n"
        "from bot.service.wiring import open_service\n"
        "open_service(Settings(home=Path(sys.argv[1]))).answerer.answer('What is FPS?')\n"
        "print({'torch', 'sentence_transformers', 'rensa'} & set(sys.modules))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(starter_home)],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("library", "extra", "command"),
    [
        ("ir_measures", "evaluation", "evaluate tests/evaluation/dev.jsonl"),
        ("sklearn", "evaluation", "calibrate tests/evaluation/dev.jsonl"),
        ("mcp", "mcp", "mcp"),
    ],
)
def test_a_command_that_lacks_its_extra_says_which(tmp_path, library, extra, command):
    program = (
        f"import sys\nsys.modules['{library}'] = None\nfrom bot.terminal.cli import main\nmain()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *command.split()],
        cwd=_ROOT,
        env={**os.environ, "SAMPAN_HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    command = f"{sys.executable} -m pip install 'sampan[{extra}]'"
    assert run.stderr == f"Error: this needs more packages; run: {command}\n"


def test_the_version_is_shown(sampan):
    shown = sampan("--version")
    assert (shown.status, shown.stdout) == (0, f"sampan {metadata.version('sampan')}\n")


def test_a_closed_pipe_is_no_error(starter_home):
    command = f"{sys.executable} -m bot articles latest -n 100 | head -1"
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=_ROOT,
        check=False,
        capture_output=True,
        text=True,
        env={"SAMPAN_HOME": str(starter_home), "PATH": "/usr/bin:/bin"},
    )
    assert "Traceback" not in run.stderr
    assert run.stdout.startswith("2026-06-17")


def test_a_closed_output_is_no_error(starter_home):
    command = f"{sys.executable} -m bot ask 'When did FPS start?' >&-"
    run = subprocess.run(
        command,
        shell=True,
        cwd=_ROOT,
        env={**os.environ, "SAMPAN_HOME": str(starter_home)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_an_output_without_chinese_shows_escapes(starter_home):
    run = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "首批虛擬銀行牌照發咗俾邊間公司？"],
        cwd=_ROOT,
        env={**os.environ, "SAMPAN_HOME": str(starter_home), "PYTHONIOENCODING": "ascii"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "\\u" in run.stdout


def test_a_short_greeting_is_greeted_and_a_short_question_refused(starter_sampan):
    greeted = starter_sampan("ask", "hi")
    assert greeted.status == 0, greeted.stderr
    assert greeted.stdout.startswith("Hello!")
    refused = starter_sampan("ask", "ab")
    assert refused.status == 2
    assert "too short" in refused.stderr
