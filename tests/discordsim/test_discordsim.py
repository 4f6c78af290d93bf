"""The simulator itself: good answers pass, broken rules are named, faults arrive."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from discordsim import DiscordSim, DriverError

_SAMPLE_BOT = Path(__file__).with_name("sample_bot.py")
_PATIENCE_S = 20.0  # for bots on slow machines, where lateness is not what is tested
_COMMANDS = ["ask", "language", "broken"]


def run_with_bot(scenario: Callable[[DiscordSim], Awaitable[None]], **options: object) -> None:
    """Play a scenario with a running sample bot; nothing is left running after it."""

    async def play():
        async with DiscordSim(settle=0.3, late_grace=0.2, **options) as sim:
            process = await start_sample_bot(sim)
            await scenario(sim)
            process = sim.process or process
        assert process.returncode is not None
        assert not sim.connected

    asyncio.run(play())


async def start_sample_bot(sim: DiscordSim) -> asyncio.subprocess.Process:
    return await sim.start_bot(
        [sys.executable, str(_SAMPLE_BOT)],
        cwd=_SAMPLE_BOT.parent,
        commands=len(_COMMANDS),
        net="block",
    )


def rules(sim: DiscordSim) -> list[str]:
    return [violation.rule for violation in sim.violations]


def test_a_good_bot_breaks_no_rule():
    async def scenario(sim):
        assert sim.command_names() == _COMMANDS
        suggested = await sim.autocomplete("ask", "question", "l")
        assert suggested.names == ["lending", "licences"]

        answer = await sim.slash("ask", {"question": "lending"}, user="alice")
        assert answer.ok
        assert answer.deferred
        assert answer.text == "Answer\nAbout lending"
        assert answer.labels == ["Helpful", "Not helpful"]

        asked = await sim.click(answer, "Not helpful", user="alice")
        thanks = await sim.modal_submit(asked, {"What was wrong?": "too short"})
        assert thanks.content == "Thanks: too short"
        assert thanks.ephemeral

        called = await sim.message("hello", mention_bot=True)
        assert called.content == "You called?"
        assert called.reply.reference_id == called.message.id
        ignored = await sim.message("not for the bot", expect_reply=False)
        assert not ignored.replies

        await sim.restart_bot()
        noted = await sim.click(answer, "Helpful")
        assert noted.content == "Noted"
        assert sim.network_attempts == []
        sim.assert_clean(warnings=True)
        assert sim.self_violations == []

    run_with_bot(scenario, deadline=_PATIENCE_S)


def test_each_user_has_a_language():
    async def scenario(sim):
        sim.add_user("mei", locale="zh-TW")
        assert (await sim.slash("language")).content == "en-GB"
        assert (await sim.slash("language", user="mei")).content == "zh-TW"
        assert (await sim.slash("language", user="mei", locale="ja")).content == "ja"

    run_with_bot(scenario, locale="en-GB", deadline=_PATIENCE_S)


def test_broken_rules_are_named():
    async def scenario(sim):
        refused = await sim.slash("broken", {"how": "too long"})
        assert refused.failed == "The application did not respond"
        assert rules(sim) == ["content-length", "no-initial-response"]
        assert sim.violations[0].request.status == 400

        told = await sim.slash("broken", {"how": "told everyone"})
        assert [violation.rule for violation in told.violations] == ["ephemeral-mismatch"]
        assert not told.ephemeral

        silent = await sim.slash("broken", {"how": "silent"})
        assert [violation.rule for violation in silent.violations] == ["no-initial-response"]
        with pytest.raises(AssertionError, match="ephemeral-mismatch"):
            sim.assert_clean()

    run_with_bot(scenario)


def test_a_user_cannot_do_what_a_client_would_not_let_them():
    async def scenario(sim):
        with pytest.raises(DriverError, match="is required"):
            await sim.slash("ask")
        with pytest.raises(DriverError, match="longer than 100"):
            await sim.slash("ask", {"question": "x" * 101})
        with pytest.raises(DriverError, match="no command"):
            await sim.slash("dance")
        secret = await sim.slash("ask", {"question": "loans", "private": True}, user="alice")
        assert secret.ephemeral
        with pytest.raises(DriverError, match="cannot see"):
            await sim.click(secret, "Helpful", user="bob")
        sim.assert_clean()

    run_with_bot(scenario, deadline=_PATIENCE_S)


def test_faults_reach_the_bot():
    async def scenario(sim):
        limited = sim.inject_429(r"POST /webhooks/", retry_after=0.2)
        answer = await sim.slash("ask", {"question": "slow down"})
        assert answer.ok
        assert limited.hits == 1

        resumes = sim.resumes
        await sim.drop_gateway()
        missed = await sim.message("sent into the gap", mention_bot=True)
        assert missed.ok
        assert sim.resumes > resumes

        sim.deny("general", "SEND_MESSAGES")
        unheard = await sim.message("are you there?", mention_bot=True, expect_reply=False)
        assert await sim.wait_until(lambda: sim.requests[-1].status == 403, _PATIENCE_S)
        assert not unheard.replies
        sim.assert_clean()

    run_with_bot(scenario, deadline=_PATIENCE_S)


def test_an_intent_that_was_not_granted_is_refused():
    async def play():
        async with DiscordSim(privileged=()) as sim:
            with pytest.raises(DriverError, match="PrivilegedIntentsRequired"):
                await start_sample_bot(sim)
            assert rules(sim) == ["disallowed-intent"]

    asyncio.run(play())
