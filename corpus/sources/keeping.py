"""What a source tells → article files: what is new, what changed, and what a person did to them."""

import logging
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from corpus.sources.entries import Entry
from corpus.sources.errors import FetchError, UnreadableError
from corpus.sources.fetching import Fetcher
from corpus.sources.naming import address_key
from corpus.sources.reading import Reading, own_addresses, read_source, without_repeats
from corpus.sources.registry import Source, after_success
from corpus.sources.shelf import Kept, Shelf
from corpus.sources.sitemaps import is_same_site
from corpus.sources.stories import Story, hash_story, render_story
from corpus.sources.telling import (
    digest_entry,
    read_entry,
    read_page,
    story_of_entry,
    story_of_page,
)

log = logging.getLogger(__name__)

MAX_PAGES = 100
"""How many pages of one source are fetched in one refresh; the others are when it is next due."""

_MAX_TRIES = 5
_MAX_S = 300.0
"""How long one source may take in one refresh, with the waits between its pages."""
_SOON_S = 60.0
_AHEAD = timedelta(days=1)  # of clocks and zones that are wrong
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What came of refreshing one source: ids of articles, and sentences for what went wrong.

    `source` is to be kept in the registry. `pending` counts the articles whose pages are still to
    be fetched; with `is_not_modified` the source said that it is as it was.
    """

    source: Source
    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    pending: int = 0
    problems: tuple[str, ...] = ()
    is_not_modified: bool = False

    @property
    def has_changes(self) -> bool:
        """Whether any article is another one than before."""
        return bool(self.new or self.updated or self.removed)


def refresh_source(
    source: Source, *, fetcher: Fetcher, folder: Path, now: datetime, max_pages: int = MAX_PAGES
) -> Refreshed:
    """Fetch a source and bring the article files in its folder up to date with it.

    Each file is there whole or not at all, and what was written before a kill is found again. A
    file that a person edited or deleted stays so. Raises SourceError when the source itself cannot
    be fetched or read; a page that cannot is a problem.
    """
    with fetcher.within(_MAX_S):
        return _refresh(source, fetcher=fetcher, folder=folder, now=now, max_pages=max_pages)


def _refresh(
    source: Source, *, fetcher: Fetcher, folder: Path, now: datetime, max_pages: int
) -> Refreshed:
    shelf = Shelf(folder, source.id)
    # What is still to be fetched would be missed if the source were asked only for news.
    reading = read_source(source, fetcher=fetcher, is_asking_for_news=shelf.is_complete)
    if reading.is_not_modified:
        return Refreshed(
            source=replace(after_success(reading.source, now=now), articles=shelf.count),
            unchanged=shelf.count,
            is_not_modified=True,
        )
    keeper = _Keeper(shelf, reading, fetcher=fetcher, now=now, pages_left=max_pages)
    try:
        keeper.keep_all()
    finally:
        shelf.save()
    return keeper.report()


@dataclass(slots=True)
class _Keeper:
    """One refresh of one source at work."""

    shelf: Shelf
    reading: Reading
    fetcher: Fetcher
    now: datetime
    pages_left: int
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    pending: int = 0
    seen: set[int] = field(default_factory=set)
    retry_after_s: float = 0.0
    is_page_missing: bool = False
    """Whether the page of the entry that was told last could not be had."""

    def keep_all(self) -> None:
        self.shelf.is_complete = False
        own = own_addresses(self.reading.entries)
        for entry in without_repeats(self.reading.entries):
            is_url_its_own = entry.url is not None and address_key(entry.url) in own
            self._keep(entry, is_url_its_own=is_url_its_own)
        if not self.reading.source.keep_vanished and self.reading.is_all and self.reading.entries:
            self._remove_vanished()
        self.shelf.is_complete = not self.pending and not any(
            0 < kept.tries < _MAX_TRIES for kept in self.shelf
        )

    def report(self) -> Refreshed:
        again_in_s = max(_SOON_S, self.retry_after_s) if self.pending else None
        source = after_success(self.reading.source, now=self.now, again_in_s=again_in_s)
        failures = [
            f"{count:,} × {reason}, as {self.examples[reason]}"
            for reason, count in self.failures.most_common()
        ]
        problems = [*self.shelf.problems, *self.reading.problems, *self.said, *failures]
        return Refreshed(
            source=replace(source, articles=self.shelf.count),
            new=tuple(self.new),
            updated=tuple(self.updated),
            removed=tuple(self.removed),
            unchanged=self.unchanged,
            pending=self.pending,
            problems=tuple(problems[:_MOST_PROBLEMS]),
        )

    def _keep(self, entry: Entry, *, is_url_its_own: bool) -> None:
        kept = self.shelf.find(entry.guid, entry.url, is_url_its_own=is_url_its_own)
        if kept is not None and id(kept) in self.seen:
            return
        if kept is not None:
            self.seen.add(id(kept))
        told = digest_entry(entry, self.reading.page)
        if kept is not None and self._is_settled(kept, told):
            return
        story, tries = self._tell(entry, kept.tries if kept and kept.told == told else 0)
        if tries or self.is_page_missing:
            # What we have of it is more than the entry alone tells.
            has_more = kept is not None and kept.fate == "kept" and kept.has_body
            story = None if has_more else story
        self._write(entry, kept, story, told=told, tries=tries)

    def _is_settled(self, kept: Kept, told: str) -> bool:
        """Whether an article stays as it is: nothing is new of it, or a person has a hand in it."""
        if kept.fate == "deleted":
            return True
        is_same = kept.told == told and not 0 < kept.tries < _MAX_TRIES
        if is_same and kept.fate in ("kept", "unread"):
            self.unchanged += kept.fate == "kept"
            return True
        if kept.fate == "kept" and self.shelf.is_edited(kept):
            if not kept.is_edit_said:
                self.said.append(
                    f"{kept.id} has changed at its source and was left as you edited it"
                )
                kept.is_edit_said = True
            self.unchanged += 1
            return True
        return False

    def _tell(self, entry: Entry, tries: int) -> tuple[Story | None, int]:
        """The story of an entry, and how often its page could not be had though it may be later.

        No story where the entry tells nothing by itself. The page is fetched only where needed.
        """
        self.is_page_missing = False
        provider = self.reading.provider
        told = read_entry(entry)
        page, address = self.reading.page, entry.url or ""
        is_enough = told.is_whole or not entry.url or not self.reading.source.full_text
        if page is None and is_enough:
            return story_of_entry(entry, told, provider=provider), 0
        if page is None and self.pages_left <= 0:
            self.pending += 1
            return self._without_page(entry), max(1, tries)
        self.is_page_missing = True
        try:
            if page is None:
                self.pages_left -= 1
                fetched = self.fetcher.fetch(address)
                page, address = read_page(fetched), fetched.url
        except (FetchError, UnreadableError) as error:
            return self._without_page(entry), self._fail(error, tries)
        self.is_page_missing = False
        named = self.reading.source.name or None
        story = story_of_page(entry, page, address=address, provider=named)
        if not story.title:
            untold = UnreadableError(address, "has no title and too little text to be an article")
            return self._without_page(entry), self._fail(untold, tries)
        return replace(story, provider=story.provider or provider), 0

    def _without_page(self, entry: Entry) -> Story | None:
        if not entry.summary and not entry.content:
            return None
        return story_of_entry(entry, read_entry(entry), provider=self.reading.provider)

    def _fail(self, error: FetchError | UnreadableError, tries: int) -> int:
        """Note that a page cannot be had; gives how often that was so, 0 if it never will."""
        self.failures[error.reason] += 1
        self.examples.setdefault(error.reason, error.address)
        if not isinstance(error, FetchError) or error.is_lasting:
            return 0
        if error.retry_after_s is None:
            return tries + 1
        # The host is left alone for now, and its other pages are not asked for; other hosts' are.
        self.pages_left += 1
        self.pending += 1
        # No other host than the source's own says how long nothing of it is fetched.
        is_own = is_same_site(error.address, self.reading.source.address)
        most_s = math.inf if is_own else self.reading.source.every_s or _SOON_S
        self.retry_after_s = max(self.retry_after_s, min(error.retry_after_s, most_s))
        return max(1, tries)

    def _write(
        self, entry: Entry, kept: Kept | None, story: Story | None, *, told: str, tries: int
    ) -> None:
        if story is None or not (story.title and (story.body or story.excerpt)):
            self._remember_unread(entry, kept, told=told, tries=tries)
            return
        if story.published and story.published > self.now + _AHEAD:
            # Nobody has published it by then, and it would be the latest of all for years.
            story = replace(story, published=None)
        has_body = bool(story.body)
        text = render_story(story, source_id=self.shelf.source_id, fetched=self.now)
        content_hash = hash_story(text)
        is_there = kept is not None and kept.fate == "kept"
        is_known = is_there and kept is not None and not kept.is_adopted
        if kept is not None and is_there and kept.content_hash == content_hash:
            self.unchanged += is_known
        else:
            kept = self.shelf.put(
                kept, text, guid=entry.guid, url=entry.url, title=story.title,
                published=story.published,
            )  # fmt: skip
            if is_known:
                self.updated.append(kept.id)
        if not is_known:
            self.new.append(kept.id)
        self.seen.add(id(kept))
        kept.told, kept.tries, kept.content_hash = told, tries, content_hash
        kept.has_body = has_body
        kept.is_adopted = kept.is_edit_said = False

    def _remember_unread(self, entry: Entry, kept: Kept | None, *, told: str, tries: int) -> None:
        """Note of an article that cannot be had, so that it is not asked for each time."""
        if kept is None and self.pages_left <= 0:
            return  # it was not even tried
        if kept is None:
            kept = self.shelf.remember_unread(
                entry.guid, entry.url, title=entry.title, published=entry.published
            )
        elif kept.fate == "kept" and kept.is_adopted:
            self.new.append(kept.id)
        else:
            self.unchanged += kept.fate == "kept"
        self.seen.add(id(kept))
        kept.told, kept.tries, kept.is_adopted = told, tries, False

    def _remove_vanished(self) -> None:
        for kept in self.shelf:
            if kept.fate != "kept" or id(kept) in self.seen:
                continue
            if not self.shelf.is_edited(kept):
                self.shelf.take_away(kept)
                self.removed.append(kept.id)
            elif not kept.is_edit_said:
                self.said.append(f"{kept.id} has vanished from its source; you edited it: it stays")
                kept.is_edit_said = True
