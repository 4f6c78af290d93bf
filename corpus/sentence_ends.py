"""Where sentences of English and Chinese end inside a line."""

import re
from collections.abc import Iterator

from corpus.text import has_han

CLOSERS = "\"'”’»)]}」』）】》〉〕*_"
NEAR = 200  # how far around an end of sentence its signs are looked for
_MOST_CLOSERS = 12

_CLASS = re.escape(CLOSERS)
_HAN = r"\u3400-\u9fff"
_TERMINAL = re.compile(
    rf"[。！？｡‼⁇⁈⁉][。！？｡‼⁇⁈⁉!?…]*"
    rf"|(?<=[{_HAN}])[!?]+(?=[{_HAN}「『《“])"
    rf"|(?<![.!?…])[.!?…]+(?=[{_CLASS}]*(?:\s|$))"
)
_PAIRS = tuple(zip("(（[“「『《〈【〔«", ")）]”」』》〉】〕»", strict=True))
_CLOSING = re.compile(r"[)）\]”」』》〉】〕»\"]")
_QUOTES = {"”": "“", "」": "「", "』": "『", '"': '"', "’": "‘"}
_NAME_WIDTH = 15  # a quoted name is no longer

# What no sentence begins with, but goes on with behind a quote.
_NO_BEGINNING = re.compile(r"[，、；：。！？,;:.!?)\]）】》」』〉”]")
_GOES_ON = re.compile(
    r"(?:的|之[^前後后所]|等[^到待候]|是|與|与|及|或|一[詞词句語语]|[時时][^間间])"
)
_SPEAKER = r"[^，。！？；：、「」『』“”\"《》（）()\n]{0,30}?"
_SAYS = (
    r"(?:(?<!小)(?<!學)(?<!学)(?<!傳)(?<!传)[說説说]|[說説说問问答寫写笑喊叫嘆叹]道|(?<![學学疑訪访提詢询])[問问]"
    r"|(?<![名職职簡简統统號号])[稱称]|(?<!手)指|表示|指出|[強强][調调]|[補补]充|坦言|直言|透露|[解闡阐][釋释述]|[認认][為为]"
    r"|形容|(?<![絕绝未有不])回[應应]|(?<![絕绝未有不])回答|反[問问]|笑言|[憶忆]述|引述|呼籲|呼吁|警告|[總总][結结]|宣布|宣佈|[寫写]道|[續续][說说稱称指])"
)
_SAID_HAN = re.compile(rf"\s*{_SPEAKER}{_SAYS}(?:[。！!]|[，,]?[「『“\"]|\s*$)")
_SAYS_HAN = re.compile(
    r"(?:[說説说問问道稱称指喊叫寫写答云曰]|[指提]出|表示|[強强]調|强调|[補补]充|直言|坦言|透露"
    r"|解[釋释]|回[應应])$"
)
_WORD = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|[A-Z])\.|[^\W_][\w’'-]{0,30},?)"
_SAID = re.compile(
    rf"\s*(?:{_WORD}\s+){{1,7}}?(?:said|says|say|asked|asks|added|adds|wrote|writes|replied|told"
    r"(?:\s[\w’'-]{1,30}){1,2}|explained|noted|warned|argued|recalled|concluded|continued|insisted"
    r"|stressed|admitted|joked|remarked|quipped|declared|shouted)"
    r"(?:\s(?:on|in|at|to)\s(?:an?\s|the\s)?[\w’'-]{1,30}|\s(?:yesterday|today))?(?=[.,;]|\s*$)"
)

# What may follow an abbreviation that ends a sentence, and hardly ever a name.
_STARTER = re.compile(
    r"(?:The|This|That|These|Those|It|Its|He|She|They|We|There|Their|His|Her|In|On|At|But|And|"
    r"However|Meanwhile|When|While|After|Before|If|From|With|By|Both|Some|Many|Most|Such|Under|"
    r"According|Although|Since|Then|Now|Also|Another|What|Who|Why|How|As|For|Each|A|An)\s"
)
_SURE_STARTER = re.compile(
    r"(?:The|This|That|These|Those|It|Its|They|There|Their|But|However|Meanwhile|When|While)\s"
)
_TITLES = frozenset(
    "mr mrs ms messrs dr prof st vs est approx gov gen hon rev fr capt col lt sgt cf eg ie viz rep "
    "sen sr jr reg dept al".split()
)
_MAY_END = frozenset(
    "inc ltd co corp plc llc bros jr sr etc al dept jan feb mar apr jun jul aug sep sept oct nov "
    "dec".split()
)
_NUMBERED = frozenset("no nos vol art arts sec ch para paras fig figs cap p pp ed".split())
_NUMBER = re.compile(r"[#\d]|[IVXLC]+\b|[A-Z]{0,2}\d")
_SHOUTING = frozenset({"yahoo", "yum", "jeopardy", "joomla"})  # names with an exclamation mark


def find_ends(body: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end inside `body[start:end]`, with what closes behind them, in order."""
    opened = start
    for match in _TERMINAL.finditer(body, start, end):
        stop = _behind_closers(body, opened, match.end(), end)
        if stop < end and _is_end(body, opened, match, stop, end):
            yield stop
            opened = stop


def is_inside(body: str, start: int, at: int, end: int) -> bool:
    """Whether a bracket or quote that was opened before `at` is closed only behind it."""
    behind = body[at : min(end, at + NEAR)]
    if not _CLOSING.search(behind):
        return False
    before = body[max(start, at - NEAR) : at]
    if any(
        before.count(opener) > before.count(closer) and closer in behind
        for opener, closer in _PAIRS
    ):
        return True
    return _has_open_quote(before) and _has_closing_quote(behind)


def _behind_closers(body: str, start: int, at: int, end: int) -> int:
    """Behind the quotes and brackets that close there; a mark that may also open must be open."""
    latest = min(end, at + _MOST_CLOSERS)
    while at < latest and body[at] in CLOSERS:
        mark, stop = body[at], at + 1
        while stop < latest and body[stop] == mark:
            stop += 1
        if mark in "\"'*_" and not _closes(body, start, at, stop, end):
            break
        at = stop
    return at


def _closes(body: str, start: int, at: int, stop: int, end: int) -> bool:
    if stop >= end or not (body[stop].isalnum() or body[stop] in "「『《“（("):
        return True
    if body[at] == "'":
        return False
    return body.count(body[at], max(start, at - NEAR), at) // (stop - at) % 2 == 1


def _has_open_quote(before: str) -> bool:
    """Whether the last straight quote opens: by what stands beside it, or by their number."""
    place = before.rfind('"')
    if place < 0 or place + 1 == len(before):
        return False
    is_behind_space = place == 0 or before[place - 1] in " \t\n(（:："
    is_before_space = before[place + 1] in " \t\n.,;:，。；：、)）"
    if is_behind_space != is_before_space:
        return is_behind_space
    return before.count('"') % 2 == 1


def _has_closing_quote(behind: str) -> bool:
    place = behind.find('"')
    return place > 0 and not behind[place - 1].isspace()


def _is_end(body: str, start: int, match: re.Match[str], stop: int, end: int) -> bool:
    if is_inside(body, start, stop, end):
        return False
    raw = body[stop : min(end, stop + NEAR)]
    closers = body[match.end() : stop]
    if _NO_BEGINNING.match(raw):
        return False
    if closers and _is_part(body, start, match, closers, raw):
        return False
    if match[0][0] in "。！？｡‼⁇⁈⁉" or (match[0][0] in "!?" and not raw[:1].isspace()):
        return True
    # Only what is near is looked at: a line may be as long as the whole text.
    opening = body[start : min(match.start(), start + NEAR)]
    if len(opening.split()) < 3 and not has_han(opening):
        return False  # a bold lead-in, an initial or a number belongs to what follows
    following = raw.lstrip().lstrip("\"'“‘«([{「『（*_")
    if following[:1].islower():
        return False
    words = body[max(start, match.start() - NEAR) : match.start()].split()
    word = words[-1].lstrip("(\"'“‘[*_") if words else ""
    if match[0] == "!" and not closers and word.casefold() in _SHOUTING:
        return bool(_STARTER.match(following))
    return match[0][0] != "." or not _is_abbreviation(word, following)


def _is_part(body: str, start: int, match: re.Match[str], closers: str, raw: str) -> bool:
    """Whether what was quoted is part of the sentence: a title, a name, or said by who follows."""
    mark = closers[-1]
    is_stop = match[0][0] in "。｡."
    if mark in "》〉】" and not is_stop:
        return True
    if mark not in _QUOTES and mark not in ")）":
        return False
    if _SAID_HAN.match(raw) or (mark in _QUOTES and _SAID.match(raw)):
        return True
    if _GOES_ON.match(raw):
        return True
    if is_stop or not has_han(raw[:1]):
        return False
    opener = _QUOTES.get(mark, "(" if mark == ")" else "（")
    place = body.rfind(opener, max(start, match.start() - _NAME_WIDTH), match.start())
    if place <= start or not body[place - 1].isalnum():
        return False
    return mark not in _QUOTES or not _SAYS_HAN.search(body[max(start, place - 2) : place])


def _is_abbreviation(word: str, following: str) -> bool:
    """Whether a stop behind a word is the word's, and ends no sentence before what follows."""
    bare = word.casefold()
    if bare in _NUMBERED and word != "P":
        return bool(_NUMBER.match(following))
    if len(word) == 1:
        return word.islower() or word.isdigit() or not _SURE_STARTER.match(following)
    is_dotted = "." in word and len(word.rpartition(".")[2]) == 1
    if is_dotted and any(character.isdigit() for character in word):
        return False
    if bare in ("e.g", "i.e") or bare in _TITLES - _MAY_END:
        return True
    return (is_dotted or bare in _MAY_END) and not _STARTER.match(following)
