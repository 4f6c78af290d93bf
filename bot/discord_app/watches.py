"""`/watch`: being told of new articles of a topic, or with some words, by a direct message."""

import hashlib
import logging
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.choices import offer
from bot.discord_app.client import SampanBot
from bot.discord_app.digests import list_articles
from bot.discord_app.embeds import MAX_DESCRIPTION
from bot.discord_app.escaping import cut, plain
from bot.discord_app.repeating import FAILURES, is_refusal
from bot.discord_app.tell import tell_error
from bot.errors import UserError
from bot.phrases import say
from bot.service.look_ups import FreshForWatches, TopicNames, WatchMeant
from bot.service.new_articles import LET_ALONE_S, Fresh, later_than
from bot.service.news import News
from bot.store.watches import MAX_WATCHES, Watch
from corpus.schema import Article
from corpus.words import split_words

log = logging.getLogger(__name__)

STOP_TEMPLATE = re.compile(r"watch:stop:(?P<mark>[0-9a-f]{12})")
_MAX_LABEL = 80
_MAX_WHAT = 100
_ARTICLES = 10


class WatchesCog(commands.Cog):
    """Everybody's own watches; nobody else is told of them."""

    watch = app_commands.Group(
        name=locale_str("watch"),
        description=locale_str("Be told of new articles"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    async def cog_load(self) -> None:
        self._bot.add_button(StopButton)

    @watch.command(
        name=locale_str("add"), description=locale_str("Write to me when there is a new article")
    )
    @app_commands.describe(what=locale_str("A topic, or words that the article must have"))
    async def add(
        self,
        interaction: discord.Interaction[SampanBot],
        what: app_commands.Range[str, 1, _MAX_WHAT],
    ) -> None:
        """What was new before is not told."""
        language = self._bot.language_for(interaction)
        kind, name = await self._bot.worker.look_up(WatchMeant(text=what))
        if not split_words(name):
            raise UserError("watch_wordless")
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self._bot.journal.watches.add(interaction.user.id, kind, name, language, time.time())
        text = say(f"watching_{kind}", language).format(what=plain(name))
        await interaction.edit_original_response(content=text)

    @watch.command(
        name=locale_str("list"),
        description=locale_str("What you are told of, with buttons to stop"),
    )
    async def show(self, interaction: discord.Interaction[SampanBot]) -> None:
        """One press stops one."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        language = self._bot.language_for(interaction)
        watches = await self._bot.journal.watches.of(interaction.user.id)
        text = say("watches" if watches else "no_watches", language).format(most=MAX_WATCHES)
        await interaction.edit_original_response(content=text, view=_stop_view(watches, language))

    @add.autocomplete("what")
    async def complete_what(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return await offer(self._bot.worker, TopicNames(typed=current))


class StopButton(ui.DynamicItem[ui.Button[ui.View]], template=STOP_TEMPLATE):
    """Ends a watch of whoever presses it; works for ever."""

    def __init__(self, mark: str, label: str | None = None) -> None:
        self._mark = mark
        label = cut(label, _MAX_LABEL) if label else None
        super().__init__(ui.Button(label=label, custom_id=f"watch:stop:{mark}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str]
    ) -> "StopButton":
        return cls(match["mark"], getattr(item, "label", None))

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Say that it is ended, in private."""
        try:
            await interaction.response.defer(thinking=True, ephemeral=True)
            bot, user_id = interaction.client, interaction.user.id
            phrase = "watch_gone"
            for watch in await bot.journal.watches.of(user_id):
                if _mark(watch) == self._mark and await bot.journal.watches.end(user_id, watch.id):
                    phrase = "watch_ended"
            text = say(phrase, bot.language_for(interaction))
            await interaction.edit_original_response(content=text)
        except Exception as error:
            await tell_error(interaction, error)


async def tell_watchers(
    bot: SampanBot, news: Sequence[News], now: float, *, refused: dict[int, float]
) -> None:
    """Write to everybody who watches something that is new, once for all of it.

    `refused` is when somebody could not be written to, who is let alone for a day then.
    """
    everything = await bot.journal.watches.all()
    people = [
        list(group)
        for user_id, group in groupby(everything, key=lambda watch: watch.user_id)
        if now - refused.get(user_id, float("-inf")) >= LET_ALONE_S
    ]
    for watches, found in zip(people, await _find(bot, people, news, now), strict=True):
        user_id = watches[0].user_id
        try:
            await _tell(bot, user_id, watches, found)
        except (discord.Forbidden, discord.NotFound):
            log.info("somebody who watches cannot be written to")
            refused[user_id] = now
            await bot.journal.watches.note_refused(user_id)
        except FAILURES as error:
            log.warning("somebody who watches is told later: %s", error)
            if isinstance(error, discord.HTTPException) and is_refusal(error):
                refused[user_id] = now


async def _find(
    bot: SampanBot, people: Sequence[Sequence[Watch]], news: Sequence[News], now: float
) -> list[list[tuple[Watch, Fresh]]]:
    """What is new for each watch of each person; whose they are, nobody else has to know."""
    since = min((watch.told for watches in people for watch in watches), default=now)
    later = tuple(later_than(since, news))
    if not later:
        return [
            [(watch, Fresh(articles=(), until=watch.told)) for watch in watches]
            for watches in people
        ]
    nameless = tuple(tuple(replace(watch, user_id=0) for watch in watches) for watches in people)
    found = await bot.worker.look_up(FreshForWatches(news=later, people=nameless, now=now))
    return [
        list(zip(watches, fresh, strict=True)) for watches, fresh in zip(people, found, strict=True)
    ]


async def _tell(
    bot: SampanBot, user_id: int, watches: Sequence[Watch], found: Sequence[tuple[Watch, Fresh]]
) -> None:
    hits = [(watch, fresh.articles) for watch, fresh in found if fresh.articles]
    # Whoever ended one since, or was forgotten, is not written to.
    if hits and await bot.journal.watches.of(user_id) == list(watches):
        language = bot.journal.languages.of(user_id) or watches[0].language
        until = max(fresh.until for _, fresh in found)
        nonce = hashlib.blake2b(f"{user_id} {until}".encode(), digest_size=8).hexdigest()
        await bot.journal.try_keeping(time.time())
        with bot.asking.in_flight.one():
            user = await bot.fetch_user(user_id)
            await user.send(
                embed=watch_embed(hits, language),
                view=_stop_view([watch for watch, _ in hits], language),
                nonce=nonce,
            )
            await _note(bot, found)
    elif not hits:
        await _note(bot, found)


async def _note(bot: SampanBot, found: Sequence[tuple[Watch, Fresh]]) -> None:
    """Keep how far everything was told, where that is further than before."""
    until = max((fresh.until for watch, fresh in found if fresh.until > watch.told), default=None)
    if until is not None:
        await bot.journal.watches.note_told([watch for watch, _ in found], until)


def watch_embed(hits: Sequence[tuple[Watch, Sequence[Article]]], language: str) -> discord.Embed:
    """What is new for each watch: its articles, or how many where they find no room any more."""
    counts = [
        f"**{plain(watch.what)}** {say('and_more', language).format(count=len(articles))}"
        for watch, articles in hits
    ]
    parts: list[str] = []
    room = MAX_DESCRIPTION - sum(len(count) + 2 for count in counts)
    for (watch, articles), count in zip(hits, counts, strict=True):
        listed = list_articles(articles, language, most=max(1, _ARTICLES // len(hits)))
        part = f"**{plain(watch.what)}**\n{listed}"
        if len(part) - len(count) > room:
            part = count
        room -= len(part) - len(count)
        parts.append(part)
    return discord.Embed(title=say("watch_news", language), description="\n\n".join(parts))


def _stop_view(watches: Sequence[Watch], language: str) -> ui.View:
    view = ui.View(timeout=None)
    for watch in watches:
        label = say("button_stop", language).format(what=watch.what)
        view.add_item(StopButton(_mark(watch), label))
    return view


def _mark(watch: Watch) -> str:
    """By which a watch is known on a button, whatever else its owner watches later."""
    named = f"{watch.kind} {watch.what}".encode()
    return hashlib.blake2b(named, digest_size=6).hexdigest()


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(WatchesCog(bot))
