from datetime import datetime
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.front_matter import FrontMatter, split_front_matter


def split(raw: str) -> FrontMatter:
    return split_front_matter(raw, Path("a.md"))


def refusal(raw: str) -> str:
    with pytest.raises(ArticleError) as caught:
        split(raw)
    assert caught.value.field == "front matter"
    return caught.value.reason


def yaml(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", "The bank opened."))


@pytest.mark.parametrize(
    "raw",
    [
        "---\ntitle: A bank\ntags: [a, b]\n---\nThe bank opened.",
        "---\ntitle: A bank\ntags: [a, b]\n...\nThe bank opened.",
        "------\ntitle: A bank\ntags: [a, b]\n------\nThe bank opened.",
        "--- yaml\ntitle: A bank\ntags: [a, b]\n---\nThe bank opened.",
        '+++\ntitle = "A bank"\ntags = ["a", "b"]\n+++\nThe bank opened.',
        '---toml\ntitle = "A bank"\ntags = ["a", "b"]\n---\nThe bank opened.',
        '{\n  "title": "A bank",\n  "tags": ["a", "b"]\n}\n\nThe bank opened.',
        "{\n  'title': 'A bank',\n  'tags': ['a', 'b'],\n}\nThe bank opened.",
        '---json\n{"title": "A bank", "tags": ["a", "b"]}\n---\nThe bank opened.',
        '"title": "A bank",\n"tags": ["a", "b"]\n;;;\nThe bank opened.',
        ';;;\n"title": "A bank",\n"tags": ["a", "b"]\n;;;\nThe bank opened.',
        "title: A bank\ntags:\n- a\n- b\n---\nThe bank opened.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "\ufeff", "\n \n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_system_gives_the_same_fields_and_nothing_of_them_in_the_text(raw, before, end):
    found = split((before + raw).replace("\n", end))
    assert found == FrontMatter(
        values={"title": "A bank", "tags": ["a", "b"]}, body="The bank opened."
    )


def test_toml_has_tables_and_dates_of_its_own():
    found = split("+++\ndate = 2024-03-05T09:00:00Z\n[params]\nurl = 'https://a.hk/b'\n+++\nText")
    assert isinstance(found.values["date"], datetime)
    assert found.values["params"] == {"url": "https://a.hk/b"}


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("title: Breaking: a bank opens", "title", "Breaking: a bank opens"),
        ("title: 速報: 銀行開業", "title", "速報: 銀行開業"),
        ("title: Ends with a colon:", "title", "Ends with a colon:"),
        ('title: "The bank\'s "super app" opens"', "title", 'The bank\'s "super app" opens'),
        ("title: 'It's open'", "title", "It's open"),
        ('title: "Octopus" beats "Oyster"', "title", '"Octopus" beats "Oyster"'),
        ('title: "Super app" opens', "title", '"Super app" opens'),
        ('title: "never closed', "title", "never closed"),
        ("title: 'tis the season: again", "title", "'tis the season: again"),
        ("title: @quaybank opens", "title", "@quaybank opens"),
        ("title: `ledger` opens", "title", "`ledger` opens"),
        ("title: %-signs everywhere", "title", "%-signs everywhere"),
        ("title: **A bank** opens", "title", "**A bank** opens"),
        ("title: *A bank", "title", "*A bank"),
        ("title: !important news", "title", "!important news"),
        ("title: > 5% growth", "title", "> 5% growth"),
        ("title: - a dash", "title", "- a dash"),
        ("title: [Update] A bank opens", "title", "[Update] A bank opens"),
        ("title: #1 bank opens", "title", "#1 bank opens"),
        ("title: We are #1", "title", "We are #1"),
        ("title: {{ title }}", "title", "{{ title }}"),
        ("title:A bank opens", "title", "A bank opens"),
        ("title：銀行開業", "title", "銀行開業"),
        ('path: "C:\\pictures"', "path", "C:\\pictures"),
        ("tags: [bank, #ai, @x]", "tags", ["bank", "#ai", "@x"]),
        ("tags: #ai", "tags", "#ai"),
        ("tags:\n- #ai\n- @x", "tags", ["#ai", "@x"]),
        ("tags:\n\t- a\n\t- b", "tags", ["a", "b"]),
        ("\ttitle: A bank", "title", "A bank"),
        ("excerpt: It said: yes\n  and: no", "excerpt", "It said: yes and: no"),
        ("excerpt: It opened\nand closed", "excerpt", "It opened and closed"),
        ("title: A bank\n  date: 2024-03-05", "date", "2024-03-05"),
    ],
)
def test_what_is_no_yaml_is_read_as_its_author_meant_it_and_said(line, name, value):
    found = split(yaml(line, *(["other: 1"] if "\t" not in line else ())))
    assert found.values[name] == value
    assert found.body == "The bank opened."
    assert found.repairs


@pytest.mark.parametrize(
    "line",
    [
        "title: A bank # a comment",
        "title: # to be written",
        "color: #fff",
        'excerpt: "A long text: with\n  colons"',
        "excerpt: |\n  a: b: c\n  @x\n  #y",
        "excerpt: >-\n  a: b: c",
        "base: &base a\ncopy: *base",
        "tags: [a,\n  b]",
        "title: 'It''s open'",
    ],
)
def test_good_yaml_is_left_as_it_is(line):
    assert split(yaml(line, "other: 1")).repairs == ()


def test_block_texts_are_not_mended_when_another_line_is():
    found = split(yaml("excerpt: |", "  a: b: c", "  @x", "title: A: b"))
    assert found.values == {"excerpt": "a: b: c\n@x\n", "title": "A: b"}
    assert found.repairs == ("title: was no valid YAML and was read as text",)


def test_lines_of_one_field_are_said_once_with_their_count():
    found = split(yaml("related:", "- title: A: b", "- title: C: d", "- title: e"))
    assert [entry["title"] for entry in found.values["related"]] == ["A: b", "C: d", "e"]
    assert found.repairs == ("title: 2 lines were no valid YAML and were read as text",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (yaml("title: A", "b: {c"), "is not valid YAML (line 4: did not find expected ',' or '}')"),
        ("\n\n+++\ntitle = A\n+++\n", "is not valid TOML: Invalid value (line 4)"),
        ('{"title": A}\n', "is not valid JSON (line 1: expecting value)"),
        ('"title": A\n;;;\n', "is not valid JSON (line 1: expecting value)"),
        ("+++\na = " + "[" * 100_000 + "\n+++\n", "holds a value that TOML cannot read"),
        ("+++\n" + "a." * 100_000 + "b = 1\n+++\n", "is nested deeper than 50 levels"),
        ('{"a":' * 60 + "1" + "}" * 60, "is nested deeper than 50 levels"),
        ('{"a":' * 100_000, "holds a value that JSON cannot read"),
        ("+++\na = " + "9" * 5000 + "\n+++\n", "holds a value that TOML cannot read"),
        ('+++\ntitle = "A bank"\n', 'is not closed; end it with a line "+++"'),
        ("---\ntitle: A bank\n\nIt opened.", 'is not closed; end it with a line "---"'),
        ("---\nfoo: a\nbar: b\n\nIt opened.", 'is not closed; end it with a line "---"'),
    ],
    ids=lambda text: text[:30],
)
def test_what_cannot_be_mended_is_refused_with_its_place(raw, reason):
    assert refusal(raw) == reason


