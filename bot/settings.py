"""Settings: from `sampan.toml`, then from environment variables, which win."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from bot.errors import SettingsError
from corpus.regular_files import read_regular
from corpus.starter import is_starter
from embeddings.encoder import BUNDLED

SETTINGS_FILE = "sampan.toml"
PREFIX = "SAMPAN_"
_LONGEST_FILE = 10_000


class Settings(BaseSettings):
    """Every setting with its default; `load_settings` reads them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("sampan", appauthor=False),
        description="the folder that holds the index, the caches and the journal of the bot",
    )
    articles: list[Path] = Field(
        default=[],
        description='files and folders that "sampan index" reads when it is given none;'
        ' "starter" is the starter corpus',
    )
    fields_file: Path | None = Field(
        default=None,
        description="your own names of front matter fields and columns, in YAML; see"
        " corpus/fields.yaml",
    )
    contact: str | None = Field(
        default=None,
        description="a mail or web address by which the owner of a site that is fetched finds you",
    )
    allowed_hosts: list[str] = Field(
        default=[],
        description="hosts that may be fetched although they are not public, as"
        ' ["intranet", "127.0.0.1:8080"]',
    )
    refresh_minutes: int = Field(
        default=60,
        ge=0,
        le=10_080,
        description="how often the bot looks whether feeds, pages and sitemaps are due; 0: never",
    )
    glossary: list[Path] = Field(
        default=[], description="your own glossary files, read after the one that ships"
    )
    encoder: str = Field(
        default=BUNDLED,
        min_length=1,
        description="the bundled encoder, or a sentence-transformers model by name or folder,"
        " exported to ONNX or not",
    )
    reranker: str | None = Field(
        default=None,
        min_length=1,
        description="a sentence-transformers cross-encoder, by name or folder, that reads the best"
        " passages again; slow without a graphics card",
    )
    answer_from: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="probability of an answer from which a question counts as answered;"
        " else what the calibration found",
    )
    unsure_from: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="probability below which the answer is that nothing was found; else likewise",
    )

    llm_url: str | None = Field(
        default=None,
        description="a language model's OpenAI-compatible address; none by default",
    )
    llm_model: str | None = Field(default=None, description="the model's name there")
    llm_key: SecretStr | None = Field(
        default=None, description="the key that the address asks for; keep it secret"
    )
    llm_timeout_s: float = Field(
        default=20.0, gt=0, le=600, description="how long the model may take for one answer"
    )
    llm_similarity: float = Field(
        default=0.78,
        ge=-1,
        le=1,
        description="similarity to its quotes from which a sentence of the model is shown",
    )

    discord_token: SecretStr | None = Field(
        default=None, description="the token of the Discord bot; keep it secret"
    )
    message_content: bool = Field(
        default=False,
        description="whether the bot may read messages that do not mention it; needs the Message"
        " Content intent of Discord's developer portal",
    )

    keep_questions: bool = Field(
        default=False, description="whether the bot's journal keeps the text of questions"
    )

    user_questions: int = Field(
        default=10, ge=1, description="how many questions one person may ask the bot in a minute"
    )
    server_questions: int = Field(
        default=60, ge=1, description="how many questions one server may ask the bot in a minute"
    )

    @field_validator("home", mode="before")
    @classmethod
    def _is_a_folder(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            raise ValueError("should name a folder")
        return value

    @field_validator("home", "articles", "fields_file", "glossary")
    @classmethod
    def _is_absolute(cls, value: Path | list[Path] | None) -> Path | list[Path] | None:
        if value is None:
            return None
        paths = [value] if isinstance(value, Path) else value
        if any("\0" in str(path) for path in paths):
            raise ValueError("should hold no NUL character")
        if isinstance(value, Path):
            return value.expanduser().absolute()
        return [path if is_starter(path) else path.expanduser().absolute() for path in value]

    @field_validator("contact")
    @classmethod
    def _is_a_contact(cls, value: str | None) -> str | None:
        from corpus.sources.fetching import name_agent  # only where it is set

        contact = (value or "").strip() or None
        if contact is not None:
            name_agent(contact)
        return contact

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, value: list[str]) -> list[str]:
        hosts = [host.strip().lower() for host in value]
        if not all(re.fullmatch(r"[^\s/@?#]{1,255}", host) for host in hosts):
            raise ValueError("should name hosts, without https:// and without a path")
        return hosts

    @field_validator("llm_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None or not value.strip():
            return None
        if not re.match(r"https?://[^\s/]", value):
            raise ValueError("should start with http:// or https://")
        return value

    @model_validator(mode="after")
    def _has_a_model(self) -> Self:
        if self.llm_url and not self.llm_model:
            raise ValueError("llm_url needs llm_model, the model's name at that address")
        return self

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        limits = (self.unsure_from, self.answer_from)
        if None not in limits and limits[0] > limits[1]:  # type: ignore[operator]
            raise ValueError("unsure_from should not be above answer_from")
        return self

    @property
    def index_folder(self) -> Path:
        """Where the index lives."""
        return self.home / "index"


def load_settings(folder: Path | None = None) -> Settings:
    """The settings of the file in `folder` (the current one by default) and of the environment.

    Raises SettingsError, which names the setting and not its value.
    """
    try:
        path = (folder or Path.cwd()) / SETTINGS_FILE
    except FileNotFoundError as error:
        raise SettingsError("current folder", "was deleted; change to another one") from error
    values = _read_file(path)
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX) and name[len(PREFIX) :].lower() not in Settings.model_fields
    )
    if unknown:
        raise SettingsError(unknown[0], "is not one of ours; the README lists them all")
    try:
        return Settings(**{**values, **EnvSettingsSource(Settings)()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        where = f"{PREFIX}{name.upper()}" if f"{PREFIX}{name.upper()}" in os.environ else name
        reason = "is not one of ours" if first["type"] == "extra_forbidden" else first["msg"]
        raise SettingsError(where, reason.lower()) from None
    except RecursionError:
        raise SettingsError("settings", "are nested too deep") from None
    except RuntimeError:  # "~nobody": there is no such user
        raise SettingsError(
            "home, articles or glossary", "names a user that is not there"
        ) from None
    except UnreadableError as error:
        field = re.search(r'field "(\w+)"', str(error))
        name = f"{PREFIX}{field[1].upper()}" if field else "settings"
        raise SettingsError(name, 'write a list as ["one", "two"]') from None


def _read_file(path: Path) -> Mapping[str, Any]:
    try:
        text = read_regular(path).decode()
        if len(text) > _LONGEST_FILE:
            raise SettingsError(str(path), f"has more than {_LONGEST_FILE:,} characters")
        return tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        if not os.access(path.parent, os.X_OK):  # as when "sudo -u" is typed in another's folder
            return {}
        raise SettingsError(str(path), "may not be read") from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(str(path), "is not a readable TOML file") from error
