"""Whether a question asks for news, and of what."""

import re

_TOLD = r"news|updates?|developments?|headlines|stories"
_NEWEST = r"latest|newest|most recent|recent|new"
_ASKS = re.compile(
    rf"\b(?:{_NEWEST}) (?:[\w&.-]+ ){{0,3}}?(?:{_TOLD}|articles?)\b(?! \d)"
    r"|(?<!\bfake )\b(?:news|headlines)"
    r"(?= (?:on|about|of|from|in|for|with|regarding|today|lately|recently|this|last)\b|\W*$)"
    r"|\b(?:what(?:['’]?s| is| was| has been)|anything) (?:new|happening)\b"
    r"|\b(?:what['’]?s |what is |tell me |give me )?the (?:latest|newest)"
    r"(?= (?:on|about|in|with|from|regarding)\b|\W*$)"
    r"|^\W*(?:latest|newest)(?= (?:on|about|in|with|from|regarding)\b|\W*$)"
    rf"|\b(?:any|recent) (?:{_TOLD})\b",
    re.IGNORECASE,
)
_ASKS_IN_CHINESE = re.compile(
    "(?:最新|最近|近期|近日|今日|新)[的嘅]?"
    "(?:消息|[動动][態态向]|[進进]展|[發发]展|[情狀状][況况]|新[聞闻]|[資资][訊讯]|文章|[報报][道導导])"
    "|最新[^，。？?]{1,14}(?:文章|[報报][道導导]|新[聞闻])"
    "|最近.{0,8}[咩乜什甚哪].{0,3}[動动][態态向]|新[聞闻](?![稿處处部官界紙纸公發发])|有[咩乜什甚哪][么麼嘢]?新[嘢聞闻消事]?|近[況况]"
    "|最近.{0,8}(?:點樣|点样|怎[么麼][樣样]|[發发]生)"
)
_REST = re.compile(
    r"\b(?:what(?:['’]?s)?|whats|is|are|was|there|do|does|you|have|has|been|any|some|anything|the"
    r"|me|us|tell|give|show|please|pls|about|on|of|in|with|from|for|regarding|and|to|latest|newest"
    rf"|most|recent(?:ly)?|new|news|{_TOLD}|articles?|happening|going|lately|today['’]?s|today|now"
    r"|world|know|it|we|hey|hi|can|could|i|get|see|read|up|s"
    r"|this|last|past|since|during|week|month|year|yesterday|\d{1,4})\b"
    "|[0-9零一二三四五六七八九十]{1,4}(?:年|月|日|號|号)|[今去上本昨尋琴][年個个]?(?:月|年|日|天|星期|周|週)?"
    "|最新|最近|近期|近日|近[況况]|今日|而家|[現现]在|消息|[動动][態态向]|[進进]展|[發发]展|[情狀状][況况]"
    "|新[聞闻]|[資资][訊讯]|文章|[報报][道導导]|一?篇|[講讲]|[有冇没沒][咩乜什甚哪有冇没沒]?[么麼嘢]?|點樣|点样|怎[么麼][樣样]"
    "|[關关]於|[關关]于|[發发]生|可唔可以|可不可以|可以|介紹|介绍|[話话]我知|告[訴诉]我|想知|[嘅的呀啊呢嗎吗嘢新事咗了下吓咩喺在我係系是同和俾畀給给]",
    re.IGNORECASE,
)


def find_news_subject(text: str) -> str | None:
    """What a question wants news of, "" for anything at all; None where it asks for no news."""
    if not (_ASKS.search(text) or _ASKS_IN_CHINESE.search(text)):
        return None
    return " ".join(_REST.sub(" ", text).split()).strip(" ?？!！,，.。、~")