@pytest.mark.parametrize(
    "raw",
    [
        "---\n\nThe bank opened on Monday: it was full.\n\n---\n\nIt closed on Friday.",
        "---\nThe bank opened on Monday.\n\nIt closed on Friday.",
        "---\n\n銀行星期一開業，服務全港市民。\n\n---\n\n其後關閉。",
        "---\n\n## A heading\n\nThe bank opened on Monday.\n\n---\nMore",
        "Breaking: a bank opens\n---\n\nIt opened on Monday.",
        "Hong Kong: a bank opened on Monday.\n\nIt closed.",
        "# An interview\n\nAuthor: I think that it opened.\nReader: It did not.\n\nMore",
        "# A bank\n\nFee: HK$8\nSource: annual report\n\nMore",
        "{{< figure src=a.png >}}\nThe bank opened.",
        "{% include a.html %}\nThe bank opened.",
        "{a} is a letter.",
        "+++\nThe bank opened on Monday.",
        "Source: a bank\nIt opened on Monday.\n\nMore",
    ],
)
def test_prose_is_no_front_matter_whatever_it_begins_with(raw):
    assert split(raw) == FrontMatter(values={}, body=raw)


def test_lines_of_names_above_a_text_are_fields():
    raw = "Title: A bank\nDate: 2024-03-05 10:00\nSummary: It opened\n  and closed\n\nThe text."
    found = split(raw)
    assert found.values == {
        "Title": "A bank",
        "Date": "2024-03-05 10:00",
        "Summary": "It opened\nand closed",
    }
    assert found.body == "The text."


def test_properties_below_a_heading_are_fields_and_other_lines_stay():
    found = split("# A bank\n\nCreated: March 5, 2024 10:00 AM\nTags: a, b\nFee: HK$8\n\nThe text.")
    assert found.values == {"Created": "March 5, 2024 10:00 AM", "Tags": "a, b"}
    assert found.body == "# A bank\n\nFee: HK$8\n\nThe text."


@pytest.mark.parametrize(
    "raw", ["---\n---\nIt opened.", "+++\n+++\nIt opened.", "---\n# no\n---\nIt opened."]
)
def test_two_lines_with_no_field_between_them_are_an_empty_front_matter(raw):
    assert split(raw) == FrontMatter(values={}, body="It opened.")


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (("標題：燈塔銀行", "日期：2024年"), {"標題": "燈塔銀行", "日期": "2024年"}),
        (('title: "C:\\Users\\x"',), {"title": "C:\\Users\\x"}),
        (("title: A\u2028bank", "author: B"), {"title": "A bank", "author": "B"}),
        (("tags: [A, B", "title: C"), {"tags": ["A", "B"], "title": "C"}),
        (("title: C", "author: [A, B"), {"title": "C", "author": ["A", "B"]}),
        (("tags: [A,", "  B]", "title: C"), {"tags": ["A", "B"], "title": "C"}),
    ],
)  # fmt: skip
def test_wide_colons_odd_escapes_line_signs_and_open_lists_are_read_as_meant(lines, values):
    assert split(yaml(*lines)).values == values
