"""What Sampan says beside answers, with the questions that somebody may choose from as buttons.

A button's label is the whole question, so it works for ever, on messages of earlier starts too.
"""

import re

import discord
from discord import ui

from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import article_line, join_whole
from bot.discord_app.escaping import plain
from bot.talking.reply import Reply
from corpus.text import fold_line

BUTTON = re.compile(r"choice:(?P<number>\d{1,2})")
_LONGEST_LABEL = 80
_MOST = 5  # more do not fit one row
_MAX_CONTENT = 2000
_MAX_TEXT = 900  # escaped it may be twice as long
_MAX_LINE = 300


def reply_text(reply: Reply) -> str:
    """The sentence, its articles as links, and the questions that are too long for a button."""
    lines = [plain(reply.text, _MAX_TEXT)]
    lines += [f"- {article_line(article, reply.language)}" for article in reply.articles]
    lines += [f"- {plain(choice, _MAX_LINE)}" for choice in _choices(reply, are_short=False)]
    return join_whole(lines, _MAX_CONTENT, separator="\n")


def reply_view(reply: Reply) -> ui.View | None:
    """A row of buttons, each a whole question; None where there are none to choose from."""
    choices = _choices(reply, are_short=True)
    if not choices:
        return None
    view = ui.View(timeout=None)
    for number, question in enumerate(choices):
        view.add_item(ChoiceButton(number, question))
    return view


def _choices(reply: Reply, *, are_short: bool) -> list[str]:
    choices = list(dict.fromkeys(fold_line(choice) for choice in reply.choices))
    return [one for one in choices if one and (len(one) <= _LONGEST_LABEL) is are_short][:_MOST]


class ChoiceButton(ui.DynamicItem[ui.Button[ui.View]], template=BUTTON):
    """Asks its question for whoever presses it."""

    def __init__(self, number: int, question: str) -> None:
        self.question = question
        super().__init__(ui.Button(label=question, custom_id=f"choice:{number}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]
    ) -> "ChoiceButton":
        return cls(int(match["number"]), getattr(item, "label", None) or "")

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Our own event, since what answers shows such buttons too."""
        interaction.client.dispatch("choice", interaction, self.question)
