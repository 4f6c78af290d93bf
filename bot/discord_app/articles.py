"""Look-ups: `/article find | latest | related`, `/topics`, `/status`."""

import math

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.article_pages import LatestPage, PageButton
from bot.discord_app.choices import offer
from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import articles_embed, join_whole
from bot.discord_app.escaping import cut, plain
from bot.discord_app.find_pages import FindButton, FindPage
from bot.errors import UserError
from bot.phrases import say
from bot.service.keeping import Health
from bot.service.look_ups import Find, Latest, ProviderNames, Related, TopicNames, Topics
from bot.service.quality import describe_measured
from corpus.schema import Article
from corpus.text import fold_line

_SHOWN = 10
_FAILING_SHOWN = 5
_MAX_CHOICE = 100


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

    async def cog_load(self) -> None:
        self._bot.add_button(PageButton)
        self._bot.add_button(FindButton)

    @article.command(
        name=locale_str("find"), description=locale_str("Find articles by title or subject")
    )
    @app_commands.describe(query=locale_str("Words of a title, or any name of a subject"))
    async def find(
        self, interaction: discord.Interaction[SampanBot], query: app_commands.Range[str, 1, 200]
    ) -> None:
        """The articles that fit; a choice of the autocomplete gives the one chosen first."""
        page = FindPage(
            query=query,
            asker_id=interaction.user.id,
            language=self._bot.language_for(interaction),
        )
        embed, view = await page.render(self._bot.worker)
        await interaction.response.send_message(
            embed=embed,
            view=view or discord.utils.MISSING,
            ephemeral=self._is_private(interaction),
        )

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
        page = await LatestPage.first(
            self._bot.worker,
            asker_id=interaction.user.id,
            language=self._bot.language_for(interaction),
            topic=topic,
            provider=provider,
        )
        embed, view = await page.render(self._bot.worker)
        is_private = self._is_private(interaction)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=is_private)

    @article.command(
        name=locale_str("related"), description=locale_str("List articles on the same subjects")
    )
    @app_commands.describe(article=locale_str("An article's title or id"))
    async def related(
        self, interaction: discord.Interaction[SampanBot], article: app_commands.Range[str, 1, 200]
    ) -> None:
        """What is related to the article that fits best."""
        worker = self._bot.worker
        best = await worker.look_up(Find(query=article, limit=1))
        found = await worker.look_up(Related(article_id=best[0].id, limit=_SHOWN)) if best else []
        await self._show(interaction, best[0].title if best else article, found)

    @app_commands.command(name=locale_str("topics"), description=locale_str("List the topics"))
    async def topics(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Each topic and how many articles it has."""
        counts = await self._bot.worker.look_up(Topics())
        lines = [f"**{count}** {plain(topic)}" for topic, count in counts]
        embed = discord.Embed(
            title=say("topics", self._bot.language_for(interaction)),
            description=join_whole(lines, 4096, separator="\n"),
        )
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command(
        name=locale_str("status"), description=locale_str("Show what {name} knows")
    )
    async def status(self, interaction: discord.Interaction[SampanBot]) -> None:
        """What is known, how good the answers are, and how long they take."""
        status, language = await self._bot.worker.status(), self._bot.language_for(interaction)
        facts = status.facts
        sentence = say("status", language).format(
            articles=facts.articles,
            last=facts.newest or "–",
            updated=f"<t:{int(facts.updated_at.timestamp())}:R>",
        )
        # Until the first heartbeat was answered, discord.py knows no time or an endless one.
        gateway = self._bot.latency
        latency = say("latency", language).format(
            waiting=status.waiting,
            median=status.median_ms,
            gateway=round(1000 * gateway) if math.isfinite(gateway) else "–",
        )
        quality = plain(describe_measured(status.measured, language))
        feeds = _describe_feeds(status.sources, language)
        details = [f"-# {line}" for line in (feeds, quality, latency) if line]
        lines = [sentence, *details]
        await interaction.response.send_message("\n".join(lines), ephemeral=True)

    @find.autocomplete("query")
    @related.autocomplete("article")
    async def complete_article(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Articles that fit what was typed, or the newest; the value is the article's id."""
        wanted = Find(query=current, limit=25) if current.strip() else Latest(limit=25)
        try:
            found = await self._bot.worker.look_up(wanted)
        except UserError:
            return []  # Discord shows no reason
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
        return await offer(self._bot.worker, TopicNames(typed=current))

    @latest.autocomplete("provider")
    async def complete_provider(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return await offer(self._bot.worker, ProviderNames(typed=current))

    async def _show(
        self, interaction: discord.Interaction[SampanBot], title: str, articles: list[Article]
    ) -> None:
        language = self._bot.language_for(interaction)
        embed, is_private = articles_embed(title, articles, language), self._is_private(interaction)
        await interaction.response.send_message(embed=embed, ephemeral=is_private)

    def _is_private(self, interaction: discord.Interaction[SampanBot]) -> bool:
        """Whether only the caller may see it: in a channel that the server did not choose."""
        return not self._bot.is_chosen(interaction.guild_id, interaction.channel)


def _describe_feeds(health: Health | None, language: str) -> str:
    """How the sources that are fetched fare; "" where there are none."""
    if health is None:
        return say("feeds_unknown", language)
    if not health.count:
        return ""
    at = health.succeeded
    when = f"<t:{int(at.timestamp())}:R>" if at else say("feeds_never", language)
    line = say("feeds", language).format(count=health.count, when=when)
    if health.failing:
        names = ", ".join(health.failing[:_FAILING_SHOWN])
        more = " …" if health.failing[_FAILING_SHOWN:] else ""
        line += " " + say("feeds_failing", language).format(names=plain(names) + more)
    return line


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(ArticlesCog(bot))
