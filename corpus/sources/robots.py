"""What a site's robots.txt allows us."""

import re
from dataclasses import dataclass

from protego import Protego

AGENT = "Sampan"
MAX_ROBOTS_BYTES = 512_000

_MOST_LINES = 20_000
_LONGEST_LINE = 2_000
_AGENT_LINE = re.compile(r"\s{0,99}user[- ]?agent\b\s{0,99}:?(?P<agent>[^#]*)", re.IGNORECASE)
_EVERYBODYS = "User-agent: *"
_NOBODYS = "User-agent: nobody-in-particular"


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site: those for everybody, and those that name us."""

    _general: Protego
    _ours: Protego

    def is_allowed(self, url: str, *, is_meant_for_programs: bool) -> bool:
        """Whether the address may be fetched.

        Feeds and sitemaps are meant for programs: only a rule that names us keeps us from one.
        """
        rules = self._ours if is_meant_for_programs else self._general
        return rules.can_fetch(url, AGENT)

    @property
    def delay_s(self) -> float:
        """How long the site wants us to wait between two requests; 0 when it does not say."""
        delay_s = self._general.crawl_delay(AGENT) or 0.0
        return delay_s if 0 < delay_s < float("inf") else 0.0


def parse_robots(text: str) -> Robots:
    """The rules of a robots.txt; whatever it holds that is no rule is passed over."""
    lines = text.removeprefix("\ufeff").splitlines()[:_MOST_LINES]
    general = [_with_agent(line) for line in lines if len(line) <= _LONGEST_LINE]
    ours = [_NOBODYS if line == _EVERYBODYS else line for line in general]
    return Robots(Protego.parse("\n".join(general)), Protego.parse("\n".join(ours)))


def _with_agent(line: str) -> str:
    """A line that names us, everybody or, whatever its name, somebody else.

    Protego gives each agent a copy of its rules, which multiplies, and takes "sam" for us.
    """
    found = _AGENT_LINE.match(line)
    if not found:
        return line
    agent = found["agent"].strip().casefold()
    if agent == "*":
        return _EVERYBODYS
    is_us = agent.partition("/")[0].strip(" *") == AGENT.casefold()
    return f"User-agent: {AGENT}" if is_us else _NOBODYS
