"""Rate limits, by bucket and in all.

Discord publishes no numbers; these are close to what is seen in practice.
"""

import re
import time
import zlib
from collections import deque
from dataclasses import dataclass

from discordsim.errors import ApiError
from discordsim.judge import Judge
from discordsim.records import RequestRecord
from discordsim.settings import Settings

_GLOBAL_PER_SECOND = 50
_MAJOR_PARAMETERS = ("channel_id", "webhook_id", "webhook_token", "guild_id")


@dataclass(frozen=True, slots=True)
class _Limit:
    pattern: str
    requests: int
    seconds: float


_LIMITS = (
    _Limit(r"^POST /channels/\d+/messages$", 5, 5.0),
    _Limit(r"^PATCH /channels/\d+/messages/", 5, 5.0),
    _Limit(r"^DELETE /channels/\d+/messages/\d+$", 5, 1.0),
    _Limit(r"^(PUT|DELETE) .*/reactions/", 1, 0.25),
    _Limit(r"^POST /channels/\d+/typing", 5, 5.0),
    _Limit(r"^POST .*/threads$", 50, 300.0),
    _Limit(r"^(POST|PATCH|DELETE|GET) /webhooks/", 5, 2.0),
    _Limit(r"^PUT /applications/\d+/(guilds/\d+/)?commands", 2, 1.0),
)


@dataclass(slots=True)
class _Bucket:
    opened: float
    used: int = 0


class RateLimits(Judge):
    """Counts requests and tells the bot how many it has left."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.rate_limits = settings.rate_limits
        self._buckets: dict[str, _Bucket] = {}
        self._recent: deque[float] = deque()

    def count_request(self, request: RequestRecord) -> dict[str, str]:
        """The rate limit headers of the answer; raises 429 when too many requests were made."""
        if request.path.startswith("/interactions"):
            return {}
        now = self.now()
        if "/webhooks/" not in request.path:
            self._count_globally(request, now)
        limit = _limit_of(request)
        name = _bucket_name(request, limit)
        major = [value for key, value in request.params.items() if key in _MAJOR_PARAMETERS]
        bucket = self._buckets.setdefault(name + "/".join(major), _Bucket(now))
        if now - bucket.opened >= limit.seconds:
            bucket.opened, bucket.used = now, 0
        bucket.used += 1
        left_s = max(0.0, bucket.opened + limit.seconds - now)
        headers = {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(max(0, limit.requests - bucket.used)),
            "X-RateLimit-Reset": f"{time.time() + left_s:.3f}",
            "X-RateLimit-Reset-After": f"{left_s:.3f}",
            "X-RateLimit-Bucket": name,
        }
        if not self.rate_limits:
            return headers | {"X-RateLimit-Remaining": str(limit.requests)}
        if bucket.used > limit.requests:
            message = f"bucket of {limit.requests} per {limit.seconds:g} s exceeded"
            self.warn("rate-limited", message, request=request)
            error = too_many_requests(round(left_s, 3))
            error.headers.update(headers)
            raise error
        return headers

    def _count_globally(self, request: RequestRecord, now: float) -> None:
        while self._recent and self._recent[0] < now - 1:
            self._recent.popleft()
        self._recent.append(now)
        if self.rate_limits and len(self._recent) > _GLOBAL_PER_SECOND:
            message = f"more than {_GLOBAL_PER_SECOND} requests in one second"
            self.warn("global-rate-limit", message, request=request)
            raise too_many_requests(1.0, is_global=True)


def too_many_requests(retry_after_s: float, *, is_global: bool = False) -> ApiError:
    """Discord's 429."""
    headers = {
        "Retry-After": str(max(1, int(retry_after_s + 0.999))),
        "X-RateLimit-Scope": "global" if is_global else "user",
    }
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    fields = {"retry_after": retry_after_s, "global": is_global}
    return ApiError(429, 0, "You are being rate limited.", headers=headers, fields=fields)


def _limit_of(request: RequestRecord) -> _Limit:
    key = f"{request.method} {request.path}"
    known = (limit for limit in _LIMITS if re.search(limit.pattern, key))
    return next(known, _Limit("", 20, 1.0))


def _bucket_name(request: RequestRecord, limit: _Limit) -> str:
    name = limit.pattern or f"{request.method}:{request.template}"
    return format(zlib.crc32(name.encode()), "08x")
