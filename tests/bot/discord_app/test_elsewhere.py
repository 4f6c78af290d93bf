"""The real bot over a service elsewhere: it opens nothing, says when that is away, and recovers."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from forked import run
from live_bot import COMMAND, bot_environment, run_bot, start
from live_service import LiveService, live_service
from model_server import ModelServer

from bot.phrases import say
from bot.service.rebuilding import rebuild
from bot.settings import Settings
from bot.store.keys import add_key

pytestmark = pytest.mark.asyncio(loop_scope="module")

_QUESTION = "Which banks were in the first GenA.I. Sandbox?"
_ANSWER = "Société Générale"
_AWAY = say("service_away", "en")
_SOON_S = 5.0


@pytest.fixture(scope="module")
def service_home(starter_home, tmp_path_factory) -> Path:
    return copytree(starter_home, tmp_path_factory.mktemp("service") / "home")


@pytest.fixture(scope="module")
def service(service_home) -> Iterator[LiveService]:
    with live_service(service_home) as service:
        yield service


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A data folder for a bot, without an index."""
    return tmp_path_factory.mktemp("elsewhere") / "home"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(service, home) -> AsyncIterator[DiscordSim]:
    async with DiscordSim(privileged=(), settle=0.2) as sim:
        await start(sim, home, {"SAMPAN_SERVICE_URL": service.url})
        yield sim
        assert sim.network_attempts == []
        assert "Traceback" not in sim.said()


async def test_a_question_and_a_follow_up_are_answered_without_an_index(sim, home):
    answer = await sim.slash("ask", {"question": _QUESTION})
    assert _ANSWER in answer.text
    reply = await sim.message("And when did they open?", mention_bot=True, reply_to=answer)
    assert "](" in reply.text
    assert reply.text != answer.text
    assert not (home / "index").exists()
    loaded = Path(f"/proc/{sim.process.pid}/maps").read_text()
    assert "numpy" in loaded
    assert not [name for name in ("onnxruntime", "faiss") if name in loaded]
    sim.assert_clean()


async def test_what_is_looked_up_comes_from_there(sim):
    typed = await sim.autocomplete("article find", "query", "stablecoin")
    assert typed.choices
    topics = await sim.autocomplete("ask", "topic", "pay")
    assert any("ayment" in choice["name"] for choice in topics.choices)
    latest = await sim.slash("article latest", {"topic": topics.choices[0]["value"]})
    assert latest.text.count("](") == 10
    first = latest.text
    assert (await sim.click(latest, "▶")).text != first
    related = await sim.slash("article related", {"article": typed.choices[0]["value"]})
    assert "](" in related.text
    status = await sim.slash("status")
    assert "articles" in status.text
    hello = await sim.message("hello", mention_bot=True)
    assert "Hello" in hello.text


async def test_what_is_wrong_is_told_in_the_same_words(sim):
    unknown = await sim.slash("ask", {"question": _QUESTION, "topic": "Payment systms"})
    assert say("no_topic", "en").format(name="Payment systms") in unknown.text
    wrong = await sim.slash("ask", {"question": _QUESTION, "since": "the day"})
    assert say("no_date", "en").partition("{")[0] in wrong.text


async def test_a_moderator_is_told_that_the_service_refreshes_itself(sim):
    told = await sim.slash("sampan refresh", user="owner")
    assert told.text == say("service_refreshes", "en")


async def test_a_service_that_is_away_is_told_plainly_and_asked_again_when_it_is_back(sim, service):
    service.kill()
    began = time.monotonic()
    told = await sim.slash("ask", {"question": "What are stablecoins?"})
    looked = await sim.slash("article latest", user="alice")
    mention = await sim.message("What is e-CNY?", mention_bot=True, user="alice")
    assert time.monotonic() - began < 3 * _SOON_S
    assert [one.text for one in (told, looked, mention)] == [_AWAY] * 3
    assert (await sim.autocomplete("article find", "query", "stable")).choices == []
    await asyncio.to_thread(service.start)
    answer = await sim.slash("ask", {"question": _QUESTION}, user="alice")
    assert _ANSWER in answer.text
    assert "is tried again" in sim.said()
    assert "answers again" in sim.said()
    assert "Traceback" not in sim.said()


async def test_a_question_that_is_lost_with_its_service_is_told(sim, service):
    asked = sim.slash_start("ask", {"question": "How many SVF licensees are there?"}, user="owner")
    await sim.wait_until(lambda: asked.ack_t is not None, 10)
    service.kill()
    reply = await sim.finish(asked, until=lambda reply: reply.text)
    assert reply.text == _AWAY or "](" in reply.text
    await asyncio.to_thread(service.start)
    assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION}, user="owner")).text


