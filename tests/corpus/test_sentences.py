import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_paragraphs, split_sections, split_sentences

MARKERS = re.compile(r"(?:[-*+•‧·▪■●>]|\d{1,3}[.)、．]|[（(]\d{1,3}[)）]|\s)*")

PIECES = st.sampled_from(
    "The bank|Mr. Lam|paid|HK$1.5 million|U.S.|.|. |! |? |…|。|！|「好嗎？」|銀行|金管局|, |；| |  "
    "|\n|\n\n|\n \n|\n- |\n1. |\n> |\n（2） |\n# A heading|\n## 標題\n|*bold.* |“Yes.” |a long "
    "line of words that goes on and on until it is wider than sixty|3|.5|\t|\u3000"
    '|（一）|（二）|(a) |(b) |1.|2.|①|②|：|: |"|」|《|》|他說|Lam said|．'.split("|")
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The bank opened on Monday.", "It closed on Friday."],
        ["The U.S. Federal Reserve met Mr. Lam of Bay Inc. on Monday.", "He left early."],
        ["The GenA.I. sandbox opened in May.", "Ten banks joined it."],
        ["Losses fell to HK$1.5 billion or 3.2%.", "That is less than in 2019."],
        ["He said: “We are open.”", "She did not agree."],
        ['"Are they open?" asked the clerk.', '"They are!"'],
        ["The fund (and its owner.)", "Nobody else was asked."],
        ["It cost e.g. ten dollars at J. Smith and Co. in June.", "Then it fell."],
        ["Was it the first one?", "It was the second one!", "Nobody had counted them…", "So what."],
    ],
)
def test_english_sentences_end_where_a_reader_ends_them(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["金管局周一公布結果。", "銀行表示歡迎！", "市民怎樣看？", "未知"],
        ["他說：「我們準備好了。」", "她不同意。"],
        ["（全文完。）", "謝謝。"],
        ["錯誤率由9.5%降至4.2%。", "費用約HK$3.5億元。"],
        ["Quay Labs行政總裁Amy Roe說好。", "雙方簽約。"],
    ],
)
def test_chinese_sentences_end_at_their_marks_and_closing_quotes(expected):
    assert sentences("".join(expected)) == expected


def test_a_list_gives_one_sentence_an_entry_without_its_marker():
    text = "Three rules:\n- Keep a log\n• Tell the client\n2) Ask first\n（3） 保密\n> - A quote"
    assert sentences(text) == [
        "Three rules:",
        "Keep a log",
        "Tell the client",
        "Ask first",
        "保密",
        "A quote",
    ]


def test_lines_wrapped_for_width_are_one_sentence():
    text = (
        "The regulator said on Monday that the banks of the city should tell\n"
        "their clients when a machine has answered. It gave them a year."
    )
    assert [" ".join(sentence.split()) for sentence in sentences(text)] == [
        "The regulator said on Monday that the banks of the city should tell their clients when a "
        "machine has answered.",
        "It gave them a year.",
    ]


def test_short_lines_are_sentences_of_their_own():
    assert sentences("Opening hours\nNine to five") == ["Opening hours", "Nine to five"]


@given(TEXTS)
def test_sentences_are_in_order_disjoint_stripped_and_leave_out_list_markers_only(text):
    behind = 0
    for start, end in split_sentences(text):
        assert behind <= start < end
        assert text[start:end] == text[start:end].strip()
        assert MARKERS.fullmatch(text[behind:start])
        behind = end
    assert MARKERS.fullmatch(text[behind:])


@given(TEXTS)
def test_sections_leave_out_heading_lines_only(text):
    behind = 0
    for _, (start, end) in split_sections(text):
        assert behind <= start < end
        assert all(not line.strip() or line[0] == "#" for line in text[behind:start].split("\n"))
        assert not re.search(r"^#{1,6}[ \t]+", text[start:end], re.MULTILINE)
        for sentence in split_sentences(text, (start, end)):
            assert start <= sentence[0] < sentence[1] <= end
        behind = end


def test_a_section_knows_the_headings_above_it():
    body = "Lead.\n\n# Banks\n\nOne.\n\n## Virtual ##\n\nTwo.\n\n# Coins\n\nThree."
    assert [(headings, body[slice(*span)].strip()) for headings, span in split_sections(body)] == [
        ((), "Lead."),
        (("Banks",), "One."),
        (("Banks", "Virtual"), "Two."),
        (("Coins",), "Three."),
    ]


def test_paragraphs_are_parted_by_blank_lines():
    body = "  One\nstill one\n \t\n\nTwo \n"
    spans = split_paragraphs(body, (0, len(body)))
    assert [body[slice(*span)] for span in spans] == ["One\nstill one", "Two"]


