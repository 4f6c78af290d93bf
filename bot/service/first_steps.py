"""The first steps of an installation: what there is to read, and what is asked of it then."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.answering.question import MAX_CHARS, MIN_CHARS
from bot.service.keeping import open_fetcher
from bot.settings import Settings
from bot.settings_file import (
    CONFIG,
    SETTINGS_FILE,
    Given,
    find_settings_file,
    read_settings_file,
)
from bot.settings_given import describe_error
from corpus.counts import say_count
from corpus.errors import CorpusError
from corpus.problems import tell_problems
from corpus.sources.addresses import is_address, show_url
from corpus.starter import STARTER, find_source, is_starter

if TYPE_CHECKING:
    from bot.service.wiring import Service

QUESTIONS = 3
"""How many questions a new index is asked."""

_TITLES = 12  # so many are tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where articles come from: a path or an address, as it is written down, and what is there."""

    written: str
    is_address: bool
    says: str
    problems: tuple[str, ...] = ()


def settings_path(folder: Path) -> Path:
    """The settings file that is read, or else the one to be written, in this folder."""
    if named := os.environ.get(CONFIG, "").strip():
        return folder / named
    return find_settings_file(folder) or folder / SETTINGS_FILE


def read_standing(path: Path) -> dict[str, Any]:
    """What the file sets as it is written there; nothing where there is none."""
    if not path.exists():
        return {}
    return {name: one.value for name, one in read_settings_file(path).items()}


def check_setting(name: str, value: object) -> None:
    """Raise SettingsError unless a setting may have this value."""
    try:
        Settings.model_validate({name: value})
    except ValidationError as error:
        given = {name: Given(value=value, where=name)}
        raise describe_error(error, Settings.model_fields, given) from None


def look_into(place: str, settings: Settings, *, folder: Path) -> Place:
    """What is found at a path or an address; it is read, and nothing is kept but what was read.

    `folder` is that of the settings file. Raises CorpusError where there is no article to be had.
    """
    if is_address(place):
        return _look_up(place, settings)
    from bot.service.rebuilding import READINGS_FILE
    from corpus.load import load_corpus

    path = find_source(place).expanduser()
    if not place.strip() or not path.exists():
        raise CorpusError(
            f"{place or 'an empty name'} is neither a file or folder here nor an address; an"
            " address starts with https://"
        )
    corpus = load_corpus(
        [path.resolve()],
        cache=settings.home / READINGS_FILE,
        own_fields=settings.fields_file,
        leave_out=settings.home,
    )
    articles = [article for article in corpus.articles if article.extent != "teaser"]
    problems = tuple(tell_problems(corpus.problems))
    if not articles:
        raise CorpusError("; ".join((f"{place} holds no article", *problems)))
    languages = Counter(article.language for article in articles)
    says = say_count(len(articles), "article")
    return Place(
        written=STARTER if is_starter(Path(place)) else _written(path, folder),
        is_address=False,
        says=f"{says} in {say_count(len(languages), 'language')}",
        problems=problems,
    )


def languages_of(service: "Service") -> list[str]:
    """What most articles are written in, of what we speak, that of most first."""
    spoken = {"en": "en", "zh-Hant": "zh-Hant", "zh-Hans": "zh-Hans", "zh": "zh-Hant"}
    counts = Counter(
        spoken[article.language]
        for article in service.answerer.articles
        if article.language in spoken
    )
    return [language for language, _ in counts.most_common()] or ["en"]


async def find_questions(service: "Service") -> Sequence[str]:
    """Questions that the articles answer, in the languages that these are written in.

    Where their sentences give too few, titles are asked.
    """
    from bot.service.examples import Examples
    from bot.service.worker import InPlace

    examples = Examples(InPlace(service, None))
    found: dict[str, None] = {}
    for language in languages_of(service):
        if len(found) < QUESTIONS:
            found |= dict.fromkeys(await examples.find(language))
    if len(found) < QUESTIONS:
        found |= dict.fromkeys(_answered_titles(service, most=QUESTIONS - len(found)))
    return list(found)[:QUESTIONS]


def _answered_titles(service: "Service", *, most: int) -> list[str]:
    """Titles that are answered from the very articles that have them, the newest first."""
    from bot.answering.confidence import Verdict

    articles = [
        one
        for one in service.answerer.articles
        if one.extent == "full" and len(one.title) >= MIN_CHARS
    ]
    newest = sorted(articles, key=lambda one: (one.published_as, one.id), reverse=True)
    found: list[str] = []
    for article in newest[:_TITLES]:
        if len(found) == most:
            break
        answer = service.answerer.answer(article.title[:MAX_CHARS])
        is_own = any(source.article.id == article.id for source in answer.sources[:1])
        if is_own and answer.verdict is Verdict.ANSWERED:
            found.append(article.title)
    return found


def _look_up(address: str, settings: Settings) -> Place:
    from corpus.sources.recognising import recognise

    try:
        found = recognise(address, fetcher=open_fetcher(settings))
    except ValueError as error:
        raise CorpusError(f"{show_url(address)} {error}") from error
    title = f", “{found.title}”" if found.title else ""
    return Place(written=address, is_address=True, says=f"a {found.kind}{title}")


def _written(path: Path, folder: Path) -> str:
    """A path as the settings file names it."""
    absolute = path.resolve()
    try:
        return absolute.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return str(absolute)
