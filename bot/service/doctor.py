"""What may be wrong with an installation, and what to do about it."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.settings import Settings, load_settings
from corpus.counts import say_count
from corpus.databases import make_private_folder
from corpus.errors import AppError, CorpusError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what it found and, if that is bad, what mends it."""

    check: str
    is_ok: bool
    says: str
    remedy: str = ""


def examine() -> list[Finding]:
    """All checks that can be made; later ones are left out when the settings cannot be read."""
    settings: list[Settings] = []

    def read_settings() -> str:
        settings.append(load_settings())
        return f"read; data lives in {settings[0].home}"

    findings = [_check("settings", read_settings, remedy="mend or remove the setting")]
    if settings:
        checks: list[tuple[str, Callable[[Settings], str], str]] = [
            ("data folder", _check_home, "let SAMPAN_HOME name a folder that you may write to"),
            ("glossary", _check_glossary, "mend the file that the message names"),
            ("encoder", _check_encoder, "see the setting SAMPAN_ENCODER in the README"),
            ("index", _check_index, 'run "sampan index"'),
            ("calibration", _check_calibration, 'remove the file or run "sampan calibrate"'),
            ("quality", _check_quality, 'run "sampan index"'),
            ("sources", _check_sources, 'run "sampan index" with the folders that you have now'),
            ("feeds", _check_feeds, 'see "sampan sources check", then mend or remove the source'),
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

    make_private_folder(settings.home)
    check_writable(settings.home)
    with tempfile.NamedTemporaryFile(dir=settings.home, prefix=".write-probe-"):
        pass
    size = sum(path.stat().st_size for path in settings.home.rglob("*") if path.is_file())
    return f"{settings.home} can be written to and holds {size / 1e6:.1f} MB"


def _check_glossary(settings: Settings) -> str:
    from corpus.glossary import load_glossary

    return f"{len(load_glossary(*settings.glossary).concepts)} concepts, no clash"


def _check_encoder(settings: Settings) -> str:
    from embeddings.encoders import open_encoder

    encoder = open_encoder(settings.encoder)
    return f"{encoder.fingerprint}, {encoder.dim} dimensions, weights as expected"


def _check_index(settings: Settings) -> str:
    from embeddings.encoders import open_encoder
    from embeddings.index import open_index

    fingerprint = open_encoder(settings.encoder).fingerprint
    index = open_index(settings.index_folder, fingerprint=fingerprint)
    return (
        f"{say_count(index.manifest.articles, 'article')}, "
        f"{say_count(index.manifest.passages, 'passage')}, "
        f"every file as written, published {index.published_at:%Y-%m-%d %H:%M} UTC"
    )


def _check_calibration(settings: Settings) -> str:
    from bot.service.calibrations import load_calibration
    from embeddings.encoders import open_encoder

    calibration = load_calibration(settings.home, open_encoder(settings.encoder).fingerprint)
    return f"fitted for {calibration.encoder}"


def _check_quality(settings: Settings) -> str:
    from bot.service.quality import describe_measured, read_measured
    from embeddings.index import current_generation

    index_id = current_generation(settings.index_folder).name
    return describe_measured(read_measured(settings.home, index_id), "en")


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


def _check_journal(settings: Settings) -> str:
    from bot.store.journal_file import JOURNAL_FILE, open_journal

    async def look() -> None:
        async with open_journal(settings.home):
            pass

    if not (settings.home / JOURNAL_FILE).exists():
        return "none yet; the bot makes it"
    asyncio.run(look())
    return "whole, and beside its own key"
