"""Names in the text of articles, and questions about them that a sentence answers by its form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.text import has_han


class Form(StrEnum):
    """What a question asks."""

    WHAT = "what"
    WHEN = "when"
    COUNT = "count"
    WHO = "who"
    MONEY = "money"
    WHETHER = "whether"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a thing of that name, in English and in Traditional Chinese.

    Either is "" where the sentence gives no question in that language. `is_plain` says that the
    name is written as any words are, and may be none.
    """

    name: str
    form: Form
    english: str = ""
    chinese: str = ""
    is_plain: bool = False


_CAPITALS = (
    r"[A-Z][\w&'’-]{0,30}(?: (?:(?:of|for|and|the|to) ){0,2}[A-Z0-9][\w&'’-]{0,30}){0,5}(?<!['’]s)"
)
_NAMED = rf"(?<![Aa] )(?<![Aa]n )\b(?P<the>[Tt]he )?(?P<name>{_CAPITALS})"
_PLAIN = r"(?P<the>The |An? )?(?P<name>[A-Za-z][\w'’-]{1,30}(?: [\w'’-]{1,30}){0,3}?)"
_INSIDE = re.compile(rf"(?<=[a-z,] )(?:the )?(?P<name>{_CAPITALS})")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][\w&-]{1,30}(?: [A-Z0-9][\w&-]{0,30}){0,4}(?![A-Za-z])")
_QUOTED = re.compile(r"[「《](?P<name>[^「」《》，。、；：？！\s]{2,14})[」》]")
_YEAR = re.compile(r"\b(?:19|20)\d\d$")

_DATED = r"(?:in|on) (?:[A-Z][a-z]+ |\d{1,2} ){0,2}(?:19|20)\d\d\b"
_ROLE = (
    r"(?:[\w'’-]+ ){0,5}(?:[a-z]+-)?(?:head|chief|founder|chair|chairman|chairwoman|chairperson"
    r"|director|minister|secretary|president|professor|partner|manager|owner|officer|executive"
    r"|governor|commissioner|author|baker|chef|artist|engineer|teacher|lawyer|lawmaker|analyst"
    r"|lecturer|researcher|economist|dean)\b"
)
_SHORT = r"(?: \([^()]{2,40}\))?"
_ASIDE = r"(?:, [^,.;]{2,60},)?"
_ABOUT = r"(?:about |over |more than |some |around |nearly |almost |roughly )?"
# What stands behind a name, in each form.
_FORMS = {
    Form.WHAT: rf"(?:,| is) (?:an?|the|one of the) (?=[a-z\d])(?P<role>{_ROLE})?",
    Form.WHEN: (
        r" (?:(?P<was>was|were) (?:officially |formally |first )?"
        r"(?P<made>founded|launched|set up|established|introduced|created|opened|built)"
        rf"\b[^.;]{{0,60}}? {_DATED}|(?P<did>opened|went live|took effect) {_DATED})"
    ),
    Form.COUNT: (
        rf"{_ASIDE} (?:now |already |today )?has (?:now |already )?{_ABOUT}"
        r"\d[\d,.]*(?: million)? (?P<things>(?:[a-z-]+ )?[a-z]{3,20}s)\b"
    ),
    Form.MONEY: rf"{_ASIDE} (?:has )?(?:raised|collected) {_ABOUT}(?:US|HK)?[$€£]\d",
}
_NAMED_FORMS = {form: re.compile(f"{_NAMED}{_SHORT}{behind}") for form, behind in _FORMS.items()}
_PLAIN_FORMS = {form: re.compile(f"{_PLAIN}{behind}") for form, behind in _FORMS.items()}
_DOES = {"opened": "open", "went live": "go live", "took effect": "take effect"}

