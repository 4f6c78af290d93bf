import logging
from pathlib import Path

import pytest
from pdf_files import file, lines, pdf, stream

from corpus.errors import ArticleError
from corpus.formats.pdf import PagedText, read_pdf

_PATH = Path("report.pdf")
_PROSE = (
    "The faster rail settled 1.3 million transfers a day in 2023, an increase of",
    "18 per cent over the year before. Lantern Bank joined in March, and Gate Pay",
    "followed in June.",
)


def _read(data: bytes) -> PagedText:
    return read_pdf(data, path=_PATH)


def _report(
    number: int, *, body: tuple[str, ...] = _PROSE
) -> list[tuple[float, float, float, str]]:
    head = [(72.0, 800.0, 9.0, "Annual Report 2023"), (480.0, 800.0, 9.0, f"Page {number}")]
    return [*head, *lines(body), (290.0, 40.0, 9.0, f"{number} / 3")]


def test_lines_of_a_paragraph_are_joined():
    assert _read(pdf([lines(_PROSE)])).body == " ".join(_PROSE)


def test_a_gap_between_lines_parts_two_paragraphs():
    text = _read(pdf([lines([*_PROSE, "", *_PROSE])]))
    assert text.body == "\n\n".join([" ".join(_PROSE)] * 2)


def test_an_indented_line_begins_a_paragraph():
    second = [(90.0, y, size, text) for _, y, size, text in lines(_PROSE[:1], top=718)]
    text = _read(pdf([[*lines(_PROSE), *second, *lines(_PROSE[1:], top=704)]]))
    assert text.body == "\n\n".join([" ".join(_PROSE)] * 2)


def test_a_word_cut_at_a_line_end_is_whole_and_a_compound_keeps_its_hyphen():
    cut = [
        "The network handled 1.3 mil-",
        "lion transfers, an in-",
        "crease year-on-",
        "year, and the long-",
        "term plan of a Sino-",
        "British bank covers 2023-",
        "24 for its in-house team.",
    ]
    assert _read(pdf([lines(cut)])).body == (
        "The network handled 1.3 million transfers, an increase year-on-year, and the long-term "
        "plan of a Sino-British bank covers 2023-24 for its in-house team."
    )


def test_headers_footers_and_page_numbers_are_left_out():
    bodies = ["Costs fell to HK$2.4 million.", "Outages lasted 11 minutes.", "Fees were cut."]
    pages = [_report(number, body=(body,)) for number, body in enumerate(bodies, start=1)]
    assert _read(pdf(pages)).body == "\n\n".join(bodies)


def test_the_number_of_a_page_is_left_out_with_the_name_of_the_chapter_beside_it():
    heads = ["Overview", "Overview", "Outlook", "Risks", "Risks"]
    pages = [
        [
            (72.0, 800.0, 9.0, f"{head} {number + 12}"),
            *lines([f"Costs fell by {number * 7} cents."]),
        ]
        for number, head in enumerate(heads)
    ]
    body = _read(pdf(pages)).body
    assert body == "\n\n".join(f"Costs fell by {number * 7} cents." for number in range(5))


def test_headings_that_are_numbered_page_by_page_stay():
    pages = [
        [(72.0, 800.0, 9.0, f"Step {number}"), *lines([f"Press button {number * 7} twice."])]
        for number in range(1, 5)
    ]
    assert _read(pdf(pages)).body.count("Step") == 4


def test_a_paragraph_that_runs_over_a_page_is_joined_and_the_page_begins_inside_it():
    first = ("Lantern Bank opened its first branch in the harbour district and said that",)
    second = ("the next one would follow before the end of the year.",)
    text = _read(pdf([_report(1, body=first), _report(2, body=second), _report(3)]))
    assert text.body.startswith(f"{first[0]} {second[0]}\n\n")
    assert text.page_starts == (0, len(first[0]) + 1, text.body.index("The faster rail"))


