"""What the bot can do, in a few sentences, with questions to begin with."""

from bot.discord_app.client import SampanBot
from bot.phrases import say
from bot.talking.reply import Reply


async def help_reply(bot: SampanBot, language: str) -> Reply:
    """For whoever asks for help, or says nothing; for the first of them it takes a moment."""
    text = f"{bot.worker.identity.greeting(language)} {say('help', language)}"
    return Reply(text=text, language=language, choices=await bot.examples.find(language))
