"""What people put around a question out of courtesy or in haste, which tells nothing of it."""

import re

_ASKING = r"(?=(?:what|when|where|who|whom|whose|why|how|which|if|whether)\b)"
_FOR_US = r"(?:話|告訴|告诉)(?:俾|畀)?我(?:知|聽|听)?(?!關於|关于|有關|有关)[，,：:\s]*"
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")
_OATH = re.compile(
    r"\b(what|when|where|who|why|how|which) (?:in )?the (?:hell|heck|fuck)\b", re.IGNORECASE
)
_WTF = re.compile(r"\bw(?:tf|th)(?= (?:is|are|was|were|does|do|did)\b)", re.IGNORECASE)
_BEFORE = re.compile(
    "|".join(
        (
            r"(?:hey|hi|hello|ok|okay|um+|sorry|excuse me)"
            rf"(?: (?:guys|all|everyone|everybody|folks|there|bot))?(?: ?[,!.]+ ?| {_ASKING})",
            r"(?:guys|folks|everyone) ?[,!] ?",
            r"(?:just )?(?:a )?quick (?:question|one|q) ?[,:.\u2013-]+ ?",
            r"(?:please|pls|plz) ?,? ",
            r"(?:(?:can|could|would|will) (?:you|u|someone|anyone|anybody) )?"
            rf"(?:(?:please|pls|plz|kindly) )?(?:tell|let) (?:me|us) (?:know )?{_ASKING}",
            rf"(?:i(?: am|'m|m|'ve been| was)? )?(?:just )?wondering {_ASKING}",
            rf"i(?:'d| would)? (?:just )?(?:like|want|need) to (?:know|ask|find out) {_ASKING}",
            r"(?:do|does|would|may|can|could) (?:you|u|i|we|someone|anyone|anybody) "
            rf"(?:happen to )?(?:know|ask) {_ASKING}",
            rf"(?:got )?any (?:idea|clue)s? {_ASKING}",
            r"(?:唔好意思|不好意思)[，,、。\s]*",
            r"(?:你好|您好|哈囉|大家好)[呀啊]?[，,、。！!\s]+",
            r"我?(?:想|要|請|请)+(?:問|问)(?![責责題题])(?:一?下|吓)?(?:大家)?[，,：:\s]*",
            r"我?好?(?:想|要)知(?![名識识情悉])道?[，,：:\s]*",
            rf"(?:麻煩|麻烦|唔該|勞駕|請|请)(?:你|大家)?{_FOR_US}",
            rf"(?:可唔可以|可不可以|可以|能不能|能否|可否|能)(?:請|请)?你?{_FOR_US}",
            r"唔該[，,、。\s]*",
        )
    ),
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:"
    r"(?<![ ,.!?])[ ,.!?]+(?:many )?(?:thanks|thank (?:you|u)|thx|tks)"
    r"(?: (?:a lot|so much|very much|in advance|guys|all|everyone|mate))*"
    r"|(?<![,.!?])[,.!?]+ ?(?:ty|tia|cheers)"
    r"|(?<![ ,.])[ ,.]+(?:please|pls|plz)"
    r"|(?<![，,。？?\s])[，,。？?\s]*(?:唔該[晒曬哂]?|(?:多|感)[謝谢][晒曬哂]?|謝謝|谢谢)(?:你|大家|各位)?"
    r"|(?<![，,。？?\s])[，,。？?\s]+求(?:解答?|教|助|問|问)"
    r")[\s.!?？！。~～]*$",
    re.IGNORECASE,
)
_QUESTION_MARK = re.compile("[?？]")


def without_courtesy(text: str) -> str:
    """A question without the greetings, requests to be told, thanks, oaths and pictures in it.

    It is as it was where nothing else is left.
    """
    plain = _WTF.sub("what", _OATH.sub(r"\1", _PICTURES.sub(" ", text)))
    plain, before = " ".join(plain.split()), ""
    while plain != before:
        before = plain
        begun = _BEFORE.match(plain)
        plain = plain[begun.end() :] if begun else plain
        ended = _BEHIND.search(plain)
        if ended:
            mark = _QUESTION_MARK.search(ended[0])
            plain = plain[: ended.start()] + (mark[0] if mark else "")
    return plain if any(character.isalnum() for character in plain) else text
