"""The things that amounts count, in English and Chinese; money and shares are in measures."""

import re

from corpus.measures import MEASURES
from corpus.words import split_words

_COUNTED = {
    "account": "帳戶|账户|戶口|户口|賬戶",
    "applicant": "申請人|申请人|申請者|申请者",
    "application": "申請|申请",
    "bank": "銀行|银行|數銀|虛銀|数银|虚银",
    "case": "個案|个案|案件",
    "city": "城市",
    "company": "公司|企業|企业",
    "country": "國家|国家",
    "customer": "客戶|客户|顧客|顾客",
    "economy": "經濟體|经济体",
    "employee": "員工|员工|僱員|雇员|職員|职员",
    "exhibitor": "參展商|参展商",
    "insurer": "保險公司|保险公司",
    "investor": "投資者|投资者",
    "institution": "機構|机构",
    "licence": "牌照",
    "measure": "措施",
    "member": "會員|会员|成員|成员",
    "merchant": "商戶|商户",
    "participant": "參加者|参加者|參與者|参与者",
    "patent": "專利|专利",
    "platform": "平台",
    "policy": "保單|保单",
    "project": "項目|项目",
    "proposal": "建議|建议",
    "school": "學校|学校",
    "share": "股份|股票",
    "startup": "初創企業|初创企业|初創公司|初创公司|初創|初创",
    "student": "學生|学生",
    "system": "系統|系统",
    "transaction": "交易",
    "usecase": "用例",
    "user": "用戶|用户",
    "visitor": "訪客|访客|觀眾|观众",
}
_SAME = {
    "business": "company",
    "client": "customer",
    "enterprise": "company",
    "firm": "company",
    "license": "licence",
    "signup": "registration",
    "staff": "employee",
    "worker": "employee",
}
_NOUN_BY_STEM = {split_words(noun)[0]: noun for noun in (*_COUNTED, *_SAME, *_SAME.values())}
# What is counted stands in the plural; these do not, or are plurals of something else.
_IRREGULAR = {"people": "person", "staff": "employee"}
_NO_THINGS = frozenset(
    "as always as besides across does has his hers is its ours perhaps plus says this thus towards "
    "unless us was yes years months weeks days hours minutes seconds quarters decades times thirds "
    "fifths quarters halves points percents thousands millions billions dollars others ones sides "
    "terms".split()
)
_FUNCTION_WORDS = frozenset(
    "a about above after all an and are at be been before below between but by for from had have "
    "he how if in into it more near not of off on or out over she so some than that the their "
    "them then there these they those to under until up were what when which who will with would "
    "each per every during while since".split()
)
_PHRASE = re.compile(r"[\s-]+([A-Za-z][A-Za-z’'.-]*)")
_MOST_WORDS = 4
_NOUNS = "|".join(f"(?P<{noun}>{names})" for noun, names in _COUNTED.items())
_HOW_MANY = re.compile(
    r"\b(?:how many|number of|count of)\b|[幾几]多|多少|[幾几](?=[間间家個个名位])", re.I
)
_CLASSIFIED = re.compile(
    rf"[多餘余]?\s?[個个間间家名位項项宗份種种款筆笔所張张套戶户隻只][^\W\d_]{{0,8}}?(?:{_NOUNS})"
    rf"(?!{'|'.join(_COUNTED.values())})"
)
_JUST_COUNTED = re.compile(rf"[多餘余]?(?:{_NOUNS})(?!{'|'.join(_COUNTED.values())})")
_COUNTED_BEFORE = re.compile(rf"(?:{_NOUNS})[^\W\d_]{{0,5}}$")
_BARE_CLASSIFIER = re.compile(r"[多餘余]?\s?[間间家名位個个宗項项份](?=[，。、；,.;）)？?]|$)")


def counted_after(text: str, start: int, at: int) -> tuple[str, int]:
    """What a number at `text[start:at]` counts, as a singular noun, and where its name ends."""
    chinese = _CLASSIFIED.match(text, at) or _JUST_COUNTED.match(text, at)
    if chinese:
        return str(chinese.lastgroup), chinese.end()
    bare = _BARE_CLASSIFIER.match(text, at)
    before = _COUNTED_BEFORE.search(text, max(0, start - 12), start) if bare else None
    if bare and before:
        return str(before.lastgroup), bare.end()
    return _counted_in_english(text, at)


def is_counted(unit: str) -> bool:
    """Whether a unit is a thing that is counted, not a currency or a share."""
    return unit.isalpha() and unit.islower() and unit not in MEASURES


def unit_of(word: str) -> str:
    """The unit that a word of `split_words` names when it is counted."""
    noun = _NOUN_BY_STEM.get(word, word)
    return _SAME.get(noun, noun)


def asked_units(question: str) -> frozenset[str]:
    """The things whose number a question asks for: "how many banks", 幾多間銀行.

    An unknown one is "", which no amount counts.
    """
    found = {
        match: counted_after(question, *match.span())[0] for match in _HOW_MANY.finditer(question)
    }
    return frozenset(unit for match, unit in found.items() if unit or match[0].isascii())


def _counted_in_english(text: str, at: int) -> tuple[str, int]:
    for _ in range(_MOST_WORDS):
        match = _PHRASE.match(text, at)
        if not match:
            break
        word = match[1].rstrip(".'’-").casefold()
        if word in _IRREGULAR:
            return _IRREGULAR[word], match.start(1) + len(word)
        if word in _NO_THINGS or (word in _FUNCTION_WORDS and word != "more"):
            break
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s")):
            return _singular(word), match.start(1) + len(word)
        if match[1].endswith("."):
            break
        at = match.end()
    return "", at


def _singular(word: str) -> str:
    """A plural's noun; of a hyphenated one the whole, as one word."""
    words = split_words(word)
    return unit_of(words[0]) if words else word
