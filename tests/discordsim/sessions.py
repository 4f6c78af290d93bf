"""Gateway sessions and connections: events go out through here."""

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web

from discordsim.judge import Judge
from discordsim.settings import Settings
from discordsim.wire import Json


class Session:
    """A bot's session; it outlives its connections, and replays what they missed."""

    def __init__(self, *, intents: int, shard: list[int] | None) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.seq = 0
        self.buffer: deque[Json] = deque(maxlen=2000)
        self.connection: Connection | None = None
        self.alive = True

    @property
    def has_direct(self) -> bool:
        """Whether direct messages are this session's: they all go to the first shard."""
        return not self.shard or self.shard[0] == 0

    def has_guild(self, guild_id: str) -> bool:
        """Whether a guild is this session's shard's."""
        if not self.shard:
            return True
        shard, shards = self.shard
        return (int(guild_id) >> 22) % shards == shard

    def dispatch(self, event: str, data: Json) -> None:
        """Send an event, or keep it until the session is resumed."""
        self.seq += 1
        payload = {"op": 0, "s": self.seq, "t": event, "d": data}
        self.buffer.append(payload)
        if self.connection:
            self.connection.send(payload)


class Connection:
    """One gateway websocket; `compressed` streams it through zlib."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        compressed: bool,
    ) -> None:
        self.socket = socket
        self.transport = transport
        self.session: Session | None = None
        self.received_times: deque[float] = deque()
        self._queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._compressor = zlib.compressobj() if compressed else None

    def send(self, payload: Json | None) -> None:
        """Queue a payload; None ends the writer."""
        self._queue.put_nowait(payload)

    async def write_queue(self, latency: Callable[[], float], log: Callable[[Json], None]) -> None:
        """Send what is queued until the connection ends."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            while (payload := await self._queue.get()) is not None:
                if latency():
                    await asyncio.sleep(latency())
                log(payload)
                text = json.dumps(payload, separators=(",", ":"))
                if self._compressor is None:
                    await self.socket.send_str(text)
                    continue
                data = self._compressor.compress(text.encode())
                await self.socket.send_bytes(data + self._compressor.flush(zlib.Z_SYNC_FLUSH))


class Sessions(Judge):
    """The sessions of the bot, and the log of every gateway payload."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.application_id = str(settings.application_id or self.snowflake())
        self.guild_id = str(settings.guild_id or self.snowflake())
        self.latency = settings.latency
        self.url = ""  # known once the simulator listens
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.gateway_log: list[tuple[float, str, Any]] = []
        self.identifies = 0
        self.resumes = 0
        self.presence: Json | None = None
        self.ack_heartbeats = True
        self.gateway_down_until = 0.0

    @property
    def gateway_url(self) -> str:
        """Where the websocket is."""
        return self.url.replace("http", "ws", 1) + "/gateway/"

    @property
    def connected(self) -> bool:
        """Whether a session has a connection now."""
        return any(session.connection is not None for session in self.sessions.values())

    def dispatch(
        self,
        event: str,
        data: Json,
        intent: int = 0,
        *,
        transform: Callable[[Session, Json], Json] | None = None,
    ) -> None:
        """Send an event to every session that asked for its intent."""
        for session in self.sessions.values():
            if not session.alive or (intent and not session.intents & intent):
                continue
            is_of_guild = "guild_id" in data or event.startswith("GUILD_")
            if session.has_guild(self.guild_id) if is_of_guild else session.has_direct:
                session.dispatch(event, transform(session, data) if transform else data)
