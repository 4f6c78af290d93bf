import pytest

from corpus.formats.hyphens import count_words, join_cut_word
from corpus.formats.paged_text import unpage_text
from corpus.formats.running_lines import find_running_lines


def test_lines_that_count_the_pages_are_taken_out_and_the_text_is_joined():
    text = (
        "Interim Review 2024                                    Page 1\n"
        "The harbour rail\n\n"
        "The bank moved 4.2 mil-\nlion parcels a day, a de-\ncrease of 3 per cent on\nthe year.\n\n"
        "Interim Review 2024                                    Page 2\n"
        "A year-on-\nyear loss followed, in the words of the\nchairman.\n"
    )
    assert unpage_text(text) == (
        "The harbour rail\n\n"
        "The bank moved 4.2 million parcels a day, a decrease of 3 per cent on the year.\n\n"
        "A year-on-year loss followed, in the words of the chairman.\n"
    )


def test_form_feeds_are_page_breaks_and_a_paragraph_runs_over_them():
    text = (
        "Lantern Bank plc               Review\n\n"
        "The bank opened on Monday and said that it would\n\nPage 1 of 2\n\f"
        "Lantern Bank plc               Review\n\n"
        "stay open for the whole of the year.\n\nPage 2 of 2\n\f"
    )
    assert unpage_text(text) == (
        "The bank opened on Monday and said that it would stay open for the whole of the year.\n"
    )


def test_chinese_pages_are_joined_without_a_space():
    text = (
        "金融管理局今日公布，轉數快於二零二三年每日平均處理約一百三\n十萬宗交易。\n第1頁\n"
        "登記帳戶數目於年底達到1,390萬個，反映市民對電子支付服務的需\n求持續上升。\n第2頁\n"
    )
    assert unpage_text(text) == (
        "金融管理局今日公布，轉數快於二零二三年每日平均處理約一百三十萬宗交易。\n\n"
        "登記帳戶數目於年底達到1,390萬個，反映市民對電子支付服務的需求持續上升。\n"
    )


def test_lists_tables_and_short_lines_keep_their_lines():
    text = (
        "Lenders with a licence:\nLantern Bank\nGate Pay\nPeak Exchange\n\n"
        "Item        2022      2023\nLoans       1.1       1.2\n\n"
        "- cut the fee of small transfers, which is the first\n  of its aims\n- publish figures\n\f"
    )
    assert unpage_text(text) == (
        "Lenders with a licence:\nLantern Bank\nGate Pay\nPeak Exchange\n\n"
        "Item        2022      2023\nLoans       1.1       1.2\n\n"
        "- cut the fee of small transfers, which is the first of its aims\n- publish figures\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rate notice\r\n\r\nThe bank set its rate  at 4 per cent.\t\n",
        "A hard-\nwrapped line with a hy-\nphen and no pages.\n",
        "1. first\nsome text\n2. second\nsome text\n3. third\nsome text\n",
        "Chapter 1\n\nText.\n\nChapter 2\n\nText.\n\nChapter 3\n\nText.\n",
        "Step 1\na\nb\nc\nStep 2\na\nb\nc\nStep 3\na\nb\nc\n",
        "Rating: 3/5\na\nb\nc\nRating: 4/5\na\nb\nc\nRating: 5/5\n",
        "Go to page 2.\na\nGo to page 3.\nb\nGo to page 4.\n",
        "第一章\n\n內文\n\n第二章\n\n內文\n\n第三章\n",
        "2021\na\nb\nc\n2022\na\nb\nc\n2023\n",
        "Gate Pay    12\nLantern    14\nGate Pay    9\n",
        "See page 3 for the rate\nx\ny\nSee page 9 for the fee\n",
    ],
)
def test_text_without_certain_pages_stays_as_it_is(text):
    assert unpage_text(text) == text


def test_a_hyphen_goes_where_the_text_has_the_word_without_it_and_stays_where_it_has_it():
    words = count_words(["a takeover, a well-being fund and the stock of a market"])
    assert join_cut_word("the take-", "over of", words) == "the take"
    assert join_cut_word("of well-", "being", words) == "of well-"
    assert join_cut_word("a stock-", "market", words) == "a stock-"
    assert join_cut_word("https://a.example/annual-", "report", words).endswith("-")
    assert join_cut_word("trans\u00ad", "fer", words) == "trans"


@pytest.mark.parametrize(
    ("head", "tail", "is_kept"),
    [
        ("cross-", "border", True),
        ("non-", "bank", True),
        ("market-", "driven", True),
        ("state-", "of-the-art", True),
        ("COVID-", "19", True),
        ("govern-", "ment", False),
        ("with-", "out", False),
        ("high-", "light", False),
        ("long-", "er", False),
        ("sec-", "ond", False),
    ],
)
def test_a_hyphen_stays_in_compounds_and_goes_from_words_that_were_cut(head, tail, is_kept):
    assert join_cut_word(head, tail, count_words([])).endswith("-") is is_kept


def test_running_lines_are_found_at_either_edge_also_on_every_other_page():
    pages = [
        ["Lantern Bank" if number % 2 else "Annual Report", "abcdefgh"[-number:], f"{number}"]
        for number in range(1, 9)
    ]
    assert find_running_lines(pages) == [{0, 2}] * 8


def test_roman_page_numbers_are_found():
    pages = [["text about a bank", "ii"], ["another text", "iii"], ["and one more", "iv"]]
    assert find_running_lines(pages) == [{1}] * 3


def test_signs_for_numbers_are_no_numbers():
    pages = [["#", "text", "# 1"], ["#", "more", "# 2"], ["#", "again", "3 #"]]
    assert find_running_lines(pages) == [{0}, {0}, {0}]


def test_a_text_of_nothing_but_page_lines_stays():
    assert unpage_text("Page 1\n\fPage 2\n\f") == "Page 1\n\fPage 2\n\f"


def test_totals_at_the_foot_of_pages_are_no_page_numbers():
    pages = [["text", "Total 1,204"], ["more", "Total 3,011"], ["again", "Total 2,118"]]
    assert find_running_lines(pages) == [set()] * 3
