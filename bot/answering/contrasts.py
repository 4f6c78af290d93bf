"""What sets two amounts apart in spite of like words: another round, a plan, a gross for a net."""

import re
from functools import lru_cache

from bot.answering.moods import clause_after, clause_before, is_denied, mode
from corpus.numerals import fold_numbers
from corpus.period_words import number_of
from corpus.text import Span

_CACHED = 4096

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_WORDS = "one two three four five six seven eight nine ten".split()
_ROMAN = "i ii iii iv v vi vii viii ix x".split()
_NUMBERS = {
    word: n for words in (_ORDINALS, _WORDS, _ROMAN) for n, word in enumerate(words, start=1)
} | {"initial": 1, "首": 1}
_ORDINAL = rf"{'|'.join(_ORDINALS)}|initial|\d{{1,2}}(?:st|nd|rd|th)"
_NUMBER = rf"(?-i:[A-H])|\d{{1,2}}|{'|'.join(sorted((*_WORDS, *_ROMAN), key=len, reverse=True))}"
_HAN_ORDINAL = r"(?:第(?P<{0}>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})|(?P<{0}_first>首))[个間间]?"
# Things that come one after another, in English and Simplified Chinese.
_ROWS = {
    "phase": ("phase|stage", "期|阶段"),
    "round": ("round", "轮"),
    "batch": ("batch|tranche|cohort|intake|group|wave", "批|波"),
    "edition": ("edition|version", "届|版"),
    "type": ("type|tier|class|category|level|grade", "类|级|层"),
}
_ROW_PATTERNS = tuple(
    (
        row,
        re.compile(
            rf"\b(?P<before>{_ORDINAL})[ -](?:{english})\b"
            rf"|\b(?:{english})[ -]?(?P<after>{_NUMBER})\b(?![.,]\d|%)"
            rf"|{_HAN_ORDINAL.format('han')}(?:{chinese})",
            re.IGNORECASE,
        ),
    )
    for row, (english, chinese) in _ROWS.items()
)
_SERIES = re.compile(
    r"\b(?P<pre>pre-?)?series[ -](?P<after>[a-k]\d?(?![a-z\d])\+?)|\b(?P<seed>pre-seed|seed)[ -]"
    r"(?:round|funding|stage|investment|financing|capital)\b|\b(?P<round>[a-k])[ -]round\b"
    r"|(?<![a-z])(?P<han_pre>pre-?)?(?P<han>[a-k]\d?\+?)轮|(?P<han_seed>种子|天使)轮",
    re.IGNORECASE,
)


def _compile(*families: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(re.compile(words, re.IGNORECASE) for words in family) for family in families)


