import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from bot.answering.confidence import Verdict
from bot.settings import Settings
from bot.terminal.cli import app
from corpus.glossary import load_glossary
from corpus.parse import parse_text

_ROOT = Path(__file__).parents[1]
_README = (_ROOT / "README.md").read_text(encoding="utf-8")
_COMMANDS = re.findall(r"^sampan .*$", _README, re.MULTILINE)


def test_every_setting_is_listed_with_its_default():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \|", _README, re.MULTILINE)
    assert [name for name, _, _ in rows] == list(Settings.model_fields)
    for name, variable, default in rows:
        assert variable == f"SAMPAN_{name.upper()}"
        if name != "home":
            assert default == f"`{Settings.model_fields[name].default}`"


def test_the_measured_figures_are_there():
    assert "FIGURES" not in _README
    assert "nDCG@10" in _README


def test_the_makefile_has_the_targets_that_are_named():
    makefile = (_ROOT / "Makefile").read_text()
    for target in re.findall(r"`?make (\w+)", _README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_glossary_has_the_size_that_is_named():
    size = len(load_glossary().concepts)
    assert f"{size} concepts" in _README
    assert f"{size} concepts" in (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_front_matter_shown_is_read():
    example = re.search(r"```markdown\n(.*?)```", _README, re.DOTALL)
    parsed = parse_text(example[1], path=Path("example.md"), article_id="example")
    article = parsed.article
    assert parsed.repairs == ()
    assert article.provider == "HKMA"
    assert article.topics == ("Payments", "Banking")
    assert len(article.related) == 1


def test_every_command_is_shown():
    root = get_command(app)
    shown = set(re.findall(r"^(?:SAMPAN_\w+=\S+ )?sampan (\w+)", _README, re.MULTILINE))
    assert set(root.commands) == shown


# These take a file of questions or an id of one's own; their own tests run them.
_OTHERS = ("evaluate", "calibrate", "why", "~", "https:")


@pytest.mark.parametrize("command", [c for c in _COMMANDS if not any(o in c for o in _OTHERS)])
def test_the_commands_work(command, starter_home):
    done = subprocess.run(
        [sys.executable, "-m", "bot", *shlex.split(command)[1:]],
        cwd=_ROOT,
        check=False,
        capture_output=True,
        text=True,
        input="thank you\n",  # to whatever talks
        env={"SAMPAN_HOME": str(starter_home), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_files_that_are_linked_exist():
    for name in re.findall(r"\]\((?!https?:)([^)#]+)\)", _README):
        assert (_ROOT / name).is_file(), name


# What a full answer to each question of the README holds.
_STARTERS = {
    "When did the Commercial Data Interchange open?": ["24 October 2022"],
    "Which companies got the first virtual bank licences?": [
        "Livi VB",
        "SC Digital Solutions",
        "ZhongAn Virtual Finance",
    ],
    "生成式AI沙盒第二期有幾多個用例？": ["27個用例"],
    "What does the Commercial Data Interchange do?": ["a lender can fetch business data about it"],
    "Which regulators opened GenA.I. Sandbox++ in March 2026?": [
        "the HKMA, the SFC, the Insurance Authority and the Mandatory Provident Fund Schemes"
    ],
    "What is Project Ensemble?": ["studies how banks can settle tokenised money"],
}


def test_every_question_that_is_shown_is_answered_fully(service):
    shown = re.findall(r'^(?:.* )?sampan (ask .*)$|^make ask Q="(.*)"$', _README, re.MULTILINE)
    asked = {shlex.split(command)[1] if command else question for command, question in shown}
    makefile = re.search(r"^Q \?= (.*)$", (_ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert asked | {makefile} == set(_STARTERS)
    for question, needs in _STARTERS.items():
        answer = service.answerer.answer(question)
        assert answer.verdict is Verdict.ANSWERED, question
        text = " ".join(quote.text for quote in answer.quotes)
        assert all(need in text for need in needs), question
