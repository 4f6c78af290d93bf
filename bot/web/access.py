"""Who may ask: by a key, by the limits for all, or because nobody else can reach this machine."""

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.errors import KeyFileError
from bot.store.keys import Key, Role
from bot.web.errors import ProblemError
from bot.web.state import Shared, shared_by

log = logging.getLogger(__name__)

_HOME_BITS = 64  # of an IPv6 address: what one household or machine has

Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, scheme_name="key", description='Of "sampan keys add".')),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request: the name and the role of their key, if they have one, and whence."""

    key: str | None
    role: Role | None
    address: str

    @property
    def number(self) -> int:
        """What stands for them among those who vote; neither key nor address can be told by it."""
        return number_of(f"key {self.key}" if self.key else f"address {self.address}")


async def admit(request: Request, credentials: Credentials) -> Caller:
    """Whoever sent the request, if they may; raises ProblemError."""
    shared = shared_by(request)
    key = await _find_key(shared, credentials) if credentials else None
    if key is None and not (shared.is_local or shared.settings.public_page):
        raise ProblemError(401, "key_missing", headers=_wants_key())
    caller = Caller(
        key=key.name if key else None,
        role=key.role if key else None,
        address=_place_of(request.client.host if request.client else ""),
    )
    request.state.key = caller.key
    return caller


async def admit_counted(request: Request, caller: Annotated[Caller, Depends(admit)]) -> Caller:
    """Whoever may send the request, if it is not one too many; raises TooOftenError."""
    shared = shared_by(request)
    if caller.key:
        shared.key_limit.check(caller.key)
    elif not shared.is_local:
        shared.address_limit.check(caller.address)
    return caller


async def admit_operator(request: Request, credentials: Credentials) -> Caller:
    """Whoever has an operator's key, on this machine too; raises ProblemError."""
    if credentials is None:
        raise ProblemError(401, "key_missing", headers=_wants_key())
    caller = await admit(request, credentials)
    if caller.role != "operator":
        raise ProblemError(403, "key_may_not", role="operator")
    return caller


async def admit_known(request: Request, credentials: Credentials) -> Caller:
    """Whoever has a key; where only this machine can ask, nobody needs one.

    A page that is open to everybody opens nothing here. Raises ProblemError.
    """
    if credentials is None and not shared_by(request).is_local:
        raise ProblemError(401, "key_missing", headers=_wants_key())
    return await admit(request, credentials)


async def admit_bot(caller: Annotated[Caller, Depends(admit_known)]) -> Caller:
    """Whoever has a bot's key, or asks where nobody needs one; raises ProblemError."""
    if caller.role not in (None, "bot"):
        raise ProblemError(403, "key_may_not", role="bot")
    return caller


def number_of(text: str) -> int:
    """A number for whoever has no id of Discord's; below zero, so that it is nobody's there.

    The journal keeps it under its key, as it keeps those ids.
    """
    return -int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest())


async def _find_key(shared: Shared, credentials: HTTPAuthorizationCredentials) -> Key:
    try:
        key = shared.keys.find(credentials.credentials)
    except KeyFileError as error:
        log.error("nobody's key can be checked: %s", error)
        raise ProblemError(503, "keys_unreadable", headers={"Retry-After": "30"}) from error
    if key is None:
        raise ProblemError(401, "key_unknown", headers=_wants_key('error="invalid_token"'))
    today = datetime.now(UTC).date()
    if key.used != today and (key.name, today) not in shared.uses_noted:
        shared.uses_noted.add((key.name, today))
        try:
            await asyncio.to_thread(shared.keys.note_use, key, today)
        except KeyFileError as error:
            log.warning("that a key was used is not noted: %s", error)
    return key


def _wants_key(more: str = 'realm="sampan"') -> dict[str, str]:
    return {"WWW-Authenticate": f"Bearer {more}"}


def _place_of(address: str) -> str:
    """What of an address stands for one who asks."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, _HOME_BITS), strict=False))
