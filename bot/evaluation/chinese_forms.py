"""Questions that a Chinese sentence answers: what they ask for stands where the answer stood."""

import re
from collections.abc import Iterator

from bot.evaluation.english_forms import Found
from bot.talking.example_patterns import Form
from corpus.languages import detect_chinese

_FIGURES = r"[\d,.]*\d|[一二兩两三四五六七八九十百千]{1,6}"
_ABOUT = "(?:約|约|逾|超過|超过|近|至少|最多)?"
_DAY = r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?"
_PRONOUNS = "它他她這这該该其此我你您當当如若但而並并因由雖虽另也又則则以"
_SUBJECT = rf"(?![{_PRONOUNS}])[^，。；：！？「」（）()\d]{{2,24}}?"
_COUNT = re.compile(
    rf"(?P<head>(?:{_SUBJECT}))(?<![最第每]){_ABOUT}(?P<answer>(?<![第最\d,.])(?!一[^\d十百千])(?:{_FIGURES})[萬万億亿]?"
    r"(?P<unit>[名個个間间家位款項项條条艘班種种]))(?P<tail>[^，。；：！？（）()\d或]{1,14})(?=[，。；]|$)"
)
_MONEY = re.compile(
    rf"(?P<head>{_SUBJECT}){_ABOUT}(?P<answer>(?:港幣|港币|人民幣|人民币|HK\$|US\$|\$)?"
    rf"(?:{_FIGURES})[萬万億亿]*(?:元|港元|美元|人民幣|人民币))(?P<tail>[^，。；：！？（）()\d]{{0,12}})(?=[，。；]|$)"
)
_LED = re.compile(
    rf"(?:於|在)?(?P<answer>{_DAY})，(?P<done>{_SUBJECT}[^，。；：！？（）()\d]{{2,14}})(?=[，。；])"
)
_DATED = re.compile(
    rf"(?P<subject>{_SUBJECT})(?P<at>[於于在]|自)(?P<answer>{_DAY})(?![至起以])(?P<done>(?:(?!以來|以来)[^\W\d_的]){{2,16}})(?=[，。；])"
)
# What a line is about, before what it says.
_LABEL = re.compile(r"^[\u3400-\u9fff、]{2,14} (?=[\u3400-\u9fff])")


def find_in_chinese(sentence: str) -> Iterator[Found]:
    """The questions that a sentence on one line answers, in its own characters."""
    sentence = _LABEL.sub("", sentence)
    is_simplified = detect_chinese(sentence) == "zh-Hans"
    how_many = "多少"
    if led := _LED.match(sentence):
        asked = "是在何时？" if is_simplified else "是在何時？"
        yield Found(form=Form.WHEN, question=f"{led['done']}{asked}", answer=led["answer"])
        return
    if dated := _DATED.match(sentence):
        when = "何时" if is_simplified else "何時"
        question = f"{dated['subject']}{dated['at']}{when}{dated['done']}？"
        yield Found(form=Form.WHEN, question=question, answer=dated["answer"])
    if money := _MONEY.match(sentence):
        question = f"{money['head']}{how_many}{'钱' if is_simplified else '錢'}{money['tail']}？"
        yield Found(form=Form.MONEY, question=question, answer=money["answer"])
    elif count := _COUNT.match(sentence):
        question = f"{count['head']}{how_many}{count['unit']}{count['tail']}？"
        yield Found(form=Form.COUNT, question=question, answer=count["answer"])
