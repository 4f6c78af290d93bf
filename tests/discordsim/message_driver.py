"""What users do with ordinary messages, threads and reactions."""

import asyncio
from collections.abc import Callable

from discordsim.component_driver import ComponentDriver
from discordsim.errors import DriverError
from discordsim.message import Msg
from discordsim.message_forms import Draft, normal_embeds
from discordsim.permissions import has_all
from discordsim.replies import MessageResult, Reply
from discordsim.users import User
from discordsim.wire import (
    DEFAULT_MESSAGE,
    DM_CHANNEL,
    INTENTS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    REPLY_MESSAGE,
    THREAD_TYPES,
    Json,
    iso_now,
)
from discordsim.world_forms import public_form

_MAX_CONTENT = 4000  # of those who pay for it
_SILENCE_S = 0.4  # how long a bot is watched that has a message and must not answer

_NO_PING: Json = {"parse": ["users", "roles", "everyone"], "replied_user": False}

MessageTarget = Msg | MessageResult | Reply | str
ThreadTarget = Json | MessageTarget
UntilReplied = Callable[[MessageResult], bool]


class MessageDriver(ComponentDriver):
    """Writes, edits, deletes and reacts as a user would."""

    async def message(
        self,
        content: str = "",
        *,
        user: str | User | None = None,
        channel: str | Json | None = None,
        mention_bot: bool = False,
        reply_to: MessageTarget | None = None,
        ping: bool = True,
        timeout: float = 30.0,
        settle: float | None = None,
        expect_reply: bool = True,
        until: UntilReplied | None = None,
    ) -> MessageResult:
        """What the bot does about a user's message; `ping` False replies without a mention.

        `expect_reply` False watches for a while and returns whatever came, for messages that the
        bot must ignore.
        """
        reference = self._answered(reply_to) if reply_to is not None else None
        if channel is None and reference is not None:
            channel = reference.channel_id
        if mention_bot:
            content = f"{self.bot.mention} {content}".strip()
        sent = self.now()
        posted = self._write(content, self.user(user), self.channel(channel), reference, ping=ping)
        result = MessageResult(self, posted, sent=sent)
        settle = self.settle if settle is None else settle
        if not expect_reply:
            await self.watch_silence()
        elif not await self.wait_until(lambda: result.replies, timeout):
            result.timed_out = True
        else:
            await self._settle_result(result, timeout, settle, until)
        if result.replies:
            result.first_ms = (min(m.created_t for m in result.replies) - sent) * 1000
            result.final_ms = (_last_change(result) - sent) * 1000
        return result

    async def watch_silence(self) -> None:
        """Give the bot time to do what it must not do, once it has all that it was sent."""
        await self.wait_received()
        await asyncio.sleep(_SILENCE_S)

    async def _settle_result(
        self,
        result: MessageResult,
        timeout: float,
        settle: float,
        until: UntilReplied | None,
    ) -> None:
        while True:
            last = _last_change(result) if result.replies else self.now()
            quiet = self.now() - last
            if quiet >= settle and (until is None or until(result)):
                return
            if self.now() - result.sent > timeout:
                result.timed_out = until is not None and not until(result)
                return
            await self.wait_change(max(0.01, settle - quiet if quiet < settle else 0.5))

    def _write(
        self, content: str, user: User, channel: Json, reference: Msg | None, *, ping: bool = True
    ) -> Msg:
        in_thread = channel["type"] in THREAD_TYPES
        if channel["type"] != DM_CHANNEL:
            writing = "SEND_MESSAGES_IN_THREADS" if in_thread else "SEND_MESSAGES"
            if not has_all(self.permissions(user.id, channel["id"]), "VIEW_CHANNEL", writing):
                raise DriverError(f"{user.name} may not write there")
        if len(content) > _MAX_CONTENT:
            raise DriverError(f"a user message has at most {_MAX_CONTENT} characters")
        if in_thread:
            self.join_thread(channel, user.id)
            if channel["type"] == PRIVATE_THREAD and self.bot.mention in content:
                self.join_thread(channel, self.bot.id)
        kind = REPLY_MESSAGE if reference else DEFAULT_MESSAGE
        draft = Draft(
            content=content,
            type=kind,
            reference=reference,
            allowed_mentions=None if ping else _NO_PING,
        )
        return self.post(channel["id"], user, draft)

    async def thread_message(
        self,
        thread: ThreadTarget,
        content: str = "",
        *,
        user: str | User | None = None,
        mention_bot: bool = False,
        reply_to: MessageTarget | None = None,
        timeout: float = 30.0,
        settle: float | None = None,
        expect_reply: bool = True,
        until: UntilReplied | None = None,
    ) -> MessageResult:
        """A message in a thread: itself, its id or name, or the message that it hangs on."""
        if isinstance(thread, Reply):
            thread = thread.message.id
        elif isinstance(thread, MessageResult):
            thread = thread.thread_id or thread.message.channel_id
        elif isinstance(thread, Msg):
            thread = thread.id
        channel = self.channel(thread)
        if channel["type"] not in THREAD_TYPES:
            raise DriverError("that is not a thread")
        return await self.message(
            content,
            user=user,
            channel=channel,
            mention_bot=mention_bot,
            reply_to=reply_to,
            timeout=timeout,
            settle=settle,
            expect_reply=expect_reply,
            until=until,
        )

    async def dm(
        self,
        content: str,
        *,
        user: str | User | None = None,
        reply_to: MessageTarget | None = None,
        timeout: float = 30.0,
        settle: float | None = None,
        expect_reply: bool = True,
        until: UntilReplied | None = None,
    ) -> MessageResult:
        """A direct message to the bot."""
        return await self.message(
            content,
            user=user,
            channel=self.dm_channel(user),
            reply_to=reply_to,
            timeout=timeout,
            settle=settle,
            expect_reply=expect_reply,
            until=until,
        )

    def forward(
        self,
        target: MessageTarget,
        *,
        user: str | User | None = None,
        channel: str | Json | None = None,
    ) -> MessageResult:
        """A user forwards a message to a channel."""
        draft = Draft(forwards=self._written(target))
        return self._posted(draft, user, channel)

    def ask_all(
        self, question: str, *, user: str | User | None = None, channel: str | Json | None = None
    ) -> MessageResult:
        """A user begins a poll."""
        answers = [{"answer_id": n, "poll_media": {"text": str(n)}} for n in (1, 2)]
        poll: Json = {"question": {"text": question}, "answers": answers, "layout_type": 1}
        poll |= {"expiry": iso_now(), "allow_multiselect": False}
        return self._posted(Draft(poll=poll), user, channel)

    def _posted(
        self, draft: Draft, user: str | User | None, channel: str | Json | None
    ) -> MessageResult:
        sent = self.now()
        return MessageResult(
            self, self.post(self.channel(channel)["id"], self.user(user), draft), sent=sent
        )

    def create_thread(
        self,
        name: str,
        *,
        channel: str | Json | None = None,
        message: MessageTarget | None = None,
        user: str | User | None = None,
        private: bool = False,
    ) -> Json:
        """A thread that a user starts, from a message or in a channel."""
        start = self._written(message) if message is not None else None
        parent = self.channel(channel) if start is None else self.channels[start.channel_id]
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        return self.start_thread(parent, name, self.user(user), type=kind, message=start)

    async def create_post(
        self,
        forum: str | Json,
        title: str,
        content: str,
        *,
        user: str | User | None = None,
        expect_reply: bool = True,
        timeout: float = 30.0,
    ) -> MessageResult:
        """What the bot does about a post that a user begins in a forum."""
        person, sent = self.user(user), self.now()
        thread = self.start_thread(self.channel(forum), title, person)
        # A post and the message that begins it have one id.
        starter = self.post(thread["id"], person, Draft(content=content, id=thread["id"]))
        result = MessageResult(self, starter, sent=sent)
        if expect_reply:
            result.timed_out = not await self.wait_until(lambda: result.replies, timeout)
        else:
            await self.watch_silence()
        return result

    def close_thread(self, thread: ThreadTarget, *, lock: bool = False) -> None:
        """A thread is archived, and with `lock` only moderators may open it again."""
        channel = self.channel(thread)
        channel["thread_metadata"] |= {"archived": True, "locked": lock}
        self.dispatch("THREAD_UPDATE", public_form(channel), INTENTS["guilds"])

    def react(
        self,
        target: MessageTarget,
        emoji: str,
        *,
        user: str | User | None = None,
        remove: bool = False,
    ) -> None:
        """A user's reaction to a message."""
        change = self.remove_reaction if remove else self.add_reaction
        change(self._written(target), emoji, self.user(user))

    def edit_message(self, target: MessageTarget, content: str) -> None:
        """A user changes what they wrote."""
        self.change(self._written(target), {"content": content})

    def unfurl(self, target: MessageTarget, embed: Json) -> None:
        """Discord adds the preview of a link, which is no edit of the user's."""
        message = self._written(target)
        message.raw["embeds"] = normal_embeds([embed])
        self.emit("MESSAGE_UPDATE", message)

    def delete_message(self, target: MessageTarget) -> None:
        """A user takes their message away."""
        self.remove(self._written(target))

    def _written(self, target: MessageTarget) -> Msg:
        """Of a result, the user's own message; of a reply, the bot's."""
        return target.message if isinstance(target, MessageResult) else self._answered(target)

    def _answered(self, target: MessageTarget) -> Msg:
        """Of a result or a reply, the bot's message."""
        if isinstance(target, Reply):
            found = target.message
        elif isinstance(target, MessageResult):
            found = target.reply
        else:
            found = self.bot_or_user_message(target)
        if found is None:
            raise DriverError("there is no message of the bot")
        return found


def _last_change(result: MessageResult) -> float:
    return max(t for message in result.replies for t, _, _ in message.history)
