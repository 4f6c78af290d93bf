from types import SimpleNamespace

import discord
import pytest
from discord import app_commands

from bot.discord_app.command_names import CommandTranslator
from bot.discord_app.command_sync import sync_commands
from bot.errors import DiscordError
from bot.identity import introduce
from bot.store.journal_file import open_journal


@pytest.fixture
async def tree() -> app_commands.CommandTree:
    """A tree of one command, which is never sent anywhere."""
    client = discord.Client(intents=discord.Intents.none(), application_id=1)
    tree = app_commands.CommandTree(client)

    @tree.command(name="ask", description="Ask")
    async def ask(interaction: discord.Interaction, question: str) -> None: ...

    return tree


def _refusing(tree, status: int, answer: dict) -> list[object]:
    """Let Discord answer an error to every sync; gives the list of what was sent."""
    sent = []

    async def refuse(application_id, payload):
        sent.append(payload)
        raise discord.HTTPException(SimpleNamespace(status=status, reason="Bad Request"), answer)

    tree.client.http.bulk_upsert_global_commands = refuse
    return sent


async def test_what_discord_refuses_is_named(tree, tmp_path):
    flaw = {"_errors": [{"code": "BASE_TYPE_BAD_LENGTH", "message": "Must be 1-100 in length."}]}
    errors = {"0": {"options": {"0": {"description": flaw}}}}
    answer = {"code": 50035, "message": "Invalid Form Body", "errors": errors}
    _refusing(tree, 400, answer)
    async with open_journal(tmp_path) as journal:
        with pytest.raises(DiscordError) as caught:
            await sync_commands(tree, CommandTranslator(introduce()), journal)
    said = str(caught.value)
    assert said.startswith("Discord refused the commands: ")
    for part in ("'ask'", "'question'", "description: Must be 1-100 in length."):
        assert part in said
    assert "\n" not in said


@pytest.mark.parametrize(("status", "code"), [(503, 0), (429, 0), (400, 30034)])
async def test_what_passes_is_tried_again_at_the_next_start(tree, tmp_path, status, code):
    sent = _refusing(tree, status, {"message": "not now", "code": code})
    async with open_journal(tmp_path) as journal:
        await sync_commands(tree, CommandTranslator(introduce()), journal)
        await sync_commands(tree, CommandTranslator(introduce()), journal)
    assert len(sent) == 2
