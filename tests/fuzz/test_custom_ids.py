"""Ids of buttons and forms, which outlive every version: each is understood or politely refused."""

import asyncio
import contextlib
import re
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import discord
from fakes import make_article
from fuzz.inputs import fuzzed, hostile_text
from hypothesis import strategies as st
from stored_articles import catalogue_of

from bot.discord_app.answer_buttons import BUTTON, FOLLOW_UP_FORM, REASON_FORM, AnswerButton
from bot.discord_app.article_pages import PAGE_TEMPLATE, PageButton
from bot.discord_app.components import ComponentsCog
from bot.discord_app.find_pages import FIND_TEMPLATE, FindButton
from bot.phrases import say
from bot.service.worker import InPlace
from corpus.glossary import load_glossary

_BUTTONS = {BUTTON: AnswerButton, PAGE_TEMPLATE: PageButton, FIND_TEMPLATE: FindButton}
_FORMS = (REASON_FORM, FOLLOW_UP_FORM)
_DEFECT = say("defect", "en").partition("{")[0]
_MOST = 100  # that Discord lets an id have
_CATALOGUE = catalogue_of(
    [make_article(f"a{n}", "A bank opened.", topics=("Banks",)) for n in range(30)], load_glossary()
)


def _known(template: re.Pattern[str]) -> st.SearchStrategy[str]:
    return st.from_regex(template, fullmatch=True)


def _changed(text: str, at: int, put_in: str, cut: int) -> str:
    at %= len(text) + 1
    return text[:at] + put_in + text[at + cut :]


_KNOWN = st.one_of(*map(_known, (*_BUTTONS, *_FORMS)))
_IDS = st.one_of(
    hostile_text(max_size=6),
    _KNOWN,
    st.just("latest:f:999999:1:en::"),
    st.builds(_changed, _KNOWN, st.integers(0, 200), hostile_text(max_size=1), st.integers(0, 9)),
).map(lambda text: text[:_MOST])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["value", "components", "component", "type"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


class _Interaction(SimpleNamespace):
    """What a handler may ask of an interaction, and what it told whoever pressed."""

    def __init__(self, kind: discord.InteractionType, data: Any) -> None:
        bot = SimpleNamespace(
            buttons=list(_BUTTONS),
            forms=[(template, _handle) for template in _FORMS],
            language_for=lambda _: "en",
            asking=SimpleNamespace(in_flight=SimpleNamespace(one=contextlib.nullcontext)),
            worker=InPlace(SimpleNamespace(catalogue=_CATALOGUE), None),
        )
        bot.desk = bot.worker
        response = SimpleNamespace(
            is_done=lambda: False, send_message=AsyncMock(), edit_message=AsyncMock()
        )
        user = SimpleNamespace(id=1)
        super().__init__(
            type=kind, data=data, client=bot, response=response, user=user, message=None, handled=[]
        )

    @property
    def told(self) -> list[str]:
        return [call.args[0] for call in self.response.send_message.await_args_list]


async def _handle(interaction: _Interaction, match: re.Match[str], text: str) -> None:
    interaction.handled.append((match["answer"], text))


def _send(kind: discord.InteractionType, data: Any) -> _Interaction:
    interaction = _Interaction(kind, data)
    asyncio.run(ComponentsCog(interaction.client).on_interaction(interaction))  # type: ignore[arg-type]
    return interaction


@fuzzed(_IDS)
def test_a_press_is_known_or_refused_politely(custom_id: str) -> None:
    interaction = _send(discord.InteractionType.component, {"custom_id": custom_id})
    known = [button for template, button in _BUTTONS.items() if template.fullmatch(custom_id)]
    assert interaction.told == ([] if known else [say("old_button", "en")])


@fuzzed(_IDS)
def test_a_known_press_is_answered(custom_id: str) -> None:
    for template, button in _BUTTONS.items():
        if match := template.fullmatch(custom_id):
            press = _Interaction(discord.InteractionType.component, {"custom_id": custom_id})
            # Whoever asked for a page is whoever presses, so that it is turned.
            press.user.id = int(match.groupdict().get("asker") or 1)

            async def act(press=press, button=button, match=match) -> None:
                made = await button.from_custom_id(press, press, match)  # type: ignore[arg-type]
                await made.callback(press)

            asyncio.run(act())
            assert press.told or press.response.edit_message.await_count
            assert not any(_DEFECT in sentence for sentence in press.told)


@fuzzed(st.tuples(_IDS, _JSON))
def test_a_form_is_taken_or_refused_politely(sent: tuple[str, Any]) -> None:
    custom_id, components = sent
    data = {"custom_id": custom_id, "components": components}
    interaction = _send(discord.InteractionType.modal_submit, data)
    assert len(interaction.told) + len(interaction.handled) == 1
    assert not any(_DEFECT in sentence for sentence in interaction.told)


@fuzzed(st.none() | st.dictionaries(st.sampled_from(["custom_id", "components"]), _JSON))
def test_data_of_any_shape_is_refused_politely(data: Any) -> None:
    for kind in (discord.InteractionType.component, discord.InteractionType.modal_submit):
        assert _send(kind, data).told == [say("old_button", "en")]
