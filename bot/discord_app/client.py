"""The Discord bot: intents, cogs, the last-resort error handler, a graceful end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.answerer import Answer
from bot.answering.question import join_follow_up, parse_question
from bot.discord_app.command_names import CommandTranslator
from bot.discord_app.command_sync import sync_commands
from bot.discord_app.conversation import Followed, is_conversation, subject_of
from bot.discord_app.embeds import answer_embed, in_language
from bot.discord_app.tell import tell_error
from bot.errors import EndingError, NotKeptError
from bot.phrases import language_of
from bot.service.limits import RateLimit, Repeats
from bot.service.memory import Memory
from bot.service.worker import Desk
from bot.settings import Settings
from bot.store.journal import Journal
from corpus.text import fold_line
from embeddings.filters import Filters

log = logging.getLogger(__name__)

NO_FILTERS = Filters()

_WINDOW_S = 60.0
_REPEAT_S = 5.0
_GRACE_S = 20.0


class SampanBot(commands.AutoShardedBot):
    """Answers from the desk; needs no privileged intent and pings nobody."""

    def __init__(self, desk: Desk, journal: Journal, settings: Settings) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            tree_cls=_Tree,
        )
        self.desk = desk
        self.journal = journal
        self.home = settings.home
        self.memory = Memory(journal)
        self._user_limit = RateLimit(settings.user_questions, _WINDOW_S)
        self._guild_limit = RateLimit(
            settings.server_questions, _WINDOW_S, phrase="server_too_often"
        )
        self.repeats = Repeats(_REPEAT_S)
        self._translator = CommandTranslator()
        self._answering = 0
        self._is_ending = False
        self._telling = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()

    async def setup_hook(self) -> None:
        from bot.discord_app.answer_buttons import AnswerButton
        from bot.discord_app.article_pages import PageButton

        await self.tree.set_translator(self._translator)
        await add_cogs(self)
        self.add_dynamic_items(AnswerButton, PageButton)
        await sync_commands(self.tree, self._translator, self.journal)

    def check_limits(self, user_id: int, guild_id: int | None) -> None:
        """Count a question; raises TooOftenError, or EndingError when the bot is about to leave."""
        if self._is_ending:
            raise EndingError
        self._user_limit.check(user_id)
        if guild_id is not None:
            self._guild_limit.check(guild_id)

    async def answer(self, text: str, user_id: int, filters: Filters = NO_FILTERS) -> Answer:
        """An answer for a person; see that `check_limits` was asked before."""
        answer = await self.desk.run(lambda service: service.answer(text, filters))
        return in_language(answer, self.journal.languages.of(user_id))

    def language_for(self, interaction: discord.Interaction["SampanBot"]) -> str:
        """The language to speak to somebody: what they chose, or that of their Discord."""
        chosen = self.journal.languages.of(interaction.user.id)
        return chosen or language_of(str(interaction.locale))

    async def answer_interaction(
        self,
        interaction: discord.Interaction["SampanBot"],
        text: str,
        *,
        filters: Filters = NO_FILTERS,
        follows: Followed | None = None,
        is_private: bool = False,
    ) -> None:
        """Answer in place; private in a channel that the server did not choose.

        A question that follows an answer is asked under its conditions; any other in a thread or a
        direct message may lean on the questions before it. What is private is no part of that.
        The answer is shown before anything is written, so that no trouble of the journal loses it.
        """
        parse_question(text)
        user_id, guild_id, channel = interaction.user.id, interaction.guild_id, interaction.channel
        is_private = is_private or not self.is_chosen(guild_id, channel)
        is_shared = is_conversation(channel) and not is_private
        place = str(interaction.channel_id) if is_shared else None
        key = (user_id, interaction.channel_id, fold_line(text), filters, follows, is_private)
        with self.in_flight(), self.repeats.once(*key):
            self.check_limits(user_id, guild_id)
            await interaction.response.defer(thinking=True, ephemeral=is_private)
            if follows:
                filters = await self.memory.conditions_of(follows.answer)
            before = [follows.question] if follows else await self.memory.earlier(place)
            asked = join_follow_up(text, before, is_announced=follows is not None)
            answer = await self.answer(asked, user_id, filters)
            message = await interaction.edit_original_response(
                embed=answer_embed(answer), view=self.view_for(answer, guild_id)
            )
            await self.memory.record(
                answer,
                user_id=user_id,
                guild_id=None if is_private else guild_id,
                link=None if is_private else message.jump_url,
                place=place,
                subject=subject_of(text, asked, before),
            )
            await self.write_above(
                answer, lambda embed: interaction.edit_original_response(embed=embed)
            )

    async def write_above(
        self, answer: Answer, show: Callable[[discord.Embed], Awaitable[object]]
    ) -> None:
        """Have a language model write above the quotes that are shown, if one is configured."""
        if self.desk.writer:
            from bot.discord_app.written import write_above

            await write_above(self.desk.writer, answer, show)

    def view_for(self, answer: Answer, guild_id: int | None) -> discord.ui.View:
        """The buttons under an answer, votes only where the server wants them."""
        from bot.discord_app.answer_buttons import answer_view

        feedback = self.journal.servers.setting(guild_id, "feedback") if guild_id else None
        return answer_view(answer, has_feedback=feedback != "off")

    def is_chosen(self, guild_id: int | None, channel: object) -> bool:
        """Whether the bot may speak up in a channel: in all of them until some are chosen."""
        chosen = self.journal.servers.channels(guild_id) if guild_id else []
        ids = {getattr(channel, "id", None), getattr(channel, "parent_id", None)}
        return not chosen or bool(ids & set(chosen))

    async def on_interaction(self, interaction: discord.Interaction["SampanBot"]) -> None:
        """Take every form; answer presses on buttons that nothing else knows, politely."""
        from bot.discord_app import answer_buttons as views
        from bot.discord_app import article_pages as pages
        from bot.discord_app import forms

        custom_id = str(interaction.data.get("custom_id")) if interaction.data else ""
        try:
            if interaction.type is discord.InteractionType.modal_submit:
                form = forms.TEMPLATE.fullmatch(custom_id)
                if form:
                    with self.in_flight():
                        await forms.submit_form(interaction, form)
                else:
                    await views.polite_refusal(interaction)
            elif interaction.type is discord.InteractionType.component:
                known = (views.TEMPLATE, pages.PAGE_TEMPLATE)
                if not any(template.fullmatch(custom_id) for template in known):
                    await views.polite_refusal(interaction)
        except Exception as error:
            await tell_error(interaction, error)

    async def tell_subscribers(self) -> None:
        """Write to everybody whose question the new index answers."""
        from bot.discord_app.notices import tell_subscribers

        async with self._telling:
            try:
                await tell_subscribers(self)
            except NotKeptError:
                log.warning("subscribers will be told later", exc_info=True)

    async def on_ready(self) -> None:
        log.info("ready as %s in %s servers", self.user, len(self.guilds))
        await self.tell_subscribers()  # the index may have grown while the bot was away

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages to the cogs; there are no commands with a prefix."""

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Marks an answer, a vote or a form that a graceful end waits for."""
        self._answering += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._answering -= 1
            if not self._answering:
                self._idle.set()

    async def end(self) -> None:
        """Finish the answers in flight, then leave; asked again, it changes nothing."""
        if self._is_ending:
            return
        self._is_ending = True
        log.info("ending; %s answers in flight", self._answering)
        try:
            async with asyncio.timeout(_GRACE_S):
                await self.desk.end_refresh()
                while self._answering:  # whoever is told of an error is in flight once more
                    await self._idle.wait()
        except TimeoutError:
            log.warning("gave up waiting for %s answers", self._answering)
        await self.close()


async def add_cogs(bot: SampanBot) -> None:
    """Give a bot all commands that there are."""
    from bot.discord_app.articles import ArticlesCog
    from bot.discord_app.asking import AskCog
    from bot.discord_app.moderation import AdminCog
    from bot.discord_app.privacy import PrivacyCog

    for cog in (AskCog(bot), ArticlesCog(bot), AdminCog(bot), PrivacyCog(bot)):
        await bot.add_cog(cog)


class _Tree(app_commands.CommandTree[SampanBot]):
    async def on_error(
        self, interaction: discord.Interaction[SampanBot], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the user in one sentence, in private where nothing was shown yet."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        with interaction.client.in_flight():
            await tell_error(interaction, cause)
