"""The buttons under an answer with the forms behind two of them, and what they do.

They work for ever: the answer's id is in the button, the question in the message's footer, and the
conditions in the journal, so that nothing has to be remembered between two starts.
"""

import re
import time

import discord
from discord import ui

from bot.answering.answer import Answer
from bot.answering.confidence import Verdict
from bot.answering.question import MAX_CHARS, MIN_CHARS, language_in
from bot.discord_app.client import SampanBot
from bot.discord_app.conversation import question_of
from bot.discord_app.embeds import more_embed, why_embed
from bot.discord_app.tell import refuse_politely, tell_error
from bot.phrases import say
from bot.service.conversation import Followed, Shown
from bot.store.votes import VotePlace

_UP, _DOWN, _MORE, _WHY, _FOLLOW_UP, _NOTIFY = "udmwfn"
# Ids of 12 digits are from before they were keyed; such a button is told that it is too old.
_ANSWER = r"(?P<answer>[0-9a-f]{16})(?P<filters>:f)?"
BUTTON = re.compile(rf"answer:(?P<action>[udmwfn]):{_ANSWER}")
REASON_FORM = re.compile(rf"form:r:{_ANSWER}")
FOLLOW_UP_FORM = re.compile(rf"form:f:{_ANSWER}")
_LABELS = {
    _MORE: "button_more",
    _WHY: "button_why",
    _FOLLOW_UP: "button_follow_up",
    _NOTIFY: "button_notify",
}
_EMOJI = {_UP: "👍", _DOWN: "👎"}
_MAX_REASON = 500
_OPEN_S = 900.0  # after that the library need not know a form any more


def answer_view(answer: Answer, *, has_feedback: bool = True) -> ui.View:
    """The buttons that fit the verdict; votes only where the server wants them."""
    actions = [_UP, _DOWN] if has_feedback else []
    if answer.verdict is Verdict.NOT_FOUND:
        actions += [_NOTIFY, _WHY, _FOLLOW_UP]
    else:
        actions += [_MORE, _WHY, _FOLLOW_UP]
    view = ui.View(timeout=None)
    for action in actions:
        view.add_item(AnswerButton(action, Shown.of(answer), answer.question.answer_in))
    return view


def shown_in(match: re.Match[str]) -> Shown:
    """The answer that a custom id speaks of."""
    return Shown(id=match["answer"], has_filters=match["filters"] is not None)


class AnswerButton(ui.DynamicItem[ui.Button[ui.View]], template=BUTTON):
    """One of the buttons; `action` and the answer's code are its whole state."""

    def __init__(self, action: str, shown: Shown, language: str = "en") -> None:
        self.action = action
        self.shown = shown
        label = say(_LABELS[action], language) if action in _LABELS else None
        super().__init__(
            ui.Button(
                label=label,
                emoji=_EMOJI.get(action),
                style=discord.ButtonStyle.secondary,
                custom_id=f"answer:{action}:{shown.code}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]
    ) -> "AnswerButton":
        return cls(match["action"], shown_in(match))

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """What a press does; every reply is private."""
        try:
            with interaction.client.asking.in_flight.one():
                await self._act(interaction)
        except Exception as error:
            await tell_error(interaction, error)

    async def _act(self, interaction: discord.Interaction[SampanBot]) -> None:
        question = question_of(interaction.message)
        if not question:
            await refuse_politely(interaction)
        elif self.action in _EMOJI:
            await self._vote(interaction)
        elif self.action == _FOLLOW_UP:
            form = FollowUpForm(self.shown, _language(interaction, question))
            await interaction.response.send_modal(form)
        elif self.action == _NOTIFY:
            await self._subscribe(interaction, question)
        elif self.action == _MORE:
            await self._show_more(interaction, question)
        else:
            await self._explain(interaction, question)

    async def _vote(self, interaction: discord.Interaction[SampanBot]) -> None:
        journal, user_id = interaction.client.journal, interaction.user.id
        language = interaction.client.language_for(interaction)
        if self.action == _DOWN:
            # A form can only be the first response, so the vote is kept while it is read.
            await interaction.response.send_modal(ReasonForm(self.shown, language))
            await journal.votes.give(self.shown.id, user_id, -1, time.time(), **_place(interaction))
            return
        await interaction.response.defer(thinking=True, ephemeral=True)
        await journal.votes.give(self.shown.id, user_id, 1, time.time(), **_place(interaction))
        await interaction.edit_original_response(content=say("thanks", language))

    async def _subscribe(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        language = _language(interaction, question)
        await interaction.client.journal.promises.make(
            interaction.user.id,
            question,
            language,
            self.shown.id,
            time.time(),
            has_filters=self.shown.has_filters,
        )
        await interaction.edit_original_response(content=say("subscribed", language))

    async def _show_more(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        answer = await interaction.client.asking.ask_again(
            Followed(question=question, answer=self.shown),
            lambda: interaction.response.defer(thinking=True, ephemeral=True),
            asker=interaction.user.id,
            server=interaction.client.server_of(interaction),
        )
        is_changed = answer.id != self.shown.id
        note = say("changed", answer.question.answer_in) if is_changed else None
        await interaction.edit_original_response(content=note, embed=more_embed(answer))

    async def _explain(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        trace = await interaction.client.asking.trace(self.shown.id)
        embed = why_embed(trace, _language(interaction, question))
        await interaction.edit_original_response(embed=embed)


class ReasonForm(ui.Modal):
    """Asks why an answer was not helpful."""

    def __init__(self, shown: Shown, language: str) -> None:
        custom_id = f"form:r:{shown.code}"
        super().__init__(title=say("modal_reason", language), custom_id=custom_id, timeout=_OPEN_S)
        self.add_item(
            ui.TextInput(
                label=say("label_reason", language),
                placeholder=say("reason_readers", language),
                style=discord.TextStyle.paragraph,
                max_length=_MAX_REASON,
                required=False,
            )
        )


class FollowUpForm(ui.Modal):
    """Takes the next question."""

    def __init__(self, shown: Shown, language: str) -> None:
        custom_id = f"form:f:{shown.code}"
        title = say("modal_follow_up", language)
        super().__init__(title=title, custom_id=custom_id, timeout=_OPEN_S)
        self.add_item(
            ui.TextInput(
                label=say("label_follow_up", language),
                style=discord.TextStyle.paragraph,
                min_length=MIN_CHARS,
                max_length=MAX_CHARS,
            )
        )


async def keep_reason(
    interaction: discord.Interaction[SampanBot], match: re.Match[str], text: str
) -> None:
    """Keep why somebody voted against an answer."""
    bot, user_id = interaction.client, interaction.user.id
    await interaction.response.defer(thinking=True, ephemeral=True)
    await bot.journal.votes.add_reason(
        match["answer"], user_id, text, time.time(), **_place(interaction)
    )
    await interaction.edit_original_response(content=say("thanks", bot.language_for(interaction)))


def _place(interaction: discord.Interaction[SampanBot]) -> VotePlace:
    """Where a vote was given; of an answer that one person alone sees, no server is told."""
    message, guild_id = interaction.message, interaction.client.server_of(interaction)
    if guild_id is None or message is None or message.flags.ephemeral:
        return VotePlace(guild_id=None, link=None)
    return VotePlace(guild_id=guild_id, link=message.jump_url)


def _language(interaction: discord.Interaction[SampanBot], question: str) -> str:
    """The language to go on about a question in: what its reader chose, or its own."""
    chosen = interaction.client.journal.languages.of(interaction.user.id)
    return chosen or language_in(question)
