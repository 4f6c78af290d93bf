"""The buttons under an answer, and what they do.

They work for ever: the answer's id is in the button, the question in the message's footer, and the
conditions in the journal, so that nothing has to be remembered between two starts.
"""

import re
import time

import discord
from discord import ui

from bot.answering.answerer import Answer
from bot.answering.confidence import Verdict
from bot.answering.question import parse_question
from bot.discord_app.client import SampanBot
from bot.discord_app.conversation import Shown, question_of
from bot.discord_app.embeds import in_language, more_embed, why_embed
from bot.discord_app.forms import FollowUpForm, ReasonForm
from bot.discord_app.tell import tell_error
from bot.phrases import say
from bot.service.wiring import Service

_UP, _DOWN, _MORE, _WHY, _FOLLOW_UP, _NOTIFY = "udmwfn"
TEMPLATE = re.compile(r"answer:(?P<action>[udmwfn]):(?P<answer>[0-9a-f]{12})(?P<filters>:f)?")
_LABELS = {
    _MORE: "button_more",
    _WHY: "button_why",
    _FOLLOW_UP: "button_follow_up",
    _NOTIFY: "button_notify",
}
_EMOJI = {_UP: "👍", _DOWN: "👎"}


def answer_view(answer: Answer, *, has_feedback: bool = True) -> ui.View:
    """The buttons that fit the verdict; votes only where the server wants them."""
    actions = [_UP, _DOWN] if has_feedback else []
    if answer.verdict is Verdict.NOT_FOUND:
        actions += [_NOTIFY, _WHY, _FOLLOW_UP]
    else:
        actions += [_MORE, _WHY, _FOLLOW_UP]
    view = ui.View(timeout=None)
    for action in actions:
        view.add_item(AnswerButton(action, Shown.of(answer), answer.question.language))
    return view


class AnswerButton(ui.DynamicItem[ui.Button[ui.View]], template=TEMPLATE):
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
        shown = Shown(id=match["answer"], has_filters=match["filters"] is not None)
        return cls(match["action"], shown)

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """What a press does; every reply is private."""
        try:
            with interaction.client.in_flight():
                await self._act(interaction)
        except Exception as error:
            await tell_error(interaction, error)

    async def _act(self, interaction: discord.Interaction[SampanBot]) -> None:
        question = question_of(interaction.message)
        if not question:
            await polite_refusal(interaction)
        elif self.action in _EMOJI:
            await self._vote(interaction)
        elif self.action == _FOLLOW_UP:
            form = FollowUpForm(self.shown, _language(interaction, question))
            await interaction.response.send_modal(form)
        elif self.action == _NOTIFY:
            await self._subscribe(interaction, question)
        else:
            await self._explain(interaction, question)

    async def _vote(self, interaction: discord.Interaction[SampanBot]) -> None:
        journal, user_id = interaction.client.journal, interaction.user.id
        language = interaction.client.language_for(interaction)
        if self.action == _DOWN:
            # A form can only be the first response, so the vote is kept while it is read.
            await interaction.response.send_modal(ReasonForm(self.shown, language))
            await journal.vote(self.shown.id, user_id, -1, time.time())
            return
        await interaction.response.defer(thinking=True, ephemeral=True)
        await journal.vote(self.shown.id, user_id, 1, time.time())
        await interaction.edit_original_response(content=say("thanks", language))

    async def _subscribe(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        language = _language(interaction, question)
        await interaction.client.journal.subscribe(
            interaction.user.id, question, language, self.shown.id, time.time()
        )
        await interaction.edit_original_response(content=say("subscribed", language))

    async def _explain(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        bot = interaction.client
        bot.check_limits(interaction.user.id, None)
        await interaction.response.defer(thinking=True, ephemeral=True)
        filters = await bot.memory.conditions_of(self.shown)

        def work(service: Service) -> tuple[Answer, Service]:
            return service.answerer.answer(question, filters=filters), service

        answer, service = await bot.desk.run(work)
        answer = in_language(answer, bot.journal.languages.of(interaction.user.id))
        note = None
        if answer.id != self.shown.id:
            note = say("changed", answer.question.language)
        if self.action == _MORE:
            embed = more_embed(answer)
        else:
            embed = why_embed(answer, index_id=service.index_id, published_at=service.published_at)
        await interaction.edit_original_response(content=note, embed=embed)


async def polite_refusal(interaction: discord.Interaction[SampanBot]) -> None:
    """What somebody is told who uses a button or a form of an answer that is unknown."""
    language = interaction.client.language_for(interaction)
    await interaction.response.send_message(say("old_button", language), ephemeral=True)


def _language(interaction: discord.Interaction[SampanBot], question: str) -> str:
    """The language to go on about a question in: what its reader chose, or its own."""
    chosen = interaction.client.journal.languages.of(interaction.user.id)
    return chosen or parse_question(question).language
