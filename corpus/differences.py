"""What two texts that are alike say differently: names, numbers, dates and addresses.

A template is filled in anew for each event, so that at the same place of the same sentence stands
another name or number. A story that two outlets carry has other words and more of them, but where
both tell a fact it is the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from corpus.profiles import Profile, Token, han_of, is_own
from corpus.text import script_of

CERTAIN = 2.0
"""From this sum of conflicts on, two texts tell of two events."""

_A_WORD = 0.5  # may be another word for the same
_MOST_TOKENS = 150
_ALIKE = 0.5  # by this share of their words two sentences are set side by side
_ALIKE_TITLES = 0.65
_LONGEST_HAN = 8

_MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_EVERYWHERE = frozenset(
    "hong kong kong's chinese china china's mainland asia asian the mr ms".split()
)
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿半两")
_UNITS = frozenset(
    "us hk usd hkd rmb thousand million billion trillion m b bn mn 万 亿 美 港 人".split()
)
# Another word for the same, as editors change it, and days as seen from the day of the report.
_SAYS = frozenset(
    "表示 指出 指 称 说 认为 强调 透露 宣布 公布 今日 昨日 今天 昨天 今早 昨早 今年 去年 明年 "
    "本月 上月 下月 周一 周二 周三 周四 周五 周六 周日 早前 此前 目前 现时 现在 将 会 须 必须 需 "
    "需要 料 预计 约 上升 增加 增长 下跌 减少 下降 并 及 和 与 以及 若 如 如果 可 可以 为 最长 "
    "推出 开始 处以 作出".split()
)
_ORGANISATION = re.compile(
    r"银行|公司|集团|证券|保险|支付|大学|学院|基金|科技|交易所|实验室|先生|女士|教授|数码|局|署"
)


def weigh_conflicts(one: Profile, other: Profile) -> float:
    """How surely two texts that are alike tell of two events; from `CERTAIN` on they do.

    A conflict is a fact of the one at whose place the other has another fact of the same kind,
    where neither text holds the other's fact anywhere.
    """
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    counts: Counter[tuple[str, str]] = Counter()
    pairs = [*_pair_sentences(one.sentences[1:], other.sentences[1:], alike=_ALIKE)]
    pairs += _pair_sentences(one.sentences[:1], other.sentences[:1], alike=_ALIKE_TITLES)
    leads: set[tuple[str, str]] = set()
    for first, second in pairs:
        is_lead = first in one.sentences[1:2] or second in other.sentences[1:2]
        for x, y, context in _replaced(first, second):
            for pair, weight in _conflicts(one, other, x, y, context):
                weights[pair] = max(weights[pair], weight)
                counts[pair] += 1
                if is_lead and weight >= 1 and _is_name(pair[0]):
                    leads.add(pair)
    total = 0.0
    for pair, weight in weights.items():
        is_main = pair[0] in one.title_keys and pair[1] in other.title_keys
        is_main = is_main or all(
            len(word) > 1 and script_of(word[0]) == "HAN" and word in title
            for word, title in ((pair[0], one.title), (pair[1], other.title))
        )
        if pair in leads or (is_main and weight >= _A_WORD):
            total += CERTAIN
        else:
            total += min(2, counts[pair]) * weight
    if one.addresses - other.keys and other.addresses - one.keys:
        return total + CERTAIN
    return total


def _is_name(key: str) -> bool:
    return key[0].isalpha() and key not in _MONTHS and not set(key) <= _NUMERALS


def _pair_sentences(
    ours: Sequence[tuple[Token, ...]], theirs: Sequence[tuple[Token, ...]], *, alike: float
) -> Iterator[tuple[tuple[Token, ...], tuple[Token, ...]]]:
    """Sentences that are alike and not the same, each with the one that is most like it."""
    first, second = ([[token.key for token in line] for line in lines] for lines in (ours, theirs))
    known, held = {tuple(line) for line in first}, {tuple(line) for line in second}
    rest = {number: set(line) for number, line in enumerate(second) if tuple(line) not in known}
    for number, line in enumerate(first):
        if tuple(line) in held or not rest:
            continue
        words = set(line)
        best = max(
            rest,
            key=lambda other: (_likeness(words, rest[other]), -abs(other - number)),
        )
        if _likeness(words, rest[best]) >= alike:
            del rest[best]
            yield ours[number][:_MOST_TOKENS], theirs[best][:_MOST_TOKENS]


def _likeness(words: set[str], others: set[str]) -> float:
    return 2 * len(words & others) / max(1, len(words) + len(others))


def _replaced(
    ours: Sequence[Token], theirs: Sequence[Token]
) -> Iterator[tuple[Sequence[Token], Sequence[Token], tuple[str, str]]]:
    """What stands in the one for what in the other, with the words before and behind it."""
    keys = ([token.key for token in ours], [token.key for token in theirs])
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace":
            before = ours[i1 - 1].text if i1 else ""
            yield ours[i1:i2], theirs[j1:j2], (before, "".join(t.text for t in ours[i2 : i2 + 4]))


def _conflicts(
    one: Profile,
    other: Profile,
    x: Sequence[Token],
    y: Sequence[Token],
    context: tuple[str, str],
) -> Iterator[tuple[tuple[str, str], float]]:
    """Each pair of facts that exclude each other in what was replaced, with its weight."""
    for kind, weight in (("address", CERTAIN), ("number", 1.0)):
        mine = [token.key for token in x if token.kind == kind]
        yours = [token.key for token in y if token.kind == kind]
        for left, right in zip(mine, yours, strict=False):
            if left in other.keys or right in one.keys or is_own(left, one) or is_own(right, other):
                continue
            if kind == "number" and (_is_rounded(left, right) or _is_restated(x, y, context)):
                continue
            yield (left, right), weight
    for left, right, weight in (
        *_words_apart(one, other, x, y),
        *_han_apart(one, other, x, y, context),
    ):
        yield (left, right), weight


def _is_rounded(left: str, right: str) -> bool:
    """Whether one number is the other with fewer digits."""
    short, long = sorted((left.replace(",", ""), right.replace(",", "")), key=len)
    if short == long:
        return True
    places = len(short.partition(".")[2])
    return "." in long and len(long) > len(short) and f"{float(long):.{places}f}" == short


def _is_restated(x: Sequence[Token], y: Sequence[Token], context: tuple[str, str]) -> bool:
    """Whether a number is told in another unit, or a day as the next one."""
    units = [{token.key for token in tokens} & _UNITS for tokens in (x, y)]
    if all(units) and units[0] != units[1]:
        return True
    days = [[int(token.text) for token in tokens if token.text.isdecimal()] for tokens in (x, y)]
    behind = context[1].casefold()
    is_day = context[0].casefold() in _MONTHS or behind.startswith(("日", "号", *_MONTHS))
    return is_day and len(days[0]) == len(days[1]) == 1 and abs(days[0][0] - days[1][0]) == 1


def _words_apart(
    one: Profile, other: Profile, x: Sequence[Token], y: Sequence[Token]
) -> Iterator[tuple[str, str, float]]:
    """Names, months and weekdays that differ."""
    mine, yours = _names_of(x, one, other), _names_of(y, other, one)
    for words, weight in ((_MONTHS, 1.0), (_WEEKDAYS, 0.4)):
        left, right = (next((key for key in keys if key in words), "") for keys in (mine, yours))
        if left and right and left[:3] != right[:3]:
            yield left, right, weight
    left_names, right_names = (
        [key for key in keys if key not in _MONTHS | _WEEKDAYS] for keys in (mine, yours)
    )
    if left_names and right_names and not _is_short_for(x, y) and not _is_short_for(y, x):
        yield left_names[0], right_names[0], 1.0


def _names_of(tokens: Sequence[Token], own: Profile, other: Profile) -> list[str]:
    return [
        token.key
        for token in tokens
        if token.kind == "word"
        and token.text[0].isupper()
        and token.key in own.names
        and token.key not in other.keys
        and token.key not in _EVERYWHERE
    ]


def _is_short_for(short: Sequence[Token], full: Sequence[Token]) -> bool:
    initials = "".join(token.text[0] for token in full if token.text[0].isupper())
    return any(len(token.text) > 1 and token.text in initials for token in short)


def _han_apart(
    one: Profile,
    other: Profile,
    x: Sequence[Token],
    y: Sequence[Token],
    context: tuple[str, str],
) -> Iterator[tuple[str, str, float]]:
    """Chinese names and numerals that differ."""
    left, right = han_of(x), han_of(y)
    if not left or not right or max(len(left), len(right)) > _LONGEST_HAN:
        return
    if abs(len(left) - len(right)) > 3 or left in _SAYS or right in _SAYS:
        return
    numerals = [set(word) <= _NUMERALS for word in (left, right)]
    if any(numerals):
        if all(numerals):
            yield left, right, 1.0
        return
    # A character alone says little: with its neighbours it is a word.
    before, behind = context[0][-1:], context[1][:1]
    wide = [(left, right)] if len(left) > 1 < len(right) else []
    wide = wide or [(before + left, before + right), (left + behind, right + behind)]
    if any(mine in other.signs or yours in one.signs for mine, yours in wide):
        return
    yield left, right, 1.0 if _ORGANISATION.match(context[1]) else _A_WORD
