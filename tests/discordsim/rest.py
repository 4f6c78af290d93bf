"""The REST API: every request is recorded, checked, limited, and answered by its endpoint."""

import asyncio
import json
import re
import traceback

from aiohttp import web

from discordsim import (
    rest_account,
    rest_callback,
    rest_commands,
    rest_followups,
    rest_guild,
    rest_messages,
    rest_reactions,
    rest_threads,
)
from discordsim.endpoints import Answer, Endpoints
from discordsim.errors import ApiError
from discordsim.faults import Fault, Faults
from discordsim.gateway import Gateway
from discordsim.interactions import Interactions
from discordsim.rate_limits import RateLimits, too_many_requests
from discordsim.records import RequestRecord
from discordsim.settings import Settings
from discordsim.spec import Operation, make_spec, read_spec
from discordsim.wire import Json

_GATEWAY: Endpoints = {
    ("GET", "/gateway"): lambda sim, request: Answer(200, {"url": sim.gateway_url}),
    ("GET", "/gateway/bot"): lambda sim, request: Answer(200, _gateway_bot(sim)),
}
ENDPOINTS: Endpoints = {
    **_GATEWAY,
    **rest_account.ENDPOINTS,
    **rest_commands.ENDPOINTS,
    **rest_callback.ENDPOINTS,
    **rest_followups.ENDPOINTS,
    **rest_messages.ENDPOINTS,
    **rest_reactions.ENDPOINTS,
    **rest_threads.ENDPOINTS,
    **rest_guild.ENDPOINTS,
}


class _ConnectionCutError(Exception):
    """The client gets no answer."""


class Rest(Interactions, Gateway, RateLimits, Faults):
    """Serves the REST API."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.self_check = settings.self_check
        self.spec = read_spec(settings.spec) if settings.spec else make_spec(ENDPOINTS)

    async def serve_rest(self, http: web.Request) -> web.StreamResponse:
        """Answer one request as Discord would."""
        request = RequestRecord(
            self.now(),
            http.method,
            re.sub(r"^/api(/v\d+)?", "", http.rel_url.raw_path),
            query=dict(http.query),
            headers=dict(http.headers),
        )
        self.requests.append(request)
        headers: dict[str, str] = {}
        try:
            answer = await self._answer(http, request, headers)
        except _ConnectionCutError:
            http.transport.abort()
            return web.Response(status=500)
        except ApiError as error:
            answer = Answer(error.status, error.body)
            headers.update(error.headers)
        except Exception as error:  # a defect of the simulator, which the bot must not pay for
            place = f"{request.method} {request.path}"
            self.gaps.append(f"simulator error at {place}: {error!r}\n{traceback.format_exc()}")
            answer = Answer(500, {"message": f"the simulator failed: {error!r}", "code": 0})
        request.status, request.response = answer.status, answer.body
        request.ms = (self.now() - request.t) * 1000
        self.notify()
        headers["Via"] = "1.1 google"
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        headers["Content-Type"] = "application/json"  # no charset: discord.py compares exactly
        body = json.dumps(answer.body).encode()
        return web.Response(status=answer.status, body=body, headers=headers)

    async def _answer(
        self, http: web.Request, request: RequestRecord, headers: dict[str, str]
    ) -> Answer:
        """The endpoint's answer; rate limit headers are added to `headers` before it is asked."""
        await self._read_body(http, request)
        if self.latency:
            await asyncio.sleep(self.latency)
        late_fault = await self._strike(request)
        operation = self._find_operation(request)
        self._check_authorization(http, request, operation)
        headers.update(self.count_request(request))
        source = "spec" if self.spec.is_complete else "rule"
        self.reject(request, self.spec.check_request(request, operation), source=source)
        endpoint = ENDPOINTS.get((request.method, operation.template))
        if endpoint is None:
            self.gaps.append(f"{request.method} {operation.template}")
            message = f"not simulated: {request.method} {operation.template}"
            raise ApiError(501, 0, message)
        if request.files:
            form = request.body.get("data", request.body)  # a response has its message inside
            form["attachments"] = self.keep_files(form.get("attachments"), request.files)
        answer = endpoint(self, request)
        if self.self_check and answer.body is not None:
            self._check_own_answer(request, operation, answer)
        if late_fault:
            message = f"{late_fault.status}: injected after processing"
            raise ApiError(late_fault.status, 0, message)
        return answer

    async def _read_body(self, http: web.Request, request: RequestRecord) -> None:
        if http.content_type.startswith("multipart/"):
            raw = await _read_files(http, request)
        else:
            raw = await http.read()
        if not raw:
            return
        try:
            request.body = json.loads(raw)
        except ValueError as error:
            self.violate("bad-json", "the body is not JSON", request=request, source="spec")
            message = "The request body contains invalid JSON."
            raise ApiError(400, 50109, message) from error

    async def _strike(self, request: RequestRecord) -> Fault | None:
        """Apply the faults that wait for this request; one that comes after it is returned."""
        late_fault = None
        for fault in list(self.faults):
            if not fault.strikes(request.method, request.path, now=self.now()):
                continue
            request.injected = fault.kind
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            elif fault.kind == "reset":
                raise _ConnectionCutError
            elif fault.kind == "429":
                raise too_many_requests(fault.retry_after, is_global=fault.is_global)
            elif fault.after:
                late_fault = fault
            else:
                raise ApiError(fault.status, 0, f"{fault.status}: injected")
        return late_fault

    def _find_operation(self, request: RequestRecord) -> Operation:
        operation = self.spec.find(request.method, request.path)
        if operation is None:
            message = f"{request.method} {request.path} is not in the API"
            self.violate("unknown-route", message, source="spec", request=request)
            if self.spec.is_known_path(request.path):
                raise ApiError(405, 0, "405: Method Not Allowed")
            raise ApiError(404, 0, "404: Not Found")
        request.template, request.params = operation.template, operation.params
        return operation

    def _check_authorization(
        self, http: web.Request, request: RequestRecord, operation: Operation
    ) -> None:
        given = http.headers.get("Authorization", "")
        if given == f"Bot {self.token}" or not (given or operation.needs_token):
            return
        self.violate("unauthorized", "wrong or missing bot token", request=request)
        raise ApiError(401, 0, "401: Unauthorized")

    def _check_own_answer(
        self, request: RequestRecord, operation: Operation, answer: Answer
    ) -> None:
        flaws = self.spec.check_answer(operation, answer.status, answer.body)
        for flaw in flaws[:3]:
            where = ".".join(map(str, flaw.path))
            place = f"{request.method} {request.template}"
            self.self_violations.append(f"{place} -> {where}: {flaw.message}")


async def _read_files(http: web.Request, request: RequestRecord) -> bytes:
    """Keep the files of a form with several parts, and give its JSON."""
    raw = b""
    async for part in await http.multipart():
        content = bytes(await part.read())
        if part.name == "payload_json":
            raw = content
        else:
            request.files[part.name] = content
    return raw


def _gateway_bot(sim: Interactions) -> Json:
    return {
        "url": sim.gateway_url,
        "shards": sim.shards,
        "session_start_limit": {
            "total": 1000,
            "remaining": 1000 - sim.identifies,
            "reset_after": 0,
            "max_concurrency": sim.shards,
        },
    }
