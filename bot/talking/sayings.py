"""What people say beside questions: finds the sayings of `sayings.toml` in a row of words."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from bot.talking.word_forms import Token, WordForms, split_words
from bot.talking.word_network import Network
from corpus.text import has_han

_ASKING = frozenset(
    "what which who whose whom when where why how 咩 乜 边 点 几 谁 哪 怎 吗 什 何 如".split()
)
_NOT = frozenset("唔不")
_MOST_WORDS = 40  # nobody says more without asking anything
_MOST_IN_ONE = 16  # words in one saying
# A word that stands within a saying and not behind it is the less likely reading.
_STEP, _SKIP = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Sayings, one after the other, with nothing between them but words that carry nothing.

    `kinds` are what they say, in order; `alone` what counts only where nothing else is said.
    `cost` counts the sayings and the skipped words: the fewer there are, the better it fits.
    `is_short` says that it ends with a saying of one Chinese character.
    """

    kinds: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    cost: int = 0
    is_short: bool = False

    def then(self, other: "Cover") -> "Cover":
        """What both cover, the other behind this."""
        return Cover(
            kinds=self.kinds + other.kinds,
            alone=self.alone + other.alone,
            cost=self.cost + other.cost,
            is_short=other.is_short,
        )


class Sayings:
    """All that is known to be said beside questions."""

    def __init__(self, data: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        named = data["words"]
        kinds = [kind for kind in data if kind != "words"]
        self._sayings = Network[Cover](named)
        self._fillers = Network[Cover](named)
        self._alone = Network[Cover](named)
        self._asks = Network[Cover](named)
        self._plain = Network[Cover](named)
        self._of_you = Network[Cover](named)
        for kind in kinds:
            for text in data[kind]["says"]:
                self._sayings.add(text, Cover(kinds=(kind,), cost=_STEP))
            for text in data[kind].get("alone", ()):
                self._alone.add(text, Cover(alone=(kind,), cost=_STEP))
            for text in data[kind].get("tells", ()):
                self._plain.add(text, Cover(kinds=(kind,), cost=_STEP))
            for text in data[kind].get("of_you", ()):
                self._of_you.add(text, Cover(kinds=(kind,), cost=_STEP))
            for text in data[kind].get("asks", ()):
                self._asks.add(text, Cover(kinds=(kind,), cost=_STEP))
        for text in named["fillers"]:
            self._fillers.add(text, Cover(cost=_STEP))
        for text in named["plain"]:
            self._plain.add(text, Cover(cost=_STEP))
        for text in (*named["plain"], *named["asking"]):
            self._of_you.add(text, Cover(cost=_STEP))
        self._you = frozenset(word for text in named["you"] for word, _ in split_words(text))
        self._third = frozenset(word for text in named["third"] for word, _ in split_words(text))
        self._openings = {
            tuple(word for word, _ in split_words(text)) for text in named["openings"]
        }
        emoji = {sign: kind for kind in kinds for sign in data[kind].get("emoji", ())}
        self._emoji = dict(sorted(emoji.items(), key=lambda pair: -len(pair[0])))
        pairs = (line.split(" = ") for line in named["spellings"])
        spellings = {other: stands for others, stands in pairs for other in others.split()}
        networks = (
            self._sayings,
            self._fillers,
            self._alone,
            self._asks,
            self._plain,
            self._of_you,
        )
        openings = {word for words in self._openings for word in words}
        self._forms = WordForms(openings.union(*(one.words() for one in networks)), spellings)

    def read(self, text: str) -> list[Token]:
        """The words of a message, in the spelling that sayings have."""
        return self._forms.read(text)

    def covers(self, words: Sequence[Token], begin: int = 0) -> dict[int, Cover]:
        """How the words from `begin` are covered up to each place where that can be."""
        found = {begin: Cover()}
        for at in range(begin, min(len(words), begin + _MOST_WORDS)):
            if at not in found:
                continue
            for end, cover in self._starting(words, at).items():
                if self._makes_a_word(words, found[at], at, end, cover):
                    continue
                longer = found[at].then(replace(cover, is_short=_is_short(words, at, end, cover)))
                # Of two that fit as well, the one whose earlier saying is longer.
                if end not in found or longer.cost <= found[end].cost:
                    found[end] = longer
        return found

    def told(self, words: Sequence[Token]) -> tuple[str, ...]:
        """What a statement tells that is made of plain words and some that tell; else nothing."""
        if len(words) > _MOST_IN_ONE or any(word.word in _ASKING for word in words):
            return ()
        if self.opens_question(words, 0) or _asks_whether(words):
            return ()
        return self._loosely(self._plain, words)

    def has_you(self, words: Sequence[Token]) -> bool:
        """Whether one of the words means the bot."""
        return any(word.word in self._you for word in words)

    def asked_of_you(self, words: Sequence[Token]) -> tuple[str, ...]:
        """What a question to the bot asks about it, in plain words; else nothing."""
        spoken = {word.word for word in words}
        if len(words) > _MOST_IN_ONE or not self.has_you(words) or spoken & self._third:
            return ()
        return self._loosely(self._of_you, words)[:1]

    def _loosely(self, network: Network[Cover], words: Sequence[Token]) -> tuple[str, ...]:
        """What words of a network say that cover all of these, in any order."""
        found: dict[int, Cover] = {0: Cover()}
        for at in range(len(words)):
            if at not in found:
                continue
            rows = _rows_at(self._fillers, words, at) | _rows_at(network, words, at)
            for end, cover in rows.items():
                longer = found[at].then(cover)
                if end not in found or longer.cost <= found[end].cost:
                    found[end] = longer
        return found[len(words)].kinds if len(words) in found else ()

    def said_in_asking(self, words: Sequence[Token]) -> tuple[str, ...]:
        """What a question says by how it begins."""
        found = _rows_at(self._asks, words, 0)
        return tuple(kind for cover in found.values() for kind in cover.kinds)

    def opens_question(self, words: Sequence[Token], at: int) -> bool:
        """Whether the words from there are as a question begins."""
        ahead = tuple(token.word for token in words[at : at + 4])
        return any(ahead[:length] in self._openings for length in range(1, len(ahead) + 1))

    def in_emoji(self, text: str) -> tuple[str, ...]:
        """What the emoji in a text say, in order."""
        found: list[str] = []
        at = 0
        while at < len(text):
            sign = next((sign for sign in self._emoji if text.startswith(sign, at)), "")
            if sign:
                found.append(self._emoji[sign])
            at += len(sign) or 1
        return tuple(found)

    def _makes_a_word(
        self, words: Sequence[Token], before: Cover, at: int, end: int, cover: Cover
    ) -> bool:
        """Whether sayings that touch are rather one word, as 好 and 明 would be in another one."""
        if not before.kinds or not cover.kinds or words[at - 1].span[1] < words[at].span[0]:
            return False
        is_short = before.is_short or _is_short(words, at, end, cover)
        return is_short and words[at - 1].word != words[at].word

    def _starting(self, words: Sequence[Token], begin: int) -> dict[int, Cover]:
        """The sayings that begin at a place, and the words that carry nothing, by their end."""
        found = _rows_at(self._fillers, words, begin) | _rows_at(self._alone, words, begin)
        # For each place the states that are reached there, and how many words were skipped.
        reached = {begin: dict.fromkeys(self._sayings.begin(), 0)}
        for at in range(begin, min(len(words), begin + _MOST_IN_ONE) + 1):
            here = reached.pop(at, {})
            for state, skipped in here.items():
                said = self._sayings.end_at(state)
                if said and (at not in found or said.cost + skipped < found[at].cost):
                    found[at] = Cover(kinds=said.kinds, cost=said.cost + skipped)
            if at == len(words):
                break
            word = words[at].word
            behind = _rows_at(self._fillers, words, at) if here and at > begin else {}
            for state, skipped in here.items():
                steps = [(at + 1, to, skipped) for to in self._sayings.step([state], word)]
                steps += [(end, state, skipped + _SKIP) for end in behind]
                for end, to, so_far in steps:
                    states = reached.setdefault(end, {})
                    states[to] = min(so_far, states.get(to, so_far))
        return found


def _asks_whether(words: Sequence[Token]) -> bool:
    """Whether a Chinese word stands on both sides of "not"."""
    spoken = [word.word for word in words]
    return any(
        middle in _NOT and first == last
        for first, middle, last in zip(spoken, spoken[1:], spoken[2:], strict=False)
    )


def _is_short(words: Sequence[Token], at: int, end: int, cover: Cover) -> bool:
    return bool(cover.kinds) and end == at + 1 and has_han(words[at].word)


def _rows_at(network: Network[Cover], words: Sequence[Token], begin: int) -> dict[int, Cover]:
    """The rows of a network that begin at a place, by their end."""
    found: dict[int, Cover] = {}
    states = network.begin()
    for at in range(begin, len(words)):
        states = network.step(states, words[at].word)
        if not states:
            break
        ends = [cover for state in states if (cover := network.end_at(state))]
        if ends:
            found[at + 1] = ends[0]
    return found


@cache
def load_sayings() -> Sayings:
    """Those that ship; read once."""
    text = resources.files("bot.talking").joinpath("sayings.toml").read_text("utf-8")
    return Sayings(tomllib.loads(text))