_DAY = r"(?:19|20)\d\d年[^，。；]{0,8}?"
_HAN_CLOSED = "[」》]?(?:[（(][^（）()]{1,40}[)）])?"
_HAN_FORMS = {
    Form.WHAT: re.compile(f"{_HAN_CLOSED}，?是(?:[一首全由香中本世]|亞洲|亚洲|指)"),
    Form.WHEN: re.compile(
        f"{_HAN_CLOSED}(?:已|正式)?[於于在]{_DAY}(?:正式|首次)?(?P<done>推出|成立|開業|啟用|上線|開幕"
        "|開通|創立|生效|落成|創辦|启用|上线|开幕|开通|创立|开业|创办)"
    ),
    Form.COUNT: re.compile(
        f"{_HAN_CLOSED}(?:現時|目前|已|现时)?(?:有|擁有|拥有|設有|设有)(?:約|逾|超過|约|超过|近)?"
        r"[\d,.]+[萬万億亿]?(?P<measure>[名個个間间家位款項项])(?P<things>[^\W\d_]{2,4})(?=[，。；、])"
    ),
}
_HAN_PLAIN = re.compile(
    r"[^\s，。、；：？！「」《》（）()A-Za-z\d是有在於于已擁拥設设目現现正]{2,12}"
)


def names_in(text: str) -> set[str]:
    """What stands in a text as names do: in capitals within a sentence, or in Chinese quotes."""
    if not has_han(text):
        found = {match["name"] for match in _INSIDE.finditer(text)}
    else:
        found = {*_LATIN.findall(text), *(match["name"] for match in _QUOTED.finditer(text))}
    return {name for name in found if not _YEAR.search(name)}


def questions_in(sentence: str) -> Iterator[Asked]:
    """The questions that an English sentence answers about things in it."""
    for form, pattern in _NAMED_FORMS.items():
        for match in pattern.finditer(sentence):
            yield _asked(form, match)
    for form, pattern in _PLAIN_FORMS.items():
        if begins := pattern.match(sentence):
            yield _asked(form, begins, is_plain=True)


def _asked(form: Form, match: re.Match[str], *, is_plain: bool = False) -> Asked:
    name = match["name"]
    # What is only written as any word is has its capital from the sentence.
    shown = name[0].lower() + name[1:] if is_plain and name[1:].islower() else name
    thing = f"{(match['the'] or '').lower()}{shown}"
    chinese = ""
    if form is Form.WHAT and match["role"]:
        form, english, chinese = Form.WHO, f"Who is {thing}?", f"{_spaced(name)}是誰？"
    elif form is Form.WHAT:
        english, chinese = f"What is {thing}?", f"{_spaced(name)}是甚麼？"
    elif form is Form.WHEN and match["did"]:
        english = f"When did {thing} {_DOES[match['did']]}?"
    elif form is Form.WHEN:
        english = f"When {match['was']} {thing} {match['made']}?"
    elif form is Form.COUNT:
        english = f"How many {match['things']} does {thing} have?"
    else:
        english, chinese = f"How much did {thing} raise?", f"{_spaced(name)}籌集了多少資金？"
    return Asked(
        name=name,
        form=form,
        english=english,
        chinese="" if is_plain else chinese,
        is_plain=is_plain,
    )


def questions_about(name: str, sentence: str) -> Iterator[Asked]:
    """The questions about a name that a Chinese sentence answers."""
    at = sentence.find(name)
    if at >= 0:
        yield from _asked_in_chinese(name, sentence, at + len(name), is_plain=False)


def questions_at_start(sentence: str) -> Iterator[Asked]:
    """The questions about what a Chinese sentence begins with that it answers."""
    if match := _HAN_PLAIN.match(sentence):
        yield from _asked_in_chinese(match[0], sentence, match.end(), is_plain=True)


def _asked_in_chinese(name: str, sentence: str, behind: int, *, is_plain: bool) -> Iterator[Asked]:
    for form, pattern in _HAN_FORMS.items():
        match = pattern.match(sentence, behind)
        if not match:
            continue
        english = ""
        if form is Form.WHAT:
            chinese = f"{_spaced(name)}是甚麼？"
            english = "" if has_han(name) else f"What is {name}?"
        elif form is Form.WHEN:
            chinese = f"{_spaced(name)}在何時{match['done']}？"
        else:
            chinese = f"{_spaced(name)}有多少{match['measure']}{match['things']}？"
        yield Asked(name=name, form=form, english=english, chinese=chinese, is_plain=is_plain)


def _spaced(name: str) -> str:
    """A name before Chinese words: with a space behind where it ends in Latin letters."""
    return f"{name} " if name[-1:].isascii() else name
