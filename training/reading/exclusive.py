"""Words that exclude one another: who is the one is seldom the other, what is of the one not of it.

A question that asks for the one is not answered by a passage that only has the other. The words
of a line mean the same; a family's lines exclude one another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text import has_han

_FAMILIES = """
chief executive officer, chief executive, CEO, 行政總裁, 首席執行官, 行政总裁, 首席执行官
chief financial officer, CFO, finance director, 財務總監, 首席財務官, 财务总监, 首席财务官
chief technology officer, CTO, head of technology, 技術總監, 首席技術官, 技术总监, 首席技术官
chief operating officer, COO, 營運總監, 首席營運官, 营运总监, 首席运营官
chief information officer, CIO, 資訊總監, 首席信息官, 信息总监
chief marketing officer, CMO, 市場總監, 市场总监, 首席营销官
chief risk officer, CRO, 風險總監, 风险总监, 首席風險官
chief economist, 首席經濟師, 首席经济学家
chief engineer, 總工程師, 总工程师
chief designer, 總設計師, 总设计师
chairman, chairwoman, chairperson, chair, 主席, 董事長, 董事长
president, 會長, 会长, 總統, 总统, 總裁, 总裁
vice president, vice-president, 副總裁, 副总裁, 副總統, 副总统
co-founder, founder, 創辦人, 創始人, 创办人, 创始人
general manager, 總經理, 总经理
secretary, 秘書長, 秘书长, 秘書, 秘书
treasurer, 司庫, 司库, 財務主任
spokesman, spokeswoman, spokesperson, 發言人, 发言人

director, 導演, 导演
producer, 監製, 制片人, 製片人
composer, 作曲家
screenwriter, scriptwriter, 編劇, 编剧
editor, 主編, 主编, 編輯
translator, 譯者, 译者
illustrator, 插畫師, 插画师
publisher, 出版商, 出版社

king, 國王, 国王
queen, 女王, 王后
prime minister, premier, 首相, 總理, 总理
foreign minister, 外交部長, 外交部长
mayor, 市長, 市长
governor, 總督, 总督, 省長, 省长
bishop, 主教

coach, manager, 主帥, 教練, 教练
captain, 隊長, 队长
goalkeeper, 門將, 守門員, 门将
owner, 班主, 老闆, 老板
referee, 裁判

professor, 教授
dean, 院長, 院长
chancellor, vice-chancellor, 校長, 校长
headmaster, headteacher, principal

first half, 上半年
second half, 下半年
full year, whole year, 全年

first quarter, Q1, 第一季度, 第一季, 首季
second quarter, Q2, 第二季度, 第二季
third quarter, Q3, 第三季度, 第三季
fourth quarter, last quarter, Q4, 第四季度, 第四季

first phase, 第一階段, 第一期, 首階段
second phase, 第二階段, 第二期
third phase, 第三階段, 第三期
final phase, 最後階段

January, 一月
February, 二月
March, 三月
April, 四月
May, 五月
June, 六月
July, 七月
August, 八月
September, 九月
October, 十月
November, 十一月
December, 十二月

Monday, 星期一
Tuesday, 星期二
Wednesday, 星期三
Thursday, 星期四
Friday, 星期五
Saturday, 星期六
Sunday, 星期日

largest, biggest, 最大
smallest, 最小

highest, 最高
lowest, 最低

oldest, 最老, 最舊
youngest, newest, 最年輕, 最新

longest, 最長, 最长
shortest, 最短

最多
最少

increase, rise, grow, 增加, 上升, 增長, 增长, 上漲, 上涨
decrease, fall, drop, decline, 減少, 下降, 下跌, 减少

bought, acquired, 買入, 買咗, 收購, 购买, 收购
sold, 賣出, 賣咗, 出售, 卖出

buy, acquire
sell

opened, 開業, 開幕, 开业, 开幕
closed, shut, 結業, 關閉, 关闭

won, 勝出, 獲勝, 获胜
lost, 落敗, 輸掉, 输掉

win
lose

lent, 貸出, 借出
borrowed, 借入

gave, 給予
received, got, 獲得

export, exports, 出口
import, imports, 進口, 进口

men, male, 男性
women, female, 女性

mother, 母親, 母亲
father, 父親, 父亲
wife, 妻子
husband, 丈夫
brother, 哥哥, 弟弟
sister, 姐姐, 妹妹
son, 兒子, 儿子
daughter, 女兒, 女儿

profit, 利潤, 利润, 盈利
loss, 虧損, 亏损
revenue, turnover, 收入, 營業額, 营业额
debt, 債務, 债务
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a question that could be others, and where they start."""

    words: str
    start: int
    family: int
    line: int


class Exclusive:
    """Finds such words; the longest counts."""

    def __init__(self) -> None:
        families = [family.strip().splitlines() for family in _FAMILIES.strip().split("\n\n")]
        self._lines = [[line.split(", ") for line in family] for family in families]
        self._places = {
            word.lower(): (family, line)
            for family, lines in enumerate(self._lines)
            for line, words in enumerate(lines)
            for word in words
        }
        words = sorted(self._places, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, words)), re.IGNORECASE)

    def find(self, text: str) -> Iterator[Part]:
        """The words of families in a text."""
        for match in self._pattern.finditer(text):
            words = match.group()
            if words == "may":  # the verb
                continue
            yield Part(words, match.start(), *self._places[words.lower()])

    def others(self, part: Part) -> Iterator[tuple[int, str]]:
        """The lines that exclude a part's, each with its first word in that script."""
        for line, words in enumerate(self._lines[part.family]):
            alike = [word for word in words if has_han(word) == has_han(part.words)]
            if line != part.line and alike:
                short = part.words.isupper() and not has_han(part.words)
                word = next(filter(str.isupper, alike), alike[0]) if short else alike[0]
                yield line, word.capitalize() if part.words.istitle() else word


def _whole(word: str) -> str:
    return word if has_han(word) else rf"(?<![a-z]){re.escape(word)}(?![a-z])"
