"""How an amount is said: as a fact, a plan, a rule, or as what is denied."""

import re
from functools import lru_cache

from corpus.numerals import fold_numbers
from corpus.text import Span

_CACHED = 4096
_REST = 80  # characters of a clause that are read behind an amount

_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned|ning)? (?:to|for|on)|planned|expect(?:s|ed|ing)?\b(?! by\b)"
    r"|target(?:s|ed|ing)? (?:of|is|to|for|at|by)\b|targets?\W*\||aim(?:s|ed|ing)?\b"
    r"|forecast(?:s|ed|ing)?|project(?:s|ed)? (?:to|that|at)|projected|projections?|goals?"
    r"|hop(?:es?|ed|ing) (?:to|for|that)|intend(?:s|ed|ing)?|seek(?:s|ing)? to|sought to"
    r"|looking to|(?:is|are|was|were) set to|on track to|in talks|proposed|proposes|proposals?"
    r"|(?:is|are|was|were) (?:to|meant|supposed|due|likely|slated|scheduled)|been meant|if|unless"
    r"|by (?:the )?(?:year[ -]end|end of the (?:year|month|quarter))|(?-i:may)(?! \d)"
    r"|want(?:s|ed)? to|assum(?:es|ing)|provided (?:that|it)|subject to|rumou?r(?:s|ed)?"
    r"|will|would|could|might|shall|should|earmark\w*|pledge[sd]?|commit(?:s|ted)? to"
    r"|potential(?:ly)?)"
    r"|预计|预期|预料|预测|预算(?!案)|目标|计划(?=[于在将再分推招增开扩筹募集动用拨聘发投建把达到至额])"
    r"|(?<![虚模])拟|将(?=[会于有达为由在增推投拨发])|即将|快将|希望|有望|力争|争取|冀|打算|展望|承诺|会有|会达|若|如果|假如|一旦|(?<![资物饮原材])料|估计|最快|[年月]底前|可望|可达|有意(?![义思见])|传闻|假设",
    re.IGNORECASE,
)
_AS_EXPECTED = re.compile(r"\b(?:than|as|since) (?:expected|forecast|planned|projected)\b", re.I)
_REQUIRED = re.compile(
    r"\b(?:must|require[sd]?|requirements?|need(?:s|ed)? to|threshold|eligib\w+|obliged"
    r"|mandat\w+)\b|必须|须|要求|规定|门槛",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not(?! (?:only|less|fewer|including|counting)\b)|never|cannot|without|no longer"
    r"|den(?:y|ies|ied|ying|ials?)|fail(?:s|ed|ing|ure)? to|unable to|instead of|rather than"
    r"|short of|untrue|falsely|is false|was false|were false|incorrect|dismiss(?:es|ed)|abandoned"
    r"|cancel(?:s|led|ed)|scrapp?ed|neither|nor)\b|n['’]t\b"
    r"|并非|没有|没能|否认|不是|而非|无法|不曾|从未|失败|失实|不实|虚假|谣言|落空|告吹|取消|搁置|放弃|[冇]"
    r"|未(?=[能有曾获达集筹募成加参完推必到])|唔(?=[系会能])|不(?=会|能|再|具|拥有|参加|加入|承认)",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\b(?:which|that|but|this|figure|claim|number)\b[^.]{0,40}?\b(?:denied|denies|false|untrue"
    r"|wrong|incorrect|disputed)\b|否认|失实|不实",
    re.IGNORECASE,
)
_ASIDE = re.compile(r", (?:which|who|that) [^,]{1,80},")
_TURN = re.compile(r"[;；。]|,? but |, and |但|不过")
_END = re.compile(r"[,;:，；。、()（）]| and | but |\n")


def is_denied(sentence: str, at: Span) -> bool:
    """Whether a sentence says that an amount is none, was missed or was not reached."""
    return mode(sentence, at)[-1]


@lru_cache(maxsize=_CACHED)
def mode(sentence: str, at: Span) -> tuple[bool, ...]:
    """Whether an amount is planned, required or denied, by what leads up to it."""
    text = fold_numbers(sentence)
    before, after = text[: at[0]], clause_after(text, at[1])
    said = _AS_EXPECTED.sub(" ", f"{before}|{after}")
    near = f"{_TURN.split(_ASIDE.sub(' ', before))[-1]}|{after}"
    is_denied = _DENIED.search(near) or _DENIED_AFTER.search(text, at[1], at[1] + 2 * _REST)
    return bool(_PLANNED.search(said)), bool(_REQUIRED.search(said)), bool(is_denied)


def clause_before(text: str, at: int) -> str:
    """What a clause has before a place."""
    return _END.split(text[:at])[-1]


def clause_after(text: str, at: int) -> str:
    """What a clause has after a place, as far as it is read."""
    return _END.split(text[at : at + _REST])[0]
