"""Look-ups: `/article find | latest | related`, `/topics`, `/status`."""

import re
from dataclasses import dataclass, replace

import discord
from discord import app_commands, ui
from discord.app_commands import locale_str
from discord.ext import commands

from bot.ask_cog import to_choices
from bot.discord_app import SampanBot
from bot.discord_text import articles_embed, cut, join_whole, plain
from bot.phrases import language_of, say
from bot.refusals import tell_error
from corpus.catalogue import Catalogue
from corpus.schema import Article
from corpus.text import fold_line

PAGE_TEMPLATE = re.compile(
    r"latest:(?P<direction>[bf]):(?P<offset>\d{1,6}):(?P<topic>[^:]*):(?P<provider>.*)"
)
_SHOWN = 10
_MAX_CUSTOM_ID = 100
_MAX_CHOICE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestPage:
    """Ten of the newest articles; its whole state fits into a button."""

    offset: int
    topic: str
    provider: str

    def render(self, catalogue: Catalogue, language: str) -> tuple[discord.Embed, ui.View]:
        """The articles as links, and buttons to newer and older ones."""
        found = catalogue.latest(
            topics=catalogue.topics_named(self.topic) if self.topic else (),
            providers=catalogue.providers_named(self.provider) if self.provider else (),
            limit=_SHOWN + 1,
            offset=self.offset,
        )
        view = ui.View(timeout=None)
        for offset, is_open in (
            (self.offset - _SHOWN, self.offset > 0),
            (self.offset + _SHOWN, len(found) > _SHOWN),
        ):
            button = PageButton(replace(self, offset=max(0, offset)), is_back=offset < self.offset)
            button.item.disabled = not is_open
            if len(button.item.custom_id or "") <= _MAX_CUSTOM_ID:
                view.add_item(button)
        return articles_embed(say("latest", language), found[:_SHOWN], language), view


class PageButton(ui.DynamicItem[ui.Button[ui.View]], template=PAGE_TEMPLATE):
    """Turns a list of the newest articles; works for ever."""

    def __init__(self, page: LatestPage, *, is_back: bool) -> None:
        self._page = page
        direction = "b" if is_back else "f"
        super().__init__(
            ui.Button(
                label="◀" if is_back else "▶",
                custom_id=f"latest:{direction}:{page.offset}:{page.topic}:{page.provider}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.View], match: re.Match[str]
    ) -> "PageButton":
        page = LatestPage(
            offset=int(match["offset"]), topic=match["topic"], provider=match["provider"]
        )
        return cls(page, is_back=match["direction"] == "b")

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Show the page in place of the one before."""
        catalogue = interaction.client.desk.service.catalogue
        try:
            embed, view = self._page.render(catalogue, language_of(str(interaction.locale)))
            await interaction.response.edit_message(embed=embed, view=view)
        except Exception as error:
            await tell_error(interaction, error)


class ArticlesCog(commands.Cog):
    """Finds articles by title, alias and subject; nothing here needs the encoder."""

    article = app_commands.Group(
        name=locale_str("article"),
        description=locale_str("Look articles up"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    @article.command(
        name=locale_str("find"), description=locale_str("Find articles by title or subject")
    )
    @app_commands.describe(query=locale_str("Words of a title, or any name of a subject"))
    async def find(
        self, interaction: discord.Interaction[SampanBot], query: app_commands.Range[str, 1, 200]
    ) -> None:
        """The articles that fit; a choice of the autocomplete gives the one chosen first."""
        catalogue = self._bot.desk.service.catalogue
        await self._show(interaction, query, catalogue.find(query, limit=_SHOWN))

    @article.command(name=locale_str("latest"), description=locale_str("List the newest articles"))
    @app_commands.describe(
        topic=locale_str("Only this topic"), provider=locale_str("Only this provider")
    )
    async def latest(
        self,
        interaction: discord.Interaction[SampanBot],
        topic: str | None = None,
        provider: str | None = None,
    ) -> None:
        """The newest articles, perhaps of one topic or provider."""
        page = LatestPage(offset=0, topic=topic or "", provider=provider or "")
        language = language_of(str(interaction.locale))
        embed, view = page.render(self._bot.desk.service.catalogue, language)
        await interaction.response.send_message(embed=embed, view=view)

    @article.command(
        name=locale_str("related"), description=locale_str("List articles on the same subjects")
    )
    @app_commands.describe(article=locale_str("An article's title or id"))
    async def related(
        self, interaction: discord.Interaction[SampanBot], article: app_commands.Range[str, 1, 200]
    ) -> None:
        """What is related to the article that fits best."""
        catalogue = self._bot.desk.service.catalogue
        best = catalogue.find(article, limit=1)
        found = catalogue.related(best[0].id, limit=_SHOWN) if best else []
        await self._show(interaction, best[0].title if best else article, found)

    @app_commands.command(name=locale_str("topics"), description=locale_str("List the topics"))
    async def topics(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Each topic and how many articles it has."""
        counts = self._bot.desk.service.catalogue.topics()
        lines = [f"**{count}** {plain(topic)}" for topic, count in counts]
        embed = discord.Embed(
            title=say("topics", language_of(str(interaction.locale))),
            description=join_whole(lines, 4096, separator="\n"),
        )
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command(
        name=locale_str("status"), description=locale_str("Show what Sampan knows")
    )
    async def status(self, interaction: discord.Interaction[SampanBot]) -> None:
        """How many articles there are, their span of time, and when they were indexed."""
        service = self._bot.desk.service
        first, last = service.catalogue.span() or ("–", "–")
        sentence = say("status", language_of(str(interaction.locale))).format(
            articles=len(service.catalogue),
            first=first,
            last=last,
            index=f"<t:{int(service.published_at.timestamp())}:D>",
        )
        latency = say("latency", language_of(str(interaction.locale))).format(
            median=self._bot.desk.median_ms, gateway=round(1000 * self._bot.latency)
        )
        await interaction.response.send_message(f"{sentence}\n{latency}", ephemeral=True)

    @find.autocomplete("query")
    @related.autocomplete("article")
    async def complete_article(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Articles that fit what was typed, or the newest; the value is the article's id."""
        catalogue = self._bot.desk.service.catalogue
        found = catalogue.find(current, limit=25) if current.strip() else catalogue.latest(limit=25)
        return [
            app_commands.Choice(name=cut(fold_line(article.title), _MAX_CHOICE), value=article.id)
            for article in found
            if len(article.id) <= _MAX_CHOICE
        ]

    @latest.autocomplete("topic")
    async def complete_topic(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return to_choices(self._bot.desk.service.catalogue.topic_names(current))

    @latest.autocomplete("provider")
    async def complete_provider(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return to_choices(self._bot.desk.service.catalogue.provider_names(current))

    async def _show(
        self, interaction: discord.Interaction[SampanBot], title: str, articles: list[Article]
    ) -> None:
        language = language_of(str(interaction.locale))
        await interaction.response.send_message(embed=articles_embed(title, articles, language))
