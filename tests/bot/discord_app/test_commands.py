"""Look-ups and what commands are called, end to end; all tests share one bot."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from live_bot import COMMAND, ROOT, bot_environment, live_bot

from corpus.sources.registry import Registry, after_failure, after_success, new_source

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    """The bot's data folder, with the index of the starter corpus."""
    home = tmp_path_factory.mktemp("commands") / "home"
    shutil.copytree(starter_home, home)
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    """One bot over the starter corpus, and two people whose Discord is in Chinese."""
    async with live_bot(home) as sim:
        sim.add_user("mei", locale="zh-TW")
        sim.add_user("wei", locale="zh-CN")
        yield sim


async def test_pages_are_turned_by_whoever_asked_and_stay_in_their_language(sim):
    latest = await sim.slash("article latest", {"topic": "payments"}, user="mei")
    assert latest.embeds[0]["title"] == "最新文章"
    newest = latest.text
    refused = await sim.click(latest, "▶", user="alice")
    assert refused.ephemeral
    assert "Only whoever asked" in refused.text
    assert latest.text == newest
    await sim.restart_bot()
    older = await sim.click(latest, "▶", user="mei")
    assert older.embeds[0]["title"] == "最新文章"
    assert older.text != newest
    sim.assert_clean()


def _texts(node: dict, kind: str) -> list[tuple[str, dict]]:
    """Every name or description below a command, with its translations."""
    found = [(node[kind], node.get(f"{kind}_localizations") or {})] if node.get(kind) else []
    for part in (*node.get("options", ()), *node.get("choices", ())):
        found += _texts(part, kind)
    return found


@pytest.mark.parametrize("kind", ["name", "description"])
async def test_groups_options_and_choices_are_translated_too(sim, kind):
    texts = [text for command in sim.commands() for text in _texts(command, kind)]
    assert [text for text, other in texts if other.keys() != {"zh-TW", "zh-CN"}] == []
    if kind == "name":
        shown = {text: other["zh-TW"] for text, other in texts}
        assert shown["sampan"] == "舢舨"
        assert shown["off"] == "關閉"


async def test_a_missing_permission_has_the_name_that_discords_settings_give_it(sim):
    sim.add_channel("quiet")
    sim.deny("quiet", "SEND_MESSAGES", "EMBED_LINKS")
    added = await sim.slash("sampan channels add", {"channel": "quiet"}, user="owner")
    assert "Send Messages, Embed Links" in added.text
    await sim.slash("sampan channels remove", {"channel": "quiet"}, user="owner")
    await sim.message("什麼是轉數快？", mention_bot=True, channel="quiet", timeout=0)
    assert await sim.wait_until(lambda: sim.bot_messages(sim.dm_channel()), 10)
    told = sim.bot_messages(sim.dm_channel())
    assert [message.text.partition("，")[2] for message in told] == [
        "因為欠缺權限：發送訊息、嵌入連結。"
    ]
    sim.assert_clean()


async def test_the_status_tells_the_measured_quality_of_the_index_in_use(sim, home, tmp_path):
    before = await sim.slash("status")
    assert "not measured" in before.text
    assert "Waiting: 0" in before.text
    questions = tmp_path / "some_questions.jsonl"
    lines = (ROOT / "tests" / "evaluation" / "dev.jsonl").read_text("utf-8").splitlines()
    questions.write_text("\n".join(lines[:3]), "utf-8")
    measuring = await asyncio.create_subprocess_exec(
        *COMMAND, "evaluate", str(questions), "--json", env=bot_environment(sim, home)
    )
    assert await measuring.wait() == 0
    after = await sim.slash("status", user="mei")
    assert "some\\_questions.jsonl 的 3 條問題" in after.text
    sim.assert_clean()


async def test_the_status_tells_how_the_sources_fare_that_are_fetched(sim, home):
    assert "Sources fetched" not in (await sim.slash("status")).text
    registry, now = Registry(home), datetime.now(UTC)
    feed = registry.add(new_source("https://wire.example/feed", "feed", now=now))
    registry.update(after_success(feed, now=now))
    told = await sim.slash("status")
    assert f"Sources fetched: 1, last successfully <t:{int(now.timestamp())}:R>." in told.text
    page = registry.add(new_source("https://wire.example/page_one", "page", now=now))
    registry.update(after_failure(page, "is not there", now=now))
    told = await sim.slash("status", user="mei")
    assert "由 2 個來源取得文章" in told.text
    assert "未能取得：wire-example-page-one。" in told.text
    (home / "sources.json").write_text("no list")
    assert "cannot be read" in (await sim.slash("status")).text
    (home / "sources.json").unlink()
    sim.assert_clean()


async def _doctor(sim, home) -> dict[str, str]:
    """What the doctor says of each thing that it finds wrong on Discord."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *("doctor", "--discord", "--json"),
        env=bot_environment(sim, home),
        stdout=asyncio.subprocess.PIPE,
    )
    stdout, _ = await asyncio.wait_for(process.communicate(), 60)
    findings = json.loads(stdout)
    assert process.returncode == (0 if all(finding["is_ok"] for finding in findings) else 1)
    return {finding["check"]: finding["says"] for finding in findings if not finding["is_ok"]}


async def test_the_doctor_compares_commands_and_looks_into_chosen_channels(sim, home):
    await sim.slash("sampan channels add", {"channel": "help"}, user="owner")
    sim.deny("help", "EMBED_LINKS")
    topics = next(c for c in sim.commands_global if c["name"] == "topics")
    sim.commands_global.remove(topics)
    sim.commands_global.append({**topics, "id": "1", "name": "play"})
    assert await _doctor(sim, home) == {
        "discord commands": "10 are registered; missing /topics; not ours /play",
        "discord channel help of Test Guild": "lacks Embed Links",
    }
    await sim.restart_bot()  # sends what Discord lost
    assert await sim.wait_until(lambda: topics["name"] in str(sim.command_names()), 10)
    await sim.slash("sampan threads", {"state": "on"}, user="owner")
    sim.deny("help", "CREATE_PUBLIC_THREADS")
    assert await _doctor(sim, home) == {
        "discord channel help of Test Guild": "lacks Embed Links, Create Public Threads"
    }
    await sim.slash("sampan channels remove", {"channel": "help"}, user="owner")
    await sim.slash("sampan threads", {"state": "off"}, user="owner")
    sim.assert_clean()
