"""What kind of answer a question wants: a time, some number, a name or a reason."""

import re
from enum import StrEnum

from corpus.amounts import Amount, find_amounts
from corpus.measures import is_share
from corpus.named_periods import find_periods
from corpus.units import is_counted


class Kind(StrEnum):
    """What must stand in a sentence for it to answer."""

    TIME = "time"
    MONEY = "money"
    SHARE = "share"
    COUNT = "count"
    NUMBER = "number"
    NAME = "name"
    REASON = "reason"


AMOUNTS = frozenset({Kind.MONEY, Kind.SHARE, Kind.COUNT, Kind.NUMBER})
"""The kinds that are numbers; NUMBER is one of which the question does not tell more."""


def _words(english: str, chinese: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)


_ASKS = {
    Kind.TIME: _words(
        r"when|(?:what|which) (?:year|month|day|date|week|quarter)|what time|how (?:long|soon|old)"
        r"|date|deadline",
        "幾時|几时|[何邊哪]時|何时|什麼時候|甚麼時候|什么时候|[邊边哪](?:一)?[年日天個个]?[年月日天]"
        "|[幾几](?:年|月|號|号)|[幾几多]耐|多久|日期",
    ),
    # "How much" with nothing counted after it; "how much space" wants some other number.
    Kind.MONEY: _words(
        r"how much(?=\W*$| (?:\w+ )?(?:money|cash|funding|capital)\b| (?:is|are|was|were|will|would"
        r"|do|does|did|has|have|had|can|could|should|to|for|in|a|per)\b)|amount"
        r"|what (?:price|fee|fine)|price|fees?|costs?|worth|valuation|budget|turnover|revenue"
        r"|profits?|loss|losses|capital|salary",
        "[幾几]多?[錢钱]|多少[錢钱元]|金[額额]|[總总][額额]|市值|[賺赚蝕蚀虧亏]",
    ),
    Kind.SHARE: _words(
        r"how much of|share|percentage|percent|proportion|rate|accuracy|coupon|yield|stake"
        r"|how (?:likely|accurate)",
        "百分|比例|率(?![先領领])|[幾几]成|[佔占]",
    ),
    Kind.COUNT: _words(
        r"how many|number of|count|headcount",
        "(?:(?<![邊边哪第])[幾几]多?|多少)[個个間间家次宗份名位人款隻只條条種种張张項项筆笔部台座所場场批]"
        "|人[數数]",
    ),
    Kind.NUMBER: _words(
        r"how (?:much|big|large|high|far|fast|powerful)|what size|total|value|maximum|max|minimum"
        r"|min|limit|cap|ceiling|quota|rank|ranking|target",
        "[幾几](?:多|大|高)|多少|上限|下限|最多|最少|限額|限额|排第|規模|规模|目標|目标",
    ),
    Kind.NAME: _words(
        r"who|whose|whom|who['’]?s|which|names?|called|what company",
        "[邊边哪](?:個|个|位|間|间|家|啲|些|一|幾|几)|誰|谁|叫咩|叫乜|叫什麼|叫什么|叫甚麼|名稱|名称|咩名",
    ),
    Kind.REASON: _words(
        r"why|reasons?|how come|what caused",
        "點解|点解|為什麼|为什么|為何|为何|為甚麼|原因|因咩|做乜",
    ),
}
_GIVES = {
    Kind.TIME: _words(
        r"(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october"
        r"|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:day|week|month|year)s?"
        r"|quarter|half",
        "[年月日天季週周]|星期",
    ),
    # A capital letter that does not merely open the sentence. Chinese names show no such mark, but
    # often stand beside an office or within an organisation.
    Kind.NAME: re.compile(
        r"(?<![.!?] )(?<!^)(?<![“\"])\b[A-Z][A-Za-z]+"
        "|[擔担出]任|主席|[總总]裁|主任|[局署行司組组院校]長|[局署行司组院校]长|董事|[創创][辦办始]人|[教講]授"
        "|[秘祕][書书]|公司|[銀银]行|集[團团]|大[學学]|[協协]會|协会|[機机]構|机构"
    ),
    Kind.REASON: _words(
        r"because|since|reasons?|due|owing|therefore|so|blame[sd]?|cause[sd]?|in order",
        "因為|因为|由於|由于|原因|所以|因此|為免|为免",
    ),
}
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|[mb]illions?|half|third|quarter|doubled?|twice)\b"
    "|[一二三四五六七八九十百千萬万億亿兩两]",
    re.IGNORECASE,
)


_NAME_WORD = r"(?!(?:of|for|in|from|on|between|\d) )[^\s,?]+"
_DEFINITION = re.compile(
    rf"(?:what|who)(?:'?s| is| are| was) (?:an? |the )?{_NAME_WORD}(?: {_NAME_WORD}){{0,3}} ?\??"
    "|.{1,30}(?:[係系]|是)(?:咩|乜嘢?|什麼|什么|甚麼)(?:[嚟来來]?[㗎?？]*)|(?:什麼|什么|甚麼)是.{1,30}",
    re.IGNORECASE,
)


def wanted_kinds(question: str) -> frozenset[Kind]:
    """The kinds of answer that a question asks for; none when its words do not tell."""
    kinds = {kind for kind, pattern in _ASKS.items() if pattern.search(question)}
    if len(kinds & AMOUNTS) > 1:
        kinds.discard(Kind.NUMBER)
    return frozenset(kinds)


def wants_definition(question: str) -> bool:
    """Whether it asks what something is, and nothing else of it."""
    return bool(_DEFINITION.fullmatch(question))


def gives(sentence: str, kinds: frozenset[Kind]) -> float:
    """How far a sentence holds something of one of the kinds: 1, 0, or 0.5 for another number."""
    if any(_GIVES[kind].search(sentence) for kind in kinds - AMOUNTS):
        return 1.0
    wanted = kinds & AMOUNTS
    if not wanted:
        return 0.0
    if any(kind_of(amount) in wanted for amount in find_amounts(sentence)):
        return 1.0
    if not _NUMBER.search(_without_dates(sentence)):
        return 0.0
    return 1.0 if Kind.NUMBER in wanted else 0.5


def kind_of(amount: Amount) -> Kind:
    """Whether an amount is money, a share or a count."""
    if is_counted(amount.unit):
        return Kind.COUNT
    return Kind.SHARE if is_share(amount.unit) else Kind.MONEY


def _without_dates(sentence: str) -> str:
    parts, at = [], 0
    for named in find_periods(sentence):
        parts.append(sentence[at : named.start])
        at = max(at, named.end)
    return " ".join((*parts, sentence[at:]))
