"""What may be wrong with an installation, and what to do about it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.errors import HomeError, JournalError
from bot.settings import Settings, load_settings
from bot.settings_file import find_settings_file
from corpus.counts import say_count
from corpus.errors import AppError, CorpusError

_LEAST_FREE = 20_000_000  # bytes: less, and the next index is not complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what it found and, if that is bad, what mends it."""

    check: str
    is_ok: bool
    says: str
    remedy: str = ""


def examine() -> list[Finding]:
    """All checks that can be made; later ones are left out when the settings cannot be read.

    Nothing on disk is made or changed.
    """
    settings: list[Settings] = []

    def read_settings() -> str:
        settings.append(load_settings())
        path = find_settings_file(Path.cwd())
        source = f"{path} was read" if path else "no settings file was found"
        return f"{source}; data lives in {settings[0].home}"

    findings = [_check("settings", read_settings, remedy="mend or remove the setting")]
    if settings:
        own: list[tuple[str, Callable[[Settings], str], str]] = [
            ("glossary", _check_glossary, "mend the file that the message names"),
            ("encoder", _check_encoder, "see the setting encoder in docs/settings.md"),
            ("index", _check_index, 'run "sampan index"'),
            ("calibration", _check_calibration, 'remove the file or run "sampan calibrate"'),
            ("quality", _check_quality, 'run "sampan index"'),
            ("sources", _check_sources, 'run "sampan index" with the folders that you have now'),
            ("feeds", _check_feeds, 'see "sampan sources check", then mend or remove the source'),
        ]
        if settings[0].service_url:
            own = [("service", _check_service, "see the setting service_url in docs/settings.md")]
        elif settings[0].index:
            own.append(("milvus", _check_milvus, "see the setting index in docs/settings.md"))
        checks = [
            ("data folder", _check_home, "let SAMPAN_HOME name a folder that you may write to"),
            *own,
            ("journal", _check_journal, "restore journal and key together from a backup"),
        ]
        findings += [
            _check(name, partial(check, settings[0]), remedy=remedy)
            for name, check, remedy in checks
        ]
    return findings


def _check(name: str, check: Callable[[], str], *, remedy: str) -> Finding:
    try:
        return Finding(check=name, is_ok=True, says=check())
    except AppError as error:
        return Finding(check=name, is_ok=False, says=str(error), remedy=remedy)
    except OSError as error:
        says = f"{error.filename}: {error.strerror}"
        return Finding(check=name, is_ok=False, says=says, remedy=remedy)


def _check_home(settings: Settings) -> str:
    from bot.store.writable import check_writable

    home = settings.home
    if not home.exists():
        nearest = next(folder for folder in home.parents if folder.exists())
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise HomeError(nearest)
        return f"{home} is made when it is needed"
    if not home.is_dir():
        raise NotADirectoryError(20, "is not a folder", str(home))
    check_writable(home)
    free = shutil.disk_usage(home).free
    if free < _LEAST_FREE:
        raise OSError(28, f"has only {free / 1e6:.1f} MB left", str(home))
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    return f"{home} can be written to and holds {size / 1e6:.1f} MB"


def _check_glossary(settings: Settings) -> str:
    from corpus.glossary import load_glossary

    return f"{len(load_glossary(*settings.glossary).concepts)} concepts, no clash"


def _check_encoder(settings: Settings) -> str:
    from embeddings.encoders import open_encoder

    encoder = open_encoder(settings.encoder)
    return f"{encoder.fingerprint}, {encoder.dim} dimensions, weights as expected"


def _check_index(settings: Settings) -> str:
    from embeddings.encoders import open_encoder
    from embeddings.errors import IndexMissingError
    from embeddings.index import current_generation, open_index
    from embeddings.manifest import verify_checksums

    fingerprint = open_encoder(settings.encoder).fingerprint
    try:
        index = open_index(settings.index_folder, fingerprint=fingerprint)
    except IndexMissingError:
        if settings.index is None:
            raise
        return "none on this machine, which asks Milvus"
    # Of a large index not every file was compared when it was opened.
    verify_checksums(current_generation(settings.index_folder), index.manifest, in_full=True)
    return (
        f"{say_count(index.manifest.articles, 'article')}, "
        f"{say_count(index.manifest.passages, 'passage')}, "
        f"every file as written, published {index.published_at:%Y-%m-%d %H:%M} UTC"
    )


def _check_milvus(settings: Settings) -> str:
    from bot.service.index_place import describe_milvus

    return describe_milvus(settings)


def _check_calibration(settings: Settings) -> str:
    from bot.service.calibrations import load_calibration
    from embeddings.encoders import open_encoder

    calibration = load_calibration(settings.home, open_encoder(settings.encoder).fingerprint)
    return f"fitted for {calibration.encoder}"


def _check_quality(settings: Settings) -> str:
    from bot.service.index_place import newest_index
    from bot.service.quality import describe_measured, read_measured

    return describe_measured(read_measured(settings.home, newest_index(settings).id), "en")


def _check_sources(settings: Settings) -> str:
    from bot.service.rebuilding import choose_sources

    sources = choose_sources(settings, ())
    for source in sources:
        if not source.exists():
            raise FileNotFoundError(2, "does not exist any more", str(source))
    return ", ".join(map(str, sources))


def _check_feeds(settings: Settings) -> str:
    from bot.service.news import read_news
    from corpus.sources.registry import Registry

    fetched = [source for source in Registry(settings.home).sources() if source.is_fetched]
    failing = [f"{source.id} ({source.error})" for source in fetched if source.error]
    if failing:
        raise CorpusError(
            f"{len(failing)} of {len(fetched)} cannot be fetched: {'; '.join(failing)}"
        )
    if not fetched:
        return "none is fetched"
    news = say_count(len(read_news(settings.home)), "article")
    return f"{len(fetched):,} fetched, {news} found new lately"


def _check_service(settings: Settings) -> str:
    from bot.service.elsewhere import examine_service

    return asyncio.run(examine_service(settings))


def _check_journal(settings: Settings) -> str:
    from bot.store.journal_copy import copy_journal
    from bot.store.journal_file import JOURNAL_FILE, open_journal

    async def look(folder: Path) -> None:
        async with open_journal(folder):
            pass

    if not (settings.home / JOURNAL_FILE).exists():
        return "none yet; the bot makes it"
    # Opening it brings it to this version, which is for the bot to do.
    with tempfile.TemporaryDirectory() as folder:
        copy_journal(settings.home, Path(folder))
        try:
            asyncio.run(look(Path(folder)))
        except JournalError as error:
            raise JournalError(settings.home / error.path.name, error.reason) from error
    return "whole, and beside its own key"