async def test_a_service_that_stands_still_is_not_waited_for_long(sim, service):
    service.process.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        looked = await sim.slash("article latest", user="alice")
        told = await sim.slash("ask", {"question": "What is a stored value facility?"})
        took_s = time.monotonic() - began
    finally:
        service.process.send_signal(signal.SIGCONT)
    assert (looked.text, told.text) == (_AWAY, _AWAY)
    assert took_s < 15
    assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION}, user="alice")).text


async def test_what_is_new_at_the_service_is_told_to_whoever_watches(sim, service_home, tmp_path):
    watching = await sim.slash("watch add", {"what": "marzipan"}, user="bob")
    assert "marzipan" in watching.text
    (tmp_path / "cake.md").write_text("---\ntitle: Cakes\n---\nA cake of marzipan was baked.\n")
    built = await asyncio.to_thread(run, "index", "starter", str(tmp_path), home=service_home)
    assert built.status == 0, built.stderr
    place = sim.dm_channel("bob")
    assert await sim.wait_until(lambda: sim.bot_messages(place), 90)
    (told,) = sim.bot_messages(place)
    assert "Cakes" in told.text


async def test_a_service_that_is_away_at_the_start_is_waited_for(service, tmp_path):
    service.kill()
    async with DiscordSim(privileged=(), settle=0.2) as sim:
        environment = bot_environment(sim, tmp_path / "home", SAMPAN_SERVICE_URL=service.url)
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "bot", env=environment, stderr=asyncio.subprocess.PIPE
        )
        said = await asyncio.wait_for(process.stderr.readuntil(b"trying again in 1 s"), 30)
        assert f"the service at {service.url} cannot be reached".encode() in said
        await asyncio.to_thread(service.start)
        assert await sim.wait_until(lambda: sim.connected, 60)
        process.send_signal(signal.SIGTERM)
        _, rest = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0
        assert b"Traceback" not in rest


async def test_waiting_for_the_service_ends_when_told_to(tmp_path):
    async with DiscordSim(privileged=()) as sim:
        url = "http://127.0.0.1:9"
        environment = bot_environment(sim, tmp_path / "home", SAMPAN_SERVICE_URL=url)
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "bot", env=environment, stderr=asyncio.subprocess.PIPE
        )
        await asyncio.wait_for(process.stderr.readuntil(b"trying again"), 30)
        process.send_signal(signal.SIGTERM)
        _, rest = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert b"Traceback" not in rest


async def test_something_else_at_its_address_ends_the_start_with_one_sentence(tmp_path):
    async with DiscordSim(privileged=()) as sim:
        # The simulated Discord has no such path.
        status, stderr = await run_bot(sim, tmp_path / "home", SAMPAN_SERVICE_URL=sim.url)
    assert status == 2
    assert "Traceback" not in stderr
    assert stderr.strip().splitlines()[-1].startswith(f"Error: the service at {sim.url} ")


async def test_a_key_opens_a_service_that_others_reach_and_its_model_writes(tmp_path):
    home = tmp_path / "service"
    (tmp_path / "kettle.txt").write_text(
        "Kettle Bank opens\n\nKettle Bank in Hong Kong charges HK$5 for transfers.\n"
    )
    await asyncio.to_thread(rebuild, Settings(home=home), [tmp_path / "kettle.txt"])
    today = datetime.now(UTC).date()
    keys = {role: add_key(home, role, role, today=today) for role in ("reader", "bot")}
    with ModelServer(["Transfers cost HK$5 at Kettle Bank [1]."]) as model:
        model_is = {"SAMPAN_LLM_URL": model.url, "SAMPAN_LLM_MODEL": "tiny"}
        settings = {**model_is, "SAMPAN_ANSWER_FROM": "0.2"}
        with live_service(home, host="0.0.0.0", **settings) as service:
            there = {"SAMPAN_SERVICE_URL": service.url}
            async with DiscordSim(privileged=(), settle=0.2) as sim:
                for wrong in ("", keys["reader"]):
                    unfit = {**there, "SAMPAN_SERVICE_KEY": wrong}
                    status, stderr = await run_bot(sim, tmp_path / "bot", **unfit)
                    assert status == 2
                    last = stderr.strip().splitlines()[-1]
                    assert last.startswith(f"Error: the service at {service.url} does not know")
                    assert "Traceback" not in stderr
                await start(sim, tmp_path / "bot", {**there, "SAMPAN_SERVICE_KEY": keys["bot"]})
                question = "What does Kettle Bank charge for transfers?"
                asked = sim.slash_start("ask", {"question": question})
                shown = await sim.finish(asked, until=lambda reply: "cost HK$5" in reply.text)
                assert "> Kettle Bank" in shown.text
                said = sim.said()
            assert not [key for key in keys.values() if key in said or key in service.log]
