"""Questions that an English sentence answers, with the words of it that answer.

A sentence that begins with its subject gives a question about how much, how many, how long or
when; or else whether it is so.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.talking.example_patterns import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A question in the language of the sentence that answers it, and the words that do."""

    form: Form
    question: str
    answer: str


_REGULAR = (
    "accept add allow announce appoint approve attract award carry charge close complete connect"
    " cover create employ end establish expand help host include introduce invest issue join last"
    " launch license list move need offer open operate publish raise receive release replace"
    " require select serve sign start support train use visit"
)
_IRREGULAR = (
    "begin began, bring brought, build built, buy bought, cost cost, get got, give gave, have had,"
    " hold held, leave left, make made, pay paid, run ran, sell sold, spend spent, take took,"
    " win won"
)
_PARTICIPLES = "built|set up|held|made|given|taken|sold|founded|begun|sent|bought|won|[a-z]{2,}ed"
_NO_SUBJECT = frozenset(
    "it they he she i this that these those there one some most many what which who others both all"
    " none its their his her such another only and but or so also then here nothing everything"
    " each not no nobody everybody somebody anybody whatever on in at from since for by with after"
    " before during under over to of if when as".split()
)
_NO_PART = frozenset(  # a subject with one of these is more than one
    "it they he she i that which who whose where when if as because while but is are was were has"
    " have had will can would may must should could did does do cannot not than said says whether"
    " we".split()
)

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = (
    rf"(?:(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}},?)? (?:19|20)\d\d|\d{{1,2}} {_MONTH}|(?:19|20)\d\d)"
    r"\b"
)
_ABOUT = r"(?:about |around |over |more than |at least |up to |nearly |almost |some |only |just )?"
_WORTH = (
    r"(?:(?:US|HK|A|S|NT)?[$€£¥]|(?:HKD|USD|RMB|CNY|EUR) )\d(?:[\d,.]*\d)?"
    r"(?: ?(?:million|billion|[mb]n)\b)?"
)
_NUMBER = (
    r"(?:\d[\d,]*(?:\.\d+)?(?: million| billion)?|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|twenty|thirty|forty|fifty)"
)
_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b|noon|midnight)"
_LENGTH = re.compile(
    rf"(?:{_ABOUT})(?P<answer>{_NUMBER} (?:seconds|minutes|hours|days|weeks|months|years))\b"
)
_MONEY = re.compile(rf"{_ABOUT}(?P<answer>{_WORTH})")
_COUNT = re.compile(
    rf"{_ABOUT}(?P<answer>{_NUMBER} (?P<things>(?:[a-z][a-z-]+ ){{0,2}}?(?!was|has|is|us|as|this)"
    r"[a-z][a-z-]*(?<![su])s\b|people\b))(?: (?=of)(?P<kinds>of [a-z]+))?"
)
_DATED = re.compile(rf"(?P<done>[^,;:()]{{0,80}}?) ?\b(?:in|on|from|since) (?P<answer>{_DATE})")
_PASSIVE = re.compile(
    rf"(?P<done>(?:(?:first|officially|formally) )?(?:{_PARTICIPLES})\b[^,;:()]{{0,80}}?)"
    rf" (?:in|on|from|since) (?P<answer>{_DATE})"
)
_OPEN = re.compile(
    r"(?P<done>open|closed) (?P<answer>(?:on|from|every|daily|at|until|between) [^,;.()]{3,70})"
)
_AT = re.compile(rf"(?:at|from) (?P<answer>{_HOUR})")
_STATED = re.compile(
    r"(?:not |never )?(?!not |never )(?P<done>[^\s,;:()“”\"?!.]+ [^,;:()“”\"?!.]{1,80}?)"
    r"(?= too\b| because | so that | and (?:no|cost|[a-z]+(?:ed|s)) |[,;.]|$)"
)
_WHOLE = re.compile(r"(?P<done>[^,;:()]{4,80})(?:[.;,]|$)")
_THERE = re.compile(
    rf"There (?P<verb>are|were) {_ABOUT}(?P<answer>{_NUMBER} (?P<things>(?:[a-z-]+ )?[a-z-]+s))"
    r"(?P<rest> (?:for|in|on|at|of|between) [^,;:.()]{2,50}?)?(?= and |[,;.]|$)"
)
_COMPLETE = ("begin", "close", "end", "open", "start")  # without an object
_DETERMINERS = {"The", "A", "An", "Our", "Every", "Any", "No", "All", "Two", "Three", "We"}
_PASS_ON = {"our": "your", "ours": "yours", "us": "you", "we": "you"}
_OWN = re.compile(r"\b(?:our|ours|us|we)\b", re.IGNORECASE)


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if re.search("[^aeiou]y$", base) else f"{base}ed"


def _third(base: str) -> str:
    if base == "have":
        return "has"
    if re.search("[^aeiou]y$", base):
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "sh", "ch", "x")) else f"{base}s"


def _verbs() -> dict[str, tuple[str, str]]:
    """What each form of a verb is asked with, and its base; a past form that is the base, none."""
    pasts = {base: _past(base) for base in _REGULAR.split()}
    pasts |= dict(pair.split() for pair in _IRREGULAR.split(", "))
    forms = {past: ("did", base) for base, past in pasts.items()}
    forms |= {base: ("do", base) for base in pasts}
    return forms | {_third(base): ("does", base) for base in pasts}


