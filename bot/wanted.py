"""What kind of answer a question wants: a time, a number, a name or a reason."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What must stand in a sentence for it to answer."""

    TIME = "time"
    NUMBER = "number"
    NAME = "name"
    REASON = "reason"


def _words(english: str, chinese: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)


_ASKS = {
    Kind.TIME: _words(
        r"when|(?:what|which) (?:year|month|day|date|week|quarter)|what time|how (?:long|soon|old)"
        r"|date|deadline",
        "幾時|几时|[何邊哪]時|何时|什麼時候|甚麼時候|什么时候|[邊边哪](?:一)?[年日天個个]?[年月日天]"
        "|[幾几](?:年|月|號|号)|[幾几多]耐|多久|日期",
    ),
    Kind.NUMBER: _words(
        r"how (?:many|much|big|large|high|far|fast|powerful|accurate|likely)|number of|amount"
        r"|what (?:share|percentage|percent|proportion|rate|size|price|fee|fine)|count|headcount"
        r"|total|value|valuation|cost|worth|price|maximum|max|minimum|min|limit|cap|ceiling|quota"
        r"|rank|ranking|rate|share|percentage|accuracy|turnover|revenue|profit|loss|losses|budget"
        r"|capital|coupon|yield|stake|target",
        "[幾几](?:多|錢|钱|大|高|個|个|間|间|家|成|次|宗|萬|万|億|亿)|多少|百分|比[率例]|人數|人数|金額|金额"
        "|總額|总额|上限|下限|最多|最少|限額|限额|排第|利率|市值|規模|规模|目標|目标|準確率|准确率",
    ),
    Kind.NAME: _words(
        r"who|whose|whom|who['’]?s|which|names?|called|what company",
        "[邊边哪](?:個|个|位|間|间|家|啲|些|一)|誰|谁|叫咩|叫乜|叫什麼|叫什么|叫甚麼|名稱|名称|咩名",
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
    Kind.NUMBER: re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
        r"|thousands?|[mb]illions?|half|third|quarter|doubled?|twice)\b"
        "|[一二三四五六七八九十百千萬万億亿兩两]",
        re.IGNORECASE,
    ),
    # A capital letter that does not merely open the sentence; Chinese names show no such mark.
    Kind.NAME: re.compile(r"(?<![.!?] )(?<!^)(?<![“\"])\b[A-Z][A-Za-z]+"),
    Kind.REASON: _words(
        r"because|since|reasons?|due|owing|therefore|so|blame[sd]?|cause[sd]?|in order",
        "因為|因为|由於|由于|原因|所以|因此|為免|为免",
    ),
}


def wanted_kinds(question: str) -> frozenset[Kind]:
    """The kinds of answer that a question asks for; none when its words do not tell."""
    return frozenset(kind for kind, pattern in _ASKS.items() if pattern.search(question))


def gives(sentence: str, kinds: frozenset[Kind]) -> bool:
    """Whether a sentence holds something of one of the kinds."""
    return any(_GIVES[kind].search(sentence) for kind in kinds)
