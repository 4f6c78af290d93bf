"""What sets two amounts apart in spite of like words: another round, a plan, a gross for a net."""

import re
from functools import lru_cache

from corpus.numerals import fold_numbers
from corpus.period_words import number_of
from corpus.text import Span

_CACHED = 4096
_REST = 80  # characters of a clause that are read behind an amount

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

_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned|ning)? (?:to|for|on)|planned|expect(?:s|ed|ing)?\b(?! by\b)"
    r"|target(?:s|ed|ing)? (?:of|is|to|for|at|by)\b|targets?\W*\||aim(?:s|ed|ing)?\b"
    r"|forecast(?:s|ed|ing)?|project(?:s|ed)? (?:to|that|at)|projected|projections?|goals?"
    r"|hop(?:es?|ed|ing) (?:to|for|that)|intend(?:s|ed|ing)?|seek(?:s|ing)? to|sought to"
    r"|looking to|(?:is|are|was|were) set to|on track to|in talks|proposed|proposes|proposals?"
    r"|(?:is|are|was|were) (?:to|meant|supposed|due|likely|slated|scheduled)|been meant|if|unless"
    r"|by (?:the )?(?:year[ -]end|end of the (?:year|month|quarter))|(?-i:may)(?! \d)"
    r"|will|would|could|might|shall|earmark\w*|pledge[sd]?|commit(?:s|ted)? to|potential(?:ly)?)"
    r"|预计|预期|预料|预测|预算(?!案)|目标|计划(?=[于在将再分推招增开扩筹募集动用拨聘发投建把达到至额])"
    r"|(?<![虚模])拟|将(?=[会于有达为由在增推投拨发])|即将|快将|希望|有望|力争|争取|冀|打算|展望|承诺|会有|会达|若|如果|假如|一旦|(?<![资物饮原材])料|估计|最快|[年月]底前|可望|可达",
    re.IGNORECASE,
)
_AS_EXPECTED = re.compile(r"\b(?:than|as|since) (?:expected|forecast|planned|projected)\b", re.I)
_REQUIRED = re.compile(
    r"\b(?:must|require[sd]?|requirements?|need(?:s|ed)? to|threshold|eligib\w+|obliged"
    r"|mandat\w+)\b|必须|须|要求|规定|门槛",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|den(?:y|ies|ied|ying)|failed to|instead of|rather than)\b(?! only\b)"
    r"|并非|没有|未有|未能|否认|不是|而非",
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
        r"\b(?:retail|individuals?)\b|零售|个人|散户",
        r"\b(?:institution\w*|professional|corporates?|smes?)\b|机构|专业|企业|中小企",
    ),
    (
        r"\b(?:inflows?|b(?:ought|uy\w*)|purchas\w*)\b|流入|买入|购",
        r"\b(?:outflows?|sold|sell\w*)\b|流出|卖出|出售|沽",
    ),
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
_END = re.compile(r"[,;:，；。、()（）]| and | but |\n")


def are_of_other_rounds(one: str, other: str) -> bool:
    """Whether two sentences name different ones of a row, such as Series A and B."""
    first, second = _rounds(one), _rounds(other)
    return any(first[row].isdisjoint(second[row]) for row in first.keys() & second.keys())


def are_apart(one: str, at: Span, other: str, other_at: Span) -> bool:
    """Whether amounts at these places of two sentences cannot contradict each other.

    They do not where only one is of a named round, or planned, required, denied or narrowed, or
    where their clauses have words that exclude each other.
    """
    if _rounds(one) != _rounds(other) or _mode(one, at) != _mode(other, other_at):
        return True
    mine, theirs = _clause(one, at), _clause(other, other_at)
    if _kinds(mine, _NARROWING) != _kinds(theirs, _NARROWING):
        return True
    families = zip(_kinds(mine, _FAMILIES), _kinds(theirs, _FAMILIES), strict=True)
    return any(a and b and a.isdisjoint(b) for a, b in families)


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
def _mode(sentence: str, at: Span) -> tuple[bool, ...]:
    """Whether an amount is planned, required or denied, by what leads up to it."""
    text = fold_numbers(sentence)
    said = f"{text[: at[0]]}|{_clause_after(text, at[1])}"
    said = _AS_EXPECTED.sub(" ", said)
    return tuple(bool(words.search(said)) for words in (_PLANNED, _REQUIRED, _DENIED))


@lru_cache(maxsize=_CACHED)
def _clause(sentence: str, at: Span) -> str:
    """The clause that an amount stands in, with a bar before the amount."""
    text = fold_numbers(sentence)
    return f"{_END.split(text[: at[0]])[-1]}|{text[slice(*at)]}{_clause_after(text, at[1])}"


@lru_cache(maxsize=_CACHED)
def _kinds(
    clause: str, families: tuple[tuple[re.Pattern[str], ...], ...]
) -> tuple[frozenset[int], ...]:
    """Of each family, which of its words a clause has."""
    return tuple(
        frozenset(n for n, words in enumerate(family) if words.search(clause))
        for family in families
    )


def _clause_after(text: str, at: int) -> str:
    return _END.split(text[at : at + _REST])[0]
