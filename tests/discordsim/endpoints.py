"""The shape of an endpoint: a function of the simulator and a request that gives an Answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from discordsim.interactions import Interactions
from discordsim.records import RequestRecord


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status, and a JSON body unless it is None."""

    status: int
    body: Any = None


NO_CONTENT = Answer(204)

Endpoint = Callable[[Interactions, RequestRecord], Answer]
Endpoints = Mapping[tuple[str, str], Endpoint]


def always(body: Any) -> Endpoint:
    """An endpoint that gives the same answer every time."""
    return lambda sim, request: Answer(200, body)