# In each family, words of which one excludes the others.
_FAMILIES = _compile(
    (
        r"\b(?:revenues?|turnover|sales)\b|营业额|收入|营收|销售额",
        r"\b(?:profits?|earnings)\b|盈利|利润|溢利|纯利|赚",
        r"\b(?:loss(?:es)?|lost)\b|亏损|蚀|损失",
        r"\b(?:costs?|expens\w+|spen[dt]\w*)\b|成本|开支|支出|费用",
        r"\b(?:valu(?:ed|ation)|market (?:cap\w*|value))\b|估值|市值",
        r"\b(?:rais(?:ed?|es|ing)|funding|financing)\b|融资|集资|募资|筹",
        r"\b(?:fine[sd]?|penalt\w+)\b|罚",
        r"\bdeposits?\b|存款",
        r"\b(?:loans?|lending|lent|borrow\w*)\b|贷",
        r"\bassets\b|资产",
    ),
    (
        r"\b(?:applications?|applied|applicants?)\b|申请",
        r"\b(?:approv\w+|grant(?:ed|s|ing)|issued|awarded)\b|批出|获批|批准|发出|颁",
        r"\b(?:reject\w*|refus\w*|withdr\w+)\b|拒|撤回",
    ),
    (
        r"\b(?:global\w*|worldwide|world)\b|全球|世界",
        r"\basia\w*\b|亚洲|亚太",
        r"\bmainland\b|内地|中国内",
        r"\b(?:hong kong|local\w*)\b|香港|本港|本地",
        r"\b(?:overseas|abroad|foreign)\b|海外|境外",
    ),
    (
        r"\b(?:retail|individuals?|personal|consumers?|households?)\b|零售|个人|散户|消费者",
        r"\b(?:institution\w*|professional|corporates?|smes?|business(?:es)?|compan(?:y|ies)|firms?"
        r"|merchants?|enterprises?)\b|机构|专业|企业|中小企|商户|商业|公司",
    ),
    (
        r"\b(?:inflows?|b(?:ought|uy\w*)|purchas\w*)\b|流入|买入|购",
        r"\b(?:outflows?|sold|sell\w*)\b|流出|卖出|出售|沽",
    ),
)
# The same of whole sentences, for a place may stand far from its amount.
_PLACES = _compile(
    (
        r"\bhong kong\b|香港|本港",
        r"\bsingapore\w*|新加坡",
        r"\bmaca[uo]\b|澳门",
        r"\bjapan\w*|日本",
        r"\btaiwan\w*|台湾",
        r"\b(?:shenzhen|guangdong|mainland china)\b|深圳|广东|内地",
        r"\b(?:thailand|malaysia|indonesia|philippines|vietnam|india|korea)\b|泰国|马来西亚|印尼|菲律宾|越南|印度|韩国",
        r"\b(?:uk|britain|united kingdom|europe)\b|英国|欧洲",
        r"\b(?:united states|america)\b|\bu\.s\.|美国",
    )
)
# What turns an amount round: equal ones with and without it do not agree either.
_TURNED = _compile(
    (
        r"\b(?:left|leav(?:e|es|ing)|quit|withdr\w+|exit(?:s|ed|ing)?|departed|pull(?:s|ed) out)\b"
        r"|退出|离开|撤出|撤离",
        r"\b(?:lost|los(?:es?|ing)|loss(?:es)?|deficits?)\b|失去|流失|亏损|损失|蚀",
        r"\b(?:refus\w+|declin(?:es|ed) to|reject\w*|turn(?:s|ed) down)\b|拒|驳回",
    )
)
_OPPOSED = _compile(
    (
        r"\b(?:(?:a|per|each|every) year|annual\w*|yearly|per annum)\b|\bp\.a\.|每年|年息"
        r"|年利率|年化",
        r"\b(?:(?:a|per|each|every) month|monthly)\b|每月|月息|月费",
        r"\b(?:(?:a|per|each|every) (?:week|day)|weekly|daily)\b|每[周日天]",
        r"\b(?:(?:a|per|each|every) quarter|quarterly)\b|每季",
    ),
    (
        r"\bminim(?:um|al)\b|最低|最少|下限",
        r"\bmaxim(?:um|al)\b|最高|最多|上限",
    ),
    (r"\b(?:debt|bonds?)\b|债", r"\b(?:equity|stake)\b|股权|股本"),
)
# What narrows or widens an amount, so that one without it is of something else too.
_NARROWING = _compile(
    (r"\bnet\b|净", r"\bgross\b|\bbefore tax\b|毛[利额]|税前"),
    (
        r"\b(?:average|mean|median)\b|平均|人均|中位",
        r"\b(?:total|combined|altogether|cumulative\w*|overall|together)\b|累计|合共|合计|总[共计数额]|连同",
    ),
    (
        r"\b(?:daily|a day)\b|[每日]日|每天",
        r"\bmonthly\b|每月|月均",
        r"\b(?:yearly|annual\w*)\b|每年",
    ),
    (r"\b(?:registered|sign-?ups?)\b|注册|登记", r"\bactive\b|活跃", r"\bdownload\w*\b|下载"),
    (r"\bminim(?:um|al)\b|最少|下限", r"\bmaxim(?:um|al)\b|上限"),
    (r"\b(?:men|males?)\b|男", r"\b(?:wom[ae]n|females?)\b|女"),
    (
        r"\b(?:peak\w*|record high|a record|highest)\b|高峰|最高|新高",
        r"\b(?:trough|lowest)\b|最低|新低|低位",
    ),
    (
        r"\bexisting\b|现有",
        r"\|.{0,30}\bnew\b|\badditional\b|新增|额外",
        r"\b(?:an)?other (?:\w+ )?\||\|.{0,12}\bother\b|另有|另\|",
        r"\b(?:remaining|the rest|excluding)\b|其余|余下|撇除|扣除|不包括",
        r"\b(?:half|third|quarter|part) of (?:the )?\||部分|当中|其中",
    ),
    (
        r"\b(?:past|last|first|within|every) (?:\w+ ){1,2}(?:days|weeks|months|years|decades)\b"
        r"|\b(?:past|within an?|every) (?:day|week|month|year|decade)\b"
        r"|\bwithin (?:day|week|month)s|过去|[日天周月年季]内|首[\d一二三四五六七八九十]",
        r"\bsince \d{4}|以来",
    ),
)
# What is said of another, and who it is: "more than PayMe".
_COMPARED = re.compile(
    r"\b(?:than|ahead of|behind|compared (?:with|to)|versus|unlike|as (?:many|much) as)\b"
    r"(?! \W*[A-Za-z]{0,3}\W?\d)[^,;.]*"
    r"|(?:比|较|多过|多于|高于|少于|低于|超越)(?!\d)[^，。；]*",
    re.IGNORECASE,
)


