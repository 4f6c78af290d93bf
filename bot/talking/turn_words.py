"""What the words of a turn say of the turns before it: that it goes on, corrects, or returns."""

import re
from dataclasses import dataclass

from corpus.text import fold_line

_FILLER = (
    r"(?:ok(?:ay)?|so|and|but|then|also|n|well|hmm?|wow|ha(?:ha)+|lol|oh|ah|right|cool|nice|great"
    r"|sorry|soz|oops|whoops|btw|yo|hey|yea[hp]?|yes|yep|no|nah|nope|wait|actually|i mean(?:t)?"
    r"|what about|how about|same for|alright)"
)
_OPENING = re.compile(
    rf"(?:(?:{_FILLER}\b|&)[\s,:;.!…-]*)+"
    "|(?:(?:好啦|好|咁|噉|那麼|那么|那|同埋|仲有|還有|还有|而|但係|但|唔係|不是|唔好意思|我係話|我係講|我意思係"
    "|我是说|我是說|我是指)[，,、\\s]*)+",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"^(?:(?:ok|okay|so|but) )?(?:and|but|then|also|n|&|what about|how about|same for)(?=\s)"
    "|^(?:咁|噉|那麼|那么|那|同埋|仲有|還有|还有)|呢\\s*[?？]*$",
    re.IGNORECASE,
)
_RETURNS = re.compile(
    r"(?:(?:ok|okay|and|so|now|but) )?(?:(?:going|coming|get|getting|go) )?back (?:to|on) "
    r"(?P<english>[^,:;，]{2,60})[,:;，] ?(?P<rest>.+)"
    "|(?:返番?去|返返去|講返|讲返|說回|说回|講回|回到)"
    "(?P<chinese>[^,:;，]{1,30})[,:;，\\s] ?(?P<further>.+)",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"(?:by the way|btw|new topic|different (?:question|topic)|unrelated|change of topic)\b[\s,:]*"
    "|(?:轉個話題|转个话题|換個話題|换个话题|另一個問題|另一个问题|另外)[，,：:\\s]*",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"\b(?:it|its|it['’]s|they|them|their|he|him|his|she|her|that|this|those|these|ones?"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there)\b"
    "|佢哋?|它们?|它們|他们?|他們|她|嗰[個度間啲邊]|那[個个間间邊边裡里些]|呢[個間啲]|這[個間些]|这[个间些]|其中",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what|when|where|who|whom|whose|which|why|how|(?:what|who|how|when|where)['’]?s)\b"
    r"|(?:^|[,;] ?)(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|any|"
    r"tell|list|name|give|show|explain|describe)\b"
    "|[幾几]|多少|[邊边哪]|[咩乜誰谁]|什麼|什么|甚麼|[點点怎]|[嗎吗㗎]|[有係是會会可能]唔|(.)唔\\1|唔[係會]"
    "|[係是]咪|[^\\W\\d_]{2}未$|[定還还][係是]|[緊紧].{0,3}定|有[冇無无]|有沒有|有没有|是否|[會会可]否|何時|何时|如何|為何|为何",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\b(?:tell|list|name|give|show|explain|describe|what|when|where|who|whom|whose|which|why|how)(?:['’]?s)?\b"
    "|[幾几]|多少|[邊边哪]|[咩乜誰谁]|什麼|什么|甚麼|[點点怎]|何時|何时|如何|為何|为何",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?P<lead>[^,;:，；：]{2,40})[,，] ?(?P<rest>.+)")
_SIGNS = " \t,?？!！。.呢呀啊啦"
_TAGS = ("i mean", "i meant", *"lol pls plz please soz sorry haha thx thanks".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTurn:
    """A turn without the words that only tie it to others.

    `topic` is what it says that it returns to, and `lead` what it names before the `rest`, which
    asks; each "" where there is no such thing. `asks` tells whether it has a question of its own;
    else it is "the second one?" or "and in 2025". `asks_whether` is for yes or no.
    """

    text: str
    topic: str
    lead: str
    rest: str
    is_continuing: bool
    is_change: bool
    asks: bool
    asks_whether: bool
    has_pronoun: bool


def read_turn(raw: str) -> SpokenTurn:
    """What a turn says, and how it is tied to those before it."""
    text = fold_line(raw)
    topic = ""
    if match := _RETURNS.match(text):
        topic = (match["english"] or match["chinese"]).strip()
        text = match["rest"] or match["further"]
    change = _CHANGES.match(text)
    if change and change.end() < len(text):
        text = text[change.end() :]
    opening = _OPENING.match(text)
    core = text[opening.end() :] if opening and opening.end() < len(text) else text
    is_continuing = bool(_CONTINUES.search(text))
    core = _without_tags(core) or core
    lead = _LEAD.match(core)
    has_lead = lead is not None and not _ASKS.search(lead["lead"]) and _ASKS.search(lead["rest"])
    return SpokenTurn(
        text=core,
        topic=topic,
        lead=lead["lead"] if lead and has_lead else "",
        rest=lead["rest"] if lead and has_lead else core,
        is_continuing=is_continuing,
        is_change=change is not None,
        asks=bool(_ASKS.search(core)),
        asks_whether=bool(_ASKS.search(core)) and not _WANTS.search(core),
        has_pronoun=bool(PRONOUN.search(core)),
    )


def _without_tags(text: str) -> str:
    """The text without signs, particles and words as "please" behind it."""
    text = text.rstrip(_SIGNS)
    tag = next((tag for tag in _TAGS if text.casefold().endswith(f" {tag}")), "")
    return _without_tags(text[: -len(tag)]) if tag else text
