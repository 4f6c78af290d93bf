"""A message as the test sees it."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator

from discordsim.clock import Clock
from discordsim.wire import BUTTON, EPHEMERAL, LOADING, SELECT_TYPES, Json

_TEXT_DISPLAY = 10


def walk_components(components: Iterable[Json] | None) -> Iterator[Json]:
    """Every component, depth first."""
    for component in components or ():
        yield component
        yield from walk_components(component.get("components"))
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk_components([component[key]])


class Msg:
    """A live view of one message; it changes when the bot edits the message.

    `history` holds (t, 'create' | 'edit' | 'delete', the message then). `ephemeral_for` is the id
    of the only user who sees it.
    """

    def __init__(self, clock: Clock, raw: Json, *, ephemeral_for: str | None = None) -> None:
        self._clock = clock
        self.raw = raw
        self.ephemeral_for = ephemeral_for
        self.deleted = False
        self.created_t = clock.now()
        self.history: list[tuple[float, str, Json]] = []
        self.reactors: defaultdict[str, list[str]] = defaultdict(list)
        self.pinned_at: str | None = None

    def note(self, kind: str) -> None:
        """Keep the present state in the history."""
        self.history.append((self._clock.now(), kind, copy.deepcopy(self.raw)))

    @property
    def id(self) -> str:
        return self.raw["id"]

    @property
    def channel_id(self) -> str:
        return self.raw["channel_id"]

    @property
    def author_id(self) -> str:
        return self.raw["author"]["id"]

    @property
    def content(self) -> str:
        return self.raw["content"]

    @property
    def embeds(self) -> list[Json]:
        return self.raw["embeds"]

    @property
    def components(self) -> list[Json]:
        return self.raw["components"]

    @property
    def reactions(self) -> list[Json]:
        return self.raw.get("reactions", [])

    @property
    def flags(self) -> int:
        return self.raw["flags"]

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def edits(self) -> int:
        return sum(kind == "edit" for _, kind, _ in self.history)

    @property
    def reference_id(self) -> str | None:
        """The id of the message that this one replies to."""
        return (self.raw.get("message_reference") or {}).get("message_id")

    @property
    def buttons(self) -> list[Json]:
        return [c for c in walk_components(self.components) if c["type"] == BUTTON]

    @property
    def selects(self) -> list[Json]:
        return [c for c in walk_components(self.components) if c["type"] in SELECT_TYPES]

    @property
    def labels(self) -> list[str | None]:
        """What stands on the buttons."""
        return [c.get("label") or (c.get("emoji") or {}).get("name") for c in self.buttons]

    @property
    def text(self) -> str:
        """All that a reader sees: content, embeds, text components."""
        lines: list[str | None] = [self.content]
        for embed in self.embeds:
            lines += [(embed.get("author") or {}).get("name")]
            lines += [embed.get("title"), embed.get("description")]
            lines += [f"{f['name']}: {f['value']}" for f in embed.get("fields") or ()]
            lines += [(embed.get("footer") or {}).get("text")]
        found = walk_components(self.components)
        lines += [c["content"] for c in found if c["type"] == _TEXT_DISPLAY]
        return "\n".join(line for line in lines if line)

    def __repr__(self) -> str:
        state = ("ephemeral " if self.ephemeral else "") + ("deleted " if self.deleted else "")
        text = self.text.replace("\n", " | ")[:70]
        return f"<Msg {self.id} {state}{text!r} buttons={self.labels} selects={len(self.selects)}>"
