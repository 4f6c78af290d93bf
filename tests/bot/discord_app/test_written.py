"""What a language model writes, where people see it: the terminal and Discord."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import discord
import pytest
from discordsim import DiscordSim
from forked import run
from model_server import ModelServer

from bot.discord_app import written as writing
from bot.discord_app.embeds import answer_embed
from bot.discord_app.written import write_above
from bot.service.rebuilding import rebuild
from bot.settings import Settings

_ROOT = Path(__file__).parents[3]
_QUESTION = "What does Kettle Bank charge for transfers?"
_TEXT = ["Transfers cost HK$5 at Kettle Bank [1]. ", "Kettle Bank charges HK$9 [1]."]
_SHOWN = "Transfers cost HK$5 at Kettle Bank [1]."
_ARTICLE = "Kettle Bank opens\n\nKettle Bank in Hong Kong charges HK$5 for transfers.\n"
_KEY = "sk-very-secret"


async def _sentences(*sentences: str, error: Exception | None = None):
    for sentence in sentences:
        yield sentence
    if error:
        raise error


# Of one article alone nobody can be very sure, and only what is sure is written about.
_SURE = {"SAMPAN_ANSWER_FROM": "0.2"}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A data folder with an index of one article."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "kettle.txt").write_text(_ARTICLE)
    rebuild(Settings(home=folder), [folder / "kettle.txt"])
    return folder


@pytest.fixture
def ask(home):
    """Asks the command for an answer from that article."""

    def ask(*arguments: str, **environment: str):
        return run("ask", *arguments, home=home, env={**_SURE, **environment})

    return ask


def _model(server, **more: str) -> dict[str, str]:
    return {
        "SAMPAN_LLM_URL": server.url,
        "SAMPAN_LLM_MODEL": "tiny",
        "SAMPAN_LLM_KEY": _KEY,
        **more,
    }


def test_the_terminal_shows_the_text_below_the_quotes(ask):
    plain = ask(_QUESTION)
    with ModelServer(_TEXT) as server:
        done = ask(_QUESTION, **_model(server))
        as_json = ask(_QUESTION, "--json", **_model(server)).json
    assert done.status == 0, done.stderr
    assert done.stdout.startswith(plain.stdout)
    below = done.stdout.removeprefix(plain.stdout)
    assert below == f"\nA language model wrote this from the quotes:\n{_SHOWN}\n"
    assert as_json["written"] == [_SHOWN]


def _say_a_number(handler):
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b'data: {"choices": [{"delta": {"content": 12345}}]}\n\n')


@pytest.mark.parametrize("trouble", [401, "garbage", _say_a_number])
def test_a_model_that_fails_leaves_the_quotes_as_they_are(ask, trouble):
    plain = ask(_QUESTION)
    with ModelServer(trouble) as server:
        done = ask(_QUESTION, **_model(server))
        as_json = ask(_QUESTION, "--json", **_model(server)).json
    assert done.status == 0
    assert done.stdout == plain.stdout
    assert _KEY not in done.stderr
    assert as_json["quotes"]
    assert as_json["written"] == []


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"SAMPAN_LLM_URL": _KEY}, "should start with http"),
        ({"SAMPAN_LLM_URL": "http://127.0.0.1/v1"}, "llm_url needs llm_model"),
        ({"SAMPAN_LLM_TIMEOUT_S": "0"}, "SAMPAN_LLM_TIMEOUT_S"),
    ],
)
def test_a_wrong_setting_is_told_without_its_value(ask, variables, says):
    done = ask(_QUESTION, **variables)
    assert done.status == 2
    assert says in done.stderr
    assert _KEY not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["ask", _QUESTION]])
def test_without_a_model_its_client_is_not_imported(home, arguments):
    code = (
        "import sys\n"
        "from bot.terminal.cli import app\n"
        f"app({arguments!r}, standalone_mode=False)\n"
        "print({'aiohttp', 'bot.writing.writer'} & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"SAMPAN_HOME": str(home), "PYTHONPATH": str(_ROOT)},
    )
    assert done.stderr.strip() == "set()"


async def test_sentences_that_come_quickly_share_an_edit(answer):
    shown: list[discord.Embed] = []

    async def show(embed):
        shown.append(embed)

    await write_above(answer, _sentences("One. [1]", "Two. [1]", "Three. [1]"), show)
    assert len(shown) == 2
    assert "One" in shown[0].description
    assert "Two" not in shown[0].description
    assert shown[1] == answer_embed(answer, ["One. [1]", "Two. [1]", "Three. [1]"])


async def test_the_text_stands_above_the_quotes_and_pings_nobody(answer):
    embed = answer_embed(answer, ["@everyone **FPS** has sign-ups. [1]"])
    assert "@everyone" not in embed.description
    assert "**FPS**" not in embed.description
    assert embed.description.index("sign-ups") < embed.description.index("450,000")
    assert embed.footer.text == answer.question.text


@pytest.mark.parametrize("error", [None, RuntimeError("defect")])
async def test_nothing_is_edited_when_nothing_is_written(answer, error):
    async def show(embed):
        raise AssertionError

    await write_above(answer, _sentences(error=error), show)


async def test_a_message_that_is_gone_is_no_error(answer, monkeypatch):
    monkeypatch.setattr(writing, "_EDIT_EVERY_S", 0)

    async def show(embed):
        raise discord.HTTPException(_Gone(), "gone")

    await write_above(answer, _sentences("One. [1]", "Two. [1]"), show)


class _Gone:
    status = 404
    reason = "Not Found"


async def test_on_discord_the_text_is_edited_in_above_the_quotes(home, tmp_path):
    own = tmp_path / "bot-home"
    shutil.copytree(home, own)
    with ModelServer(_TEXT) as server:
        async with DiscordSim(privileged=()) as sim:
            await sim.start_bot(
                [sys.executable, "-m", "bot", "bot"],
                cwd=_ROOT,
                env={**_SURE, "SAMPAN_HOME": str(own), **_model(server)},
                token_var="SAMPAN_DISCORD_TOKEN",
                commands=11,
                net="block",
            )
            slash = await sim.slash("ask", {"question": _QUESTION})
            await _until(lambda: "Transfers cost" in slash.text)
            assert slash.text.index("Transfers cost HK$5") < slash.text.index("> Kettle Bank")
            assert "HK$9" not in slash.text
            assert slash.embeds[0]["footer"]["text"] == _QUESTION
            assert slash.labels

            # In other words, since the same ones would be a repetition.
            mention = await sim.message(_QUESTION.rstrip("?"), mention_bot=True)
            await _until(lambda: "Transfers cost" in mention.text)
            assert mention.reply.edits == 1
            sim.assert_clean()


async def _until(is_so) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.05)
