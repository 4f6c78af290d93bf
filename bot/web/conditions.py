"""Conditions on articles, as query parameters name them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.service.wiring import Service
from embeddings.filters import Filters

_MOST_NAMES = 20


def _drop_empty(value: object) -> object:
    """A form sends what nobody filled in."""
    if isinstance(value, list):
        return [one for one in value if one != ""]
    return None if value == "" else value


Empty = BeforeValidator(_drop_empty)
Day = Annotated[
    Annotated[str, Field(max_length=60)] | None,
    Empty,
    Field(description="2024, 2024-06, 2024-06-30 or last month", examples=["2024-06"]),
]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Empty, Field(max_length=_MOST_NAMES)]
Languages = Annotated[
    list[Literal["en", "zh", "zh-Hant", "zh-Hans"]], Empty, Field(max_length=_MOST_NAMES)
]


class ConditionsAsked(BaseModel):
    """What articles must meet; names count in any spelling, and may be repeated."""

    model_config = ConfigDict(extra="forbid")

    since: Day = None
    until: Day = None
    provider: Names = []
    topic: Names = []
    language: Languages = []

    def as_filters(self, service: Service) -> Filters:
        """The filters that are meant; raises AppError for names and days that are none."""
        wanted: dict[str, Any] = {
            "since": self.since,
            "until": self.until,
            "providers": self.provider,
            "topics": self.topic,
            "languages": self.language,
        }
        return service.make_filters(**wanted)
