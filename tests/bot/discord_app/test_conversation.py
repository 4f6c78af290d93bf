from dataclasses import replace
from types import SimpleNamespace

import discord
import pytest

from bot.discord_app.answer_buttons import BUTTON, AnswerButton
from bot.discord_app.conversation import conversation_in
from bot.service.conversation import Shown
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
    channel = SimpleNamespace(type=kind, id=7, guild=None)
    assert conversation_in(channel) == ("7" if belongs_together else None)
    assert conversation_in(None) is None


def test_a_conversation_in_a_server_is_known_as_one_of_its():
    guild = SimpleNamespace(id=5)
    thread = SimpleNamespace(type=discord.ChannelType.public_thread, id=7, guild=guild)
    assert conversation_in(thread) == "5/7"


@pytest.mark.parametrize("filters", [Filters(), Filters(providers=("HKMA",))])
async def test_a_button_says_whether_conditions_are_kept(answer, filters):
    shown = Shown.of(replace(answer, id="0123456789abcdef", filters=filters))
    custom_id = AnswerButton("m", shown).custom_id
    match = BUTTON.fullmatch(custom_id)
    assert (await AnswerButton.from_custom_id(None, None, match)).shown == shown
    assert shown.has_filters == bool(filters)
    assert len(custom_id) <= 100
