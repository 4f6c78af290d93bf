"""Which endpoints there are, and what Discord's OpenAPI document says of them."""

import json
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from discordsim.core_limits import check_core_limits
from discordsim.errors import Flaw
from discordsim.records import RequestRecord
from discordsim.schema import SchemaChecker
from discordsim.wire import MEDIA, Json

_BY_TOKEN_IN_PATH = ("/interactions/", "/webhooks/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The endpoint that a request meant."""

    template: str
    params: dict[str, str]
    description: Json

    @property
    def needs_token(self) -> bool:
        return {} not in self.description.get("security", [{}])


class Spec:
    """Finds endpoints, and checks requests and answers against the document.

    A document read from disk knows all of Discord's endpoints. One made from the simulator's own
    routes (`is_complete` False) knows only those, and the hand-written limits stand in for its
    schemas.
    """

    def __init__(self, document: Json, *, is_complete: bool) -> None:
        self.is_complete = is_complete
        self._checker = SchemaChecker(document)
        paths = document["paths"]
        # Literal paths win over those with parameters.
        self._templates = [
            (_compile(template), template, paths[template])
            for template in sorted(paths, key=lambda path: (path.count("{"), -len(path)))
        ]

    def find(self, method: str, path: str) -> Operation | None:
        """The endpoint of a request, or None if there is none."""
        for pattern, template, operations in self._templates:
            match = pattern.match(path)
            if match and method.lower() in operations:
                return Operation(
                    template=template,
                    params={k: urllib.parse.unquote(v) for k, v in match.groupdict().items()},
                    description=operations[method.lower()],
                )
        return None

    def is_known_path(self, path: str) -> bool:
        """Whether any method is allowed on this path."""
        return any(pattern.match(path) for pattern, _, _ in self._templates)

    def check_request(self, request: RequestRecord, operation: Operation) -> list[Flaw]:
        """What is wrong with the form of a request."""
        if not self.is_complete:
            return check_core_limits(request) if request.body is not None else []
        flaws = []
        for parameter in operation.description.get("parameters", []):
            flaws += self._check_parameter(request, self._checker.resolve(parameter))
        wanted = operation.description.get("requestBody")
        if wanted and request.body is not None:
            content = wanted["content"]
            media = content.get("application/json") or next(iter(content.values()))
            flaws += self._checker.check(media["schema"], request.body)
        return flaws

    def _check_parameter(self, request: RequestRecord, parameter: Json) -> list[Flaw]:
        name, schema = parameter["name"], parameter["schema"]
        value = request.query.get(name) if parameter.get("in") == "query" else None
        if value is None or schema.get("type") == "array":
            return []
        return self._checker.check(schema, value, (name,), lenient=True)

    def check_answer(self, operation: Operation, status: int, body: Any) -> list[Flaw]:
        """What is wrong with the simulator's own answer."""
        answer = operation.description.get("responses", {}).get(str(status))
        if not answer:
            return []
        media = self._checker.resolve(answer).get("content", {}).get("application/json")
        if not media:
            return []
        return self._checker.check(media["schema"], json.loads(json.dumps(body)))


def read_spec(path: Path) -> Spec:
    """The OpenAPI document of this file."""
    document = json.loads(path.read_text("utf-8"))
    # Discord's pages list media channels among the types of channels, and take them in commands.
    media = {"title": "GUILD_MEDIA", "const": MEDIA}
    document["components"]["schemas"]["ChannelTypes"]["oneOf"].append(media)
    return Spec(document, is_complete=True)


def make_spec(endpoints: Iterable[tuple[str, str]]) -> Spec:
    """A document of the simulator's own endpoints, given as (method, template)."""
    paths: dict[str, Json] = {}
    for method, template in endpoints:
        is_open = template.startswith(_BY_TOKEN_IN_PATH)
        security: list[Json] = [{}] if is_open else [{"BotToken": []}]
        paths.setdefault(template, {})[method.lower()] = {"security": security}
    return Spec({"paths": paths}, is_complete=False)


def _compile(template: str) -> re.Pattern[str]:
    return re.compile("^" + re.sub(r"\{([^}]+)\}", r"(?P<\1>[^/]+)", template) + "$")