def test_a_page_without_text_begins_where_the_next_one_does():
    text = _read(pdf([lines(_PROSE), [], lines(("Costs fell to HK$2.4 million in all.",)), []]))
    second = text.body.index("Costs fell")
    assert text.page_starts == (0, second, second, len(text.body))


def test_large_lines_are_headings_and_the_largest_is_the_title_and_not_in_the_body():
    page = [
        (72.0, 780.0, 22.0, "Payments in"),
        (72.0, 754.0, 22.0, "Hong Kong"),
        (72.0, 720.0, 14.0, "Overview"),
        *lines(_PROSE, top=700),
        (72.0, 640.0, 14.0, "Outlook"),
        *lines(_PROSE, top=620),
    ]
    text = _read(pdf([page]))
    prose = " ".join(_PROSE)
    assert text.title == text.fields["title"] == "Payments in Hong Kong"
    assert text.body == f"## Overview\n\n{prose}\n\n## Outlook\n\n{prose}"


def test_bold_claims_and_numbers_in_large_letters_are_no_headings():
    page = [
        (72.0, 780.0, 20.0, "1.3"),
        *lines(_PROSE, top=700),
        (72.0, 640.0, 16.0, "We opened the rail to every wallet in the city."),
        *lines(_PROSE, top=600),
    ]
    assert "#" not in _read(pdf([page])).body


def test_a_list_keeps_its_items_and_stays_with_its_lead_in():
    text = _read(
        pdf(
            [
                lines(
                    [
                        *_PROSE,
                        "The bank has two aims:",
                        "\u2022 to cut the fee of small transfers, which it calls the first of its",
                        "goals for the year",
                        "\u2022 to publish figures each quarter",
                    ]
                )
            ]
        )
    )
    assert text.body.endswith(
        "The bank has two aims:\n"
        "- to cut the fee of small transfers, which it calls the first of its goals for the year\n"
        "- to publish figures each quarter"
    )


def test_rows_of_a_table_stay_apart():
    rows = ["Item 2022 2023", "Transfers 1.1 1.3", "Accounts 12.1 13.9"]
    assert _read(pdf([lines([*_PROSE, "", *rows])])).body.endswith("\n".join(rows))


def test_the_lines_of_a_table_of_contents_are_left_out():
    contents = ["Overview .............. 3", "Outlook . . . . . . . . . . 12"]
    assert _read(pdf([lines([*contents, "", *_PROSE])])).body == " ".join(_PROSE)


def test_chinese_lines_are_joined_without_a_space():
    page = [
        (72.0, 800.0, 9.0, "二零二三年年報"),
        *lines(
            [
                "金融管理局今日公布，轉數快於二零二三年每日平均處理約一百三",
                "十萬宗交易，較前一年增加百分之十八。",
                "",
                "當局有兩個目標：",
                "（一）減低小額轉帳收費",
                "（二）開放予電子錢包",
            ]
        ),
        (290.0, 40.0, 9.0, "第1頁"),
    ]
    text = _read(pdf([page], chinese=True))
    assert text.body == (
        "二零二三年年報\n\n金融管理局今日公布，轉數快於二零二三年每日平均處理約一百三十萬宗交易，"
        "較前一年增加百分之十八。\n\n當局有兩個目標：\n（一）減低小額轉帳收費\n（二）開放予電子錢包"
    )


def test_chinese_page_numbers_and_spaced_letters_and_radicals_are_tidied():
    pages = [
        [*lines([f"{head} 科 技 年 報", "⽀付網絡於⼆零二三年擴展。"]), (290, 40, 9, f"第{n}頁")]
        for n, head in enumerate(("香 港 金 融", "澳 門 零 售"), start=1)
    ]
    sentence = "支付網絡於二零二三年擴展。"
    assert _read(pdf(pages, chinese=True)).body == (
        f"香港金融科技年報\n{sentence}\n\n澳門零售科技年報\n{sentence}"
    )


