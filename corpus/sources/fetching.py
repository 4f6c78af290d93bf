"""Fetching what lies at an address: safely, politely, and never without an end."""

import logging
import math
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from importlib import metadata
from urllib.parse import urljoin

from corpus.sources.addresses import Resolve, Target, parse_target
from corpus.sources.errors import FetchError
from corpus.sources.requesting import OK, Answer, Limits, request
from corpus.sources.robots import AGENT, MAX_ROBOTS_BYTES, Robots, parse_robots
from corpus.sources.turns import Turns, read_retry_after

log = logging.getLogger(__name__)

_NOT_MODIFIED = 304
_MOVED_FOR_GOOD = (301, 308)
_MOVED = (*_MOVED_FOR_GOOD, 302, 303, 307)
_BUSY = (429, 503)
_LONGEST_MARK = 1_000
_ROBOTS_KEPT_S = 86_400.0
_ROBOTS_FAILURE_KEPT_S = 600.0
_ROBOTS_S = 20.0
_SOON_S = 60.0
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " text/html;q=0.9, */*;q=0.5"
)
_SAYS = {
    401: "wants a login; add a page that anybody may read",
    402: "wants to be paid; add a page that anybody may read",
    403: "refuses us; the site may want no programs, or a login",
    404: "is not there; check the address",
    410: "is gone for good; remove the source",
    451: "is closed for legal reasons; remove the source",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What lies at an address; no content where it is the same as last time.

    `url` is where it was found at last; `moved_to` where to ask from now on, when the server says
    that it has moved for good. `etag` and `last_modified` mark it as it is.
    """

    url: str
    content: bytes = b""
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    is_not_modified: bool = False


@dataclass(slots=True)
class _Rules:
    """What is known of one site's robots.txt; None where it could not be read, and why."""

    robots: Robots | None
    until: float
    reason: str = "may not be fetched while the site's robots.txt cannot be read"


class Fetcher:
    """Fetches one address after another, and no host faster than it may be asked.

    `contact` is an address by which a site's owner finds the operator. `allowed_hosts` names hosts
    ("intranet", or with a port "127.0.0.1:8080") that may lie in a private network. `clock` counts
    seconds, and `pause` waits as long. For one thread. No proxy is used: it would look the names up
    again, and find other addresses than those that were checked.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        allowed_hosts: Collection[str] = (),
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
        resolve: Resolve | None = None,
    ) -> None:
        self._headers = {
            "User-Agent": name_agent(contact),
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        self._allowed_hosts = frozenset(allowed_hosts)
        self._limits = limits or Limits()
        self._clock = clock
        self._resolve = resolve
        self._rules: dict[str, _Rules] = {}
        self._turns = Turns(clock=clock, pause=pause)
        self._ends_at = math.inf

    @contextmanager
    def within(self, time_s: float) -> Iterator[None]:
        """Inside, fetch no more after so many seconds, the waits counted.

        For one source: whatever its hosts do, the others get their turn.
        """
        self._ends_at = self._clock() + time_s
        try:
            yield
        finally:
            self._ends_at = math.inf

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        is_meant_for_programs: bool = False,
    ) -> Fetched:
        """What lies at an address, unless it is still as these marks say.

        A page is fetched only where robots.txt allows it; a feed or sitemap, which is meant for
        programs, unless it forbids us by name. Raises FetchError.
        """
        if self._clock() >= self._ends_at:
            reason = "was left for the next time, the source takes long"
            raise FetchError(url, reason, retry_after_s=_SOON_S)

        def check(target: Target) -> None:
            self._check_robots(target, is_meant_for_programs=is_meant_for_programs)

        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in marks.items() if value}
        fetched, answer = self._follow(url, headers=headers, limits=self._limits, check=check)
        if answer.status == _NOT_MODIFIED and headers:
            return replace(fetched, is_not_modified=True, etag=etag, last_modified=last_modified)
        if answer.status != OK:
            raise FetchError(
                fetched.url,
                _SAYS.get(answer.status, f"answers with {answer.status}; it is tried again later"),
                status=answer.status,
                is_lasting=answer.status in _SAYS,
            )
        return fetched

    def _follow(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        limits: Limits,
        check: Callable[[Target], None] | None = None,
        is_cut: bool = False,
    ) -> tuple[Fetched, Answer]:
        """The first answer that leads nowhere else; each address on the way is checked."""
        left_s = limits.total_s
        moved_to, is_for_good = None, True
        first = url
        for _ in range(limits.max_redirects + 1):
            try:
                target = parse_target(url, allowed_hosts=self._allowed_hosts)
            except ValueError as error:
                raise FetchError(url, str(error), is_lasting=True) from error
            if check:
                check(target)
            self._turns.wait_for(target)
            started = time.monotonic()
            try:
                answer = request(
                    target,
                    headers={**self._headers, **headers},
                    limits=limits,
                    time_left_s=left_s,
                    allowed_hosts=self._allowed_hosts,
                    resolve=self._resolve,
                    is_cut=is_cut,
                )
            except FetchError as error:
                self._turns.note(target, is_silent=error.is_silent)
                raise
            finally:
                self._turns.end(target, pause_s=self._pause_s(target))
            self._turns.note(target, is_silent=False)
            left_s -= time.monotonic() - started
            self._heed(target, answer)
            location = answer.headers.get("Location")
            if answer.status not in _MOVED or not location:
                return _read_headers(url, answer, moved_to), answer
            url = _join(url, location)
            is_for_good = is_for_good and answer.status in _MOVED_FOR_GOOD
            moved_to = url if is_for_good else moved_to
        raise FetchError(first, "leads from one address to the next without an end")

    def _heed(self, target: Target, answer: Answer) -> None:
        if answer.status not in _BUSY:
            return
        wait_s = read_retry_after(answer.headers)
        self._turns.leave_alone(target, wait_s)
        reason = f"is too busy to answer ({answer.status}); it is tried again later"
        raise FetchError(target.url, reason, status=answer.status, retry_after_s=wait_s)

    def _pause_s(self, target: Target) -> float:
        rules = self._rules.get(target.origin)
        wanted_s = rules.robots.delay_s if rules and rules.robots else 0.0
        return max(self._limits.pause_s, min(wanted_s, self._limits.max_pause_s))

    def _check_robots(self, target: Target, *, is_meant_for_programs: bool) -> None:
        rules = self._rules.get(target.origin)
        if rules is None or rules.until < self._clock():
            rules = self._rules[target.origin] = self._read_robots(target)
        if rules.robots is None:
            if is_meant_for_programs:
                return
            raise FetchError(target.url, rules.reason)
        if not rules.robots.is_allowed(target.url, is_meant_for_programs=is_meant_for_programs):
            reason = "may not be fetched, the site's robots.txt forbids it"
            raise FetchError(target.url, reason, is_lasting=True)

    def _read_robots(self, target: Target) -> _Rules:
        """The rules of a site; where it has none, everything is allowed."""
        limits = replace(
            self._limits,
            max_bytes=min(MAX_ROBOTS_BYTES, self._limits.max_bytes),
            total_s=min(_ROBOTS_S, self._limits.total_s),
        )
        try:
            _, answer = self._follow(
                f"{target.origin}/robots.txt", headers={}, limits=limits, is_cut=True
            )
        except FetchError as error:
            if error.is_lasting:  # it leads to where nothing is fetched from: there is none
                return _Rules(parse_robots(""), self._clock() + _ROBOTS_KEPT_S)
            rules = _Rules(None, self._clock() + _ROBOTS_FAILURE_KEPT_S)
            if error.is_silent:  # which is no matter of robots.txt
                rules.reason = error.reason
            return rules
        if answer.status >= 500:
            return _Rules(None, self._clock() + _ROBOTS_FAILURE_KEPT_S)
        text = answer.content.decode("utf-8", "replace")
        return _Rules(parse_robots(text), self._clock() + _ROBOTS_KEPT_S)


def name_agent(contact: str | None) -> str:
    """How we name ourselves to sites; raises ValueError for a contact that no header can hold."""
    name = f"{AGENT}/{metadata.version('sampan')}"
    if contact is None:
        return name
    if not re.fullmatch(r"[!-'*-~]{1,200}", contact):
        raise ValueError("a contact is an e-mail or web address, without white space")
    return f"{name} (+{contact})"


def _read_headers(url: str, answer: Answer, moved_to: str | None) -> Fetched:
    def mark(name: str) -> str | None:
        value = str(answer.headers.get(name) or "")
        # It goes back in a header, so that it must be able to stand in one.
        is_usable = 0 < len(value) <= _LONGEST_MARK and value.isascii() and value.isprintable()
        return value if is_usable else None

    return Fetched(
        url=url,
        content=answer.content,
        content_type=answer.headers.get_content_type(),
        charset=_charset(answer.headers),
        etag=mark("ETag"),
        last_modified=mark("Last-Modified"),
        moved_to=moved_to,
    )


def _charset(headers: Message) -> str | None:
    try:
        return headers.get_content_charset()
    except (LookupError, ValueError):
        return None


def _join(url: str, location: str) -> str:
    # http.client reads headers as Latin-1, and servers write UTF-8.
    text = location.strip().encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return urljoin(url, text)
    except ValueError:
        return text
