from dataclasses import replace
from types import SimpleNamespace

import discord
import pytest

from bot.discord_app.answer_buttons import TEMPLATE, AnswerButton
from bot.discord_app.conversation import Shown, is_conversation, subject_of
from embeddings.filters import Filters


@pytest.mark.parametrize(
    ("kind", "belongs_together"),
    [
        (discord.ChannelType.private, True),
        (discord.ChannelType.public_thread, True),
        (discord.ChannelType.private_thread, True),
        (discord.ChannelType.text, False),
        (discord.ChannelType.voice, False),
    ],
)
def test_threads_and_direct_messages_are_conversations(kind, belongs_together):
    assert is_conversation(SimpleNamespace(type=kind)) == belongs_together
    assert not is_conversation(None)


def test_a_follow_up_leaves_its_subject_in_place():
    before = ["What is CDI?", "What is FPS?"]
    assert subject_of("and who runs it?", "What is FPS? and who runs it?", before) == before[-1]
    assert subject_of("What is Mox?", "What is Mox?", before) == "What is Mox?"
    assert subject_of("What is Mox?", "What is Mox?", []) == "What is Mox?"


@pytest.mark.parametrize("filters", [Filters(), Filters(providers=("HKMA",))])
async def test_a_button_says_whether_conditions_are_kept(answer, filters):
    shown = Shown.of(replace(answer, id="0123456789ab", filters=filters))
    custom_id = AnswerButton("m", shown).custom_id
    match = TEMPLATE.fullmatch(custom_id)
    assert (await AnswerButton.from_custom_id(None, None, match)).shown == shown
    assert shown.has_filters == bool(filters)
    assert len(custom_id) <= 100
