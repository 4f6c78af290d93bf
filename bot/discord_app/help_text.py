"""What Sampan can do, in a few sentences, with questions to begin with."""

from bot.phrases import say
from bot.talking.reply import Reply


def help_reply(language: str) -> Reply:
    """For whoever asks for help, or says nothing."""
    text = f"{say('hello', language)} {say('help', language)}"
    return Reply(text=text, language=language)
