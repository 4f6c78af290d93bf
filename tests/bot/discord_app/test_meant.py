"""Messages that are meant for the bot, however they say so; all tests share one bot."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from discordsim.message_forms import Draft
from discordsim.wire import INTENTS
from discordsim.world_forms import public_form
from live_bot import live_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

_LICENCES = "Which banks were in the first GenA.I. Sandbox?"
_ENSEMBLE = "What is Project Ensemble?"
_SANDBOX = "What is the GenA.I. sandbox?"
_LATER = "What is Project Agora about?"
_UNREADABLE = "I cannot read that"


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    """The bot's data folder, with the index of the starter corpus."""
    return shutil.copytree(starter_home, tmp_path_factory.mktemp("meant") / "home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    """One bot over the starter corpus."""
    async with live_bot(home) as sim:
        yield sim
        assert not [line for _, line in sim.bot_log if "Traceback" in line]


def _footer(message) -> str:
    return message.embeds[0]["footer"]["text"]


async def test_mark_up_is_seen_in_no_footer_and_in_no_name(sim):
    alice = sim.user("alice").mention
    text = f"<:hk:1>\n> It is said.\n# **What** is {alice} <:hk:112233> [Project Ensemble](https://a.example)?"
    for answer in (
        (await sim.message(text, mention_bot=True)).reply,
        (await sim.slash("ask", {"question": text})).message,
    ):
        assert _footer(answer) == _ENSEMBLE
    said = await sim.message(text, timeout=0)
    assert _footer((await sim.context_menu("Find sources", said.message)).message) == _ENSEMBLE
    only_emoji = await sim.message("<a:wave:112233>", timeout=0)
    assert "no text" in (await sim.context_menu("Find sources", only_emoji.message)).text
    await sim.slash("sampan channels add", {"channel": "help"}, user="owner")
    await sim.slash("sampan threads", {"state": "on"}, user="owner")
    asked = await sim.message(text, mention_bot=True, channel="help", user="alice")
    assert sim.channel(asked.thread_id)["name"] == _ENSEMBLE
    assert asked.reply.content == f"To ask on here, mention {sim.bot.mention} or use /ask."
    await sim.slash("sampan threads", {"state": "off"}, user="owner")
    await sim.slash("sampan channels remove", {"channel": "help"}, user="owner")
    sim.assert_clean()


async def test_a_mention_of_nothing_else_says_what_it_can_do(sim):
    hello = await sim.message("", mention_bot=True)
    assert hello.text.startswith("Ask me something about Hong Kong fintech")
    assert "/privacy" in hello.text
    helped = await sim.slash("help")
    assert helped.ephemeral
    assert helped.text == hello.text
    assert len(helped.labels) == 3
    assert hello.reply.labels == helped.labels
    asked = await sim.click(hello, helped.labels[0], user="alice")
    assert not asked.ephemeral
    assert _footer(asked.message) == helped.labels[0]
    assert asked.text.startswith("From the articles")
    alone = await sim.click(helped, helped.labels[1])
    assert alone.ephemeral
    assert _footer(alone.message) == helped.labels[1]
    sim.assert_clean()


async def test_a_message_that_cannot_be_read_is_told_once_how_it_can_be(sim):
    answer = await sim.message("Who runs Project Ensemble?", mention_bot=True)
    unread = await sim.message("When?", reply_to=answer, ping=False)
    assert unread.text.startswith(_UNREADABLE)
    assert sim.bot.mention in unread.text
    assert not unread.reply.raw["mentions"]
    again = await sim.message("When?", reply_to=answer, ping=False, expect_reply=False)
    assert not again.replies
    to_role = await sim.message(f"<@&{sim.role('testbot')['id']}> What is FPS?", user="alice")
    assert to_role.text.startswith(_UNREADABLE)
    to_others = await sim.message("What?", reply_to=to_role.message.id, expect_reply=False)
    assert not to_others.replies
    sim.assert_clean()


async def test_an_edit_mends_the_answer_in_place(sim):
    asked = await sim.message(_ENSEMBLE, expect_reply=False, user="alice")
    assert not asked.replies
    sim.edit_message(asked, f"{sim.bot.mention} {_ENSEMBLE}")
    await sim.wait_until(lambda: asked.replies, 20)
    assert _footer(asked.reply) == _ENSEMBLE
    answer = asked.reply
    sim.edit_message(asked, f"{sim.bot.mention} {_LICENCES}")
    await sim.wait_until(lambda: _footer(answer) == _LICENCES, 20)
    sim.edit_message(asked, f"{sim.bot.mention} ?!?")
    await sim.wait_until(lambda: "has no words" in answer.text, 20)
    assert not answer.embeds
    assert not answer.buttons
    # Asked again within seconds it is no repetition, since what was shown meanwhile is not it.
    sim.edit_message(asked, f"{sim.bot.mention} {_LICENCES}")
    await sim.wait_until(lambda: answer.embeds and _footer(answer) == _LICENCES, 20)
    assert "has no words" not in answer.text
    assert asked.replies == [answer]
    sim.assert_clean()


async def test_an_edit_that_comes_before_the_answer_is_what_is_answered(sim):
    posted = sim.post(
        sim.channel()["id"],
        sim.user("alice"),
        Draft(content=f"{sim.bot.mention} What is e-HKD?"),
    )
    sim.edit_message(posted, f"{sim.bot.mention} What is the e-HKD pilot?")

    def answers():
        return [shown for shown in sim.bot_messages() if shown.reference_id == posted.id]

    await sim.wait_until(
        lambda: answers() and "pilot" in answers()[0].embeds[0]["footer"]["text"], 20
    )
    (answer,) = answers()
    sim.delete_message(answer.id)
    sim.edit_message(posted, f"{sim.bot.mention} {_LATER}")
    await sim.wait_until(answers, 20)
    assert [_footer(shown) for shown in answers()] == [_LATER]
    sim.assert_clean()


async def test_an_edit_that_leaves_the_words_as_they_are_changes_nothing(sim):
    asked = await sim.message(_SANDBOX, mention_bot=True, user="alice")
    answer, edits = asked.reply, asked.reply.edits
    sim.unfurl(asked, {"title": "A page", "url": "https://news.example/a"})
    sim.edit_message(asked, f"{sim.bot.mention} **{_SANDBOX}**")
    sim.unfurl(asked, {"title": "A page", "url": "https://news.example/a"})
    await sim.message("Anything?", expect_reply=False)
    assert asked.replies == [answer]
    assert answer.edits == edits
    sim.assert_clean()


async def test_an_edit_of_an_old_message_changes_nothing(sim):
    two_hours = 2 * 3_600_000 << 22
    draft = Draft(content=sim.bot.mention, id=str(int(sim.snowflake()) - two_hours))
    old = sim.post(sim.channel()["id"], sim.user("alice"), draft)
    posted = len(sim.bot_messages())
    await sim.wait_until(lambda: len(sim.bot_messages()) > posted, 20)
    sim.edit_message(old, f"{sim.bot.mention} {_SANDBOX}")
    await sim.message("Anything?", expect_reply=False)
    assert sim.last_bot_message().edits == 0
    assert len(sim.bot_messages()) == posted + 1
    sim.assert_clean()


async def test_a_question_that_is_too_long_is_told_the_limit(sim):
    long = await sim.message("What is FPS? " * 100, mention_bot=True)
    assert long.text == "The question has 1,299 characters; at most 1,000 are read."
    sim.assert_clean()


async def test_in_a_channel_that_is_not_chosen_people_are_told_where_to_ask(sim):
    hidden = sim.add_channel("hidden")
    for place in ("help", "hidden"):
        await sim.slash("sampan channels add", {"channel": place}, user="owner")
    sim.deny("hidden", "VIEW_CHANNEL", who="alice")
    pointed = await sim.message(_ENSEMBLE, mention_bot=True, user="alice")
    assert f"<#{sim.channel('help')['id']}>" in pointed.text
    assert hidden["id"] not in pointed.text
    assert "/ask works here too" in pointed.text
    again = await sim.message(_LICENCES, mention_bot=True, user="alice", expect_reply=False)
    assert not again.replies
    assert await sim.wait_until(lambda: again.bot_reactions == ["↪️"], 10)
    for look_up in (
        await sim.slash("article find", {"query": "FPS"}),
        await sim.slash("article latest"),
        await sim.slash("ask", {"question": _ENSEMBLE}),
    ):
        assert look_up.ephemeral
    for place in ("help", "hidden"):
        await sim.slash("sampan channels remove", {"channel": place}, user="owner")
    assert not (await sim.slash("article find", {"query": "FPS"})).ephemeral
    sim.assert_clean()


async def test_a_missing_permission_is_told_where_it_can_be(sim):
    sim.add_channel("quiet")
    sim.deny("quiet", "EMBED_LINKS", "READ_MESSAGE_HISTORY")
    told = await sim.message(_ENSEMBLE, mention_bot=True, channel="quiet")
    place = f"<#{sim.channel('quiet')['id']}>"
    says = f"I cannot answer in {place}, since I am missing a permission there: "
    assert told.text == f"{says}Embed Links, Read Message History."
    sim.deny("quiet", "SEND_MESSAGES")
    await sim.message(_ENSEMBLE, mention_bot=True, channel="quiet", user="alice", timeout=0)
    assert await sim.wait_until(lambda: sim.bot_messages(sim.dm_channel("alice")), 10)
    (direct,) = sim.bot_messages(sim.dm_channel("alice"))
    assert direct.text.startswith(f"{says}Send Messages")
    closed = sim.add_user("closed")
    closed.takes_dms = False
    await sim.message(
        _ENSEMBLE, mention_bot=True, channel="quiet", user="closed", expect_reply=False
    )
    assert not sim.bot_messages(sim.dm_channel("closed"))
    sim.assert_clean()


async def test_a_chosen_question_is_asked_by_whoever_presses_it(sim):
    buttons = [
        {"type": 2, "style": 2, "custom_id": f"choice:{number}", "label": question}
        for number, question in enumerate((_ENSEMBLE, _LICENCES))
    ]
    shown = sim.post(
        sim.channel()["id"],
        sim.bot,
        Draft(content="Which one?", components=[{"type": 1, "components": buttons}]),
    )
    pressed = await sim.click(shown, _LICENCES, user="alice")
    assert not pressed.ephemeral
    assert _footer(pressed.message) == _LICENCES
    assert "Société Générale" in pressed.text
    assert shown.content == "Which one?"
    sim.assert_clean()


async def test_an_edit_after_a_restart_still_finds_the_answer(sim):
    asked = await sim.message(_ENSEMBLE, mention_bot=True, user="alice")
    same = await sim.message(_SANDBOX, mention_bot=True)
    edits = same.reply.edits
    await sim.restart_bot()
    sim.edit_message(same, f"{sim.bot.mention} _{_SANDBOX}_")
    sim.edit_message(asked, f"{sim.bot.mention} {_LATER}")
    sim.edit_message(asked, f"{sim.bot.mention} {_LICENCES}")
    await sim.wait_until(lambda: _footer(asked.reply) == _LICENCES, 20)
    await sim.message("What is FPS?", mention_bot=True, user="owner")  # answered in its turn
    assert _footer(asked.reply) == _LICENCES
    assert asked.reply.edits == 1  # what was changed again meanwhile is not answered
    assert len(asked.replies) == 1
    assert same.reply.edits == edits
    sim.assert_clean()


async def test_what_is_forwarded_or_polled_about_is_what_is_said(sim):
    said = await sim.message(f"**{_ENSEMBLE}**", user="alice", timeout=0)
    forwarded = sim.forward(said, channel=sim.dm_channel("bob"))
    await sim.wait_until(lambda: forwarded.replies, 20)
    assert _footer(forwarded.reply) == _ENSEMBLE
    polled = sim.ask_all(_LICENCES, user="owner", channel=sim.dm_channel("owner"))
    await sim.wait_until(lambda: polled.replies, 20)
    assert _footer(polled.reply) == _LICENCES
    for shown in (forwarded, polled):
        found = await sim.context_menu("Find sources", shown.message, user="alice")
        assert _footer(found.message) in (_ENSEMBLE, _LICENCES)
    sim.assert_clean()


async def test_an_edited_message_that_is_pinned_much_later_is_not_answered_again(sim):
    two_hours = 2 * 3_600_000 << 22
    draft = Draft(content=_LATER, id=str(int(sim.snowflake()) - two_hours))
    old = sim.post(sim.channel()["id"], sim.user("alice"), draft)
    posted = len(sim.bot_messages())
    at = datetime.now(UTC) - timedelta(minutes=119)
    mentions = [sim.bot.json()]
    old.raw |= {"content": f"{sim.bot.mention} {_LATER}", "edited_timestamp": at.isoformat()}
    old.raw |= {"pinned": True, "mentions": mentions}
    sim.emit("MESSAGE_UPDATE", old)
    await sim.message("Anything?", expect_reply=False)
    assert len(sim.bot_messages()) == posted
    sim.assert_clean()


async def test_an_answer_in_a_thread_is_mended_there(sim):
    await sim.slash("sampan channels add", {"channel": "help"}, user="owner")
    await sim.slash("sampan threads", {"state": "on"}, user="owner")
    asked = await sim.message("What is Project Agora?", mention_bot=True, channel="help")
    answer, how = asked.reply, asked.reply.content
    sim.edit_message(asked, f"{sim.bot.mention} {_SANDBOX}")
    await sim.wait_until(lambda: _footer(answer) == _SANDBOX, 20)
    assert asked.replies == [answer]
    assert answer.channel_id == asked.thread_id
    assert answer.content == how
    sim.close_thread(asked.thread_id)  # in which nothing can be edited
    sim.edit_message(asked, f"{sim.bot.mention} {_LATER}")
    await sim.wait_until(lambda: len(asked.replies) > 1, 20)
    (again,) = [reply for reply in asked.replies if reply.channel_id == asked.message.channel_id]
    assert _footer(again) == _LATER
    await sim.slash("sampan threads", {"state": "off"}, user="owner")
    await sim.slash("sampan channels remove", {"channel": "help"}, user="owner")
    sim.assert_clean()


async def test_moderators_are_told_once_a_day_of_a_missing_permission(sim):
    sim.add_channel("moderators")
    sim.add_channel("mute")
    await sim.slash("sampan log", {"channel": "moderators"}, user="owner")
    sim.deny("mute", "SEND_MESSAGES")
    for name in ("ann", "ben"):
        direct = sim.dm_channel(sim.add_user(name))
        await sim.message(_ENSEMBLE, mention_bot=True, channel="mute", user=name, timeout=0)
        assert await sim.wait_until(lambda: sim.bot_messages(direct), 10)  # noqa: B023
    (told,) = sim.bot_messages("moderators")
    assert told.text.startswith(f"I cannot answer in <#{sim.channel('mute')['id']}>")
    sim.assert_clean()


async def test_the_title_of_a_post_is_a_question_even_if_the_rest_cannot_be_read(sim):
    sim.add_channel("forum", 15)
    await sim.slash("sampan channels add", {"channel": "forum"}, user="owner")
    post = await sim.create_post("forum", _LICENCES, "I wonder.")
    assert _footer(post.reply) == _LICENCES
    mention = await sim.create_post("forum", _LATER, sim.bot.mention, user="alice")
    assert _footer(mention.reply) == _LATER
    await sim.slash("sampan channels remove", {"channel": "forum"}, user="owner")
    sim.assert_clean()


async def test_a_thread_that_is_archived_is_answered_in_and_a_locked_one_is_not(sim):
    thread = sim.create_thread("old", channel="general", user="alice")
    sim.close_thread(thread["id"])
    opened = await sim.thread_message(thread["id"], _ENSEMBLE, mention_bot=True, user="alice")
    assert "Ensemble" in opened.text
    sim.close_thread(thread["id"], lock=True)
    direct = sim.dm_channel(mod := sim.add_user("mod", admin=True))
    closed = await sim.thread_message(
        thread["id"], _LICENCES, mention_bot=True, user=mod, timeout=0
    )
    assert await sim.wait_until(lambda: sim.bot_messages(direct), 10)
    assert not closed.replies
    (told,) = sim.bot_messages(direct)
    assert told.text.endswith("missing a permission there: Manage Threads.")
    sim.assert_clean()


async def test_a_thread_of_a_channel_that_the_bot_does_not_know_is_answered_in(sim):
    parent = sim.add_channel("parent")
    thread = sim.create_thread("child", channel=parent, user="alice")
    sim.dispatch("CHANNEL_DELETE", public_form(parent), INTENTS["guilds"])
    asked = await sim.thread_message(thread["id"], _ENSEMBLE, mention_bot=True, user="alice")
    assert "Ensemble" in asked.text
    sim.assert_clean()


async def test_a_channel_that_is_restricted_by_age_is_a_channel_like_others(sim):
    sim.add_channel("adults", nsfw=True)
    assert (await sim.slash("ask", {"question": _ENSEMBLE}, channel="adults")).ok
    assert (await sim.message(_LICENCES, mention_bot=True, channel="adults", user="alice")).ok
    sim.assert_clean()


async def test_an_answer_that_comes_too_late_for_its_command_is_shown_all_the_same(sim):
    life, sim.token_life = sim.token_life, 0.0
    sim.slash_start("ask", {"question": _SANDBOX}, user="alice")
    posted = len(sim.bot_messages())
    await sim.wait_until(lambda: len(sim.bot_messages()) > posted + 1, 20)  # one is "thinking…"
    assert _footer(sim.last_bot_message()) == _SANDBOX
    public = len([shown for shown in sim.bot_messages() if not shown.ephemeral])
    asked = sim.slash_start("ask", {"question": _SANDBOX, "private": True}, user="owner")
    await sim.finish(asked, timeout=1.0)
    assert len([shown for shown in sim.bot_messages() if not shown.ephemeral]) == public
    sim.token_life = life
    assert {violation.rule for violation in sim.violations} == {"token-expired"}
    sim.violations.clear()


async def test_every_shard_answers(home):
    async with live_bot(home, shards=2) as sim:
        await sim.wait_until(lambda: sim.identifies == 2, 20)
        assert "Ensemble" in (await sim.slash("ask", {"question": _ENSEMBLE})).text
        assert "Ensemble" in (await sim.dm(_ENSEMBLE, user="alice")).text
        assert "Société" in (await sim.message(_LICENCES, mention_bot=True)).text
        sim.assert_clean()
