"""Over another corpus nothing that is said speaks of the starter corpus, nor of our own name."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from forked import run

from bot.answering.confidence import Verdict
from bot.answering.wording import say_text
from bot.discord_app import client
from bot.discord_app.help_text import help_reply
from bot.mcp_server.server import Assistants
from bot.phrases import LANGUAGES, load_phrases
from bot.service.wiring import Models, Service, open_models, open_service
from bot.service.worker import InPlace
from bot.settings import Settings
from bot.talking.calling import read_calling
from bot.talking.reply import Reply
from bot.talking.talk import wants_examples
from bot.terminal.cli import app

_ARTICLES = Path(__file__).parents[2] / "evaluation" / "small" / "bakery" / "articles"
_FOREIGN = re.compile(
    r"fin-?tech|金融科技|人工智能|\bAI\b|hong kong|香港|virtual bank|虛擬銀行", re.I
)
_OURS = re.compile(r"sampan|舢", re.I)
_SUBJECT = {"en": "bread and cakes", "zh-Hant": "麵包和蛋糕"}


@pytest.fixture(scope="module")
def home(tmp_path_factory, lexicon_home) -> Path:
    home = shutil.copytree(lexicon_home, tmp_path_factory.mktemp("bakery") / "home")
    built = run("index", str(_ARTICLES), home=home)
    assert built.status == 0, built.stderr
    return home


@pytest.fixture(scope="module")
def models(home) -> Models:
    return open_models(Settings(home=home))


@pytest.fixture(scope="module")
def unnamed(home, models) -> Service:
    """Nothing but the articles was chosen."""
    return open_service(Settings(home=home), models=models)


@pytest.fixture(scope="module")
def named(home, models) -> Service:
    settings = Settings(home=home, name="Crumb", subject=_SUBJECT)
    return open_service(settings, models=models)


def _replies(service: Service) -> Iterator[str]:
    """What is said to whoever greets, asks who that is, what it can do, or for what it does not."""
    for text in ("hi", "who are you?", "what can you do?", "what topics do you know?", "hello!"):
        yield service.talk.respond(text).said.text
    for text in ("你好", "你是誰？", "你識做咩？", "你是谁？", "你会做什么？", "有咩主題？"):
        yield service.talk.respond(text).said.text
    for text in ("Who painted the Mona Lisa?", "火星有幾大？", "tell me more", "and in 2020?"):
        said = service.talk.respond(text).said
        yield said.text if isinstance(said, Reply) else say_text(said)


def _worker(service: Service) -> SimpleNamespace:
    async def find(language):
        return ()

    return SimpleNamespace(identity=service.identity, examples=SimpleNamespace(find=find))


async def _commands(service: Service, monkeypatch) -> list[str]:
    """Every description of a command as it is sent to Discord, in every language."""
    sent: list[dict] = []

    async def keep(tree, translator, journal):
        commands = [one for one in tree.walk_commands() if one.parent is None]
        sent.extend([await one.get_translated_payload(tree, translator) for one in commands])

    monkeypatch.setattr(client, "sync_commands", keep)
    bot = client.SampanBot(_worker(service), None, Settings())
    await bot.setup_hook()
    return list(_descriptions(sent))


def _descriptions(value) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _descriptions(part)
    if isinstance(value, dict):
        yield from [value["description"]] if value.get("description") else []
        yield from (value.get("description_localizations") or {}).values()
        yield from _descriptions(value.get("options"))


async def _helped(service: Service) -> list[str]:
    worker = _worker(service)
    bot = SimpleNamespace(worker=worker, examples=worker.examples)
    return [(await help_reply(bot, language)).text for language in LANGUAGES]


async def test_nothing_speaks_of_the_starter_corpus(unnamed, monkeypatch):
    said = [*_replies(unnamed), *await _helped(unnamed), *await _commands(unnamed, monkeypatch)]
    assert len(said) > 100
    assert [text for text in said if _FOREIGN.search(text)] == []
    assert "Ask about Bread, News, Prices and whatever else the articles tell" in said


async def test_with_a_name_and_a_subject_those_are_said(named, monkeypatch):
    commands = await _commands(named, monkeypatch)
    said = [*_replies(named), *await _helped(named), *commands]
    assert [text for text in said if _FOREIGN.search(text) or _OURS.search(text)] == []
    for text in (
        "Ask about bread and cakes",
        "詢問麵包和蛋糕",
        "询问面包和蛋糕",
        "Show what Crumb knows",
        "顯示 Crumb 的資料庫",
    ):
        assert text in commands
    who = named.talk.respond("who are you?").said.text
    assert who.startswith("I'm Crumb, a program and not a person.")
    assert named.talk.respond("你是谁？").said.text.startswith("我是 Crumb，")
    hello = "Ask me something about bread and cakes, in English or Chinese."
    assert named.talk.respond("hi").said.text == f"Hello! {hello}"
    refused = named.talk.respond("Who painted the Mona Lisa?").said
    assert refused.verdict is Verdict.NOT_FOUND
    assert say_text(refused).endswith(hello)


def test_a_greeting_of_ones_own_is_said_instead(home, models):
    settings = Settings(home=home, greeting="What may we bake for you?")
    service = open_service(settings, models=models)
    assert service.talk.respond("hi").said.text == "Hello! What may we bake for you?"
    refused = service.talk.respond("Who painted the Mona Lisa?").said
    assert say_text(refused).endswith("What may we bake for you?")


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Hi Crumb!", "Hello! "),
        ("crumb?", "Hello! "),
        ("thanks, Crumb", "You're welcome"),
        ("who is Crumb?", "I'm Crumb, "),
        ("Crumb 你好", "你好！"),
    ],
)
def test_it_is_spoken_to_by_its_name(named, text, starts):
    said = named.talk.respond(text).said
    assert isinstance(said, Reply)
    assert said.text.startswith(starts)


@pytest.mark.parametrize(
    "text",
    [
        "Crumb, how much is the dark rye?",
        "How much is the dark rye, Crumb?",
        "@Crumb how much is the dark rye?",
        "hey crumb how much is the dark rye please",
    ],
)
def test_a_name_that_calls_is_no_part_of_the_question(named, text):
    assert "HK$66" in say_text(named.talk.respond(text).said)


def test_a_name_among_the_words_of_a_question_is_a_word_like_any_other():
    question = "How is the crumb of the dark rye?"
    assert read_calling(question, "Crumb").question == question
    assert not wants_examples(question, "Crumb")
    assert wants_examples("hi Crumb", "Crumb")


async def test_assistants_are_told_the_name_and_the_topics(named):
    desk = SimpleNamespace(worker=InPlace(named, None))
    server = await Assistants(desk, Settings(name="Crumb")).make_server()
    assert server.instructions.startswith("Crumb answers from 10 articles that it knows")
    assert not _FOREIGN.search(server.instructions)
    assert not _OURS.search(server.instructions)


def test_no_other_phrase_names_a_subject():
    phrases = load_phrases()
    assert [
        name
        for name, phrase in phrases.items()
        if name != "subject_starter"
        and any(_FOREIGN.search(text) for text in phrase.values())
        # Days and hours are those of Hong Kong wherever it runs.
        and not name.startswith("digest_")
    ] == []


def test_the_help_of_the_terminal_speaks_of_articles():
    assert not _FOREIGN.search(app.info.epilog)
    assert not _FOREIGN.search(app.registered_callback.callback.__doc__)
    assert "your articles" in app.registered_callback.callback.__doc__
