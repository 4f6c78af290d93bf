"""Addresses as settings write them: what to fetch, where to listen, whom to trust."""

import re
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

_HIGHEST_PORT = 65_535


def parse_contact(text: str) -> str:
    """A mail or web address that a header can hold; raises ValueError."""
    from corpus.sources.fetching import name_agent  # only where it is set

    try:
        name_agent(text.strip())
    except ValueError:
        raise ValueError("should be a mail or web address; write one without white space") from None
    return text.strip()


def parse_hosts(texts: Sequence[str]) -> list[str]:
    """Hosts, with a port or without; raises ValueError."""
    hosts = [text.strip().lower() for text in texts]
    if not all(re.fullmatch(r"[^\s/@?#]{1,255}", host) for host in hosts):
        raise ValueError("should name hosts; write them without https:// and without a path")
    return hosts


def parse_address(text: str) -> str:
    """The address of a service; raises ValueError."""
    text = text.strip()
    if not re.match(r"https?://[^\s/]", text):
        raise ValueError("should start with http:// or https://; write the whole address")
    _check_place(text)
    return text


def parse_service(text: str) -> str:
    """The address of a `sampan serve`, without a key in it; raises ValueError."""
    address = parse_address(text.strip())
    if "@" in address:
        raise ValueError("should hold no name and no key; set service_key to what opens it")
    return address


def parse_index(text: str) -> str:
    """The address of a Milvus without what opens it, or a file of Milvus Lite; else ValueError."""
    text = text.strip()
    if is_index_file(text):
        return str(Path(text).expanduser().absolute())
    if not re.match(r"https?://[^\s/]", text):
        raise ValueError(
            "should be the address of a Milvus, or a file that ends in .db;"
            " write it as http://127.0.0.1:19530"
        )
    if "@" in text:
        raise ValueError("should hold no name and no password; set index_token to what opens it")
    _check_place(text)
    return text


def check_index_name(text: str) -> str:
    """The same text, if Milvus takes it as the beginning of its names; else ValueError."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text):
        raise ValueError(
            "should be letters, digits and underscores, the first no digit; write it as our_bot"
        )
    return text


def is_index_file(text: str) -> bool:
    """Whether an index is meant that Milvus Lite keeps in a file."""
    return text.endswith(".db") and "://" not in text


def check_listen(text: str) -> str:
    """The same text; raises ValueError where `parse_listen` does."""
    parse_listen(text)
    return text


def parse_listen(text: str) -> tuple[str, int]:
    """The address and the port of "127.0.0.1:8000" or "[::1]:8000"; raises ValueError."""
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/]+):(\d{1,5})", text.strip())
    if not match or int(match[2]) > _HIGHEST_PORT:
        raise ValueError("should be an address and a port; write it as 127.0.0.1:8000")
    return match[1].strip("[]"), int(match[2])


def parse_origins(texts: Sequence[str]) -> list[str]:
    """Web sites as browsers name them; raises ValueError."""
    origins = [text.strip().rstrip("/").lower() for text in texts]
    if not all(re.fullmatch(r"https?://[^\s/@?#*]{1,255}", origin) for origin in origins):
        raise ValueError(
            "should name web sites without a path; write them as https://intranet.example"
        )
    return origins


def parse_networks(texts: Sequence[str]) -> list[str]:
    """Addresses and networks in one form; raises ValueError."""
    try:
        return [str(ip_network(text.strip())) for text in texts]
    except ValueError:
        raise ValueError("should name addresses or networks; write them as 10.0.0.0/8") from None


def _check_place(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is None or not parts.hostname:
        raise ValueError("is no address; write it as http://host.example:8000")
    try:
        has_port = parts.port != 0
    except ValueError:
        has_port = False
    if not has_port:
        raise ValueError(
            f"has no port from 1 to {_HIGHEST_PORT}; write it as http://host.example:8000"
        )
