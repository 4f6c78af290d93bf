"""What a user sees after using a command, a component, an option or the keyboard.

All are live views: what the bot does later shows in them too.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from discordsim.interaction import Interaction
from discordsim.message import Msg
from discordsim.records import Violation
from discordsim.wire import THREAD_CREATED, THREAD_STARTER, Json

if TYPE_CHECKING:
    from discordsim.simulator import DiscordSim

_DEFERRALS = (5, 6)


class Reply:
    """What the user saw after a command, a click or a modal.

    `timed_out` means that the driver gave up waiting: deferred and never completed, or `until`
    never true. Times in `_ms` count from the moment the interaction was sent.
    """

    def __init__(self, sim: "DiscordSim", interaction: Interaction) -> None:
        self._sim = sim
        self.interaction = interaction
        self.timed_out = False
        self.first_ms: float | None = None
        self.final_ms: float | None = None

    @property
    def failed(self) -> str | None:
        """What Discord tells the user if the bot did not respond in time."""
        if not self.interaction.expired:
            return None
        exit_code = self._sim.exit_code
        exited = "" if exit_code is None else f" (the bot process has exited: {exit_code})"
        return f"The application did not respond{exited}"

    @property
    def ok(self) -> bool:
        return not self.failed and not self.timed_out

    @property
    def deferred(self) -> bool:
        return self.interaction.ack_type in _DEFERRALS

    @property
    def late_ms(self) -> float | None:
        """When a response came that was too late."""
        late_t = self.interaction.late_t
        return None if late_t is None else (late_t - self.interaction.sent) * 1000

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal

    @property
    def violations(self) -> list[Violation]:
        return self.interaction.violations

    @property
    def followups(self) -> list[Msg]:
        return [message for message in self.interaction.followups if not message.deleted]

    @property
    def messages(self) -> list[Msg]:
        """The answer and its follow-ups."""
        original = self.interaction.original
        shown = [original] if original and not original.deleted else []
        return shown + self.followups

    @property
    def message(self) -> Msg | None:
        return next(iter(self.messages), None)

    @property
    def other_messages(self) -> list[Msg]:
        """Bot messages sent by plain channel endpoints while this interaction ran."""
        posted = self._sim.bot_messages(since=self.interaction.sent)
        return [message for message in posted if message not in self.messages]

    @property
    def content(self) -> str:
        return self.message.content if self.message else ""

    @property
    def text(self) -> str:
        """All that a reader sees in all of its messages."""
        return "\n".join(message.text for message in self.messages)

    @property
    def embeds(self) -> list[Json]:
        return self.message.embeds if self.message else []

    @property
    def components(self) -> list[Json]:
        return self.message.components if self.message else []

    @property
    def buttons(self) -> list[Json]:
        return [button for message in self.messages for button in message.buttons]

    @property
    def selects(self) -> list[Json]:
        return [select for message in self.messages for select in message.selects]

    @property
    def labels(self) -> list[str | None]:
        return [label for message in self.messages for label in message.labels]

    @property
    def ephemeral(self) -> bool:
        return bool(self.message and self.message.ephemeral)

    @property
    def edits(self) -> int:
        return sum(kind == "edit" for _, kind, _, _ in self.interaction.events)

    @property
    def timeline(self) -> list[tuple[float, str, str]]:
        """(milliseconds since it was sent, what the bot did, the text then)."""
        sent = self.interaction.sent
        return [
            (round((t - sent) * 1000, 1), kind, text)
            for t, kind, _, text in self.interaction.events
        ]

    async def more(
        self,
        timeout: float = 30.0,
        settle: float | None = None,
        until: Callable[["Reply"], bool] | None = None,
    ) -> "Reply":
        """Wait for further edits or follow-ups; gives the reply itself."""
        events = self.interaction.events
        count = len(events)
        await self._sim.wait_until(lambda: len(events) > count, timeout)
        await self._sim.settle_reply(self, timeout, settle=settle, until=until)
        return self

    def __repr__(self) -> str:
        if self.failed:
            return f"<Reply FAILED {self.failed!r} late_ms={self.late_ms}>"
        first, final = _rounded(self.first_ms), _rounded(self.final_ms)
        if self.modal:
            return f"<Reply modal {self.modal.get('title')!r} first={first}>"
        state = ("deferred " if self.deferred else "") + ("ephemeral " if self.ephemeral else "")
        return (
            f"<Reply {state}first={first} final={final} messages={len(self.messages)} "
            f"edits={self.edits} {self.text[:80]!r}>"
        )


class Autocomplete:
    """The choices that the user saw while typing."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction
        self.ms: float | None = None

    @property
    def failed(self) -> str | None:
        return "Loading options failed" if self.interaction.choices is None else None

    @property
    def choices(self) -> list[Json]:
        return self.interaction.choices or []

    @property
    def names(self) -> list[str]:
        return [choice["name"] for choice in self.choices]

    @property
    def values(self) -> list[str | int | float]:
        return [choice["value"] for choice in self.choices]

    def __repr__(self) -> str:
        return f"<Autocomplete {self.failed or self.names} {_rounded(self.ms)}>"


