"""Nothing from outside acts on a terminal."""

import io
import json
import logging
import re
import shutil
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest
from forked import run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.console import Group
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.terminal import printing
from bot.terminal.printing import (
    InertConsole,
    inert,
    note,
    print_json,
    print_rich,
    show_log,
    show_progress,
)

_BLINK = "\x1b[5m"  # as we print nothing
_BAD = f"{_BLINK}\x9b\u202e\U000e0041"
_PIECES = (_BLINK, "\x1b]0;title\x07", "\x1b]8;;https://evil.example\x1b\\", "\x9b2J", "\x90",
           "\x7f", "\x00", "\r", "\b", "\u202e", "\u2066", "\u061c", "\u200b", "\u200d", "\ufeff",
           "\u2028", "\u2029", "\u3164", "\U000e0041", "\ufe0f", "\udc1b", "👩🏽‍🚀", "❤️",
           "漢字", "\t", "\n", "[red]", "[link=x]", "a", " ")  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=10).map("".join)
_OURS = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[\w=;.-]*;[!-~]*\x1b\\")
_STEADY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def _acting(text: str) -> list[str]:
    """What a terminal acts on or nobody sees, but for lines, tabs, and what makes emoji."""
    return [
        character
        for character in text
        if character in "\u3164\u115f\u1160\uffa0\u034f"
        or (
            unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
            and character not in "\n\t\u200d"
        )
    ]


@given(text=_TEXTS)
@example(text="x\u200dy")
@example(text="a\ufe0f\ufe0f\ufe0f")
def test_what_acts_is_shown_as_an_escape_and_the_rest_stays(text):
    shown = inert(text)
    assert _acting(shown) == []
    assert "x\u200d" not in shown
    assert "\ufe0f\ufe0f" not in shown
    assert inert(shown) == shown


def test_ordinary_text_stays_as_it_is():
    text = "金管局：「FPS」 – 50% 👩🏽‍🚀 ❤️ 1️⃣ 葛\U000e0100城\té\n"
    assert inert(text) == text


@given(text=_TEXTS, link=_TEXTS, is_terminal=st.booleans())
def test_nothing_acts_wherever_it_stands(text, link, is_terminal):
    file = io.StringIO()
    console = InertConsole(file=file, force_terminal=is_terminal, width=60)
    table = Table(text, title=text)
    table.add_row(Text(text), Group(Text(text)))
    console.print(Text(text, style=Style(bold=True, link=f"https://x.example/{link}")), table)
    console.print(text, markup=False, soft_wrap=True)
    written = file.getvalue()
    assert _acting(_OURS.sub("", written) if is_terminal else written) == []
    assert _BLINK not in written
    assert "\x1b]8;;https://evil" not in written


@_STEADY
@given(text=_TEXTS)
def test_results_and_remarks_go_the_same_way(capsys, text):
    print_rich(Text(text))
    note(text, style="red")
    shown = capsys.readouterr()
    assert _acting(shown.out + shown.err) == []


@_STEADY
@given(text=_TEXTS)
def test_json_says_exactly_what_it_was_given(capsys, text):
    print_json({"text": [text], text: 1})
    shown = capsys.readouterr().out
    assert _acting(shown) == []
    assert json.loads(shown) == {"text": [text], text: 1}
    if text == "漢字":
        assert text in shown


def test_the_log_does_not_act_either(capsys, monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    show_log()
    logging.getLogger("test").warning("a file %s", "\x1b[2J")
    shown = capsys.readouterr().err
    assert "WARNING test a file \\x1b[2J" in shown


def test_a_warning_without_a_log_does_not_act_either(monkeypatch):
    last = logging.StreamHandler(io.StringIO())
    monkeypatch.setattr(printing.logging, "lastResort", last)
    printing.show_warnings()
    last.handle(logging.makeLogRecord({"msg": "a file \x9b"}))
    assert last.stream.getvalue() == "a file \\x9b\n"


@pytest.fixture(scope="module")
def evil(tmp_path_factory, lexicon_home) -> Path:
    """A folder with articles and a data folder, both with names that would act."""
    folder = tmp_path_factory.mktemp("evil")
    text = _BAD.encode("unicode_escape").decode()
    articles = folder / "articles"
    articles.mkdir()
    (articles / "evil.md").write_text(
        f'---\ntitle: "Title {text}x"\nprovider: "P{text}"\ntopics: ["T{text}"]\n'
        f'webUrl: "https://x.example/{text}"\n---\n\nKettle Bank {_BAD} opens. It is new {_BAD}.\n'
    )
    (articles / f"{_BAD}.md").write_text("")
    home = shutil.copytree(lexicon_home, folder / f"home{_BAD}")
    assert run("index", ".", home=home, cwd=articles).status == 1  # the empty file is no article
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "."),
        ("index", ".", "--json"),
        ("index", "\x1b]0;no\x07.md"),
        ("articles", "find", "Title"),
        ("articles", "show", "evil"),
        ("articles", "show", "evil", "--json"),
        ("articles", "show", "\x1b[2J\u202e"),
        ("articles", "latest", "--topic", "\x1b[2J"),
        ("articles", "topics"),
        ("articles", "providers", "--json"),
        ("ask", "What does the title say about Kettle Bank?"),
        ("ask", "What does the \x1b[2J title say?", "--json", "--explain"),
        ("ask", "x y", "--since", "\x1b[2J"),
        ("why", "\x1b[2J"),
        ("evaluate", "\x1b[2J.jsonl"),
        ("doctor",),
        ("doctor", "--json"),
        ("\x1b[2J",),
        ("index", "--\x1b[2J"),
    ],
    ids=ascii,
)
def test_no_command_lets_a_file_or_a_name_act(evil, tmp_path, arguments):
    home = evil / f"home{_BAD}"
    if arguments[0] == "index":
        home = tmp_path / f"home{_BAD}"
    done = run(*arguments, home=home, cwd=evil / "articles")
    assert _acting(done.stdout + done.stderr) == []
    assert "Traceback" not in done.stderr


def test_what_takes_long_tells_how_far_it_is_where_there_is_no_terminal(monkeypatch, capsys):
    seconds = iter([0.0, 3.0, 15.5, 16.0, 31.0])
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr(printing, "time", clock)
    with show_progress("Encoding passages") as progress:
        for done in range(1, 5):
            progress(done, 9)
    assert capsys.readouterr() == ("", "Encoding passages: 2 of 9\nEncoding passages: 4 of 9\n")
