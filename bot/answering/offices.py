"""Offices: who holds one is not who holds another."""

import re
from dataclasses import dataclass

from corpus.text import has_han, to_simplified
from corpus.words import ASKING_WORDS, split_words

# Words for an office, in English and Simplified Chinese; what may be either stands twice.
_OFFICES = {
    "chief executive": "chief executive officer|chief executive|ceo|managing director|行政总裁"
    "|首席执行官|总裁|行长",
    "president": "president|总裁|会长|校长|行长|总统",
    "governor": "governor|总裁|行长",
    "head of the city": "行政长官|特首",
    "chair": "chairman|chairwoman|chairperson|chairs|chaired|chair|主席|董事长",
    "founder": "co-founder|cofounder|founder|创办人|创始人|创立人",
    "general manager": "general manager|总经理",
    "managing director": "managing director|董事总经理",
    "financial": "chief financial officer|finance director|finance chief|cfo|首席财务官|财务总监",
    "technology": "chief technology officer|cto|首席技术官|首席科技官|技术总监|科技总监",
    "operating": "chief operating officer|chief operations officer|coo|首席运营官|首席营运官"
    "|营运总监|运营总监",
    "information": "chief information officer|cio|首席信息官|首席资讯官|资讯总监|信息总监",
    "investment": "chief investment officer|cio|首席投资官|投资总监",
    "marketing": "chief marketing officer|cmo|首席营销官|首席市场官|市场总监|营销总监",
    "risk": "chief risk officer|cro|首席风险官|风险总监",
    "compliance": "chief compliance officer|cco|首席合规官|合规总监",
    "economist": "chief economist|首席经济师|首席经济学家",
    "scientist": "chief scientist|首席科学家",
    "spokesperson": "spokesman|spokeswoman|spokesperson|发言人",
}
_BELOW = r"(?:deputy|vice|assistant|associate)[ -]|副|助理"
_BY_WORD: dict[str, set[str]] = {}
for _office, _words in _OFFICES.items():
    for _word in _words.split("|"):
        _BY_WORD.setdefault(_word, set()).add(_office)
_ANY = "|".join(
    re.escape(word) if has_han(word) else rf"(?<![a-z]){re.escape(word)}(?![a-z])"
    for word in sorted(_BY_WORD, key=len, reverse=True)
)
_OFFICE = re.compile(
    rf"(?P<below>{_BELOW})?"
    rf"(?:(?P<known>{_ANY})|(?<![a-z])chief (?P<other>[a-z]+) officer(?![a-z]))",
    re.IGNORECASE,
)
_NEAR = 80  # characters between an office and who asks for its holder, or the body it is of
_NAMED = rf"(?:{_BELOW})?(?:{_ANY})"
# Whoever asks for a holder says "who is" first, or last in Chinese, or nothing else: "cfo of mox?".
_ASKS = re.compile(
    rf"\bwho(?:['’]?s| is| was| are| were| became| has been| runs as| serves as)"
    rf" (?!at |besides |with |by )[^?.,]{{0,{_NEAR}}}?{_NAMED}"
    rf"|\bwho (?:did|has) [^?.,]{{0,{_NEAR}}}\bas [^?.,]{{0,20}}{_NAMED}"
    rf"|\bname of [^?.,]{{0,{_NEAR}}}{_NAMED}"
    rf"|{_NAMED}(?:的名字|名)?(?:[係系]|是|叫|:|：)?(?:[邊边哪](?:個|个|位)|誰|谁|咩名|乜名|什么名|咩人|乜人)"
    rf"|(?:[邊边哪](?:個|个|位)|誰|谁)(?:[係系]|是|做|[當当]|[擔担出]?任)[^，。？?,]{{0,{_NEAR}}}{_NAMED}"
    rf"|^\W*(?:the )?{_NAMED} (?:of|at|for) [^,.]{{2,60}}$"
    rf"|^(?!.*\b(?:who|what|how|when|why|did|does)\b)[^,.，。?？]{{2,40}}?{_NAMED}(?:[係系]|是|叫)?\W*$",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:was|were|had|been|became|former\w*|ex|previous\w*|first|then|before|after|until"
    r"|quoted|said)\b|前|原|曾|当时|嗰阵|那时|首任|历任|第一任|时任|(?:19|20)\d\d",
    re.IGNORECASE,
)
_CAPITAL = r"[A-Z][\w&-]*(?:\.\w+)*"
_BODY_BEFORE = re.compile(
    rf"(?P<body>(?:{_CAPITAL}(?:['’]s)? ){{1,6}})"
    rf"(?i:(?:(?:group|global|then|former|acting|executive|and|{_NAMED}),? )*)$"
)
_BODY_BEHIND = re.compile(rf",? (?:of|at|for) (?:the )?(?P<body>{_CAPITAL}(?: {_CAPITAL}){{0,5}})")
_OF_MANY = frozenset(split_words(" ".join(ASKING_WORDS))) | frozenset(
    "a acting asia bank china current former global group her his holdings hong interim its kong"
    " limited ltd new our s the their then veteran while when as if since after before says said"
    " for and but both".split()
)


@dataclass(frozen=True, slots=True)
class Post:
    """Offices that a text names at one place, and words of the body they are of, if told there."""

    offices: frozenset[str]
    body: frozenset[str]


def find_posts(text: str) -> list[Post]:
    """The posts that a text names; a deputy's office is another one. Bodies in English only."""
    simplified = to_simplified(text)
    return [
        Post(frozenset(_offices_of(match)), _body_of(simplified, match))
        for match in _OFFICE.finditer(simplified)
    ]


def asked_offices(question: str) -> frozenset[str]:
    """The offices whose holders a question asks for; none where it asks for something else.

    None either for a founder, who need not be called so.
    """
    if not _ASKS.search(to_simplified(question)):
        return frozenset()
    offices = frozenset().union(*(post.offices for post in find_posts(question)))
    return frozenset() if "founder" in offices else offices


def asks_for_holder_now(question: str) -> bool:
    """Whether a question asks who holds an office, not who held it."""
    return bool(asked_offices(question)) and not _FORMER.search(to_simplified(question))


def words_before(question: str) -> str:
    """What a Chinese question has before the office, which there is the body's; simplified."""
    text = to_simplified(question)
    match = _OFFICE.search(text)
    return text[: match.start()].rstrip("的嘅个 ") if match else ""


def body_words(text: str) -> frozenset[str]:
    """The words of a text by which a body may be known: not those of offices, or of many bodies."""
    words = split_words(_OFFICE.sub(" ", text))
    return frozenset(word for word in words if word.isascii() and not word.isdigit()) - _OF_MANY


def _offices_of(match: re.Match[str]) -> set[str]:
    rank = "deputy " if match["below"] else ""
    known = _BY_WORD[match["known"].lower()] if match["known"] else {match["other"].lower()}
    return {rank + office for office in known}


def _body_of(text: str, match: re.Match[str]) -> frozenset[str]:
    before = text[max(match.start() - _NEAR, 0) : match.start()]
    found = _BODY_BEHIND.match(text, match.end()) or _BODY_BEFORE.search(before)
    return body_words(found["body"]) if found else frozenset()