class MessageResult:
    """What came back after an ordinary message."""

    def __init__(self, sim: "DiscordSim", message: Msg, *, sent: float) -> None:
        self._sim = sim
        self.message = message
        self.sent = sent
        self.timed_out = False
        self.first_ms: float | None = None
        self.final_ms: float | None = None

    @property
    def ok(self) -> bool:
        return not self.timed_out

    @property
    def replies(self) -> list[Msg]:
        """The bot's messages in the channel, and in the thread it started from the message."""
        posted = self._sim.bot_messages(since=self.sent)
        return [message for message in posted if self._is_reply(message)]

    def _is_reply(self, message: Msg) -> bool:
        raw = message.raw
        is_notice = raw["type"] in (THREAD_CREATED, THREAD_STARTER)
        if message.ephemeral or is_notice or raw.get("interaction_metadata"):
            return False
        if self._is_in_own_thread(message):
            return True
        is_here = message.channel_id == self.message.channel_id
        return is_here and message.reference_id in (None, self.message.id)

    def _is_in_own_thread(self, message: Msg) -> bool:
        if message.channel_id == self.message.id:
            return True
        thread = self._sim.channels.get(message.channel_id) or {}
        return (
            thread.get("owner_id") == self._sim.bot.id
            and thread.get("_started", 0) >= self.sent
            and thread.get("parent_id") == self.message.channel_id
            and thread.get("_message_id") in (None, self.message.id)
        )

    @property
    def reply(self) -> Msg | None:
        return next(iter(self.replies), None)

    @property
    def content(self) -> str:
        return self.reply.content if self.reply else ""

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.replies)

    @property
    def thread_id(self) -> str | None:
        """The thread that the message began, or in which the bot answered."""
        if self.message.id in self._sim.channels:
            return self.message.id
        here = self.message.channel_id
        return next((m.channel_id for m in self.replies if m.channel_id != here), None)

    @property
    def bot_reactions(self) -> list[str]:
        return [r["emoji"]["name"] for r in self.message.reactions if r.get("me")]

    @property
    def typing_ms(self) -> float | None:
        """When the bot was first seen typing."""
        places = (self.message.channel_id, self.message.id)
        seen = (t for t, place in self._sim.typing if t >= self.sent and place in places)
        first = next(seen, None)
        return None if first is None else (first - self.sent) * 1000

    def __repr__(self) -> str:
        state = "TIMED OUT " if self.timed_out else ""
        return (
            f"<MessageResult {state}replies={len(self.replies)} first={_rounded(self.first_ms)} "
            f"final={_rounded(self.final_ms)} typing={_rounded(self.typing_ms)} "
            f"{self.text[:80]!r}>"
        )


def _rounded(ms: float | None) -> str:
    return "-" if ms is None else f"{ms:.0f}ms"
