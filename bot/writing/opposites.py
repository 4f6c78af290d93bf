"""Words that say the opposite of each other, and which of them a text has."""

import re
from collections.abc import Iterator

from corpus.bounds import Direction

_UP = (
    r"\b(?:r(?:ose|is(?:es?|en|ing))|gr[eo]w(?:n|s|ing|th)?|gain(?:s|ed|ing)?|climb\w{0,3}"
    r"|increas(?:e[ds]?|ing)|jump(?:s|ed|ing)?|surg(?:e[ds]?|ing)|soar(?:s|ed|ing)?"
    r"|(?:doubl|tripl|trebl|quadrupl)(?:e[ds]?|ing)|expan(?:d(?:s|ed|ing)?|sion)"
    r"|rall(?:y|ied)|rebound(?:s|ed)?|hik(?:e[ds]?|ing)|strengthen(?:s|ed)?"
    r"|rais(?:e[ds]?|ing)(?!\s(?:[a-z]{1,12}\s)?(?:[a-z]{0,3}[$€£¥]|capital|funds|money|\d)))\b"
    r"|\b(?:went|goe?s?|gone|edged|moved|inched|ticked|was|were|is|are)\sup\b(?!\sto)|走高|[上飙回攀]升|升[至到幅了]|增[加长至幅]|[上高]涨|涨[幅了至]?|翻倍|翻了?[一两]番|倍增|扩[大张]"
    r"|调[高升]|上调|加息|提高"
)
_DOWN = (
    r"\b(?:f(?:[ae]ll(?:s|en|ing)?)|drop(?:s|ped|ping)?|declin(?:e[ds]?|ing)|shr(?:[aiu]nk)(?:s|ing)?"
    r"|slid(?:es?|ing)?|decreas(?:e[ds]?|ing)|reduc(?:e[ds]?|ing|tions?)|cut(?:s|ting)?"
    r"|plung(?:e[ds]?|ing)|halv(?:e[ds]?|ing)|tumbl(?:e[ds]?|ing)|slump(?:s|ed|ing)?"
    r"|lower(?:s|ed|ing)?|contract(?:ed|ion)|sank|dwindl(?:e[ds]?|ing)|weaken(?:s|ed)?)\b"
    r"|\b(?:went|goe?s?|gone|edged|moved|inched|ticked|was|were|is|are)\sdown\b|走低"
    r"|\bnegative\b|\bminus\b|负[增数\d]|(?<![\w)])[-−](?=[\d$])|下[跌降滑挫]|跌[至到幅了]?|降[至到低幅]|减[少半至幅]|缩[小减]|腰斩|回落|调[低降]|下调|减息"
)
_PAIRS = (
    (_UP, _DOWN),
    (
        r"\b(?:profit(?:s|ab\w{2,5})?|surplus(?:es)?)\b|盈利|利润|[赚溢]|盈[余馀]|获利",
        r"\b(?:loss(?:es)?|loss-making|deficits?)\b|亏损?|赤字|蚀",
    ),
    (
        r"(?<!at )\b(?:high|larg|bigg|great)est\b|最[大高]",
        r"(?<!at )\b(?:low|small|few|tini)est\b|最[小低]",
    ),
    (
        r"\b(?:largest|biggest|longest|longer)\b|最长|更长",
        r"\b(?:smallest|shortest|shorter)\b|最短|更短",
    ),
    (r"\bhigher\b|更高", r"\blower\b|更低"),
    (r"(?<!or )\bmore\b(?! than)", r"(?<!or )(?<!no )\b(?:fewer|less)\b(?! than)"),
    (r"\bgain(?:s|ed)?\b", r"\b(?:loss(?:es)?|lost)\b"),
    (r"\bimprov(?:e[ds]?|ing)\b|改善", r"\b(?:worsen(?:s|ed|ing)?|deteriorat\w{1,3})\b|恶化"),
    (
        r"\b(?:all|every|entire|both)\b|全[部体数]|所有|[都皆均]",
        r"\b(?:half (?:of|the)|(?:some|most|many) of|most [a-z]{3,12}s|partly)\b"
        r"|一半|半数|[大少多]部分|多数|少数",
    ),
    (
        r"\b(?:last|previous|past) (?:year|quarter|month|week)\b|去年|上个?[季月周]",
        r"\bnext (?:year|quarter|month|week)\b|明年|下个?[季月周]",
    ),
    (r"首[名位]|第一", r"末[名位]|倒数|最后一"),
    (r"\b(?:fast|quick)e(?:r|st)\b|更快|最快", r"\bslowe(?:r|st)\b|更慢|最慢"),
    (r"\b(?:newe(?:r|st)|latest|younge(?:r|st))\b|最新", r"\b(?:olde(?:r|st)|earliest)\b|最[旧早]"),
    (r"\b(?:larger|bigger|greater)\b|更[大多]", r"\b(?:smaller|fewer)\b|更[小少]"),
    (r"\bstronge(?:r|st)\b|更强|最强", r"\bweake(?:r|st)\b|更弱|最弱"),
    (r"\bmajority\b|\bmost\b(?! recent)|(?<!少)多数|过半", r"\bminority\b|(?<!a )\bfew\b|少数"),
    (
        r"\b(?:maximum|ceiling|capped|upper limit|at most|up to|no more than)\b|上限|最[高多]|至多",
        r"\b(?:minimum|floor|lower limit|at least|no (?:less|fewer) than)\b"
        r"|下限|最[低少]|至少|起码",
    ),
    (
        r"\bopen(?:s|ed)\b|开[业张幕设]",
        r"\b(?:clos(?:e[ds]?|ing|ures?)|shut)\b|关[闭门]|倒闭|停业",
    ),
    (
        r"\b(?:(?:to|will|would) start|start(?:s|ed|ing)|beg[aiu]n(?:s|ning)?|live"
        r"|launch(?:es|ed)?|commenc(?:e[ds]?|ing))\b"
        r"|推出|开始|启动|开展|生效|上线",
        r"\b(?:end(?:ed|ing)|ceas(?:e[ds]?|ing)|stop(?:s|ped)?|discontinu\w{1,4}|terminat\w{1,4})\b"
        r"|结束|终止|停止|叫停|下线",
    ),
    (r"\b(?:inflows?)\b|流入", r"\boutflows?\b|流出"),
    (r"\b(?:imports?|imported)\b|进口|入口", r"\b(?:exports?|exported)\b|出口"),
    (r"\bupgrad(?:e[ds]?|ing)\b|升级", r"\bdowngrad(?:e[ds]?|ing)\b|降级"),
    (
        r"\b(?:allow(?:s|ed|ing)?|permit(?:s|ted)?)\b|允许|准许|容许",
        r"\b(?:bann?(?:s|ed|ing)?|prohibit(?:s|ed|ion)?|forb(?:ids?|ade|idden)|barred)\b|禁止?",
    ),
    (r"\b(?:mandatory|compulsory|obligatory)\b|强制", r"\b(?:voluntary|optional)\b|自愿"),
    (r"\bpublic\b|公共|公有|公营", r"\bprivate\b|私[有人营]"),
    (
        r"\b(?:[1-9]|[1-5]\d|00)\s?a\.?m\b|上午|早上|凌晨",
        r"\b(?:[1-9]|[1-5]\d|00)\s?p\.?m\b|下午|晚上",
    ),
    (r"\b(?:win(?:s|ning)?|won|winners?)\b|[胜赢]", r"\b(?:lose(?:s|rs?)?|losing)\b|败|输"),
)
_OPPOSITES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE)) for one, other in _PAIRS
)
_DIRECTIONS: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    ("up", _OPPOSITES[0][0]),
    ("down", _OPPOSITES[0][1]),
)
# Where a clause ends; a dot or comma in a number does not end one.
_CLAUSE_END = re.compile(
    r"[,.](?![0-9])|[;:!?，。；：！？、\n]|\b(?:and|but|while|whereas|as|after|when)\b|[而但及]"
)
_RANKED = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:nd|rd|th))"
    r"[\s-](?:[a-z]{1,9}est)\b|第(?!一)[二三四五六七八九十\d]{1,3}大",
    re.IGNORECASE,
)
_TOP = re.compile(
    r"\b(?:larg|bigg|great|high|old|fast|strong|rich|bus|long|new)(?:i?est)\b|最大|首大|第一大|最高",
    re.IGNORECASE,
)
_NEAR_BEFORE, _NEAR_AFTER = 36, 24


