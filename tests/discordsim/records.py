"""What the judge writes down: requests, and rules broken."""

from dataclasses import dataclass, field
from typing import Any

from discordsim.wire import Json


@dataclass(slots=True)
class Violation:
    """A rule that the bot broke.

    `severity` is 'error' or 'warning'. `source` is 'spec' (the OpenAPI document) or 'rule'
    (documented elsewhere). `t` counts seconds since the simulator started.
    """

    rule: str
    detail: str
    severity: str = "error"
    source: str = "rule"
    t: float = 0.0
    request: "RequestRecord | None" = None
    interaction_id: str | None = None

    def __str__(self) -> str:
        where = ""
        if self.request:
            where = f" [{self.request.method} {self.request.template or self.request.path}]"
        text = f"{self.severity}:{self.rule}: {self.detail}{where}"
        return f"{text} (t={self.t:.3f}s, {self.source})"


@dataclass(slots=True)
class RequestRecord:
    """One REST request and its answer; `injected` names a fault that was applied to it."""

    t: float
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    template: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: dict[str, bytes] = field(default_factory=dict)
    status: int | None = None
    response: Any = None
    ms: float = 0.0
    injected: str | None = None
    violations: list[Violation] = field(default_factory=list)

    @property
    def form(self) -> Json:
        """The body, or an empty one."""
        return self.body or {}

    def __str__(self) -> str:
        injected = f" ({self.injected})" if self.injected else ""
        return f"{self.t:8.3f}s {self.method:6} {self.path} -> {self.status}{injected}"
