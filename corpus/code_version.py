"""Which code made what is kept: another version of it makes it anew."""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from unicodedata import unidata_version

# What reads with it, and cuts words.
_LIBRARIES = (
    "lxml",
    "mammoth",
    "markdown-it-py",
    "opencc",
    "pypdf",
    "pystemmer",
    "pyyaml",
    "regex",
    "trafilatura",
)


@cache
def code_version() -> bytes:
    """A digest of this package's own files and of the libraries that it reads with."""
    digest = hashlib.blake2b(digest_size=24)
    folder = Path(__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.glob("*.yaml")]):
        digest.update(path.read_bytes())
    digest.update(unidata_version.encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}".encode())
    return digest.digest()
