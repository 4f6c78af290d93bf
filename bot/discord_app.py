"""The Discord bot: intents, cogs, command sync, the last-resort error handler, a graceful end."""

import asyncio
import hashlib
import json
import logging
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answer, Verdict
from bot.desk import Desk
from bot.discord_text import answer_embed
from bot.errors import AnswerTimeoutError, BusyError, DiscordError, SettingsError, TooOftenError
from bot.journal import Asked, Journal, Subscription
from bot.journal_file import open_journal
from bot.limits import RateLimit
from bot.localisation import CommandTranslator
from bot.phrases import language_of, say
from bot.question import parse_question
from bot.settings import Settings
from bot.wiring import Service
from corpus.errors import AppError
from embeddings.filters import Filters

log = logging.getLogger(__name__)

NO_FILTERS = Filters()

_WINDOW_S = 60.0
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
        self._user_limit = RateLimit(settings.user_questions, _WINDOW_S)
        self._guild_limit = RateLimit(settings.server_questions, _WINDOW_S)
        self._translator = CommandTranslator()
        self._answering = 0
        self._is_ending = False
        self._telling = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()

    async def setup_hook(self) -> None:
        from bot.admin_cog import AdminCog
        from bot.articles_cog import ArticlesCog, PageButton
        from bot.ask_cog import AskCog
        from bot.privacy_cog import PrivacyCog
        from bot.views import AnswerButton

        await self.tree.set_translator(self._translator)
        for cog in (AskCog(self), ArticlesCog(self), AdminCog(self), PrivacyCog(self)):
            await self.add_cog(cog)
        self.add_dynamic_items(AnswerButton, PageButton)
        await self._sync_commands()

    def check_limits(self, user_id: int, guild_id: int | None) -> None:
        """Count a question; raises TooOftenError, or BusyError when the bot is about to leave."""
        if self._is_ending:
            raise BusyError
        self._user_limit.check(user_id)
        if guild_id is not None:
            self._guild_limit.check(guild_id)

    async def answer(
        self,
        text: str,
        *,
        user_id: int,
        guild_id: int | None,
        link: str | None = None,
        filters: Filters = NO_FILTERS,
    ) -> Answer:
        """An answer, noted in the journal; see that `check_limits` was asked before."""
        answer = await self.desk.run(lambda service: service.answerer.answer(text, filters=filters))
        topics = [topic for article in answer.nearest[:1] for topic in article.topics]
        await self.journal.remember_filters(answer.id, filters)
        await self.journal.record_question(
            Asked(
                answer=answer.id,
                user_id=user_id,
                guild_id=guild_id,
                link=link,
                verdict=answer.verdict.value,
                topic=topics[0] if topics else None,
                language=answer.question.language,
                text=answer.question.text,
            ),
            time.time(),
        )
        return answer

    async def answer_interaction(
        self,
        interaction: discord.Interaction["SampanBot"],
        text: str,
        *,
        filters: Filters = NO_FILTERS,
        is_private: bool = False,
    ) -> None:
        """Answer in place; private in a channel that the server did not choose."""
        parse_question(text)
        guild_id = interaction.guild_id
        self.check_limits(interaction.user.id, guild_id)
        is_private = is_private or not await self.is_chosen(guild_id, interaction.channel)
        with self.in_flight():
            await interaction.response.defer(thinking=True, ephemeral=is_private)
            channel_id = interaction.channel_id
            answer = await self.answer(
                text,
                user_id=interaction.user.id,
                guild_id=guild_id,
                link=f"https://discord.com/channels/{guild_id}/{channel_id}" if guild_id else None,
                filters=filters,
            )
            await interaction.edit_original_response(
                embed=answer_embed(answer), view=await self.view_for(answer, guild_id)
            )
            await self.write_above(
                answer, lambda embed: interaction.edit_original_response(embed=embed)
            )

    async def write_above(
        self, answer: Answer, show: Callable[[discord.Embed], Awaitable[object]]
    ) -> None:
        """Have a language model write above the quotes that are shown, if one is configured."""
        if self.desk.writer:
            from bot.writing import write_above

            await write_above(self.desk.writer, answer, show)

    async def view_for(self, answer: Answer, guild_id: int | None) -> discord.ui.View:
        """The buttons under an answer, votes only where the server wants them."""
        from bot.views import answer_view

        feedback = await self.journal.setting(guild_id, "feedback") if guild_id else None
        return answer_view(answer, has_feedback=feedback != "off")

    async def is_chosen(self, guild_id: int | None, channel: object) -> bool:
        """Whether the bot may speak up in a channel: in all of them until some are chosen."""
        chosen = await self.journal.channels(guild_id) if guild_id else []
        ids = {getattr(channel, "id", None), getattr(channel, "parent_id", None)}
        return not chosen or bool(ids & set(chosen))

    async def on_interaction(self, interaction: discord.Interaction["SampanBot"]) -> None:
        """Answer presses on buttons that nothing else knows, instead of letting them fail."""
        from bot.articles_cog import PAGE_TEMPLATE
        from bot.views import TEMPLATE, polite_refusal

        if interaction.type is not discord.InteractionType.component or not interaction.data:
            return
        custom_id = str(interaction.data.get("custom_id"))
        if not TEMPLATE.fullmatch(custom_id) and not PAGE_TEMPLATE.fullmatch(custom_id):
            await polite_refusal(interaction)

    async def tell_subscribers(self) -> None:
        """Write to everybody whose question the new index answers."""
        from bot.views import send_news

        async with self._telling:
            for waiting in await self.journal.subscriptions():
                try:
                    answer = await self._answer_to(waiting)
                    # Whoever was forgotten since is not written to.
                    if answer is None or waiting not in await self.journal.subscriptions():
                        continue
                    await send_news(await self.fetch_user(waiting.user_id), answer)
                except (discord.Forbidden, discord.NotFound):
                    log.info("a subscriber cannot be written to")
                except (discord.HTTPException, AppError):
                    log.warning("a subscriber will be told later", exc_info=True)
                    continue
                await self.journal.end_subscription(waiting.id)

    async def _answer_to(self, waiting: Subscription) -> Answer | None:
        filters = await self.journal.filters(waiting.answer)

        def work(service: Service) -> Answer:
            return service.answerer.answer(waiting.question, filters=filters)

        answer = await self.desk.run(work)
        return answer if answer.verdict is Verdict.ANSWERED else None

    async def on_ready(self) -> None:
        log.info("ready as %s in %s servers", self.user, len(self.guilds))
        await self.tell_subscribers()  # the index may have grown while the bot was away

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages to the cogs; there are no commands with a prefix."""

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Marks an answer that a graceful end waits for."""
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
                await self._idle.wait()
        except TimeoutError:
            log.warning("gave up waiting for %s answers", self._answering)
        await self.close()

    async def _sync_commands(self) -> None:
        """Send the commands to Discord if they are not the ones that were sent last."""
        payload = [
            await command.get_translated_payload(self.tree, self._translator)
            for command in self.tree.walk_commands()
            if command.parent is None
        ] + [
            await menu.get_translated_payload(self.tree, self._translator)
            for menu in self.tree.get_commands(type=discord.AppCommandType.message)
        ]
        text = json.dumps([self.application_id, payload], sort_keys=True)
        digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        if await self.journal.fact("commands") == digest:
            return
        try:
            await self.tree.sync()
        except discord.HTTPException:
            log.warning("the commands could not be sent; the next start tries again", exc_info=True)
            return
        await self.journal.set_fact("commands", digest)
        log.info("sent %s commands to Discord", len(payload))


