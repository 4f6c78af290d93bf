"""One HTTP request to one checked address, with an end to its time and to its bytes."""

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from corpus.sources.addresses import Target

_READ_AHEAD = 8_192
_PIECE_BYTES = 65_536
_PLAIN = ("", "identity")
_PACKED = ("gzip", "x-gzip", "deflate")


class TooLargeError(ValueError):
    """A server sends more than is taken."""


class _TimedReader(io.RawIOBase):
    """What a socket receives, until the time is over or the bytes are more than are taken."""

    def __init__(self, connection: socket.socket, ends_at: float, most_bytes: int) -> None:
        self._connection = connection
        self._ends_at = ends_at
        self.left = most_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        remaining_s = self._ends_at - time.monotonic()
        if remaining_s <= 0:
            raise TimeoutError("the time is over")
        if self.left <= 0:
            raise TooLargeError("too many bytes")
        self._connection.settimeout(remaining_s)
        received = self._connection.recv_into(buffer)
        self.left -= received
        return received


class _TimedSocket:
    """As much of a socket as http.client uses."""

    def __init__(self, connection: socket.socket, ends_at: float, most_bytes: int) -> None:
        self._connection = connection
        self.reader = _TimedReader(connection, ends_at, most_bytes)

    def sendall(self, data: bytes) -> None:
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self.reader, _READ_AHEAD)

    def close(self) -> None:
        """Nothing: http.client closes it before the body is read, and what opened it does later."""


@contextmanager
def open_response(
    target: Target,
    address: str,
    *,
    headers: Mapping[str, str],
    ends_at: float,
    max_header_bytes: int,
    max_bytes: int,
) -> Iterator[http.client.HTTPResponse]:
    """The response of a target that lies at a numeric address, its headers read.

    `ends_at` is by time.monotonic, for all of it. A certificate is checked for the name of the
    host. Raises OSError, http.client.HTTPException and ValueError.
    """
    connected = _connect(target, address, ends_at)
    try:
        timed = _TimedSocket(connected, ends_at, max_header_bytes + _READ_AHEAD)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = timed
        connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": target.authority, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as response:
            # Beyond what is taken, so that the reader of the body sees that there is more.
            timed.reader.left = max_bytes + 2 * _PIECE_BYTES
            yield response
    finally:
        connected.close()


def _connect(target: Target, address: str, ends_at: float) -> socket.socket:
    connected = socket.create_connection((address, target.port), timeout=_time_left(ends_at))
    try:
        connected.settimeout(_time_left(ends_at))
        if target.scheme == "https":
            # Checks the certificate, and that it is this host's.
            context = ssl.create_default_context()
            return context.wrap_socket(connected, server_hostname=target.host)
    except BaseException:
        connected.close()
        raise
    return connected


def read_body(response: http.client.HTTPResponse, *, max_bytes: int, is_cut: bool = False) -> bytes:
    """The body of a response, unpacked while it comes; one that is too large costs no more memory.

    Raises TooLargeError, or gives what was read so far where `is_cut`; ValueError for a packing
    that was not asked for, and zlib.error for a damaged one.
    """
    encoding = (response.headers.get("Content-Encoding") or "").strip().lower()
    if encoding not in _PLAIN + _PACKED:
        raise ValueError("is packed in a way that was not asked for")
    body = bytearray()
    for piece in _unpack(response, encoding):
        body += piece
        if len(body) > max_bytes:
            if is_cut:
                return bytes(body[:max_bytes])
            raise TooLargeError("too many bytes")
    if response.length and encoding in _PLAIN:
        # http.client says nothing of a body that ends early when it is read in pieces.
        raise http.client.IncompleteRead(b"", response.length)
    return bytes(body)


def unpack_gzip(content: bytes, *, max_bytes: int) -> bytes:
    """The content of a .gz file; raises TooLargeError, and zlib.error for a damaged one."""
    unpacked = bytearray()
    while content:
        unpacker = zlib.decompressobj(31)
        while not unpacker.eof:
            piece = unpacker.decompress(content, _PIECE_BYTES)
            content = unpacker.unconsumed_tail
            unpacked += piece
            if len(unpacked) > max_bytes:
                raise TooLargeError("too many bytes")
            if not piece and not content and not unpacker.eof:
                raise zlib.error("the packed content is cut off")
        content = unpacker.unused_data.lstrip(b"\0")
    return bytes(unpacked)


def _unpack(response: http.client.HTTPResponse, encoding: str) -> Iterator[bytes]:
    if encoding in _PLAIN:
        while piece := response.read(_PIECE_BYTES):
            yield piece
        return
    packed = response.read(_PIECE_BYTES)
    if not packed:
        return
    unpacker = zlib.decompressobj(_window_bits(packed, encoding))
    while packed:
        while packed and not unpacker.eof:
            yield unpacker.decompress(packed, _PIECE_BYTES)
            packed = unpacker.unconsumed_tail
        if unpacker.eof:
            return
        packed = response.read(_PIECE_BYTES)
    yield unpacker.flush()
    if not unpacker.eof:
        raise zlib.error("the packed content is cut off")


def _window_bits(packed: bytes, encoding: str) -> int:
    if encoding != "deflate":
        return 31
    # Some servers send bare deflate, others in zlib's frame, which the header tells.
    is_framed = len(packed) > 1 and packed[0] & 0x0F == 8 and (packed[0] << 8 | packed[1]) % 31 == 0
    return 15 if is_framed else -15


def _time_left(ends_at: float) -> float:
    remaining_s = ends_at - time.monotonic()
    if remaining_s <= 0:
        raise TimeoutError("the time is over")
    return remaining_s
