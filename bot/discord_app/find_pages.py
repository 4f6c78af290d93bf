"""The articles that fit what was looked for, ten a page, and the buttons that turn the pages."""

import re
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.discord_app.article_pages import SHOWN, page_turns, turn_page
from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import articles_embed
from bot.discord_app.tell import tell_error
from bot.service.look_ups import Find, LooksUp
from corpus.text import fold_line

FIND_TEMPLATE = re.compile(
    r"find:(?P<direction>[bf]):(?P<offset>\d{1,6}):(?P<asker>\d{1,20})"
    r":(?P<language>en|zh-Hant|zh-Hans):(?P<query>.{1,50})"
)
_LONGEST_QUERY = 50  # which with the rest of the state fits into a button's 100 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage:
    """Ten of the articles that fit; its whole state fits into a button unless the query is long."""

    query: str
    asker_id: int
    language: str
    offset: int = 0

    async def render(self, answers: LooksUp) -> tuple[discord.Embed, ui.View | None]:
        """The articles as links, and buttons to turn if there are more than a page.

        For a query that no button can hold there are as many as fit, and no buttons.
        """
        query = fold_line(self.query)
        is_long = len(query) > _LONGEST_QUERY
        limit = SHOWN * 3 if is_long else SHOWN
        found = await answers.look_up(Find(query=query, limit=limit + 1, offset=self.offset))
        embed = articles_embed(query, found[:limit], self.language)
        if not query or is_long or not (self.offset or len(found) > limit):
            return embed, None
        view = ui.View(timeout=None)
        for offset, is_back, is_open in page_turns(self.offset, len(found)):
            button = FindButton(replace(self, query=query, offset=offset), is_back=is_back)
            button.item.disabled = not is_open
            view.add_item(button)
        return embed, view


class FindButton(ui.DynamicItem[ui.Button[ui.View]], template=FIND_TEMPLATE):
    """Turns a list of what was found, for whoever looked for it; works for ever."""

    def __init__(self, page: FindPage, *, is_back: bool) -> None:
        self._page = page
        direction = "b" if is_back else "f"
        state = (direction, str(page.offset), str(page.asker_id), page.language, page.query)
        super().__init__(
            ui.Button(label="◀" if is_back else "▶", custom_id=":".join(("find", *state)))
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]
    ) -> "FindButton":
        page = FindPage(
            query=match["query"],
            asker_id=int(match["asker"]),
            language=match["language"],
            offset=int(match["offset"]),
        )
        return cls(page, is_back=match["direction"] == "b")

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Show the page in place of the one before."""
        try:
            await turn_page(interaction, self._page.asker_id, self._page.render)
        except Exception as error:
            await tell_error(interaction, error)
