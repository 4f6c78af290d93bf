"""The judge: every rule broken, and every gap of the simulator, is written down here."""

import re
from collections import Counter
from collections.abc import Iterable

from discordsim.clock import Clock
from discordsim.errors import ApiError, Flaw
from discordsim.interaction import Interaction
from discordsim.records import RequestRecord, Violation
from discordsim.settings import Settings
from discordsim.wire import Json


class Judge(Clock):
    """Violations of the bot, requests it made, and gaps that are no fault of its own.

    `gaps` names endpoints that the simulator lacks, and its own crashes. `self_violations` names
    answers of the simulator that do not fit the OpenAPI document.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.strict = settings.strict
        self.requests: list[RequestRecord] = []
        self.violations: list[Violation] = []
        self.gaps: list[str] = []
        self.self_violations: list[str] = []
        self.interactions_by_token: dict[str, Interaction] = {}

    def violate(
        self,
        rule: str,
        detail: str,
        *,
        severity: str = "error",
        source: str = "rule",
        request: RequestRecord | None = None,
        interaction: Interaction | None = None,
    ) -> None:
        """Write down a broken rule, with its request and interaction."""
        violation = Violation(rule, detail, severity, source, self.now(), request)
        self.violations.append(violation)
        if request:
            request.violations.append(violation)
        if interaction:
            violation.interaction_id = interaction.id
            interaction.violations.append(violation)
        self.notify()

    def warn(
        self,
        rule: str,
        detail: str,
        *,
        request: RequestRecord | None = None,
        interaction: Interaction | None = None,
    ) -> None:
        """Write down what Discord lets pass and a reader would not want."""
        self.violate(rule, detail, severity="warning", request=request, interaction=interaction)

    def reject(
        self,
        request: RequestRecord,
        flaws: Iterable[Flaw],
        *,
        source: str = "rule",
        interaction: Interaction | None = None,
    ) -> None:
        """Write down the flaws, if any; in strict mode raise Discord's 400 with its error tree."""
        tree: Json = {}
        interaction = interaction or self.interaction_of(request)
        for flaw in flaws:
            where = ".".join(map(str, flaw.path)) or "body"
            self.violate(
                flaw.rule_name,
                f"{where}: {flaw.message}",
                source=source,
                request=request,
                interaction=interaction,
            )
            node = tree
            for part in flaw.path:
                node = node.setdefault(str(part), {})
            message = re.sub(r" \(got .*\)$", "", flaw.message)
            node.setdefault("_errors", []).append({"code": flaw.code, "message": message})
        if tree and self.strict:
            raise ApiError(400, 50035, "Invalid Form Body", errors=tree)

    def reject_empty(
        self,
        request: RequestRecord,
        flaws: Iterable[Flaw],
        interaction: Interaction | None = None,
    ) -> None:
        """Raise Discord's own error for an empty message, if one of the flaws is that."""
        empty = next((flaw for flaw in flaws if flaw.code == "EMPTY"), None)
        if empty is None:
            return
        self.violate("empty-message", empty.message, request=request, interaction=interaction)
        raise ApiError(400, 50006, "Cannot send an empty message")

    def interaction_of(self, request: RequestRecord) -> Interaction | None:
        """The interaction whose token stands in the request's path."""
        params = request.params
        token = params.get("interaction_token") or params.get("webhook_token") or ""
        return self.interactions_by_token.get(token)

    @property
    def errors(self) -> list[Violation]:
        """The violations that are no mere warnings."""
        return [v for v in self.violations if v.severity == "error"]

    def assert_clean(self, *, warnings: bool = False) -> None:
        """Fail if a rule was broken, or if the simulator could not judge something."""
        broken = self.violations if warnings else self.errors
        if not broken and not self.gaps:
            return
        lines = ["Discord rules broken:", *map(str, broken)]
        if self.gaps:
            lines.append("simulator gaps: " + ", ".join(self.gaps))
        raise AssertionError("\n".join(lines))

    def report(self) -> str:
        """Requests by endpoint, violations and gaps, as text."""
        counts = Counter((r.method, r.template or r.path) for r in self.requests)
        warnings = len(self.violations) - len(self.errors)
        lines = [
            f"{len(self.requests)} requests, {len(self.errors)} errors, {warnings} warnings, "
            f"{len(self.gaps)} simulator gaps, "
            f"{len(self.self_violations)} simulator answers off the spec"
        ]
        lines += [f"  {count:4} {method} {path}" for (method, path), count in counts.most_common()]
        lines += [f"  {violation}" for violation in self.violations]
        lines += [f"  gap: {gap}" for gap in self.gaps]
        lines += [f"  self: {text}" for text in sorted(set(self.self_violations))]
        return "\n".join(lines)