@pytest.mark.parametrize(
    "line",
    ["a. " * 60_000, "." * 200_000 + "x", "a\n" * 60_000, "# " * 100_000 + "x", "word " * 40_000],
    ids=["full stops", "dots", "lines", "hashes", "no end"],
)
def test_a_very_long_line_is_split_in_seconds(line):
    assert split_sections(f"Lead.\n\n{line}")
    assert split_sentences(line)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "The Stablecoins Ordinance (Cap. 656) took effect in August. It was new.",
            ["The Stablecoins Ordinance (Cap. 656) took effect in August.", "It was new."],
        ),
        (
            "He told the council “It works well. Really.” before lunch. They left.",
            ["He told the council “It works well. Really.” before lunch.", "They left."],
        ),
        ("局長說：「好。真的好。」大家離開。", ["局長說：「好。真的好。」", "大家離開。"]),
    ],
)
def test_no_sentence_ends_inside_a_bracket_or_quote(text, sentences):
    assert [text[slice(*span)] for span in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["「這個做法可行。」經理李小明說。", "新分行下月開業。"],
        ["「一定做得到！」她笑道。", "「為何不試？」店東問。", "會議結束。"],
        ["「這是真的。」發言人指出，「我們會跟進。」", "市民離開。"],
        ["“我们准备好了。”行长说。", "会议结束。"],
        ['"我們準備好了。"行長說。', '"真的？"記者問。', '他答"好。真的好。"', "大家離開。"],
        ["「我們準備好了。」", "銀行表示，新分行下月開業。"],
        ["「可以退款嗎？」", "公司拒絕回應。"],
        ["客人問：「何時開門？」；店員答：「九時！」", "他又說：「你可以先坐……不用等。」"],
        ["客人問：「何時開門？」", "店員答：「九時！」", "客人離開。"],
    ],
)
def test_a_quote_and_who_said_it_are_one_sentence(expected):
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["銀行贊助了電影《飛吧！小貓》上映。", "票房不錯。"],
        ["她讀了《你好嗎？我很好！》和《再見》。", "他沒有讀。"],
        ["銀行推出「儲吧！」計劃。", "市民歡迎。"],
        ["市民對「怎樣申請？」的問題感到困惑。", "銀行說會解釋。"],
        ["公司參加了【衝！】比賽。", "結果未知。"],
        ["他（是誰？）走了。", "（全文完。）", "謝謝。"],
        ["年利率為３．２５厘，每月０．２７厘。", "十分低。"],
        ["今日開唔開門?", "開呀!", "真係。"],
        ["銀行開業。", "**第二間**下月開業。"],
    ],
)
def test_marks_in_a_name_or_number_end_no_chinese_sentence(expected):
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ['"We are quite ready," she told them.', "They left at once."],
        ['"It works well. Really," he told them.', "They left at once."],
        ['"Are they open today?" Mr. Lam asked.', "Nobody knew that."],
        ["“The new system works!” Lam said in a statement.", "They all left."],
        ["“The new system works!”", "The bank said it would open more branches."],
        ["The listing of Yahoo! Finance was wrong.", "It was corrected."],
        ["He bought shares of Yahoo!", "The firm declined to comment."],
        ["The bank paid HK$1.5bn.", "The rest came from J. P. Chan on Jan. 5."],
        ["It opens at approx. 9 a.m. on Mondays.", "It closes at 5 p.m.", "The shop does not."],
        ["It is No. 5 of twelve.", "The clerk said no.", "Then it was over."],
        ["The firm joined Quay Pay Inc.", "It left the U.S. market.", "It is small."],
        ["The rules are at bank.example.hk.", "Banks must comply with them."],
        ["It raised HK$20 million in Series A.", "The round closed in May."],
        ['A screen of 5" is small.', "Nobody likes it much."],
    ],
)
def test_quotes_and_abbreviations_end_no_english_sentence(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["報告指出：", "（一）費用下調至0.8%；", "（二）限額提高；", "（三）可隨時取消。", "完。"],
        ["步驟：", "1.打開程式；", "2.輸入金額；", "3.確認。", "收費1.5元。"],
        ["一、費用下調；", "二、限額提高。", "第一、二季不變。"],
        ["做法：", "①下載程式", "②登記戶口", "③存款"],
        ["三方面：", "(a)費用下調，", "(b)限額提高，", "(c)可取消。"],
    ],
)
def test_the_items_of_an_enumeration_inside_a_line_are_sentences(expected):
    assert sentences("".join(expected)) == expected


def test_an_english_enumeration_is_split_at_its_markers():
    expected = ["It has two parts:", "(1) cut the fees; and", "(2) raise the limit.", "It is new."]
    assert sentences(" ".join(expected)) == expected
    nested = ["Parts:", "(1) fees:", "(i) for shops;", "(ii) for clients;", "(2) a higher limit."]
    assert sentences(" ".join(nested)) == nested


@pytest.mark.parametrize(
    "text",
    [
        "Paragraphs (a) and (b) apply to banks.",
        "Holders of Class (A) and Class (B) shares voted.",
        "See section 2(a) of the law; section 3(b) is void.",
        "Only (1) one of them was found.",
        "It was (2) too late; (3) too dear.",
        "第一、二季及第三、四季業績理想。",
        "他說：「原因有：（一）費用高；（二）速度慢。」",
        "收費為1.5元，2.5元或3.5元。",
    ],
)
def test_what_only_looks_like_an_enumeration_is_one_sentence(text):
    assert sentences(text) == [text]


def test_a_part_of_an_enumeration_is_split_as_the_whole():
    text = "報告指出：（一）費用下調；（二）限額提高；（三）可隨時取消。以上下月生效。"
    spans = split_sentences(text)
    for first in range(len(spans)):
        for last in range(first, len(spans)):
            part = (spans[first][0], spans[last][1])
            assert split_sentences(text, part) == spans[first : last + 1]


@given(TEXTS, st.integers(0, 200), st.integers(0, 200))
def test_the_sentences_of_a_part_stay_inside_it(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    for sentence in split_sentences(text, (start, end)):
        assert start <= sentence[0] < sentence[1] <= end
