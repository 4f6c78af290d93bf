"""One use of a command or component, from the user's click to the last edit of its answer."""

import base64
import secrets

from discordsim.clock import Clock
from discordsim.message import Msg
from discordsim.records import Violation
from discordsim.users import User
from discordsim.wire import Json

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5


class Interaction:
    """What was sent to the bot, and all that the bot did with its token.

    `source` is the message of the component; `parent` the interaction that opened the modal.
    `events` holds (t, what the bot did, the message, its text then).
    """

    def __init__(
        self,
        clock: Clock,
        type: int,
        data: Json,
        user: User,
        *,
        channel_id: str,
        guild_id: str | None,
        locale: str,
        source: Msg | None = None,
        parent: "Interaction | None" = None,
    ) -> None:
        self._clock = clock
        self.type = type
        self.data = data
        self.user = user
        self.channel_id = channel_id
        self.guild_id = guild_id
        self.locale = locale
        self.source = source
        self.parent = parent
        self.id = clock.snowflake()
        secret = f"interaction:{self.id}:".encode() + secrets.token_bytes(60)
        self.token = base64.urlsafe_b64encode(secret).decode().rstrip("=")
        self.sent = clock.now()
        self.ack_t: float | None = None
        self.ack_type: int | None = None
        self.expired = False
        self.late_t: float | None = None
        self.deferred_ephemeral: bool | None = None
        self.defer_open = False  # deferred with "thinking", and nothing shown yet
        self.original: Msg | None = None
        self.followups: list[Msg] = []
        self.modal: Json | None = None
        self.choices: list[Json] | None = None
        self.events: list[tuple[float, str, Msg | None, str]] = []
        self.violations: list[Violation] = []

    def note(self, kind: str, message: Msg | None = None) -> None:
        """Write down what the bot did, and wake who waits for it."""
        text = message.text if message else ""
        self.events.append((self._clock.now(), kind, message, text))
        self._clock.notify()

    def metadata(self) -> Json:
        """The `interaction_metadata` of a message that answers this interaction."""
        metadata = self._base_metadata()
        if self.type == COMMAND and self.data.get("target_id"):
            self._add_target(metadata)
        elif self.type == COMPONENT:
            metadata["interacted_message_id"] = self.source.id
        elif self.type == MODAL_SUBMIT and self.parent is not None:
            opened_by = self.parent._base_metadata()
            opened_by["user"] = self.user.json()
            if self.parent.type == COMPONENT:
                opened_by["interacted_message_id"] = self.parent.source.id
            metadata["triggering_interaction_metadata"] = opened_by
        return metadata

    def _base_metadata(self) -> Json:
        return {
            "id": self.id,
            "type": self.type,
            "user": self.user.json(),
            "authorizing_integration_owners": {"0": self.guild_id or "0"},
        }

    def _add_target(self, metadata: Json) -> None:
        target_id = self.data["target_id"]
        if self.data.get("type") == 2:
            metadata["target_user"] = self.data["resolved"]["users"][target_id]
        else:
            metadata["target_message_id"] = target_id