_VERBS = _verbs()
_BE = ("is", "are", "was", "were")
_MODAL = {"can": "can", "cannot": "can", "must": "must", "may": "may", "will": "will"}
_PLAIN = "|".join(base for base, (auxiliary, _) in _VERBS.items() if auxiliary == "do")
_OTHERS = "|".join(form for form, (auxiliary, _) in _VERBS.items() if auxiliary != "do")
_CLAUSE = re.compile(
    rf"(?:(?:In|On|From|Since|By) (?P<lead>{_DATE}),? )?"
    r"(?P<subject>[A-Za-z0-9][^,;:()!?“”\"]{0,70}?) "
    r"(?:(?:now|already|also|first|still|today|then) )?"
    rf"(?P<verb>{'|'.join([*_BE, *_MODAL])}|{_OTHERS}|cost"
    # What several do is written as many a noun is, such as "a visit".
    rf"|(?:(?<=s )|(?<=[Ww]e ))(?:{_PLAIN})) (?P<rest>.+)"
)


def find_in_english(sentence: str, names: Collection[str]) -> Iterator[Found]:
    """The questions that a sentence on one line answers; a word of `names` keeps its capital."""
    if there := _THERE.match(sentence):
        question = f"How many {there['things']} {there['verb']} there{there['rest'] or ''}?"
        yield Found(form=Form.COUNT, question=_passed_on(question), answer=there["answer"])
    clause = _CLAUSE.match(sentence)
    if not clause or not _is_subject(clause["subject"], clause["verb"]):
        return
    subject = _uncapitalised(clause["subject"], names)
    verb = clause["verb"]
    read = _of_doing if verb in _VERBS else _of_being
    found = list(read(subject, clause))
    if not found and verb not in _VERBS and (stated := _STATED.match(clause["rest"])):
        asked = f"{_MODAL.get(verb, verb).capitalize()} {subject} {stated['done']}?"
        found = [(Form.WHETHER, asked, f"{verb} {stated[0]}")]
    for form, question, answer in found:
        yield Found(form=form, question=_passed_on(question), answer=answer)


def _of_being(subject: str, clause: re.Match[str]) -> Iterator[tuple[Form, str, str]]:
    verb, rest = clause["verb"], clause["rest"]
    if verb in _MODAL:
        return
    if money := _MONEY.match(rest):
        yield Form.MONEY, f"How much {verb} {subject}?", money["answer"]
    elif (stated := _OPEN.match(rest) or _PASSIVE.match(rest)) and not clause["lead"]:
        yield Form.WHEN, f"When {verb} {subject} {stated['done']}?", stated["answer"]


def _of_doing(subject: str, clause: re.Match[str]) -> Iterator[tuple[Form, str, str]]:
    auxiliary, base = _VERBS[clause["verb"]]
    if auxiliary == "do" and not subject.endswith("s") and subject.lower() != "we":
        if base != "cost":
            return
        auxiliary = "did"
    amount = _of_amount(f"{auxiliary} {subject} {base}", base, clause["rest"])
    if amount:
        yield amount
    elif base != "have":  # of what was had, or has been done, it is not clear since when
        yield from _of_moment(f"{auxiliary} {subject} {base}", base, clause)


def _of_amount(asked: str, base: str, rest: str) -> tuple[Form, str, str] | None:
    if money := _MONEY.match(rest):
        return Form.MONEY, f"How much {asked}?", money["answer"]
    if length := _LENGTH.match(rest):
        is_length = base in ("take", "last")
        return (Form.COUNT, f"How long {asked}?", length["answer"]) if is_length else None
    if count := _COUNT.match(rest):
        things = " ".join(filter(None, (count["things"], count["kinds"])))
        return Form.COUNT, f"How many {things} {asked}?", count["answer"]
    return None


def _of_moment(asked: str, base: str, clause: re.Match[str]) -> Iterator[tuple[Form, str, str]]:
    rest = clause["rest"]
    if clause["lead"]:
        if (whole := _WHOLE.match(rest)) and not re.search(_DATE, whole["done"]):
            question = f"When {asked} {whole['done'].rstrip('.')}?"
            yield Form.WHEN, question, clause["lead"]
    elif at := _AT.match(rest):
        yield Form.WHEN, f"When {asked}?", at["answer"]
    elif (dated := _DATED.match(rest)) and (dated["done"] or base in _COMPLETE):
        yield Form.WHEN, f"When {asked} {dated['done']}".rstrip() + "?", dated["answer"]


def _is_subject(text: str, verb: str) -> bool:
    words = text.casefold().split()
    if words == ["we"]:
        return verb not in _VERBS or _VERBS[verb][0] != "does"
    if "and" in words and any(word.endswith("ed") for word in words):
        return False  # two clauses
    return words[0] not in _NO_SUBJECT and len(words) <= 9 and not _NO_PART & set(words)


def _uncapitalised(subject: str, names: Collection[str]) -> str:
    """A subject that has its capital only because the sentence begins with it, without that."""
    first, _, others = subject.partition(" ")
    if first in _DETERMINERS:
        return subject[0].lower() + subject[1:]
    is_name = subject in names or first in names or not first[1:].islower() or others[:1].isupper()
    return subject if is_name else subject[0].lower() + subject[1:]


def _passed_on(question: str) -> str:
    """A question about what is the articles' own, put to them."""
    return _OWN.sub(lambda match: _PASS_ON[match[0].lower()], question)
