"""Whether a question wants several things at once: a list, a comparison or an overview."""

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.answering.asked_kind import Kind


class Breadth(StrEnum):
    """What an answer of several facts is made of."""

    COMPARISON = "comparison"
    OVERVIEW = "overview"
    LIST = "list"


_PROBABLE = 0.4
_OF_ONE_FACT = frozenset({Kind.TIME, Kind.SHARE, Kind.COUNT, Kind.NUMBER, Kind.REASON})
_NUMBER = "two|three|four|five|six|seven|eight|nine|ten|[2-9]|1[0-9]"
_VERB = r"(?:is|was|has|does|uses|happens|says|means)\b"
_LIST = re.compile(
    rf"\b(?:what|which|who|name|list) (?:\w+ ){{0,2}}?(?:{_NUMBER}) \w+"
    rf"|^(?:top )?(?:{_NUMBER}) (?:\w+ ){{0,3}}?\w+s\b"
    rf"|\bthe (?:{_NUMBER}) (?:\w+ ){{0,3}}?\w+s\b|\b(?:what|who)(?: are|'re| were| all)\b"
    rf"|\b(?:what|which) (?:(?!{_VERB})\w+ )?(?!{_VERB})\w+[^su\W]s\b"
    r"|\b(?:list|all the|kinds? of|types? of|examples? of)\b"
    "|[哪邊边](?:些|啲|幾|几|兩|两|[三四五六七八九十\\d])|有[咩乜哪邊边]|什么.{0,6}[些项]|甚麼.{0,6}[些項]"
    "|[幾几兩两三四五六七八九十][個个項项間间家]|列出|所有",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\bvs?\b\.?|\bversus\b|\bcompar\w+|\bdiffer\w*"
    r"|\b(?:more|less|fewer|(?!rather|other|either|neither)\w+er) than (?!\d{1,3}\b)"
    r"|\bchanged? between\b|, .{1,80} or "
    r"|\bwhich (?:\w+ )?(?:\w+er|more|came first)\b|\bhow much \w+er\b|\bfirst\?"
    "|比較|比较|相比|對比|对比|定係|還是|还是|區別|区别|差別|差别|不同|分別|分别"
    "|差[幾几多]|各自|[多大高快]咗?定|(?<![穩稳])定.{1,12}先|[邊边哪].{0,4}(?:[多高低勁快早]|大(?![學学家]))",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\b(?:(?:tell|anything|something|more|info\w*|read|know) (?:me )?(?:about|on)|overview"
    r"|summar\w+"
    r"|latest (?:news|on|developments?|updates?)|news (?:on|about|of)|what'?s (?:new|happening)"
    r"|developments?|going on|so far|how (?:is|are) .{1,80}(?:doing|going)"
    r"|what(?: is|'?s| are) .{1,80} doing)\b"
    "|介紹|介绍|概況|概况|[嘅的咩新]發展|[的么新]发展|近況|近况|整體情況|整体情况|了解|做[了咗][些啲]"
    "|有[咩哪乜]些?(?:計劃|计划|項目|项目|措施)",
    re.IGNORECASE,
)


def find_breadth(
    question: str, kinds: frozenset[Kind], chances: Mapping[str, float]
) -> Breadth | None:
    """What a question asks for beyond a single fact; None if that cannot be told.

    `chances` are what a classifier gives for each breadth, none for a vector that it does not know:
    then words alone tell an overview.
    """
    if _COMPARISON.search(question) or chances.get(Breadth.COMPARISON, 0) >= _PROBABLE:
        return Breadth.COMPARISON
    if chances:
        is_overview = chances[Breadth.OVERVIEW] >= _PROBABLE and not kinds & _OF_ONE_FACT
    else:
        is_overview = not kinds and _OVERVIEW.search(question) is not None
    if is_overview:
        return Breadth.OVERVIEW
    is_list = _LIST.search(question) or chances.get(Breadth.LIST, 0) >= _PROBABLE
    return Breadth.LIST if is_list else None
