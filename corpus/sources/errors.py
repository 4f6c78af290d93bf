"""The errors of sources.

SourceError (of corpus.errors)
├─ FetchError           this address cannot be fetched now, or never
├─ UnreadableError      what was fetched is no feed, sitemap or page that can be read
├─ RegistryError        the list of sources cannot be read or written
├─ SourceKnownError     the address is a source already
├─ SourceNotFoundError  no source has this id or address
└─ RefreshingError      another process is refreshing the sources
"""

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import SourceError
from corpus.sources.addresses import show_url


class FetchError(SourceError):
    """An address cannot be fetched; the message holds no query, which may be secret.

    `retry_after_s` is how long the server asks to be left alone. `is_gone`: it says that nothing
    will ever be there again. `is_lasting`: asking again as it stands would not help. `is_silent`:
    its host gave no answer at all.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        is_lasting: bool = False,
        is_silent: bool = False,
    ) -> None:
        self.status = status
        self.retry_after_s = retry_after_s
        self.is_gone = status == 410
        self.is_silent = is_silent
        self.is_lasting = is_lasting or self.is_gone
        super().__init__(show_url(url), reason)


class UnreadableError(SourceError):
    """What lies at an address is no feed, sitemap or page that can be read."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(show_url(url), reason)


class RegistryError(SourceError):
    """The list of sources cannot be read or written; it is left as it is."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(str(path), reason)


class SourceKnownError(SourceError):
    """The address is a source already."""

    def __init__(self, address: str, source_id: str) -> None:
        self.source_id = source_id
        super().__init__(show_url(address), f'is a source already, by the name "{source_id}"')


class SourceNotFoundError(SourceError):
    """No source has this id or address; the message names those that there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.known = tuple(known)
        there = f"there are: {', '.join(known)}" if known else "there are none yet"
        super().__init__(show_url(name), f'is no source; {there}; "sampan sources list" shows them')


class RefreshingError(SourceError):
    """Another process is refreshing the sources."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), "another process is refreshing the sources; wait for its end")
