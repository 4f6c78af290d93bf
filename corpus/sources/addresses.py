"""Which addresses of the network may be fetched: public ones, and hosts that the operator allows.

Whoever writes a feed chooses what is fetched from this machine. What only this machine can reach
(its own services, its network's, a cloud's metadata) is therefore refused by the number that a
name resolves to, and the connection is then made to that very number.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import quote, urlsplit, urlunsplit

Resolve = Callable[[str, int], list[str]]
"""The numeric addresses of a host; raises OSError when it has none."""

_PORTS = {"http": 80, "https": 443}
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"
_LONGEST_URL = 4_000
_LONGEST_SHOWN = 300
# What `ipaddress`, or its older releases, do not know as special.
_REFUSED_4 = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("168.63.129.16/32"),  # Azure's own service, at every machine of theirs
    IPv4Network("192.88.99.0/24"),  # relays into 6to4
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSED_6 = (
    IPv6Network("2001::/23"),  # Teredo and other experiments
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
)
_ISATAP = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes, and what it asks for there."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """What shares one robots.txt and one queue of requests."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def is_address(place: str) -> bool:
    """Whether a place that somebody typed lies in the network, and is no path."""
    return "://" in place or place.startswith("feed:")


def show_url(url: str) -> str:
    """An address for a message or a log: without query, fragment and credentials."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        shown = urlunsplit((parts.scheme, host, parts.path, "", "")) if host else parts.path or url
    except ValueError:
        shown = url.partition("?")[0].partition("#")[0]
    printable = "".join(character if character.isprintable() else "?" for character in shown)
    if len(printable) <= _LONGEST_SHOWN:
        return printable
    return printable[:_LONGEST_SHOWN] + "…"


def parse_target(url: str, *, allowed_hosts: Collection[str] = ()) -> Target:
    """Where an address leads; raises ValueError, with a sentence's end, for one that is refused.

    Nothing is looked up. A host is allowed by name, with any port, or as "host:port".
    """
    if len(url) > _LONGEST_URL:
        raise ValueError(f"is longer than {_LONGEST_URL:,} characters")
    if any(ord(character) <= 32 or character in '\\<>"' for character in url) or not _is_text(url):
        raise ValueError("holds white space or characters that no address has")
    try:
        parts = urlsplit(url)
        given_port = parts.port
    except ValueError as error:
        raise ValueError("is no valid address") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise ValueError("is refused; only http:// and https:// are fetched")
    if "@" in parts.netloc:
        raise ValueError("holds a user name or password; leave them out")
    host = _ascii_host(parts.hostname or "")
    port = _PORTS[scheme] if given_port is None else given_port
    target = Target(
        url=url, scheme=scheme, host=host, port=port, path=_request_path(parts.path, parts.query)
    )
    if port not in _PORTS.values() and not is_allowed(target, allowed_hosts):
        raise ValueError(
            f"is refused, port {port} is not one of the web's; an operator can allow the host"
        )
    return target


def is_allowed(target: Target, allowed_hosts: Collection[str]) -> bool:
    """Whether the operator allows this host, or this port of it, wherever it lies."""
    allowed = {host.casefold().replace("[", "").replace("]", "") for host in allowed_hosts}
    return target.host in allowed or f"{target.host}:{target.port}" in allowed


def is_public(address: str) -> bool:
    """Whether anybody in the world reaches the same machine by this numeric address."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if "%" in address:
        return False
    return _is_public_4(number) if isinstance(number, IPv4Address) else _is_public_6(number)


def resolve_host(host: str, port: int, *, timeout_s: float) -> list[str]:
    """The numeric addresses of a host, as the system knows them; raises OSError.

    The system's look-up cannot be stopped, so that one that takes too long is left to itself.
    """
    found: list[str] = []
    errors: list[Exception] = []

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    thread = threading.Thread(target=look_up, name="look up a host", daemon=True)
    thread.start()
    thread.join(max(0.0, timeout_s))
    if thread.is_alive():
        raise TimeoutError("looking up the host took too long")
    if errors or not found:
        raise OSError("the host is not known") from (errors[0] if errors else None)
    return found


def _is_text(url: str) -> bool:
    """Whether it can be written; a byte of the command line that is no UTF-8 cannot."""
    try:
        url.encode()
    except UnicodeEncodeError:
        return False
    return True


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if not host:
        raise ValueError("names no host")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError("names a host that cannot be") from error
    if "%" in host or not all(part and len(part) < 64 for part in host.split(".")):
        raise ValueError("names a host that cannot be")
    return host


def _request_path(path: str, query: str) -> str:
    # What is encoded stays as it is, "%" included.
    quoted = quote(path or "/", safe=_SAFE_IN_PATH, errors="replace")
    if not query:
        return quoted
    return f"{quoted}?{quote(query, safe=_SAFE_IN_PATH + '?[]', errors='replace')}"


def _is_public_4(number: IPv4Address) -> bool:
    if number.is_multicast or number.is_reserved or not number.is_global:
        return False
    return not any(number in network for network in _REFUSED_4)


def _is_public_6(number: IPv6Address) -> bool:
    if number.ipv4_mapped is not None:
        return _is_public_4(number.ipv4_mapped)
    if number in _NAT64:
        return _is_public_4(IPv4Address(int(number) & 0xFFFFFFFF))
    if number not in _PUBLIC_6 or any(number in network for network in _REFUSED_6):
        return False
    if number.sixtofour is not None:
        return _is_public_4(number.sixtofour)
    if (int(number) >> 32) & 0xFFFFFFFF in _ISATAP:
        return _is_public_4(IPv4Address(int(number) & 0xFFFFFFFF))
    return number.is_global
