"""Settings: from the first `sampan.toml` that is found, then from the environment, which wins."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.errors import SettingsError
from bot.identity import parse_texts
from bot.network import (
    check_index_name,
    check_listen,
    parse_address,
    parse_contact,
    parse_hosts,
    parse_index,
    parse_networks,
    parse_origins,
    parse_service,
)
from bot.settings_file import Given
from bot.settings_given import UNFIT, describe_error, read_given
from bot.settings_wording import Kind, kind_of, may_be_empty
from corpus.starter import is_starter
from embeddings.encoder import BUNDLED

_LONGEST = {"subject": 200, "greeting": 1000}  # characters
_PARSED: dict[str, Callable[[Any], object]] = {
    "contact": parse_contact,
    "allowed_hosts": parse_hosts,
    "index": parse_index,
    "index_name": check_index_name,
    "listen": check_listen,
    "cors": parse_origins,
    "trusted_proxies": parse_networks,
    "llm_url": parse_address,
    "service_url": parse_service,
}


class Settings(BaseModel):
    """Every setting with its default; `load_settings` reads them."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(default="Sampan", max_length=40, description="what the bot calls itself")
    subject: dict[str, str] | None = Field(
        default=None,
        description="what the articles are about, as it is said to people; one text, or one for"
        " each language; else their main topics",
    )
    greeting: dict[str, str] | None = Field(
        default=None,
        description="what is said to whoever says hello, instead of our own words; one text, or"
        " one for each language",
    )

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
        description="the bundled encoder, or a sentence-transformers model by name or folder,"
        " exported to ONNX or not",
    )
    reranker: str | None = Field(
        default=None,
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
    llm_model: str | None = Field(default=None, description="the model's name at that address")
    llm_key: SecretStr | None = Field(
        default=None, description="the key that the address asks for; keep it secret"
    )
    llm_timeout_s: float = Field(
        default=20.0,
        gt=0,
        le=600,
        description="how long the model may take for one answer, in seconds",
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

    service_url: str | None = Field(
        default=None,
        description='address of a "sampan serve" that the bot asks instead of opening an index',
    )
    service_key: SecretStr | None = Field(
        default=None, description='what "sampan keys add NAME --role bot" printed; keep it secret'
    )

    index: str | None = Field(
        default=None,
        description="address of a Milvus that holds the index, or a file ending in .db for Milvus"
        " Lite; else it lies in home alone",
    )
    index_token: SecretStr | None = Field(
        default=None, description='what that Milvus asks for, as "user:password"; keep it secret'
    )
    index_name: str = Field(
        default="sampan",
        max_length=100,
        description="what the index is called there: of letters, digits and _; one for each bot",
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

    listen: str = Field(
        default="127.0.0.1:8000",
        description='where "sampan serve" answers: an address of this machine and a port; off this'
        " machine it wants keys",
    )
    processes: int = Field(
        default=1, ge=1, le=64, description='how many processes "sampan serve" answers with'
    )
    cors: list[str] = Field(
        default=[],
        description="web sites whose pages may ask from a visitor's browser, as"
        ' ["https://intranet.example"]',
    )
    public_page: bool = Field(
        default=False, description="whether anybody may ask without a key, within the limits"
    )
    trusted_proxies: list[str] = Field(
        default=[],
        description="addresses or networks of the proxies in front, whose word for who asks is"
        ' taken, as ["127.0.0.1"]; behind one keys are wanted too',
    )
    address_questions: int = Field(
        default=60, ge=1, description="how many questions one address may ask in a minute"
    )
    key_questions: int = Field(
        default=600, ge=1, description="how many questions one key may ask in a minute"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_not_set(cls, value: object, info: ValidationInfo) -> object:
        """Nothing is given by an empty text; for what has to be something it is wrong."""
        field = cls.model_fields[info.field_name or ""]
        if isinstance(value, bool) and kind_of(field) is not Kind.FLAG:
            raise ValueError(UNFIT)  # it would count as a number
        if not isinstance(value, str) or value.strip():
            return value
        if not may_be_empty(field):
            raise ValueError(UNFIT)
        return field.get_default(call_default_factory=True)

    @field_validator("name")
    @classmethod
    def _is_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("subject", "greeting", mode="before")
    @classmethod
    def _is_by_language(cls, value: object, info: ValidationInfo) -> object:
        return parse_texts(value, most_chars=_LONGEST[info.field_name or ""])

    @field_validator("home", "articles", "fields_file", "glossary")
    @classmethod
    def _is_absolute(cls, value: Path | list[Path] | None) -> Path | list[Path] | None:
        if value is None:
            return None
        paths = [value] if isinstance(value, Path) else value
        if any("\0" in str(path) for path in paths):
            raise ValueError("holds a NUL character; remove it")
        try:
            if isinstance(value, Path):
                return value.expanduser().absolute()
            return [path if is_starter(path) else path.expanduser().absolute() for path in value]
        except RuntimeError:  # "~nobody"
            raise ValueError("names the home of a user that is not there; write it out") from None

    @field_validator(*_PARSED)
    @classmethod
    def _is_parsed(cls, value: Any, info: ValidationInfo) -> object:
        return value and _PARSED[info.field_name or ""](value)

    @model_validator(mode="after")
    def _has_a_model(self) -> Self:
        if self.llm_url and not self.llm_model:
            raise ValueError("llm_url needs llm_model; set that to the model's name there")
        return self

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        limits = (self.unsure_from, self.answer_from)
        if None not in limits and limits[0] > limits[1]:  # type: ignore[operator]
            raise ValueError("unsure_from should not be above answer_from; give it a lower one")
        return self

    @property
    def index_folder(self) -> Path:
        """Where the index lives."""
        return self.home / "index"


def load_settings(
    folder: Path | None = None,
    *,
    chosen: Mapping[str, object] | None = None,
    file: Path | None = None,
) -> Settings:
    """The settings of the file that is found, and of the environment.

    `folder` is where paths and the search begin, the current one by default; what a program has
    `chosen` wins over both. `file` is read instead of the one that is found, and need not be there.
    Raises SettingsError, which names file and line, or the variable, and never a value.
    """
    try:
        folder = folder or Path.cwd()
    except FileNotFoundError as error:
        raise SettingsError("current folder", "was deleted; change to another one") from error
    given = read_given(Settings.model_fields, folder, file)
    given |= {
        name: Given(value=value, where=f"setting {name}") for name, value in (chosen or {}).items()
    }
    try:
        return Settings(**{name: one.value for name, one in given.items()})
    except ValidationError as error:
        raise describe_error(error, Settings.model_fields, given) from None
