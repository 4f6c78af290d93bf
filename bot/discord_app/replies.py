"""What was said to which message, so that an edit of the message can mend it."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

import discord

from bot.discord_app.conversation import question_of
from bot.discord_app.repeating import FAILURES

_MOST = 1000
_ENDS = "?？.。!！ "
_LOOKED_THROUGH = 50  # messages after the one that was edited


@dataclass(slots=True)
class Replied:
    """The words of a message, and what shows the answer; the lock is held while it is made.

    `latest` is when the message was written or edited last: what it said before is not answered.
    """

    words: str | None = None
    sent: discord.Message | None = None
    latest: datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_to(self, words: str) -> bool:
        """Whether these words were answered; of earlier starts, only the question is known."""
        if self.words is not None:
            return self.words == words
        question, end = question_of(self.sent), words.rstrip(_ENDS)
        return bool(end) and question.rstrip(_ENDS).endswith(end)


class Replies:
    """The last replies of this start, by the message; those before are looked for on Discord."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Replied] = OrderedDict()

    def to(self, message: discord.Message) -> Replied:
        """What was said to a message, or nothing yet."""
        found = self._known.setdefault(message.id, Replied())
        self._known.move_to_end(message.id)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    async def look_up(self, message: discord.Message, me: discord.abc.User) -> Replied:
        """The same; if it is of an earlier start, found in the channel or the message's thread."""
        found = self.to(message)
        if found.words is None and found.sent is None and not found.lock.locked():
            async with found.lock:
                found.sent = await _find(message, me)
        return found


async def _find(message: discord.Message, me: discord.abc.User) -> discord.Message | None:
    guild = message.guild
    thread = guild.get_thread(message.id) if guild else None
    try:
        if thread is not None:
            async for said in thread.history(limit=_LOOKED_THROUGH, oldest_first=True):
                if said.author == me and question_of(said):
                    return said
        async for said in message.channel.history(
            limit=_LOOKED_THROUGH, after=message, oldest_first=True
        ):
            reference = said.reference
            if said.author == me and reference and reference.message_id == message.id:
                return said
    except FAILURES:
        return None
    return None
