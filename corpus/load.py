"""Files and folders → Articles, and a list of what could not be used."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.clean import Removed
from corpus.fields import load_fields
from corpus.file_reading import is_harmless, read_file
from corpus.languages import detect_language
from corpus.problems import Problem
from corpus.reading_cache import ReadingCache, reading_key
from corpus.reading_pool import read_in_processes
from corpus.readings import FileReading, reading_from_json, reading_to_json
from corpus.schema import Article, Link
from corpus.site_pages import drop_site_furniture
from corpus.walking import File, walk
from corpus.web import canonical_url

_MIN_TEASER_CHARS = 40
_FEW_FILES = 300  # to read so many takes no longer than to start other processes


@dataclass(slots=True)
class Corpus:
    """Articles ordered by id, the problems met, and what was left out of which, by article id."""

    articles: list[Article] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    removed: dict[str, tuple[Removed, ...]] = field(default_factory=dict)

    @property
    def skipped(self) -> list[Problem]:
        """The problems that cost an article."""
        return [problem for problem in self.problems if problem.is_skipped]


def load_corpus(
    paths: Sequence[Path],
    *,
    cache: Path | None = None,
    own_fields: Path | None = None,
    leave_out: Path | None = None,
) -> Corpus:
    """Every article under `paths`, with teasers for the related ones that we do not hold.

    `cache` is a file that keeps what was read, `own_fields` one that names more fields of front
    matter; the folder `leave_out` is passed over where it lies below another. Never raises for
    a bad file: each is a Problem, and the others are read. Raises CorpusError if `own_fields`
    cannot be used.
    """
    found = walk(paths, leave_out=leave_out)
    corpus = Corpus(problems=found.problems)
    scraped: set[str] = set()
    taken: set[str] = set()
    for reading in _read(found.files, cache, own_fields):
        for article in reading.articles:
            own_id = _free_id(article.id, taken)
            taken.add(own_id)
            corpus.articles.append(replace(article, id=own_id))
            if article.id in reading.scraped:
                scraped.add(own_id)
            if gone := reading.removed.get(article.id):
                corpus.removed[own_id] = gone
        corpus.problems.extend(reading.problems)
    cleaned = drop_site_furniture(corpus.articles, scraped_ids=scraped)
    corpus.articles = list(cleaned.articles)
    for id, gone in cleaned.removed.items():
        corpus.removed[id] = (*corpus.removed.get(id, ()), *gone)
    corpus.articles.extend(make_teasers(corpus.articles))
    corpus.articles.sort(key=lambda article: article.id)
    return corpus


def make_teasers(articles: Sequence[Article]) -> list[Article]:
    """An article for each related link that says something, unless we hold the article itself."""
    held = {
        canonical_url(url)
        for article in articles
        for url in (article.url, article.original_url)
        if url
    }
    ids = {article.id for article in articles}
    teasers: dict[str, Article] = {}
    for article in articles:
        for link in article.related:
            key = canonical_url(link.url)
            if key not in held and key not in teasers and len(link.excerpt) >= _MIN_TEASER_CHARS:
                teaser = _make_teaser(link, key, article)
                while teaser.id in ids:
                    teaser = replace(teaser, id=f"{teaser.id}-link")
                ids.add(teaser.id)
                teasers[key] = teaser
    return list(teasers.values())


def _make_teaser(link: Link, key: str, source: Article) -> Article:
    return Article(
        id=f"teaser-{hashlib.blake2b(key.encode(), digest_size=6).hexdigest()}",
        title=link.title,
        body=link.excerpt,
        language=detect_language(f"{link.title}\n{link.excerpt}"),
        url=link.url,
        original_url=link.url,
        provider=link.provider,
        published=link.published,
        excerpt=link.excerpt,
        quality=link.quality,
        extent="teaser",
        path=source.path,
    )


def _read(files: Sequence[File], cache: Path | None, own_fields: Path | None) -> list[FileReading]:
    """The reading of each file: kept from before, or made.

    Few files that can do no harm are read in this process, all others in processes of their own.
    """
    table = load_fields(own_fields)
    own = own_fields.read_text("utf-8") if own_fields else ""
    keys = _keys_of(files, own) if cache else {}
    readings = _kept(cache, keys) if cache else {}
    missing = [file for file in files if file not in readings]
    here = [file for file in missing if is_harmless(file)]
    if len(here) > _FEW_FILES:
        here = []
    made = {file: read_file(file, table=table) for file in here}
    others = [file for file in missing if file not in made]
    made |= dict(zip(others, read_in_processes(others, own_fields=own_fields), strict=True))
    if cache and made:
        fresh = {keys[file]: reading_to_json(made[file]) for file in made if file in keys}
        ReadingCache(cache).keep(fresh)
    readings |= made
    return [readings[file] for file in files]


def _keys_of(files: Sequence[File], own: str) -> dict[File, bytes]:
    """What the readings of the files are kept under; none for what cannot be read."""
    keys: dict[File, bytes] = {}
    for file in files:
        try:
            if file.path.is_file():
                about = (str(file.path), file.name, file.id, own)
                keys[file] = reading_key(file.path, *about)
        except OSError:
            continue
    return keys


def _kept(cache: Path, keys: Mapping[File, bytes]) -> dict[File, FileReading]:
    found = ReadingCache(cache).find(keys.values())
    return {file: reading_from_json(found[key]) for file, key in keys.items() if key in found}


def _free_id(id: str, taken: set[str]) -> str:
    """The id, with a number behind it where another article has it."""
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}-{number}"
    return free
