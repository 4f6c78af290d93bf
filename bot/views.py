"""The buttons under an answer, and what they do.

They work for ever: the answer's id is in the button, the question in the message's footer, and the
conditions in the journal, so that nothing has to be remembered between two starts.
"""

import re
import time

import discord
from discord import ui

from bot.answers import Answer, Verdict
from bot.discord_app import SampanBot, tell_error
from bot.discord_text import answer_embed, more_embed, why_embed
from bot.phrases import language_of, say
from bot.question import MAX_CHARS, MIN_CHARS, join_follow_up, parse_question
from bot.wiring import Service
from embeddings.filters import Filters

_MAX_REASON = 500
_MODAL_S = 900.0
_UP, _DOWN, _MORE, _WHY, _FOLLOW_UP, _NOTIFY = "udmwfn"
TEMPLATE = re.compile(r"answer:(?P<action>[udmwfn]):(?P<answer>[0-9a-f]{12})")
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
        view.add_item(AnswerButton(action, answer.id, answer.question.language))
    return view


class AnswerButton(ui.DynamicItem[ui.Button[ui.View]], template=TEMPLATE):
    """One of the buttons; `action` and the answer's id are its whole state."""

    def __init__(self, action: str, answer_id: str, language: str = "en") -> None:
        self.action = action
        self.answer_id = answer_id
        label = say(_LABELS[action], language) if action in _LABELS else None
        super().__init__(
            ui.Button(
                label=label,
                emoji=_EMOJI.get(action),
                style=discord.ButtonStyle.secondary,
                custom_id=f"answer:{action}:{answer_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]
    ) -> "AnswerButton":
        return cls(match["action"], match["answer"])

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """What a press does; every reply is private."""
        try:
            await self._act(interaction)
        except Exception as error:
            await tell_error(interaction, error)

    async def _act(self, interaction: discord.Interaction[SampanBot]) -> None:
        question = question_of(interaction.message)
        if not question:
            await polite_refusal(interaction)
            return
        if self.action in _EMOJI:
            await self._vote(interaction)
        elif self.action == _FOLLOW_UP:
            language = parse_question(question).language
            filters = await interaction.client.journal.filters(self.answer_id)
            is_private = bool(interaction.message and interaction.message.flags.ephemeral)
            modal = FollowUpModal(question, language, filters=filters, is_private=is_private)
            await interaction.response.send_modal(modal)
        elif self.action == _NOTIFY:
            language = parse_question(question).language
            journal = interaction.client.journal
            await journal.subscribe(
                interaction.user.id, question, language, self.answer_id, time.time()
            )
            await interaction.response.send_message(say("subscribed", language), ephemeral=True)
        else:
            await self._explain(interaction, question)

    async def _vote(self, interaction: discord.Interaction[SampanBot]) -> None:
        value = 1 if self.action == _UP else -1
        journal = interaction.client.journal
        await journal.vote(self.answer_id, interaction.user.id, value, time.time())
        language = language_of(str(interaction.locale))
        if value > 0:
            await interaction.response.send_message(say("thanks", language), ephemeral=True)
        else:
            await interaction.response.send_modal(ReasonModal(self.answer_id, language))

    async def _explain(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        bot = interaction.client
        bot.check_limits(interaction.user.id, None)
        with bot.in_flight():
            await interaction.response.defer(thinking=True, ephemeral=True)
            filters = await bot.journal.filters(self.answer_id)

            def work(service: Service) -> tuple[Answer, Service]:
                return service.answerer.answer(question, filters=filters), service

            answer, service = await bot.desk.run(work)
            note = None
            if answer.id != self.answer_id:
                note = say("changed", answer.question.language)
            if self.action == _MORE:
                embed = more_embed(answer)
            else:
                embed = why_embed(
                    answer, index_id=service.index_id, published_at=service.published_at
                )
            await interaction.edit_original_response(content=note, embed=embed)


class _AnswerModal(ui.Modal):
    """A form whose errors reach whoever filled it in; forgotten when the answer is too old."""

    def __init__(self, title: str) -> None:
        super().__init__(title=title, timeout=_MODAL_S)

    async def on_error(  # type: ignore[override]
        self, interaction: discord.Interaction[SampanBot], error: Exception
    ) -> None:
        await tell_error(interaction, error)


class ReasonModal(_AnswerModal):
    """Asks why an answer was not helpful; the vote itself is already kept."""

    def __init__(self, answer_id: str, language: str) -> None:
        super().__init__(say("modal_reason", language))
        self._answer_id = answer_id
        self._language = language
        self.reason: ui.TextInput[ui.View] = ui.TextInput(
            label=say("label_reason", language),
            style=discord.TextStyle.paragraph,
            max_length=_MAX_REASON,
            required=False,
        )
        self.add_item(self.reason)

    async def on_submit(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        journal = interaction.client.journal
        await journal.add_reason(self._answer_id, interaction.user.id, self.reason.value)
        await interaction.response.send_message(say("thanks", self._language), ephemeral=True)


class FollowUpModal(_AnswerModal):
    """Takes the next question, under the conditions and as private as the one before."""

    def __init__(self, previous: str, language: str, *, filters: Filters, is_private: bool) -> None:
        super().__init__(say("modal_follow_up", language))
        self._previous = previous
        self._filters = filters
        self._is_private = is_private
        self.question: ui.TextInput[ui.View] = ui.TextInput(
            label=say("label_follow_up", language),
            style=discord.TextStyle.paragraph,
            min_length=MIN_CHARS,
            max_length=MAX_CHARS,
        )
        self.add_item(self.question)

    async def on_submit(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        text = join_follow_up(self.question.value, [self._previous])
        await interaction.client.answer_interaction(
            interaction, text, filters=self._filters, is_private=self._is_private
        )


def question_of(message: discord.Message | None) -> str:
    """The question that an answer of ours stands for, or "" if the message is none."""
    if message is None or not message.embeds:
        return ""
    return message.embeds[0].footer.text or ""


async def polite_refusal(interaction: discord.Interaction) -> None:
    """What somebody is told who presses a button of an answer that is unknown."""
    language = language_of(str(interaction.locale))
    await interaction.response.send_message(say("old_button", language), ephemeral=True)


async def send_news(user: discord.User, answer: Answer) -> None:
    """Tell somebody, and nobody else, that their question has an answer now."""
    await user.send(
        say("news", answer.question.language), embed=answer_embed(answer), view=answer_view(answer)
    )
