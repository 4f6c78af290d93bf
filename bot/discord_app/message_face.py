"""An answer to a message: a reply, or the first message of a thread, or an edit of either."""

import logging
from collections.abc import AsyncGenerator
from typing import Any

import discord

from bot.answering.answer import Answer
from bot.discord_app.answers import view_for
from bot.discord_app.choice_buttons import reply_text, reply_view
from bot.discord_app.client import SampanBot
from bot.discord_app.conversation import conversation_in
from bot.discord_app.embeds import answer_embed
from bot.discord_app.escaping import cut
from bot.discord_app.repeating import FAILURES, is_refusal, repeated, send_once
from bot.discord_app.written import write_above
from bot.phrases import say
from bot.service.turns import ShownAt
from bot.talking.reply import Reply
from corpus.text import fold_line

log = logging.getLogger(__name__)

_MAX_THREAD_NAME = 90


class MessageFace:
    """Shows what is said to a message; `sent` is what shows it, and is edited if it is there."""

    def __init__(
        self,
        bot: SampanBot,
        message: discord.Message,
        text: str,
        *,
        sent: discord.Message | None = None,
    ) -> None:
        self._bot = bot
        self._message = message
        self._text = text
        self.sent = sent

    async def acknowledge(self) -> None:
        """Typing is a courtesy."""
        try:
            await self._message.channel.typing()
        except FAILURES:
            log.debug("typing was not shown")

    async def show(self, answer: Answer) -> ShownAt:
        guild_id = self._message.guild.id if self._message.guild else None
        language = answer.question.answer_in
        embed, view = answer_embed(answer), view_for(self._bot, answer, guild_id)
        thread = None if self.sent else await self._open_thread()
        if thread:
            how = self._how_to_go_on(language)
            sent = self.sent = await send_once(thread.send, content=how, embed=embed, view=view)
        else:
            is_in_thread = self.sent is not None and self.sent.channel != self._message.channel
            note = self._how_to_go_on(language) if is_in_thread else None
            sent = await self._put(content=note, embed=embed, view=view)
        return ShownAt(link=sent.jump_url, conversation=conversation_in(sent.channel))

    async def say(self, reply: Reply) -> None:
        await self._put(content=reply_text(reply), embed=None, view=reply_view(reply))

    async def tell(self, sentence: str) -> None:
        """Say something that may be shown as it is."""
        await self._put(content=sentence, embed=None, view=None)

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        if self.sent:
            sent = self.sent
            await write_above(answer, sentences, lambda embed: sent.edit(embed=embed))

    async def _put(self, **parts: Any) -> discord.Message:
        """Edit what was sent before, or reply where nothing was.

        Also where it cannot be edited any more: it is gone, or in a thread that is archived.
        """
        if shown := self.sent:
            try:
                self.sent = await repeated(lambda: shown.edit(**parts))
            except discord.HTTPException as error:
                if not is_refusal(error):
                    raise
                self.sent = None
        if self.sent is None:
            given = {name: part for name, part in parts.items() if part is not None}
            self.sent = await send_once(self._message.reply, mention_author=False, **given)
        return self.sent

    def _how_to_go_on(self, language: str) -> str:
        """What to do in a thread that the bot opened."""
        if self._bot.reads_content:
            return say("go_on_writing", language)
        me = self._bot.user.mention if self._bot.user else ""
        return say("go_on_mentioning", language).format(me=me)

    async def _open_thread(self) -> discord.Thread | None:
        """A thread for the answer, where moderators want one and Discord allows it."""
        message = self._message
        if message.guild is None or not isinstance(message.channel, discord.TextChannel):
            return None
        servers, guild_id = self._bot.journal.servers, message.guild.id
        if servers.setting(guild_id, "threads") != "on":
            return None
        if not self._bot.is_chosen_by_name(guild_id, message.channel):
            return None
        granted = message.channel.permissions_for(message.guild.me)
        if not (granted.create_public_threads and granted.send_messages_in_threads):
            return None
        try:
            return await message.create_thread(name=cut(fold_line(self._text), _MAX_THREAD_NAME))
        except FAILURES:
            return None
