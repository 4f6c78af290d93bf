import ast
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.discord_app.command_names import CommandTranslator
from bot.identity import introduce

_FEATURES = Path(__file__).parents[3] / "bot" / "discord_app"
_CONTEXT = app_commands.TranslationContext(
    app_commands.TranslationContextLocation.command_name, data=None
)


def _marked() -> list[str]:
    """Every text of the features that is marked for translation."""
    return sorted(
        {
            node.args[0].value
            for path in _FEATURES.glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "locale_str"
        }
    )


@pytest.mark.parametrize("locale", [discord.Locale.taiwan_chinese, discord.Locale.chinese])
async def test_every_marked_text_has_a_translation(locale):
    translator = CommandTranslator(introduce())
    assert len(_marked()) > 30
    missing = [
        text
        for text in _marked()
        if not await translator.translate(app_commands.locale_str(text), locale, _CONTEXT)
    ]
    assert missing == []


async def test_other_locales_stay_in_english():
    text = app_commands.locale_str("ask")
    assert (
        await CommandTranslator(introduce()).translate(text, discord.Locale.french, _CONTEXT)
        is None
    )
