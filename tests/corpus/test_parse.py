import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.load import load_corpus
from corpus.parse import MAX_RELATED, parse_article
from corpus.schema import Article

SAMPLES = sorted((Path(__file__).parent.parent / "data").glob("*.expected.json"))
BODY = "The bank opened on Monday."


def parse(raw: str) -> tuple[Article, tuple[str, ...]]:
    return parse_article(raw, path=Path("bank.md"), article_id="bank")


def with_fields(fields: str, body: str = BODY) -> str:
    return f"---\n{fields}\n---\n{body}\n"


def refusal(raw: str) -> tuple[str, str]:
    with pytest.raises(ArticleError) as caught:
        parse(raw)
    assert str(caught.value) == f"bank.md: {caught.value.field}: {caught.value.reason}"
    return caught.value.field, caught.value.reason


@pytest.mark.parametrize("expected", SAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_a_file_as_it_comes_in_real_life_gives_the_article_in_it(expected):
    name = expected.name.removesuffix(".expected.json")
    file = next(f for f in expected.parent.glob(f"{name}.*") if f != expected)
    corpus = load_corpus([file])
    article = next(article for article in corpus.articles if article.id == name)

    assert corpus.problems == []
    assert {
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "provider": article.provider,
        "language": article.language,
        "extent": article.extent,
        "url": article.url,
        "related": [link.title for link in article.related],
        "body": article.body.split("\n"),
    } == json.loads(expected.read_text(encoding="utf-8"))


def test_ciphertext_reaches_no_field():
    secret = "q7Zt0Lk3vXh9RbY2" * 12
    article, _ = parse(
        with_fields(f'title: A bank\nexcerpt: "{secret}"\nsecured: "{secret}"', secret)
    )
    assert secret not in repr(article)
    assert article.body == "A bank"
    assert article.extent == "excerpt"


@pytest.mark.parametrize("raw", ["", "  \n\t\n", "\ufeff\n"])
def test_an_empty_file_is_refused(raw):
    assert refusal(raw) == ("file", "is empty")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("---\ntitle: A bank\n" + BODY, 'is not closed; end it with a line "---"'),
        (with_fields("- a\n- b"), 'holds no fields; write at least "title: …"'),
        (with_fields("just words"), 'holds no fields; write at least "title: …"'),
        (with_fields(""), 'holds no fields; write at least "title: …"'),
        (with_fields("1: a"), 'holds no fields; write at least "title: …"'),
        (with_fields("title: [a"), "is not valid YAML (line 3: did not find expected ',' or ']')"),
        (
            "\n\n" + with_fields("a: b\nb: c: d"),
            "is not valid YAML (line 5: mapping values are not allowed in this context)",
        ),
        (with_fields("a: !!python/object:os.system x"), "is not valid YAML (line 2: unexpected)"),
        (
            with_fields("title: a\nsecured: " + "x" * 2_000_001),
            "is longer than 2 MB; keep only what is needed",
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_front_matter_that_cannot_be_read_is_refused_with_its_place(raw, reason):
    field, said = refusal(raw)
    assert field == "front matter"
    assert said == reason or (reason.endswith("unexpected)") and said.startswith("is not valid"))


def _unfolding(inner: str, wrap: str) -> str:
    lines = [f"a: &a {inner}"]
    for name, above in zip("bcdefghij", "abcdefghi", strict=True):
        lines.append(f"{name}: &{name} " + wrap.format(", ".join([f"*{above}"] * 10)))
    return "\n".join(lines)


@pytest.mark.parametrize(
    "fields",
    [
        _unfolding("[x, x]", "[{}]") + "\npublishedDateTime: *j",
        _unfolding("{x: 1}", "{{<<: [{}]}}"),
        "related: &a [*a]",
        "related: " + "[" * 100_000 + "]" * 100_000,
        "? " * 100_000,
        "related:\n" + "\n".join(" " * depth + "-" for depth in range(1, 300)),
    ],
    ids=["aliases", "merges", "itself", "brackets", "keys", "indents"],
)
def test_front_matter_that_would_take_all_memory_or_stack_is_refused_at_once(fields):
    began = time.monotonic()
    assert refusal(with_fields(f"title: A bank\n{fields}"))[0] == "front matter"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "value",
    [
        "!!bool maybe",
        '!!int ""',
        "!!int 0x",
        "!!float ''",
        "!!float _",
        "!!timestamp soon",
        "!!timestamp 2024-02-30",
        "!!binary é",
        "!!binary '='",
        "1:1",
        "1:1.5",
        "0b",
        "9" * 5000,
        "!!int " + "9" * 5000,
        "1" + "_" * 5000 + ".5e+99999",
        "1" + ":1" * 200_000,
        "!!float 1" + ":1" * 200_000,
        "!!int 1" + ":59" * 100_000,
    ],
    ids=lambda value: value[:20],
)
@pytest.mark.parametrize("field", ["other", "quality", "publishedDateTime", "topics", "excerpt"])
def test_a_value_that_is_not_what_it_claims_costs_only_its_field_and_no_time(field, value):
    began = time.process_time()
    article, _ = parse(with_fields(f"title: A bank\n{field}: {value}"))
    assert time.process_time() - began < 2
    assert (article.title, article.body, article.quality) == ("A bank", BODY, None)


def test_a_body_of_nothing_but_short_lines_leaves_the_title():
    article, _ = parse("---\ntitle: A bank\n---\none\ntwo\nthree\nfour\nfive\n")
    assert (article.title, article.body, article.extent) == ("A bank", "A bank", "excerpt")


@pytest.mark.parametrize(
    "raw", ["Menu\nHome\n", "Share this article: Facebook\n", "<p></p><p></p>"]
)
def test_a_page_without_an_article_is_refused(raw):
    assert refusal(raw) == ("body", "holds nothing but the furniture of a page")


def test_a_line_of_five_megabytes_is_refused_with_its_length():
    field, reason = refusal(with_fields("title: A bank", "x" * 5_000_000))
    assert (field, reason[:24]) == ("body", "has 5,000,000 characters")


def test_a_title_that_cannot_be_had_is_the_reason():
    assert refusal(with_fields("title: [a, b]", ""))[0] == "title"
    assert refusal(with_fields("excerpt: Only this is known of it.", ""))[0] == "title"


@pytest.mark.parametrize(
    ("fields", "field", "value", "repair"),
    [
        (
            "excerpt: x",
            "title",
            BODY,
            f'title: missing or no text; "{BODY}" was taken from the body',
        ),
        ("title: [a, b]", "title", BODY, "title: left out, it should be text and is a list"),
        ("title: {a: b}", "title", BODY, "title: left out, it should be text and is a mapping"),
        ("title: yes", "title", BODY, "title: left out, it should be text and is true or false"),
        (
            "title: 2024",
            "title",
            "2024",
            "title: the number 2024 was taken as text; put it in quotes",
        ),
        ("title: 0x" + "f" * 5000, "title", BODY, "title: left out, it is a huge number"),
        (
            "title: a\npublishedDateTime: 2024-02-30",
            "published",
            None,
            "publishedDateTime: left out, '2024-02-30' is no date",
        ),
        (
            "title: a\npublishedDateTime: soon",
            "published",
            None,
            "publishedDateTime: left out, 'soon' is no date",
        ),
        (
            "title: a\npublishedDateTime: [2024-02-03]",
            "published",
            None,
            "publishedDateTime: left out, a list is no date",
        ),
        (
            "title: a\npublishedDateTime: 0x" + "f" * 5000,
            "published",
            None,
            "publishedDateTime: left out, a huge number is no date",
        ),
        (
            "title: a\nwebUrl: javascript:alert(1)",
            "url",
            None,
            "webUrl: left out, it is no http or https address",
        ),
        (
            "title: a\noriginalUrl: ftp://a.hk/b",
            "original_url",
            None,
            "originalUrl: left out, it is no http or https address",
        ),
        (
            "title: a\ntopics: {a: b}",
            "topics",
            (),
            "topics: left out, it should be a list and is a mapping",
        ),
        (
            "title: a\ntopics: [AI, 3, AI]",
            "topics",
            ("AI",),
            "topics: entries that are no text were left out",
        ),
        (
            "title: a\nquality: .nan",
            "quality",
            None,
            "quality: left out, it should be a number from 0 to 100",
        ),
        (
            "title: a\nprovider: {name: [x]}",
            "provider",
            None,
            "provider.name: left out, it should be text and is a list",
        ),
        (
            "title: a\nrelated: {title: b}",
            "related",
            (),
            "related: left out, it should be a list and is a mapping",
        ),
        (
            "title: a\nrelated: [x, {title: b, webUrl: 'ftp://b'}]",
            "related",
            (),
            "related: entry 2 was left out, it has no title or address",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_field_that_is_wrong_is_repaired_and_listed(fields, field, value, repair):
    article, repairs = parse(with_fields(fields))
    assert getattr(article, field) == value
    assert repair in repairs
    assert article.body == BODY


def test_a_wrong_field_spoils_only_itself():
    article, repairs = parse(
        with_fields(
            "title: A bank\nquality: high\npublishedDateTime: 2024-05-06\ntopics: AI, Banking"
        )
    )
    assert article.title == "A bank"
    assert article.published_on.isoformat() == "2024-05-06"
    assert article.topics == ("AI", "Banking")
    assert len(repairs) == 1


def test_ten_thousand_related_entries_are_fast_and_cut():
    entry = (
        "  - title: Story {0}\n    excerpt: Words\n    webUrl: https://a.hk/{0}\n    quality: 3\n"
    )
    began = time.monotonic()
    article, repairs = parse(
        with_fields("title: A bank\nrelated:\n" + "".join(map(entry.format, range(10_000))))
    )
    assert time.monotonic() - began < 10
    assert len(article.related) == MAX_RELATED
    assert repairs == (f"related: has 10,000 entries; the first {MAX_RELATED} are kept",)


def test_nul_bytes_are_removed_and_listed():
    article, repairs = parse(with_fields("title: A ba\0nk", "The bank\0 opened."))
    assert (article.title, article.body) == ("A bank", "The bank opened.")
    assert repairs == ("file: control characters were removed",)


@pytest.mark.parametrize("title", ["x" * 5000, "@everyone", "**bold** [a](b)", "ბანკი"])
def test_a_strange_title_is_kept_as_text(title):
    assert parse(with_fields(f'title: "{title}"'))[0].title == title


def test_marks_that_turn_the_writing_direction_leave_the_title():
    assert parse(with_fields("title: A \u202ebank\u202c\u200f"))[0].title == "A bank"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\n", "\ufeff \n\n"])
def test_front_matter_is_found_whatever_the_line_ends_and_what_stands_before(before, end):
    raw = before + with_fields("title: A bank").replace("\n", end)
    assert (parse(raw)[0].title, parse(raw)[0].body) == ("A bank", BODY)


@pytest.mark.parametrize(
    ("raw", "title", "body"),
    [
        (f"A bank opens\n\n{BODY}", "A bank opens", BODY),
        (f"# A bank opens #\n\n{BODY}", "A bank opens", BODY),
        (f"March 3, 2026\n\nA bank opens\n\n{BODY}", "A bank opens", BODY),
        (f"{BODY}\n\nIt closed later.", BODY, f"{BODY}\n\nIt closed later."),
        ("A bank opens", "A bank opens", "A bank opens"),
        ("銀行開業\n\n銀行周一開業。", "銀行開業", "銀行周一開業。"),
    ],
)
def test_the_first_line_of_a_plain_text_is_its_title_unless_it_is_a_sentence(raw, title, body):
    article, _ = parse(raw)
    assert (article.title, article.body) == (title, body)


def test_markdown_with_a_few_tags_is_no_web_page():
    body = "First paragraph.\n\nA table<br>cell, and <span>another</span><br>one.\n\n<p>Third.</p>"
    assert parse(with_fields("title: A bank", body))[0].body == body


@pytest.mark.parametrize(
    ("excerpt", "body"),
    [
        ("Fees fell <5% and rates >3% this year.", "Fees fell <5% and rates >3% this year."),
        ("<p>Fees <b>fell</b> again.</p>", "Fees fell again."),
    ],
)
def test_an_excerpt_loses_tags_and_keeps_signs(excerpt, body):
    assert parse(with_fields(f'title: A bank\nexcerpt: "{excerpt}"', ""))[0].body == body


@pytest.mark.parametrize(
    "body",
    [
        "March 3, 2026 " * 30_000,
        "[" * 400_000,
        "[](" * 100_000,
        "<p><p>" + "<p " * 100_000,
        "# " * 200_000 + "x",
        "\n\n".join(f"word{n} other{n} again{n} more{n}" for n in range(10_000)),
    ],
    ids=["dates", "brackets", "links", "tags", "hashes", "paragraphs"],
)
def test_a_body_of_odd_shape_takes_seconds_at_most(body):
    began = time.monotonic()
    with suppress(ArticleError):  # nothing of it may be an article
        parse(f"A title\n\n{body}")
    assert time.monotonic() - began < 10


PIECES = st.sampled_from(
    [
        *(
            "---\n",
            "title: ",
            "related:\n",
            "  - ",
            "webUrl: https://a.hk\n",
            "publishedDateTime: ",
        ),
        *("2024-02-30", "&a ", "*a", "[", "]", "{", "}", '"', "!!binary x", "\0", "\r\n", "\n\n"),
        *("<p>", "</p>", "<html>", "<!--", "&#xD800;", "# ", "March 3, 2026", "銀行。", "A bank. "),
    ]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_gives_an_article_or_an_article_error(raw):
    try:
        article, _ = parse(raw)
    except ArticleError:
        return
    assert article.title.strip()
    assert article.body.strip()


@given(st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
def test_any_front_matter_gives_an_article_or_an_article_error(fields):
    try:
        article, _ = parse(with_fields(f"title: A bank\n{fields}"))
    except ArticleError:
        return
    assert article.title.strip()
    assert article.body.strip()
