"""The newest articles, ten a page, and the buttons that turn the pages."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import articles_embed
from bot.discord_app.tell import tell_error
from bot.phrases import say
from bot.service.look_ups import (
    Latest,
    LooksUp,
    Providers,
    ProvidersNamed,
    Topics,
    TopicsNamed,
)

PAGE_TEMPLATE = re.compile(
    r"latest:(?P<direction>[bf]):(?P<offset>\d{1,6}):(?P<asker>\d{1,20})"
    r":(?P<language>en|zh-Hant|zh-Hans):(?P<topics>[\w-]*):(?P<providers>[\w-]*)"
)
SHOWN = 10
_LAST_OFFSET = 999_999  # the longest that the template takes
_MARK_LENGTH = 4
# One name in all its spellings; more would not fit into a button's 100 characters.
_MAX_NAMES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestPage:
    """Ten of the newest articles; its whole state fits into a button.

    Topics and providers are kept as marks of four characters each, since their names may have any
    length and hold any character.
    """

    offset: int
    asker_id: int
    language: str
    topics: str
    providers: str

    @classmethod
    async def first(
        cls,
        answers: LooksUp,
        *,
        asker_id: int,
        language: str,
        topic: str | None = None,
        provider: str | None = None,
    ) -> "LatestPage":
        """The newest ten; raises NameNotFoundError for a topic or provider that is none."""
        return cls(
            offset=0,
            asker_id=asker_id,
            language=language,
            topics=_marks(await answers.look_up(TopicsNamed(name=topic)) if topic else ()),
            providers=_marks(
                await answers.look_up(ProvidersNamed(name=provider)) if provider else ()
            ),
        )

    async def render(self, answers: LooksUp) -> tuple[discord.Embed, ui.View]:
        """The articles as links, none if the topic or provider is gone, and buttons to turn."""
        topics = _named_by(self.topics, await answers.look_up(Topics())) if self.topics else ()
        providers: tuple[str, ...] = ()
        if self.providers:
            providers = _named_by(self.providers, await answers.look_up(Providers()))
        is_gone = (self.topics and not topics) or (self.providers and not providers)
        limit = 0 if is_gone else SHOWN + 1
        found = await answers.look_up(
            Latest(topics=topics, providers=providers, limit=limit, offset=self.offset)
        )
        view = ui.View(timeout=None)
        for offset, is_back, is_open in page_turns(self.offset, len(found)):
            button = PageButton(replace(self, offset=offset), is_back=is_back)
            button.item.disabled = not is_open
            view.add_item(button)
        title = say("latest", self.language)
        return articles_embed(title, found[:SHOWN], self.language), view


class PageButton(ui.DynamicItem[ui.Button[ui.View]], template=PAGE_TEMPLATE):
    """Turns a list of the newest articles, for whoever asked for it; works for ever."""

    def __init__(self, page: LatestPage, *, is_back: bool) -> None:
        self._page = page
        state = (
            "b" if is_back else "f",
            str(page.offset),
            str(page.asker_id),
            page.language,
            page.topics,
            page.providers,
        )
        super().__init__(
            ui.Button(label="◀" if is_back else "▶", custom_id=":".join(("latest", *state)))
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]
    ) -> "PageButton":
        page = LatestPage(
            offset=int(match["offset"]),
            asker_id=int(match["asker"]),
            language=match["language"],
            topics=match["topics"],
            providers=match["providers"],
        )
        return cls(page, is_back=match["direction"] == "b")

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Show the page in place of the one before."""
        try:
            await turn_page(interaction, self._page.asker_id, self._page.render)
        except Exception as error:
            await tell_error(interaction, error)


def page_turns(offset: int, found: int) -> list[tuple[int, bool, bool]]:
    """Where the page before and the one behind begin, whether it is before, and is there at all.

    `found` counts one article more than a page shows if there are more.
    """
    back, forward = max(0, offset - SHOWN), min(offset + SHOWN, _LAST_OFFSET)
    return [(back, True, offset > 0), (forward, False, found > SHOWN)]


async def turn_page(
    interaction: discord.Interaction[SampanBot],
    asker_id: int,
    render: Callable[[LooksUp], Awaitable[tuple[discord.Embed, ui.View | None]]],
) -> None:
    """Show another page in place of the one before, to whoever asked for the list."""
    if interaction.user.id != asker_id:
        sentence = say("not_yours", interaction.client.language_for(interaction))
        await interaction.response.send_message(sentence, ephemeral=True)
        return
    embed, view = await render(interaction.client.worker)
    await interaction.response.edit_message(embed=embed, view=view)


def _marks(names: Sequence[str]) -> str:
    return "".join(_mark(name) for name in names[:_MAX_NAMES])


def _mark(name: str) -> str:
    digest = hashlib.blake2b(name.encode(), digest_size=3).digest()
    return base64.urlsafe_b64encode(digest).decode()


def _named_by(marks: str, known: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    wanted = {marks[at : at + _MARK_LENGTH] for at in range(0, len(marks), _MARK_LENGTH)}
    return tuple(name for name, _ in known if _mark(name) in wanted) if wanted else ()
