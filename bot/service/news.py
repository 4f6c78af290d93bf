"""What was found new in the sources, by name: kept for whoever wants to tell it later."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal
from corpus.sources.locking import lock_file

log = logging.getLogger(__name__)

NEWS_FILE = "news.json"

_LOCK_FILE = ".news.lock"
_VERSION = 1
_MOST_KEPT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An article that was found new: its id, and when it was found; the time is aware.

    What is kept later was found later, so that whoever was told up to a moment misses nothing.
    """

    id: str
    title: str
    url: str | None
    source: str
    found: datetime


def read_news(home: Path, since: datetime | None = None) -> list[News]:
    """What was found after that moment, or all that is kept, oldest first.

    A record that is damaged holds nothing; the log says so. Raises OSError where it cannot be read.
    """
    path = home / NEWS_FILE
    try:
        record = open_sealed(read_regular(path), fields={"version", "news"})
        news = [_parse(values) for values in record["news"]]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError):
        log.warning("%s is damaged; what was found new before is forgotten", path)
        return []
    return [one for one in news if since is None or one.found > since]


def add_news(home: Path, found: Sequence[News]) -> list[News]:
    """Keep what was found, the latest thousand of all; gives what was not known before.

    A story that another source tells too is news once. Where the clock was set back, or another
    process kept its own meanwhile, the moment is moved behind those that are kept.
    """
    with lock_file(home / _LOCK_FILE):
        kept = read_news(home)
        latest = max((one.found for one in kept), default=None)
        known = {key for one in kept for key in _keys(one)}
        fresh: list[News] = []
        for one in found:
            if not known & _keys(one):
                fresh.append(one if latest is None else _after(latest, one))
                known |= _keys(one)
        if fresh:
            records = [
                asdict(one) | {"found": one.found.isoformat()}
                for one in (*kept, *fresh)[-_MOST_KEPT:]
            ]
            content = json.dumps(seal({"version": _VERSION, "news": records}), ensure_ascii=False)
            replace_file(home / NEWS_FILE, f"{content}\n".encode(), is_private=True)
    return fresh


def _after(moment: datetime, one: News) -> News:
    return one if one.found > moment else replace(one, found=moment + timedelta(microseconds=1))


def _keys(one: News) -> set[str]:
    return {f"id {one.id}", f"url {one.url}"} if one.url else {f"id {one.id}"}


def _parse(values: Any) -> News:
    news = News(**{**values, "found": datetime.fromisoformat(values["found"])})
    texts = (news.id, news.title, news.source, news.url or "")
    if not all(isinstance(text, str) for text in texts) or news.found.tzinfo is None:
        raise ValueError("holds a value of another kind")
    return news
