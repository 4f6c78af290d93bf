"""What all requests share."""

from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address

from fastapi import Request

from bot.network import parse_listen
from bot.service.limits import RateLimit
from bot.settings import Settings
from bot.store.keys import KeyRing
from bot.web.engine import Engine
from bot.web.metrics import Metrics

_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The settings, what answers, who is known, what each may ask, and what is counted."""

    settings: Settings
    engine: Engine
    keys: KeyRing
    address_limit: RateLimit
    key_limit: RateLimit
    metrics: Metrics
    is_local: bool
    uses_noted: set[tuple[str, date]] = field(default_factory=set)

    @classmethod
    def of(cls, settings: Settings, engine: Engine, metrics: Metrics) -> "Shared":
        """As the settings want it."""
        return cls(
            settings=settings,
            engine=engine,
            keys=KeyRing(settings.home),
            address_limit=RateLimit(settings.address_questions, _MINUTE_S),
            key_limit=RateLimit(settings.key_questions, _MINUTE_S),
            metrics=metrics,
            is_local=is_local(settings),
        )


def shared_by(request: Request) -> Shared:
    """What this request shares with all others."""
    shared: Shared = request.app.state.shared
    return shared


def is_local(settings: Settings) -> bool:
    """Whether nobody but this machine's own users can reach what is served, as far as is known."""
    host, _ = parse_listen(settings.listen)
    return is_loopback(host) and not settings.trusted_proxies


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine as it sees itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
