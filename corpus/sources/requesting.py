"""One request and its answer, whichever of a host's addresses gives it; errors in plain words."""

import http.client
import logging
import ssl
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email.message import Message

from corpus.sources.addresses import (
    Resolve,
    Target,
    is_allowed,
    is_public,
    resolve_host,
    show_url,
)
from corpus.sources.connecting import TooLargeError, open_response, read_body
from corpus.sources.errors import FetchError

log = logging.getLogger(__name__)

OK = 200
_MOST_ADDRESSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is taken, how long it may take, and how long we wait between two requests.

    `total_s` is for one address with all that it leads on to, without the waits.
    """

    max_bytes: int = 20_000_000
    max_header_bytes: int = 65_536
    max_redirects: int = 5
    total_s: float = 60.0
    pause_s: float = 1.0
    max_pause_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answers; the content only of what it calls found."""

    status: int
    headers: Message
    content: bytes = b""


def request(
    target: Target,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    time_left_s: float,
    allowed_hosts: Collection[str] = (),
    resolve: Resolve | None = None,
    is_cut: bool = False,
) -> Answer:
    """The answer of a target, from one of its checked addresses; raises FetchError.

    With `is_cut` content that is too large is cut off instead of refused.
    """
    ends_at = time.monotonic() + time_left_s
    addresses = _find_addresses(
        target, ends_at=ends_at, allowed_hosts=allowed_hosts, resolve=resolve
    )
    error: Exception | None = None
    for address in addresses[:_MOST_ADDRESSES]:
        try:
            with open_response(
                target,
                address,
                headers=headers,
                ends_at=ends_at,
                max_header_bytes=limits.max_header_bytes,
                max_bytes=limits.max_bytes,
            ) as response:
                content = b""
                if response.status == OK:
                    content = read_body(response, max_bytes=limits.max_bytes, is_cut=is_cut)
                log.debug("%s: %s", show_url(target.url), response.status)
                return Answer(status=response.status, headers=response.headers, content=content)
        except (ConnectionError, ssl.SSLError) as failure:
            error = failure  # another address of the same host may do better
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as failure:
            error = failure
            break
    log.debug("%s: %r", show_url(target.url), error)
    is_silent = isinstance(error, OSError)
    raise FetchError(target.url, _explain(error, limits), is_silent=is_silent) from error


def _find_addresses(
    target: Target, *, ends_at: float, allowed_hosts: Collection[str], resolve: Resolve | None
) -> list[str]:
    """The numeric addresses of a target, looked up once; raises FetchError for one not public."""
    try:
        if resolve is not None:
            addresses = resolve(target.host, target.port)
        else:
            left_s = ends_at - time.monotonic()
            addresses = resolve_host(target.host, target.port, timeout_s=left_s)
    except TimeoutError as error:
        reason = "the host's address cannot be looked up in time"
        raise FetchError(target.url, reason, is_silent=True) from error
    except OSError as error:
        reason = f'the host "{target.host}" is not known; check the address and the network'
        raise FetchError(target.url, reason, is_silent=True) from error
    if is_allowed(target, allowed_hosts):
        return addresses
    if not addresses or not all(is_public(address) for address in addresses):
        raise FetchError(
            target.url,
            "is refused, it lies in a private network or on this machine;"
            " an operator can allow the host",
            is_lasting=True,
        )
    return addresses


def _explain(error: Exception | None, limits: Limits) -> str:
    """What went wrong, and what to do about it; never what the other side wrote."""
    if isinstance(error, TooLargeError):
        return f"is larger than {limits.max_bytes:,} bytes; fetch it by hand if you need it"
    if isinstance(error, TimeoutError):
        return f"took longer than {limits.total_s:g} s; it is tried again later"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "has no certificate that can be trusted; check the address"
    if isinstance(error, ssl.SSLError):
        return "cannot be reached securely; it is tried again later"
    if isinstance(error, http.client.IncompleteRead):
        return "broke off before its end; it is tried again later"
    if isinstance(error, zlib.error):
        return "is packed and damaged; it is tried again later"
    if isinstance(error, (http.client.HTTPException, ValueError)):
        return "gives an answer that cannot be understood; it is tried again later"
    return "cannot be reached; it is tried again later"
