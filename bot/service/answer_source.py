"""What a bot answers from: an index of its own, or a service elsewhere; it need not know which."""

from collections.abc import Callable
from typing import Protocol

from bot.identity import Identity
from bot.service.asking import Answering, Finding
from bot.service.look_ups import LooksUp
from bot.service.rebuilding import Rebuilt
from bot.service.status import Status


class AnswerSource(Answering, LooksUp, Protocol):
    """Answers and looks up, and follows whatever index is in use.

    Each may raise UserError: that too many wait, or that what answers is away. `on_new_index` is
    called once for each index that is newer.
    """

    on_new_index: Callable[[], None]

    async def start(self) -> None:
        """Return once it can answer; raises AppError for what waiting does not mend."""

    @property
    def identity(self) -> Identity:
        """What it is called and may be asked about."""
        ...

    @property
    def examples(self) -> Finding:
        """Questions to begin with."""
        ...

    async def status(self) -> Status:
        """How it stands with it."""
        ...

    async def refresh(self) -> Rebuilt:
        """Read the sources again; raises UserError where that is not to be had."""
        ...

    async def end_refresh(self) -> None:
        """Let no refresh hold up the end."""

    async def follow_index(self) -> None:
        """Answer from each newer index, for as long as this runs."""

    async def follow_sources(self) -> None:
        """Fetch what is due, for as long as this runs."""

    async def close(self) -> None:
        """Let what was begun end, then stop."""