@pytest.mark.parametrize(
    "given",
    ["Microsoft Word - report final.doc", "untitled", "report_v3", "Document1", "(anonymous)", ""],
)
def test_a_title_that_a_program_filled_in_is_none(given):
    page = [(72.0, 780.0, 22.0, "Payments in Hong Kong"), *lines(_PROSE)]
    assert _read(pdf([page], title=given)).title == "Payments in Hong Kong"


def test_a_given_title_goes_before_the_largest_line_if_the_text_bears_it_out():
    page = [(72.0, 780.0, 22.0, "Faster rail"), *lines(_PROSE)]
    assert _read(pdf([page], title="The faster rail in 2023")).title == "The faster rail in 2023"
    assert _read(pdf([page], title="Quarterly bulletin template")).title == "Faster rail"


def test_author_and_key_words_are_fields_and_the_files_own_date_is_not():
    text = _read(pdf([lines(_PROSE)], title="Rails", author="Mei Lam", keywords="payments; rails"))
    assert text.fields == {"title": "Rails", "author": "Mei Lam", "tags": ["payments", "rails"]}
    assert "author" not in _read(pdf([lines(_PROSE)], author="mlam2")).fields


def test_text_across_the_page_is_left_out():
    page = lines(_PROSE)
    data = pdf([page])
    slanted = "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 100 200 Tm (DRAFT) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(
            "\n".join(
                [
                    slanted,
                    *(f"BT /F1 {s} Tf 1 0 0 1 {x} {y} Tm ({t}) Tj ET" for x, y, s, t in page),
                ]
            ).encode()
        ),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
    ]
    assert _read(file(objects)).body == _read(data).body


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is damaged or no PDF"),
        (b"%PDF-1.4 fake", "is damaged or no PDF"),
        (pdf([[], []]), "it may be a scan"),
        (pdf([lines(["4"])]), "it may be a scan"),
        (pdf([lines(_PROSE)])[:300], "is damaged or no PDF"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_a_remedy(data, reason):
    with pytest.raises(ArticleError, match=reason):
        _read(data)


def test_letters_that_fonts_do_not_name_are_told():
    with pytest.raises(ArticleError, match="do not say which letters"):
        _read(pdf([lines(["\ue001\ue002\ue003\ue004" * 20])], chinese=True))


def test_a_locked_file_is_told():
    # The keys of a file that is locked with a password that nobody has.
    locked = pdf([lines(_PROSE)]).replace(
        b"trailer << ",
        b"trailer << /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"11" * 32
        + b"> /U <"
        + b"22" * 32
        + b"> >> ",
    )
    with pytest.raises(ArticleError, match="locked with a password"):
        _read(locked)


def test_a_stream_that_unfolds_without_end_costs_only_its_page():
    bomb = b"BT (" + b"a" * 30_000_000 + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R 7 0 R] /Count 2 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(bomb),
        _page(4),
        stream(b"BT /F1 10 Tf 72 700 Td (" + " ".join(_PROSE).encode() + b") Tj ET"),
        _page(6),
    ]
    text = _read(file(objects))
    assert text.body == " ".join(_PROSE)
    assert text.repairs == ("body: pages that cannot be read were left out: 1",)


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
        "/Resources << /Font << /F1 3 0 R >> >> >>"
    ).encode()


def test_pages_that_point_at_each_other_end():
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 900000000 >>",
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 5 /Parent 2 0 R >>",
    ]
    with pytest.raises(ArticleError):
        _read(file(objects))


def test_what_the_library_warns_of_is_not_shown(caplog, recwarn):
    damaged = pdf([lines(_PROSE)]).replace(b"startxref\n", b"startxref\n9")
    with caplog.at_level(logging.INFO):
        assert _read(damaged).body == " ".join(_PROSE)
    assert not caplog.records
    assert logging.getLogger("pypdf").propagate
