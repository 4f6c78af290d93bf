"""When an answer is complete: all there, and still for a moment."""

from collections.abc import Callable

from discordsim.interaction import Interaction
from discordsim.interactions import Interactions
from discordsim.replies import Reply
from discordsim.settings import Settings

_DEFER, _DEFER_UPDATE, _CHOICES, _MODAL = 5, 6, 8, 9

Until = Callable[[Reply], bool]


class Waiting(Interactions):
    """Waits for responses, for deferrals to be completed, and for edits to end."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.settle = settings.settle
        self.late_grace = settings.late_grace

    async def finish(
        self,
        interaction: Interaction,
        *,
        timeout: float = 60.0,
        settle: float | None = None,
        until: Until | None = None,
        expect_update: bool = True,
    ) -> Reply:
        """The reply, once it has been still for `settle` seconds and `until` is true of it.

        `expect_update` False does not wait for a change after a button was deferred.
        """
        reply = Reply(self, interaction)
        await self.wait_response(interaction)
        if interaction.ack_t is None:
            return reply
        reply.first_ms = reply.final_ms = (interaction.ack_t - interaction.sent) * 1000
        kind = interaction.ack_type
        if kind in (_CHOICES, _MODAL):
            return reply
        if kind == _DEFER or (kind == _DEFER_UPDATE and expect_update):
            left = timeout - (self.now() - interaction.sent)
            if not await self._wait_completed(reply, left, until):
                reply.timed_out = True
                return reply
        await self.settle_reply(reply, timeout, settle=settle, until=until)
        return reply

    async def wait_response(self, interaction: Interaction) -> None:
        """Return at the initial response, or when it is too late even to measure it."""
        await self.wait_until(
            lambda: interaction.ack_t is not None or interaction.expired, self.deadline + 0.2
        )
        if interaction.ack_t is None:
            interaction.expired = True
            await self.wait_until(lambda: interaction.late_t is not None, self.late_grace)

    async def _wait_completed(self, reply: Reply, timeout: float, until: Until | None) -> bool:
        """Whether a deferral was followed by something to see."""
        interaction, source = reply.interaction, reply.interaction.source
        edits = len(source.history) if source is not None else 0

        def is_edited() -> bool:
            return source is not None and len(source.history) > edits

        def is_completed() -> bool:
            shown = len(interaction.events) > 1 or is_edited()
            return shown or (until is not None and until(reply))

        if not await self.wait_until(is_completed, timeout):
            return False
        if is_edited() and len(interaction.events) == 1:
            interaction.note("edit", source)  # edited through the channel's endpoint
        return True

    async def settle_reply(
        self,
        reply: Reply,
        timeout: float,
        *,
        settle: float | None = None,
        until: Until | None = None,
    ) -> None:
        """Return when nothing has changed for `settle` seconds and `until` is true."""
        settle = self.settle if settle is None else settle
        interaction = reply.interaction
        end = interaction.sent + timeout if timeout else self.now()
        while True:
            last = interaction.events[-1][0] if interaction.events else self.now()
            quiet = self.now() - last
            if quiet >= settle and (until is None or until(reply)):
                break
            left = end - self.now()
            if left <= 0:
                reply.timed_out = until is not None and not until(reply)
                break
            pause = settle - quiet if quiet < settle else 0.5
            await self.wait_change(max(0.01, min(pause, left)))
        if interaction.ack_t is not None:
            reply.first_ms = (interaction.ack_t - interaction.sent) * 1000
        if interaction.events:
            reply.final_ms = (interaction.events[-1][0] - interaction.sent) * 1000
