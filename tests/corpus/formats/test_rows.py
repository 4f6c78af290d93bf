import csv
import json
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.formats.rows import Row, RowProblem, Rows, read_rows

_PATH = Path("rows.jsonl")


def _read(text: str, kind: str, **columns: str) -> Rows:
    return read_rows(text, kind=kind, path=_PATH, columns=columns or None)  # type: ignore[arg-type]


def test_each_line_of_json_lines_is_an_article():
    text = '{"title": "Rates", "text": "The rate is 4 per cent.", "date": "2024-03-05"}\n\n'
    assert _read(text, "jsonl").rows == (
        Row(
            number=1,
            fields={"title": "Rates", "date": "2024-03-05"},
            body="The rate is 4 per cent.",
            id="1",
        ),
    )


def test_rows_that_are_no_article_are_told_and_the_others_are_read():
    text = '{"text": "One."}\n{"title": "No text"}\nnonsense\n[1]\n{"text": "Two."}\n'
    rows = _read(text, "jsonl")
    assert [row.body for row in rows.rows] == ["One.", "Two."]
    assert rows.problems == (
        RowProblem(number=2, reason="has no text"),
        RowProblem(number=3, reason="is not valid JSON: line 1, column 1"),
        RowProblem(number=4, reason="is no JSON object"),
    )


@pytest.mark.parametrize("name", ["articles", "items", "data"])
def test_a_json_file_may_hold_a_list_or_an_object_with_one(name):
    articles = [{"headline": "A", "body": "One."}, {"headline": "B", "body": "Two."}]
    for value in (articles, {name: articles}, {"total": 2, name: articles}):
        for kind in ("json", "jsonl"):
            rows = _read(json.dumps(value, indent=1), kind)
            assert [row.body for row in rows.rows] == ["One.", "Two."]
            assert rows.rows[0].fields == {"headline": "A"}


def test_a_json_file_of_one_article_or_of_one_a_line_is_read_too():
    one = '{"title": "A", "content": "One."}'
    assert [row.body for row in _read(one, "json").rows] == ["One."]
    assert len(_read(f"{one}\n{one}\n", "json").rows) == 2


def test_nested_text_lists_of_paragraphs_and_html_become_plain_text():
    article = {
        "slug": "rates",
        "title": {"rendered": "Rates"},
        "content": {"rendered": "<p>The rate is <b>4</b> per cent.</p><p>Fees stay.</p>"},
        "source": {"id": None, "name": "Lantern Wire"},
    }
    (row,) = _read(json.dumps([article]), "json").rows
    assert row.fields == {"slug": "rates", "title": "Rates", "source": "Lantern Wire"}
    assert row.id == "rates"
    assert "<" not in row.body
    assert "Fees stay." in row.body
    (row,) = _read('{"text": ["One.", "Two."]}', "json").rows
    assert row.body == "One.\n\nTwo."


def test_a_row_with_a_summary_only_is_kept_without_a_body():
    (row,) = _read('{"title": "A", "summary": "The rate is 4 per cent."}', "jsonl").rows
    assert row.body == ""
    assert row.fields["summary"] == "The rate is 4 per cent."


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_with_quotes_line_ends_and_its_own_delimiter(delimiter, tmp_path):
    path = tmp_path / "rows.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["Title", "Full Text", "URL"])
        writer.writerow(["Rates, again; and\tagain|", 'The "rate"\nis 4, not 5;\n', "https://a.hk"])
        writer.writerow(["Fees", "They stay.", ""])
    text = path.read_bytes().decode("utf-8")
    for kind in ("csv", "tsv"):
        rows = _read(text, kind).rows
        assert rows[0].fields == {"Title": "Rates, again; and\tagain|", "URL": "https://a.hk"}
        assert rows[0].body == 'The "rate"\nis 4, not 5;'
        assert rows[1].fields == {"Title": "Fees"}


def test_chinese_columns_are_known():
    (row,) = _read("標題,日期,內文\n利率,2024年3月5日,利率為四厘。\n", "csv").rows
    assert row.body == "利率為四厘。"
    assert row.fields == {"標題": "利率", "日期": "2024年3月5日"}


def test_the_operator_may_name_the_columns():
    rows = _read("head,story,extra\nRates,Four per cent.,x\n", "csv", title="head", body="story")
    assert rows.rows[0].fields == {"title": "Rates", "extra": "x"}
    assert rows.rows[0].body == "Four per cent."
    with pytest.raises(ArticleError, match='no column "tale"; it has "head", "story"'):
        _read("head,story\na,b\n", "csv", body="tale")


def test_an_id_column_names_the_rows_only_if_every_id_is_plain_and_its_own():
    def ids(*values: str) -> list[str]:
        lines = "".join(f'{{"id": {value}, "text": "a"}}\n' for value in values)
        return [row.id for row in _read(lines, "jsonl").rows]

    assert ids('"a-1"', '"b_2"') == ["a-1", "b_2"]
    assert ids("17", "18") == ["17", "18"]
    assert ids('"a"', '"A"') == ["1", "2"]
    assert ids('"a/b"', '"c"') == ["1", "2"]
    assert ids("null", '"c"') == ["1", "2"]


def test_a_row_with_more_cells_than_the_header_is_told():
    rows = _read("title,text\nA,One, two.\nB,Three.\n", "csv")
    assert [row.body for row in rows.rows] == ["Three."]
    assert rows.problems[0].number == 1
    assert "put text in quotes" in rows.problems[0].reason


def test_a_long_text_in_a_table_is_read_and_the_limit_of_the_library_is_left_as_it_was():
    limit = csv.field_size_limit()
    (row,) = _read("title,text\nA," + "word " * 60_000, "csv").rows
    assert len(row.body) > 250_000
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("", "jsonl", "holds no rows"),
        ("[]", "json", "holds no rows"),
        ("title,text\n", "csv", "holds no rows"),
        ("3", "json", "no list of objects"),
        ("[1, 2]", "json", "no list of objects"),
        ('{"a": ', "json", "is not valid JSON: line 1"),
        ("a,b\n1,2\n", "csv", 'name it as "body"; it has "a", "b"'),
        ('{"text":' + "[" * 90_000, "jsonl", "nested deeper"),
        ('{"text": "a", "n":' + "9" * 5_000 + "}", "json", "huge number"),
        ("text\n" + "a" * 2_000_001, "csv", "row 1 cannot be read"),
        ("x," * 600 + "\n1", "csv", "more than 500 columns"),
        ('{"text": "a"}\n' * 100_001, "jsonl", "more than 100,000 rows"),
    ],
)
def test_a_file_without_rows_is_told_with_a_remedy(text, kind, reason):
    with pytest.raises(ArticleError, match=reason):
        _read(text, kind)


def test_the_beginning_that_an_interface_gives_of_a_text_is_an_excerpt():
    text = "Lantern Bank will close two branches, the lender said on Monday, as cust… [+2314 chars]"
    row = read_rows(
        json.dumps([{"title": "Bank closes", "content": text}]), kind="json", path=Path("a.json")
    ).rows[0]
    assert row.body == ""
    assert row.fields["excerpt"] == text.partition(" [+")[0]


def test_a_headline_in_parts_is_its_main_one():
    record = {"headline": {"main": "Bank closes", "kicker": "News"}, "text": "It closes today."}
    row = read_rows(json.dumps([record]), kind="json", path=Path("a.json")).rows[0]
    assert row.fields["headline"] == "Bank closes"
