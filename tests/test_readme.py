"""What README and the pages of the documentation say is so."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from bot.answering.confidence import Verdict
from bot.terminal.cli import app
from corpus.glossary import load_glossary
from corpus.parse import parse_text

_ROOT = Path(__file__).parents[1]
_PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md")))
}
_ALL = "\n".join(_PAGES.values())
_COMMANDS = sorted(set(re.findall(r"^sampan .*$", _ALL, re.MULTILINE)))


def _page(name: str) -> str:
    return _PAGES[_ROOT / name]


def test_the_measured_figures_are_there():
    assert "FIGURES" not in _ALL
    assert "nDCG@10" in _page("docs/quality.md")


def test_the_figures_of_the_readme_are_those_that_were_measured():
    """What a newcomer reads first is taken from the tables, and changes with them."""
    quality, readme = _page("docs/quality.md"), _page("README.md")
    heads, held_out = (
        [cell.strip() for cell in re.search(rf"^\| {name} \|(.*)\|$", quality, re.M)[1].split("|")]
        for name in ("questions", "held-out set")
    )
    figures = dict(zip(heads, held_out, strict=True))
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", readme, re.M))
    assert rows["the right article is the first found; among five"] == (
        f"{figures['success@1']}; {figures['success@5']}"
    )
    assert rows["what is shown holds every fact of a full answer"] == figures["full"]
    assert (
        rows["no article answers, and an answer is given"]
        == (figures["answered though unanswerable"])
    )
    for name in ("a question in a running process, median", "resident memory after ten answers"):
        measured = re.search(rf"^\| {name}.*? \| (\d+ \w+)", quality, re.M)[1]
        assert measured in rows.values(), name


def test_the_figures_of_the_design_are_those_that_were_measured():
    quality, design = _page("docs/quality.md"), _page("docs/design.md")
    aurocs, wrong = (
        [float(figure) for figure in re.findall(r"\| (\.\d+)", found[1])]
        for found in (
            re.search(r"^\| AUROC (.*)$", quality, re.M),
            re.search(r"^\| no answer exists, and one is given [^|]*(.*)$", quality, re.M),
        )
    )
    assert (len(aurocs), len(wrong)) == (4, 4)
    assert f"has {_short(min(aurocs))} to {_short(max(aurocs))} over the four sets" in design
    lowest = _short(min(wrong)) if min(wrong) else "none"
    assert f"{lowest} to {_short(max(wrong))} get an answer, in the four sets" in design


def _short(figure: float) -> str:
    return f"{figure:.2f}".removeprefix("0")


def test_the_makefile_has_the_targets_that_are_named():
    makefile = (_ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|`)make (\w+)", _ALL, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_glossary_has_the_size_that_is_named():
    size = len(load_glossary().concepts)
    assert f"{size} concepts" in _page("docs/articles.md")
    assert f"{size} concepts" in (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_front_matter_shown_is_read():
    example = re.search(r"```markdown\n(.*?)```", _page("docs/articles.md"), re.DOTALL)
    parsed = parse_text(example[1], path=Path("example.md"), article_id="example")
    article = parsed.article
    assert parsed.repairs == ()
    assert article.provider == "HKMA"
    assert article.topics == ("Payments", "Banking")
    assert len(article.related) == 1


def test_every_command_is_shown():
    root = get_command(app)
    shown = set(re.findall(r"^(?:SAMPAN_\w+=\S+ )*sampan (\w+)", _ALL, re.MULTILINE))
    assert set(root.commands) == shown


# These take what one has oneself: a file of questions, an id, an archive, somebody who talks.
_OTHERS = tuple("init backup restore questions evaluate calibrate why mcp chat ~ https:".split())


@pytest.mark.parametrize("command", [c for c in _COMMANDS if not any(o in c for o in _OTHERS)])
def test_the_commands_work(command, starter_sampan):
    done = starter_sampan(*shlex.split(command)[1:])
    assert done.status == 0, done.stderr
    assert done.stdout.strip()


def test_sampan_chat_talks(starter_home):
    assert "sampan chat" in _COMMANDS
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        cwd=_ROOT,
        check=False,
        capture_output=True,
        text=True,
        input="thank you\n",
        env={"SAMPAN_HOME": str(starter_home), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_the_files_that_are_named_exist(page):
    linked = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", _PAGES[page])
    for name in linked:
        assert (page.parent / name).is_file(), name
    for name in re.findall(
        r"`((?:[\w.-]+/)+[\w-]+\.(?:py|md|ya?ml|toml|json|jsonl|js))`", _PAGES[page]
    ):
        if name.partition("/")[0] in {"bot", "corpus", "deploy", "embeddings", "tests"}:
            assert (_ROOT / name).is_file(), name


# What a full answer to each question that is shown holds.
_STARTERS = {
    "When did the Commercial Data Interchange open?": ["24 October 2022"],
    "Which banks were in the first GenA.I. Sandbox?": [
        "China CITIC Bank International",
        "Société Générale and Standard Chartered",
    ],
    "生成式AI沙盒第二期有幾多個用例？": ["27個用例"],
    "What does the Commercial Data Interchange do?": ["a lender can fetch business data about it"],
    "Which regulators opened GenA.I. Sandbox++ in March 2026?": [
        "the HKMA, the SFC, the Insurance Authority and the Mandatory Provident Fund Schemes"
    ],
    "What is Project Ensemble?": ["studies how banks can settle tokenised money"],
}


def test_every_question_that_is_shown_is_answered_fully(service):
    shown = re.findall(r'^(?:.* )?sampan (ask .*)$|^make ask Q="(.*)"$', _ALL, re.MULTILINE)
    asked = {shlex.split(command)[1] if command else question for command, question in shown}
    makefile = re.search(r"^Q \?= (.*)$", (_ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert asked | {makefile} == set(_STARTERS)
    for question, needs in _STARTERS.items():
        answer = service.answerer.answer(question)
        assert answer.verdict is Verdict.ANSWERED, question
        text = " ".join(quote.text for quote in answer.quotes)
        assert all(need in text for need in needs), question
