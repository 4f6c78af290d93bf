"""The gateway: a websocket on which the bot identifies itself and receives events."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from discordsim.sessions import Connection, Session
from discordsim.settings import Settings
from discordsim.wire import INTENTS, PRIVILEGED_INTENTS, Json
from discordsim.world import World

_HEARTBEAT, _IDENTIFY, _PRESENCE, _VOICE, _RESUME, _MEMBERS = 1, 2, 3, 4, 6, 8
_SOUNDBOARD = 31
_MAX_PER_MINUTE = 120
_PATIENCE = 1.6  # heartbeat intervals


class _CloseError(Exception):
    """The connection must be closed with this code."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Gateway(World):
    """Serves the websocket and judges what the bot sends on it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.heartbeat_interval = settings.heartbeat_interval
        self.is_member = True
        self.heartbeats = 0

    async def serve_gateway(self, http: web.Request) -> web.StreamResponse:
        """Hold one connection until either side ends it."""
        if self.now() < self.gateway_down_until:
            return web.Response(status=503, text="gateway down")
        compression = http.query.get("compress")
        if compression not in (None, "zlib-stream"):
            self.gaps.append(f"the gateway compression {compression}")
            return web.Response(status=400)
        socket = web.WebSocketResponse(max_msg_size=1 << 20, compress=False)
        await socket.prepare(http)
        connection = Connection(socket, http.transport, compressed=compression is not None)
        self.connections.add(connection)
        writer = asyncio.create_task(
            connection.write_queue(
                lambda: self.latency,
                lambda payload: self.gateway_log.append((self.now(), "out", payload)),
            )
        )
        interval_ms = int(self.heartbeat_interval * 1000)
        connection.send({"op": 10, "d": {"heartbeat_interval": interval_ms, "_trace": []}})
        try:
            await self._receive_all(connection)
        except _CloseError as error:
            await socket.close(code=error.code, message=error.message.encode())
        finally:
            self.connections.discard(connection)
            if connection.session and connection.session.connection is connection:
                connection.session.connection = None
            writer.cancel()
            self.notify()
        return socket

    async def wait_received(self, timeout: float = 10.0) -> None:
        """Return when the bot has received all that it was sent: it answers in order."""
        expected = self.heartbeats + len(self.connections)
        for connection in self.connections:
            connection.send({"op": _HEARTBEAT, "d": None})
        await self.wait_until(lambda: self.heartbeats >= expected, timeout)

    async def _receive_all(self, connection: Connection) -> None:
        while True:
            try:
                frame = await connection.socket.receive(self.heartbeat_interval * _PATIENCE)
            except TimeoutError as error:
                self.violate("heartbeat-missing", f"no heartbeat within {_PATIENCE} intervals")
                raise _CloseError(4009) from error
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            self._judge_rate(connection)
            try:
                payload = json.loads(frame.data)
                opcode, data = payload["op"], payload.get("d")
            except Exception as error:
                self.violate("gateway-payload", "not decodable")
                raise _CloseError(4002) from error
            self.gateway_log.append((self.now(), "in", payload))
            self._handle(connection, opcode, data)

    def _judge_rate(self, connection: Connection) -> None:
        times = connection.received_times
        times.append(self.now())
        while times[0] < times[-1] - 60:
            times.popleft()
        if len(times) > _MAX_PER_MINUTE:
            self.violate(
                "gateway-rate-limit", f"more than {_MAX_PER_MINUTE} gateway messages in 60 s"
            )
            raise _CloseError(4008)

    def _handle(self, connection: Connection, opcode: int, data: Any) -> None:
        if opcode == _HEARTBEAT:
            self.heartbeats += 1
            self.notify()
            if self.ack_heartbeats:
                connection.send({"op": 11})
        elif opcode == _IDENTIFY:
            self._identify(connection, data)
        elif opcode == _RESUME:
            self._resume(connection, data or {})
        elif connection.session is None:
            raise _CloseError(4003)
        elif opcode == _PRESENCE:
            self.presence = data
        elif opcode == _MEMBERS:
            self._send_members(connection.session, data)
        elif opcode not in (_VOICE, _SOUNDBOARD):
            self.violate("gateway-opcode", f"unknown opcode {opcode}")
            raise _CloseError(4001)

    def _identify(self, connection: Connection, data: Json) -> None:
        if connection.session:
            raise _CloseError(4005)
        self._check_token(data)
        intents = data.get("intents")
        if not isinstance(intents, int):
            raise _CloseError(4013)
        for name in PRIVILEGED_INTENTS:
            if intents & INTENTS[name] and name not in self.privileged:
                self.violate(
                    "disallowed-intent",
                    f"IDENTIFY asks for the privileged intent {name!r}, "
                    "which the application does not have",
                )
                raise _CloseError(4014, "Disallowed intent(s).")
        # A new session of the same bot ends the old ones that are not connected.
        for old in self.sessions.values():
            if old.connection is None:
                old.alive = False
        session = Session(intents=intents, shard=data.get("shard"))
        self.sessions[session.id] = session
        connection.session, session.connection = session, connection
        self.presence = data.get("presence")
        self.identifies += 1
        session.dispatch("READY", self._ready(session))
        if intents & INTENTS["guilds"] and self._has_guild(session):
            session.dispatch("GUILD_CREATE", self.guild_create(session))
        self.notify()

    def _check_token(self, data: Json) -> None:
        if (data.get("token") or "").replace("Bot ", "") != self.token:
            raise _CloseError(4004, "Authentication failed.")

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.bot_json(),
            "guilds": [{"id": self.guild_id, "unavailable": True}]
            if self._has_guild(session)
            else [],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "session_type": "normal",
            "shard": session.shard or [0, 1],
            "application": {"id": self.application_id, "flags": self.application_flags()},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "_trace": [],
        }

    def _has_guild(self, session: Session) -> bool:
        return self.is_member and session.has_guild(self.guild_id)

    def leave_guild(self, *, is_outage: bool = False) -> None:
        """The bot is removed from the guild, or the guild is not to be reached for a while."""
        data: Json = {"id": self.guild_id}
        if is_outage:
            data["unavailable"] = True
        else:
            self.is_member = False
        self.dispatch("GUILD_DELETE", data, INTENTS["guilds"])

    def join_guild(self, *, was_outage: bool = False) -> None:
        """The bot is added to the guild, or the guild can be reached again."""
        self.is_member = True
        for session in self.sessions.values():
            data = self.guild_create(session)
            if not was_outage:
                del data["unavailable"]
            if session.alive and session.has_guild(self.guild_id):
                session.dispatch("GUILD_CREATE", data)

    def _resume(self, connection: Connection, data: Json) -> None:
        self._check_token(data)
        session = self.sessions.get(data.get("session_id"))
        seen = data["seq"]
        if session is None or not session.alive or _has_forgotten(session, seen):
            connection.send({"op": 9, "d": False})
            return
        connection.session = session
        for payload in session.buffer:
            if seen is None or payload["s"] > seen:
                connection.send(payload)
        session.connection = connection
        session.dispatch("RESUMED", {"_trace": []})
        self.resumes += 1
        self.notify()

    def _send_members(self, session: Session, data: Json) -> None:
        guild_id = data.get("guild_id")
        if str(guild_id[0] if isinstance(guild_id, list) else guild_id) != self.guild_id:
            return
        members = list(self.users.values())
        not_found: list[str] = []
        wanted = data.get("user_ids")
        prefix = data.get("query")
        if wanted:
            ids = [str(id) for id in (wanted if isinstance(wanted, list) else [wanted])]
            not_found = [id for id in ids if id not in self.users]
            members = [user for user in members if user.id in ids]
        elif prefix == "" and not data.get("limit") and not session.intents & INTENTS["members"]:
            self.violate("members-intent", "requested all members without the GUILD_MEMBERS intent")
            return
        else:
            start = (prefix or "").lower()
            members = [u for u in members if (u.nick or u.name).lower().startswith(start)]
            members = members[: data.get("limit") or None]
        chunk = {
            "guild_id": self.guild_id,
            "members": [user.member() for user in members],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": not_found,
            "nonce": data.get("nonce"),
            "presences": [],
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)


def _has_forgotten(session: Session, seen: int | None) -> bool:
    """Whether events after `seen` have left the session's buffer."""
    return bool(session.buffer) and seen is not None and seen < session.buffer[0]["s"] - 1
