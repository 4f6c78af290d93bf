"""Whether a question wants several things at once: a list, a comparison or an overview."""

import re
from enum import StrEnum

from bot.answering.asked_kind import Kind


class Breadth(StrEnum):
    """What an answer of several facts is made of."""

    COMPARISON = "comparison"
    OVERVIEW = "overview"
    LIST = "list"


_NUMBER = "two|three|four|five|six|seven|eight|nine|ten|[2-9]|1[0-9]"
_LIST = re.compile(
    rf"\b(?:what|which|who|name|list) (?:\w+ ){{0,2}}?(?:{_NUMBER}) \w+"
    rf"|\bthe (?:{_NUMBER}) (?:\w+ ){{0,3}}?\w+s\b|\b(?:what|who)(?: are|'re| were| all)\b"
    r"|\bwhich (?:\w+ ){0,2}?\w+s\b|\bwhat (?:\w+ ){0,1}?(?!is\b|was\b|does\b|has\b)\w+s\b"
    r"|\b(?:list|name|all the|kinds? of|types? of|examples? of|steps|parts|letters)\b|\bany \w+s\b"
    "|[哪邊边][些啲幾几兩两三四五六七八九十]|[邊边哪]\\d|有[咩乜哪邊边]|什么.{0,6}[些项]|甚麼.{0,6}[些項]"
    "|[幾几兩两三四五六七八九十][個个項项大]|列出|所有",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\bvs?\b\.?|\bversus\b|\bcompar\w+|\bdiffer\w*|\b(?:more|less|fewer|\w+er) than\b"
    r"|\bchanged? between\b|\bgrow from\b|\bfirst\?|, .+ or .+"
    r"|\bwhich (?:\w+ )?(?:\w+er|more|first)\b"
    "|比較|比较|相比|對比|对比|定係|還是|还是|區別|区别|差別|差别|不同|分別|分别|定.+先|同.+比|[邊边哪].{0,4}[多高低勁快早大]",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\b(?:about|overview|summar\w+|latest|news|happening|developments?|updates?|recent\w*"
    r"|up to|going on|big picture|anything on|so far|how (?:is|are) .+(?:doing|using|going)"
    r"|what(?: is|'?s| are) .+ doing)\b"
    "|介紹|介绍|概況|概况|發展|发展|最新|近況|近况|整體|整体|有冇關於|懒人包|懶人包|點樣用|怎样|怎麼樣"
    "|了解|做[了咗][些啲]|有[咩哪乜]些?(?:計劃|计划|項目|项目|措施)",
    re.IGNORECASE,
)


def find_breadth(question: str, kinds: frozenset[Kind]) -> Breadth | None:
    """What the question's words ask for beyond a single fact; None if they do not tell."""
    if _COMPARISON.search(question):
        return Breadth.COMPARISON
    if not kinds and _OVERVIEW.search(question):
        return Breadth.OVERVIEW
    return Breadth.LIST if _LIST.search(question) else None