class _Tree(app_commands.CommandTree[SampanBot]):
    async def on_error(
        self, interaction: discord.Interaction[SampanBot], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the user in one sentence, in private where nothing was shown yet."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await tell_error(interaction, cause)


async def tell_error(interaction: discord.Interaction[SampanBot], error: BaseException) -> None:
    """Tell whoever pressed or asked; in place of "thinking…" where that already stands."""
    sentence = sentence_for(error, language_of(str(interaction.locale)))
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(content=sentence)
        else:
            await interaction.response.send_message(sentence, ephemeral=True)
    except discord.HTTPException:
        log.warning("an interaction could not be told of its error", exc_info=True)


def sentence_for(error: BaseException, language: str) -> str:
    """What a user is told of an error: never its own text unless we wrote it."""
    if isinstance(error, BusyError):
        return say("busy", language)
    if isinstance(error, TooOftenError):
        return say("too_often", language).format(seconds=max(1, round(error.wait_s)))
    if isinstance(error, AnswerTimeoutError):
        return say("slow", language)
    if isinstance(error, AppError):
        return discord.utils.escape_markdown(discord.utils.escape_mentions(str(error)))[:1900]
    reference = secrets.token_hex(4)
    log.error("defect %s", reference, exc_info=error)
    return say("defect", language).format(reference=reference)


def run_bot(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; raises AppError when the bot cannot start."""
    if settings.discord_token is None:
        reason = "is not set; the README says where to get the bot's token"
        raise SettingsError("SAMPAN_DISCORD_TOKEN", reason)
    asyncio.run(_serve(Desk(settings), settings, settings.discord_token.get_secret_value()))


async def _serve(desk: Desk, settings: Settings, token: str) -> None:
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()
    async with open_journal(settings.home, keeps_text=settings.keep_questions) as journal:
        bot = SampanBot(desk, journal, settings)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: tasks.add(loop.create_task(bot.end())))
        tasks.add(loop.create_task(desk.follow_index(bot.tell_subscribers)))
        try:
            async with bot:
                await bot.start(token)
        except discord.LoginFailure as error:
            reason = "Discord does not know this token; reset it in the developer portal"
            raise DiscordError(f"SAMPAN_DISCORD_TOKEN: {reason}") from error
        finally:
            for task in tasks:
                task.cancel()
            await desk.close()
