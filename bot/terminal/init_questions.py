"""What `sampan init` asks, or takes from its options."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from bot.terminal.printing import note
from corpus.errors import AppError

if TYPE_CHECKING:
    from bot.service.first_steps import Place
    from bot.settings import Settings

Value = TypeVar("Value")

_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")
_STARTER = "starter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options say; None where they say nothing."""

    name: str | None = None
    subject: str | None = None
    articles: Sequence[str] | None = None
    discord: bool | None = None
    token: str | None = None
    http: bool | None = None
    listen: str | None = None

    @property
    def is_anything(self) -> bool:
        """Whether any option was given."""
        return any(getattr(self, name) is not None for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered: settings by name, and what is no setting."""

    values: dict[str, Any]
    places: list["Place"]
    discord: bool
    http: bool
    token: str | None = field(repr=False)


class Questions:
    """Asks in a terminal where it may, and else takes options and what is usual."""

    def __init__(
        self, given: Given, standing: Mapping[str, Any], settings: "Settings", path: Path
    ) -> None:
        self._given = given
        self._standing = standing
        self._settings = settings
        self._path = path

    def answer(self, *, is_asking: bool) -> Answers:
        """All answers, each checked before the next is asked; raises AppError."""
        given, values = self._given, dict(self._standing)
        token = check_token(given.token) if given.token is not None else None
        for name, asks in (
            ("name", "What should the bot be called?"),
            ("subject", "What are the articles about? (Enter: their main topics)"),
        ):
            value = self._text(name, asks, is_asking=is_asking)
            if value or name in values:
                values[name] = value
        places = self._places(is_asking=is_asking)
        paths = [place.written for place in places if not place.is_address]
        if self._resolved(paths) != self._resolved(values.get("articles", [])):
            values["articles"] = paths
        discord = self._flag(
            given.discord,
            "Shall it answer on Discord?",
            usual=self._has_token(),
            is_asking=is_asking,
        )
        if discord and token is None and is_asking and not self._has_token():
            token = self._ask_token()
        http = self._flag(
            True if given.listen else given.http,
            "Shall it answer over HTTP, with a page for people and JSON for programs?",
            usual="listen" in values,
            is_asking=is_asking,
        )
        if http:
            values["listen"] = self._text(
                "listen", "At which address and port?", is_asking=is_asking
            )
        return Answers(values=values, places=places, discord=discord, http=http, token=token)

    def _text(self, name: str, asks: str, *, is_asking: bool) -> Any:
        """A setting that is one text; one with more in the file stays as it is."""
        from bot.service.first_steps import check_setting
        from bot.settings import Settings

        given = getattr(self._given, name)
        usual = self._standing.get(name, Settings.model_fields[name].default)
        if given is not None:
            check_setting(name, given)
            return given.strip()
        if not is_asking or not isinstance(usual, str | None):
            return usual

        def check(text: str) -> str:
            check_setting(name, text)
            return text.strip()

        return _ask(asks, default=usual or "", check=check)

    def _places(self, *, is_asking: bool) -> list["Place"]:
        """Where articles come from, each looked into."""
        standing = [self._beside(name) for name in self._standing.get("articles", [])]
        if self._given.articles is not None:
            return [self._look(place) for place in dict.fromkeys(self._given.articles)]
        if not is_asking:
            return [self._look(place) for place in standing or [_STARTER]]
        if standing and typer.confirm(f"Keep these articles: {', '.join(standing)}?", default=True):
            return [self._look(place) for place in standing]
        note("Articles: folders, files, and addresses of feeds, pages or sitemaps.")
        places = [_ask(f"First ({_STARTER}: ours, to try it)", default=_STARTER, check=self._look)]
        while True:
            more = _ask("One more (Enter: no more)", default="", check=self._look_again)
            if more is None:
                return places
            if more not in places:
                places.append(more)

    def _look(self, place: str) -> "Place":
        from bot.service.first_steps import look_into
        from bot.terminal.adding import show_place

        found = look_into(place, self._settings, folder=self._path.parent)
        note(f"{show_place(place)}: {found.says}")
        for problem in found.problems:
            note(f"  {problem}")
        return found

    def _look_again(self, place: str) -> "Place | None":
        return self._look(place) if place.strip() else None

    def _beside(self, name: str) -> str:
        """A path of the settings file, as it can be found from here."""
        is_plain = name == _STARTER or name.startswith("~")
        return name if is_plain else str(self._path.parent / name)

    def _resolved(self, names: Sequence[str]) -> list[str]:
        return [self._beside(name) for name in names]

    @staticmethod
    def _ask_token() -> str | None:
        asks = "The token of its application, which is not shown (Enter: later)"
        return _ask(asks, default="", check=check_token, is_hidden=True)

    def _has_token(self) -> bool:
        """Whether a token was kept before."""
        from bot.service.settings_text import ENVIRONMENT_FILE

        beside = self._path.with_name(ENVIRONMENT_FILE)
        return self._settings.discord_token is not None or beside.exists()

    @staticmethod
    def _flag(given: bool | None, asks: str, *, usual: bool, is_asking: bool) -> bool:
        if given is not None:
            return given
        return typer.confirm(asks, default=usual) if is_asking else usual


def check_token(text: str) -> str | None:
    """A token as it was typed, None for none; raises SettingsError for what is no token."""
    from bot.errors import SettingsError

    if not text.strip():
        return None
    if not _TOKEN.fullmatch(text.strip()):
        raise SettingsError(
            "the token", "is none; copy it from Discord's developer portal, under Bot"
        )
    return text.strip()


def _ask(
    asks: str, *, default: str, check: Callable[[str], Value], is_hidden: bool = False
) -> Value:
    """What was typed, asked for until it can be used."""
    while True:
        text = typer.prompt(asks, default=default, show_default=bool(default), hide_input=is_hidden)
        try:
            return check(text)
        except AppError as error:
            note(str(error), style="red")