def is_opposite(said: str, given: str) -> bool:
    """Whether a text has one of two opposite words, and the other text only the other.

    Both are folded. Where a text has both or neither, it is not known.
    """
    if _RANKED.search(given) and not _RANKED.search(said) and _TOP.search(said):
        return not _TOP.search(_RANKED.sub(" ", given))
    return any(
        (one.search(said) and not other.search(said) and _has_only(given, other, one))
        or (other.search(said) and not one.search(said) and _has_only(given, one, other))
        for one, other in _OPPOSITES
    )


def has_change(text: str) -> bool:
    """Whether a text has a word of change in it."""
    return any(words.search(text) for _, words in _DIRECTIONS)


def direction_near(text: str, start: int, end: int) -> Direction:
    """The direction of the nearest word of change in the clause of `text[start:end]`."""
    near: list[tuple[int, Direction]] = []
    for at, direction in _directions_before(text, start):
        near.append((start - at, direction))
    after = text[end : end + _NEAR_AFTER]
    if stop := _CLAUSE_END.search(after):
        after = after[: stop.start()]
    for direction, words in _DIRECTIONS:
        if match := words.search(after):
            near.append((match.start(), direction))
    return min(near)[1] if near else ""


def _directions_before(text: str, start: int) -> Iterator[tuple[int, Direction]]:
    """Where the last word of each direction before a place ends, within its clause."""
    first = max(0, start - _NEAR_BEFORE)
    for stop in _CLAUSE_END.finditer(text, first, start):
        first = stop.end()
    for direction, words in _DIRECTIONS:
        ends = [match.end() for match in words.finditer(text, first, start)]
        if ends:
            yield ends[-1], direction


def _has_only(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    return one.search(text) is not None and other.search(text) is None
