from pathlib import Path

import pytest

from corpus.errors import ArticleError, NotAnArticleError
from corpus.front_matter import split_front_matter
from corpus.header_lines import credits_in


def values(raw: str) -> dict[str, object]:
    return split_front_matter(raw, Path("a.md")).values


def body(raw: str) -> str:
    return split_front_matter(raw, Path("a.md")).body.strip()


@pytest.mark.parametrize(
    "raw",
    [
        "title:: A bank\ndate:: 2024-03-05\n\n- It opened.",
        "- title:: A bank\n  date:: 2024-03-05\n- It opened.",
        "% A bank\n%\n% 2024-03-05\n\n- It opened.",
        "<!--\n.. title: A bank\n.. date: 2024-03-05\n-->\n\n- It opened.",
        "<!--\ntitle: A bank\ndate: 2024-03-05\n-->\n- It opened.",
        '```yaml\ntitle: A bank\ndate: "2024-03-05"\n```\n\n- It opened.',
        '---js\n{ title: "A bank", date: "2024-03-05", }\n---\n- It opened.',
    ],
)
def test_fields_are_read_as_each_system_writes_them_above_a_text(raw):
    assert values(raw)["title"] == "A bank"
    assert str(values(raw)["date"]) == "2024-03-05"
    assert body(raw) == "- It opened."


@pytest.mark.parametrize(
    "raw",
    [
        "% of loans\nrose.",
        "% A title alone\n\nText.",
        "<!-- a remark -->\n\nText.",
        "<!--\nnote: read this\n-->\n\nText.",
        "```yaml\nname: build\non: push\n```\n\nText.",
        "```yaml\ntitle: A bank\n```\n\nText.",
        "std::vector is a class.\n\nText.",
        "aside:: a word\n\nText.",
    ],
)
def test_what_only_looks_like_such_fields_is_text(raw):
    assert values(raw) == {}
    assert body(raw) == raw


def test_front_matter_that_is_a_program_is_refused_with_what_to_do():
    with pytest.raises(ArticleError, match="write it as YAML or JSON"):
        values("---js\nreturn { title: f(1) + 'x'\n---\nText.")


JOPLIN = "\n\nid: 0123456789abcdef0123456789abcdef\ncreated_time: 2024-03-05T01:00:00.000Z\n"


def test_a_note_of_joplins_raw_export_has_its_fields_below_the_text():
    raw = f"A bank\n\nIt opened.{JOPLIN}source_url: https://example.com/a\ntype_: 1"
    assert values(raw) == {
        "title": "A bank",
        "created_time": "2024-03-05T01:00:00.000Z",
        "source_url": "https://example.com/a",
    }
    assert body(raw) == "It opened."


def test_a_tag_of_joplins_raw_export_is_no_article():
    with pytest.raises(NotAnArticleError, match="no note"):
        values(f"banks{JOPLIN}type_: 5")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("來源：山峰日報　作者：李小姐", {"provider": "山峰日報", "author": "李小姐"}),
        (
            "来源：山峰财经 时间：2024-03-05 10:00",
            {"provider": "山峰财经", "date": "2024-03-05 10:00"},
        ),
        ("2024年3月5日 08:15 | 記者：李小姐", {"author": "李小姐", "date": "2024年3月5日 08:15"}),
        ("文：李小姐　圖：王先生", {"author": "李小姐"}),
        ("By: Dana Wick", {"author": "Dana Wick"}),
        ("Source: Peak News", {"provider": "Peak News"}),
        ("By: noon it had closed", None),
        ("Source: people who know", None),
        ("責任編輯：王先生", None),
        ("来源：他说银行关了，我们来了。", None),
        ("The bank opened.", None),
    ],
)
def test_a_line_of_credits_tells_who_wrote_and_published_a_text(line, said):
    assert credits_in(line) == said


def test_a_letter_that_begins_with_whom_it_is_from_has_its_fields():
    raw = "From: a@bank.example\nTo: b@bank.example\nSubject: Rates\nDate: 2024-03-05\n\nThey rose."
    assert values(raw)["Subject"] == "Rates"
    assert body(raw) == "They rose."


@pytest.mark.parametrize(
    "lines",
    [
        "- **Date:** 2024-03-05\n- **Author:** Dana Wick",
        "**Date**: 2024-03-05  \n**Author**: Dana Wick  ",
        "* Date: 2024-03-05\n* Author: Dana Wick",
    ],
)
def test_fields_in_bold_or_as_items_below_a_heading_are_read(lines):
    raw = f"# A bank\n\n{lines}\n\nIt opened."
    assert values(raw) == {"Date": "2024-03-05", "Author": "Dana Wick"}
    assert body(raw) == "# A bank\n\nIt opened."


@pytest.mark.parametrize(
    "lines",
    ["- Date: 5 March 2024\n- Venue: Hall 1", "- Banks: two\n- Title: none", "- One\n- Two"],
)
def test_a_list_below_a_heading_that_tells_of_an_event_stays(lines):
    raw = f"# A bank\n\n{lines}\n\nIt opened."
    assert (values(raw), body(raw)) == ({}, raw)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Dana Wick", "Dana Wick"),
        ("By Dana Wick and Sam O’Poe, Peak News", "Dana Wick, Sam O’Poe"),
        ("By then the bank was closed", None),
        ("By Monday", None),
    ],
)
def test_a_line_that_only_says_by_whom_a_text_is_tells_its_author(line, author):
    assert credits_in(line) == ({"author": author} if author else None)
