"""A turn and the question before it → questions that stand alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.names import (
    ORDINAL,
    SUBJECT_END,
    Named,
    Names,
    Slot,
    content_words,
    is_then,
)
from bot.talking.turn_words import PRONOUN, SpokenTurn
from corpus.text import has_han

_LEADING = re.compile(r"^(?:(?:in|for|with|at|to|by|the|a|an|on|about|of|from) )+", re.IGNORECASE)
_STANDS_FOR = re.compile(r"(?:['’]s)? ones?$|[嗰那这這]個$|[嗰那这這]間$", re.IGNORECASE)
_PLACED = re.compile(r" (?:in|at|for|from|with) (?P<what>[^,;:?!]{2,40})$")
_GAPS = re.compile(r"\s{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = re.compile(
    r"(?:the )?(?:year|yr) (?P<way>before|after)|(?:前|之前|上|下|後|后)一年", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """A question that may be what a turn means; all of `must` has to stand in what is shown.

    `is_alone` says that it is the turn itself, whatever was said before, and `is_side` that the
    turn names another side of the same subject, which may be told in part by other words.
    """

    text: str
    must: str = ""
    is_alone: bool = False
    is_side: bool = False


def rewrite(
    turn: SpokenTurn, before: str, names: Names, *, is_open: bool = False
) -> list[Rewriting]:
    """What a turn may mean behind the question `before`, the likeliest first.

    Where that one `is_open`, it named nothing, and a turn that asks nothing says what was meant.

    A turn that asks nothing itself puts something else into the question before: its time, its
    ordinal, or a name for the name there; or it names another side of the same subject. One that
    asks is about the same subject, unless it names its own.
    """
    if is_open and not turn.asks:
        meant = " ".join(names.in_text(turn.text))
        texts = (fill(before, turn.text), _about(turn.text, before))
        return [Rewriting(text=text, must=meant) for text in dict.fromkeys(texts)]
    if not turn.asks:
        return list(dict.fromkeys(_put_into(turn, before, names)))
    own = names.in_text(turn.text)
    alone = Rewriting(text=turn.text, is_alone=True)
    if turn.is_change:
        return [alone]
    must = list(dict.fromkeys((*own, *_placed(turn.text))))
    if names.in_text(turn.lead):
        led = " ".join(content_words(names.without_times(turn.lead)))
        return [Rewriting(text=_about(turn.lead, turn.rest), must=led)]
    subject = names.subject(before) if content_words(turn.text) else " ".join(content_words(before))
    if ORDINAL.search(turn.topic):
        subject = f"{turn.topic} {subject}"
    about = Rewriting(text=_about(subject, turn.text), must=" ".join(must))
    if not own:
        return [about, alone]
    return [about] if _points_back(turn.text, own[0]) else [alone, about]


def _put_into(turn: SpokenTurn, before: str, names: Names) -> Iterator[Rewriting]:
    """The question before with what the turn names in the place of its like."""
    text, question, named = _put_times(turn.text, before, names)
    rest = _STANDS_FOR.sub("", _LEADING.sub("", text).strip())
    if question != before and _has_words(question, rest):  # "I meant the first round"
        rest = ""
    if not content_words(rest):
        years = _YEAR.findall(_name_year(turn.text, before))
        yield Rewriting(text=question, must=" ".join(years))
        return
    is_place = any(one.slot is Slot.PLACE for one in named)
    places = _slots(question, names, {Slot.PLACE})
    things = _slots(question, names, {Slot.THING})
    is_thing = any(one.slot is Slot.THING for one in named) and not names.is_namelike(rest)
    others = things if is_thing else _slots(question, names, {Slot.NAME}) or things
    if is_place and not places:
        yield Rewriting(
            text=_append(question, rest if has_han(question) else f"in {rest}"), must=rest
        )
    replaced = places if is_place else others
    same = _behind(text, question, replaced)
    if same:
        replaced = [same]
    is_side = not is_place and not names.is_namelike(rest) and not (is_thing and things)
    side = Rewriting(text=_about(names.subject(before), rest), must=rest, is_side=True)
    if is_side and not same:
        yield side
    if replaced:
        yield Rewriting(text=_replace(question, replaced, rest), must=rest)
        if len(replaced) > 1:
            yield Rewriting(text=_replace(question, replaced[-1:], rest), must=rest)
    elif not is_place:
        yield Rewriting(text=_append(question, rest), must=rest)
    if not names.in_text(turn.text):  # a name is no side of another one's subject
        yield side


def _points_back(text: str, name: str) -> bool:
    """Whether a pronoun stands before the first name, so that it means something said before."""
    pronoun = PRONOUN.search(text)
    return pronoun is not None and pronoun.start() < text.index(name)


def _placed(text: str) -> list[str]:
    """What stands behind a preposition at the end, as a place without a capital does."""
    match = _PLACED.search(text)
    if not match or re.search(r"\d", match["what"]) or ORDINAL.search(match["what"]):
        return []
    return content_words(match["what"])


def _name_year(text: str, before: str) -> str:
    """The year before or after the one of the question before, as a number."""
    year, told = _YEAR.search(before), _BEFORE.search(text)
    if not year or not told:
        return text
    step = 1 if (told["way"] or told[0]).casefold().startswith(("after", "下", "後", "后")) else -1
    named = f"{int(year[0]) + step}{'年' if has_han(told[0]) else ''}"
    return text[: told.start()] + named + text[told.end() :]


def _put_times(said: str, before: str, names: Names) -> tuple[str, str, list[Named]]:
    """What else a turn says, the question before with its times and ordinals, and what it names."""
    text, question = _name_year(said, before), before
    named = names.find(text)
    for slot in (Slot.TIME, Slot.ORDINAL):
        new = [text[one.start : one.end] for one in named if one.slot is slot]
        old = [one for one in names.find(question) if one.slot is slot]
        if new and old:
            said = question[old[0].start : old[0].end]
            question = _replace(question, old[:1], f"in {new[0]}" if is_then(said) else new[0])
            text = text.replace(new[0], " ", 1)
        elif new and slot is Slot.TIME:
            question = _append(question, new[0] if has_han(question) else f"in {new[0]}")
            text = text.replace(new[0], " ", 1)
    return _GAPS.sub(" ", text).strip(), question, named


def fill(question: str, name: str) -> str:
    """The question with a name for its pronoun, or behind the name."""
    name = _LEADING.sub("", name)
    filled = PRONOUN.sub(lambda _: name, question, count=1)
    return filled if filled != question else _about(name, question)


def _behind(text: str, question: str, named: list[Named]) -> Named | None:
    """The name in the question behind the preposition that a turn opens with, as "with"."""
    leading = _LEADING.match(text)
    words = leading[0].split() if leading else []
    for one in named if words else ():
        if question[: one.start].casefold().split()[-len(words) :] == words:
            return one
        if question[: one.start].casefold().removesuffix("the ").split()[-1:] == words[:1]:
            return one
    return None


def _slots(text: str, names: Names, slots: set[Slot]) -> list[Named]:
    return [one for one in names.find(text) if one.slot in slots]


def _replace(text: str, old: list[Named], new: str) -> str:
    """The text with something new for the first of the old names, and without the others."""
    first, *others = old
    for one in reversed(others):
        text = text[: one.start] + text[one.end :]
    return _GAPS.sub(" ", text[: first.start] + new + text[first.end :])


def _has_words(text: str, words: str) -> bool:
    """Whether all of the words that tell anything stand in a text."""
    had = text.casefold()
    return all(word.casefold() in had for word in content_words(words))


def _append(question: str, more: str) -> str:
    stem = question.rstrip("?？ ")
    return f"{stem}{more}" if has_han(stem[-1:]) and has_han(more) else f"{stem} {more}"


def _about(subject: str, text: str) -> str:
    if not subject:
        return text
    return f"{subject}{SUBJECT_END}{text}"
