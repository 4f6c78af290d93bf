"""Whether a hyphen at a line's end is part of the word or only cut it for width."""

import re
from collections import Counter
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
_HYPHENS = "\u2010\u2011-"  # the plain one last, for sets of characters
_WORD = re.compile(rf"[^\W_]++(?:[{_HYPHENS}][^\W_]++)*+")
_HYPHENATED = re.compile(
    rf"(?P<word>[^\s{_HYPHENS}]+(?:[{_HYPHENS}][^\s{_HYPHENS}]+)*)[{_HYPHENS}]"
)
_NEXT = re.compile(rf"(?P<word>[^\W_]+)(?P<goes_on>[{_HYPHENS}]?)")
_LONGEST_WORD = 80
# What makes a compound with most words behind it, and is hardly ever the cut-off head of a longer
# one but before the endings below.
_HEADS = frozenset(
    "all cross double eight euro fifth first five four full half high ill large long low mid near "
    "nine non one peer quarter real risk second self seven short single six small state ten third "
    "three top twenty two well world year zero".split()
)
_ENDINGS = frozenset(
    "able age ages al ally ance ant ary dle ed en ence end ened ening er ers ery es est ful hood "
    "ibly ies ing ings ise ised ish ism ist ity ize ized less light ly lying ment ments most ness "
    "night ning our ous over place sense ship side teen teenth th ths tic tical ties ting ty ward "
    "wards way where wide y".split()
)
# What ends a compound with any longer word before it.
_TAILS = frozenset(
    "backed based border centric driven effective friendly funded growing level linked listed "
    "looking making oriented owned party performing ready related scale sector sensitive sized "
    "specific supported term tier up winning year years".split()
)
# The same, but only behind what the text also has as a whole word.
_SHORT_TAILS = frozenset("free led only run".split())
_COMPOUNDS = frozenset("e-commerce e-money so-called to-do".split())
# Whole words that also begin or end longer ones: they prove no compound.
_AFFIXES = frozenset(
    "able after ally ance any back ball birth book down ence ever every fore form fully fund hand "
    "head here hood house how inter into ious land less like line ment more ness never other over "
    "part pass port press sell ship side some stand step super tain that then there time tion "
    "trans under upon ward what when where which will wise with work yard".split()
)


def count_words(lines: Iterable[str]) -> Counter[str]:
    """How often each word stands whole in some lines, hyphened compounds among them.

    The last word of a line that ends in a hyphen is none.
    """
    words: Counter[str] = Counter()
    for line in lines:
        found = [match[0].casefold() for match in _WORD.finditer(line)]
        if line.rstrip()[-1:] in (*_HYPHENS, SOFT_HYPHEN):
            found = found[:-1]
        for word in found:
            words[word] += 1
            if "-" in word:
                words.update(word.split("-"))
    return words


def is_cut_word(line: str) -> bool:
    """Whether a line ends in a word with a hyphen."""
    line = line.rstrip()
    return line[-1:] == SOFT_HYPHEN or (
        line[-1:] in tuple(_HYPHENS) and line[-2:-1].isalnum() and bool(line[:-1].strip())
    )


def join_cut_word(line: str, following: str, words: Counter[str]) -> str:
    """A line that ends in a hyphen, without the hyphen if the word was only cut for width.

    What follows belongs right behind it.
    """
    line = line.rstrip()
    if line.endswith(SOFT_HYPHEN):
        return line[:-1]
    last = line.split()[-1][-_LONGEST_WORD:]
    cut = _HYPHENATED.fullmatch(last.lstrip("\"'“‘([{「（"))
    rest = _NEXT.match(following.lstrip()[:_LONGEST_WORD])
    if cut is None or rest is None or _keeps_hyphen(cut["word"], rest, words):
        return line
    return line[:-1]


def _keeps_hyphen(head: str, rest: re.Match[str], words: Counter[str]) -> bool:
    tail = rest["word"]
    if not tail[0].islower() or not head[-1].isalpha() or "://" in head or "www." in head:
        return True  # "Sino-British", "2023-24", a web address
    head, tail = head.casefold(), tail.casefold()
    joined, compound = words[head + tail], words[f"{head}-{tail}"]
    if joined or compound:
        return compound > joined
    parts = re.split(rf"[{_HYPHENS}]", head)
    if len(parts) > 1 or rest["goes_on"]:
        return True  # "year-on-" goes on with "year"
    if f"{head}-{tail}" in _COMPOUNDS or (tail in _SHORT_TAILS and words[head]):
        return True
    if (head in _HEADS and tail not in _ENDINGS) or (tail in _TAILS and len(head) > 3):
        return True
    is_compound = len(head) > 3 and len(tail) > 3 and bool(words[head] and words[tail])
    return is_compound and not {head, tail} & _AFFIXES
