import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import detect_chinese, detect_language
from corpus.sentences import split_paragraphs, split_sections, split_sentences
from corpus.text import fold_key, fold_line, normalise_body, script_of

MARKERS = re.compile(r"(?:[-*+•‧·▪■●>]|\d{1,3}[.)、．]|[（(]\d{1,3}[)）]|\s)*")

PIECES = st.sampled_from(
    "The bank|Mr. Lam|paid|HK$1.5 million|U.S.|.|. |! |? |…|。|！|「好嗎？」|銀行|金管局|, |；| |  "
    "|\n|\n\n|\n \n|\n- |\n1. |\n> |\n（2） |\n# A heading|\n## 標題\n|*bold.* |“Yes.” |a long "
    "line of words that goes on and on until it is wider than sixty|3|.5|\t|\u3000".split("|")
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


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold_key(fold_key(text)) == fold_key(text)
    assert fold_line(fold_line(text)) == fold_line(text)
    assert normalise_body(normalise_body(text)) == normalise_body(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("穩定幣", "稳定币"),
        ("E-HKD", "e hkd"),
        ("ＨＫＭＡ", "hkma"),
        ("Bay\u200b  Bank", "bay bank"),
    ],
)
def test_spellings_of_one_name_meet_when_folded(one, other):
    assert fold_key(one) == fold_key(other)


def test_a_title_loses_marks_that_turn_the_writing_direction():
    assert fold_line("\u202eBay\u202c \u200fBank\u0007") == "Bay Bank"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bank opened on Monday.", "en"),
        ("銀行周一開業，市民歡迎。", "zh-Hant"),
        ("银行周一开业，市民欢迎。", "zh-Hans"),
        ("Quay Labs 與 Bay Bank 周一宣布在三間分行測試語音櫃員", "zh-Hant"),
        ("The bank, 海灣銀行 in Chinese, opened its first three branches on Monday.", "en"),
        ("ბანკი გაიხსნა", "und"),
        ("123 !?", "und"),
        ("", "und"),
    ],
)
def test_language_is_that_of_the_prose(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("character", "script"),
    [("a", "LATIN"), ("Ｂ", "LATIN"), ("銀", "HAN"), ("ბ", "GEORGIAN"), ("1", ""), ("。", "")],
)
def test_a_letter_has_a_script(character, script):
    assert script_of(character) == script


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
    ("text", "language"),
    [
        ("金管局上星期公布咗咩？", "zh-Hant"),
        ("金管局上星期公布了什么？", "zh-Hans"),
        ("轉數快係咩", "zh-Hant"),
        ("转数快是什么", "zh-Hans"),
        ("你好", "zh-Hant"),
    ],
)
def test_the_script_of_chinese_is_told_by_what_only_one_has(text, language):
    assert detect_chinese(text) == language


def test_a_letter_has_at_most_thirty_marks_and_long_runs_take_no_time():
    marked = "a" + "\u0301\u0323" * 200_000
    started = time.process_time()
    body = normalise_body(marked)
    assert time.process_time() - started < 2
    assert len(body) <= 31
    assert normalise_body("e\u0301") == "é"
    assert normalise_body("क" + "\u093c\u093e") == unicodedata.normalize("NFC", "क\u093c\u093e")