def are_of_other_rounds(one: str, other: str) -> bool:
    """Whether two sentences name different ones of a row, such as Series A and B."""
    first, second = _rounds(one), _rounds(other)
    return any(first[row].isdisjoint(second[row]) for row in first.keys() & second.keys())


def are_apart(one: str, at: Span, other: str, other_at: Span) -> bool:
    """Whether amounts at these places of two sentences cannot contradict each other.

    They do not where only one is of a named round, or planned, required, denied or narrowed, or
    where their clauses have words that exclude each other.
    """
    if _rounds(one) != _rounds(other) or mode(one, at) != mode(other, other_at):
        return True
    mine, theirs = _clause(one, at), _clause(other, other_at)
    if _kinds(mine, _NARROWING) != _kinds(theirs, _NARROWING):
        return True
    return _exclude(mine, theirs, _FAMILIES) or _exclude(
        fold_numbers(one), fold_numbers(other), _PLACES
    )


def are_opposed(one: str, at: Span, other: str, other_at: Span) -> bool:
    """Whether amounts at these places can neither agree nor conflict.

    One of them is denied; or one is planned and the other a fact; or one is what joined and the
    other what left; or they are of a year and of a month.
    """
    if is_denied(one, at) or is_denied(other, other_at):
        return True
    if mode(one, at)[0] != mode(other, other_at)[0]:
        return True
    mine, theirs = _clause(one, at), _clause(other, other_at)
    return _kinds(mine, _TURNED) != _kinds(theirs, _TURNED) or _exclude(mine, theirs, _OPPOSED)


def without_compared(text: str) -> str:
    """A sentence without those that it only compares with."""
    return _COMPARED.sub(" ", fold_numbers(text))


def _exclude(one: str, other: str, families: tuple[tuple[re.Pattern[str], ...], ...]) -> bool:
    """Whether two texts have words of a family that exclude each other."""
    both = zip(_kinds(one, families), _kinds(other, families), strict=True)
    return any(a and b and a.isdisjoint(b) for a, b in both)


@lru_cache(maxsize=_CACHED)
def _rounds(sentence: str) -> dict[str, frozenset[str]]:
    """Which ones of which rows a sentence names: {"batch": {"1"}}."""
    text = fold_numbers(sentence)
    found: dict[str, set[str]] = {}
    for match in _SERIES.finditer(text):
        name = match["after"] or match["seed"] or match["round"] or match["han"]
        is_before = match["pre"] or match["han_pre"]
        name = f"{'pre-' if is_before else ''}{(name or 'seed').casefold()}"
        found.setdefault("series", set()).add(name)
    for row, pattern in _ROW_PATTERNS:
        for match in pattern.finditer(text):
            name = match["before"] or match["after"] or match["han"] or match["han_first"]
            found.setdefault(row, set()).add(_name(name))
    return {row: frozenset(names) for row, names in found.items()}


def _name(said: str) -> str:
    """One of a row by its number, or by its letter if it has no number: "Class A"."""
    plain = said.casefold()
    digits = plain.rstrip("stndrh")
    if digits.isdecimal():
        return str(int(digits))
    return str(_NUMBERS.get(plain) or number_of(plain) or plain)


@lru_cache(maxsize=_CACHED)
def _clause(sentence: str, at: Span) -> str:
    """The clause that an amount stands in, with a bar before the amount."""
    text = fold_numbers(sentence)
    return f"{clause_before(text, at[0])}|{text[slice(*at)]}{clause_after(text, at[1])}"


@lru_cache(maxsize=_CACHED)
def _kinds(
    clause: str, families: tuple[tuple[re.Pattern[str], ...], ...]
) -> tuple[frozenset[int], ...]:
    """Of each family, which of its words a clause has."""
    return tuple(
        frozenset(n for n, words in enumerate(family) if words.search(clause))
        for family in families
    )
