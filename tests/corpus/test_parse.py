import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArticleError, DraftError, NotAnArticleError
from corpus.parse import MAX_RELATED, parse_text
from corpus.schema import Article

SAMPLES = sorted((Path(__file__).parent.parent / "data").glob("*.expected.json"))
BODY = "The bank opened on Monday."


def parse(raw: str) -> tuple[Article, tuple[str, ...]]:
    parsed = parse_text(raw, path=Path("bank.md"), article_id="bank")
    return parsed.article, parsed.repairs


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
    raw = file.read_text(encoding="utf-8")
    parsed = parse_text(raw, path=file, article_id=name)
    article = parsed.article

    assert parsed.repairs == ()
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
        (with_fields("1: a"), 'holds no fields; write at least "title: …"'),
        (with_fields("title: {a"), "is not valid YAML (line 3: did not find expected ',' or '}')"),
        (
            "\n\n" + with_fields("a: b\nb: {c"),
            "is not valid YAML (line 6: did not find expected ',' or '}')",
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
    began = time.process_time()
    assert refusal(with_fields(f"title: A bank\n{fields}"))[0] == "front matter"
    assert time.process_time() - began < 5


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


def test_a_body_of_nothing_but_short_lines_is_its_authors():
    article, _ = parse("---\ntitle: A bank\n---\none\ntwo\nthree\nfour\nfive\n")
    assert (article.title, article.extent) == ("A bank", "full")
    assert article.body.split() == ["one", "two", "three", "four", "five"]


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
            "related: 2 of 2 entries were left out, they have no title or address",
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
    began = time.process_time()
    article, repairs = parse(
        with_fields("title: A bank\nrelated:\n" + "".join(map(entry.format, range(10_000))))
    )
    assert time.process_time() - began < 10
    assert len(article.related) == MAX_RELATED
    assert repairs == (f"related: has 10,000 entries; the first {MAX_RELATED} are kept",)


def test_nul_bytes_are_removed_and_listed():
    article, repairs = parse(with_fields("title: A ba\0nk", "The bank\0 opened."))
    assert (article.title, article.body) == ("A bank", "The bank opened.")
    assert repairs == ("file: control characters were removed",)


@pytest.mark.parametrize("title", ["x" * 5000, "@everyone", "5 * 3 * 2", "snake_case_x", "ბანკი"])
def test_a_strange_title_is_kept_as_text(title):
    assert parse(with_fields(f'title: "{title}"'))[0].title == title


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("'**bold** [a](b)'", "bold a"),
        ("'`Ledger` &amp; Sons'", "Ledger & Sons"),
        ("'\"A bank opens\"'", "A bank opens"),
        ('\'"Open" says the bank, "now"\'', '"Open" says the bank, "now"'),
        ("'<em>A</em> bank [[Quay Bank|opens]]'", "A bank opens"),
    ],
)
def test_a_title_loses_mark_up_entities_and_the_quotes_around_it(title, shown):
    assert parse(with_fields(f"title: {title}"))[0].title == shown


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
    shown = "First paragraph.\n\nA table\ncell, and another\none.\n\nThird."
    assert parse(with_fields("title: A bank", body))[0].body == shown


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
    began = time.process_time()
    with suppress(ArticleError):  # nothing of it may be an article
        parse(f"A title\n\n{body}")
    assert time.process_time() - began < 10


def named(raw: str, name: str) -> Article:
    return parse_text(raw, path=Path("/home") / name, article_id="bank", name=name).article


@pytest.mark.parametrize(
    ("raw", "name", "title"),
    [
        ("---\ndate: 2024-03-05\n---\n# A bank opens\n\nText.", "x-y-z.md", "A bank opens"),
        ("---\ndate: 2024-03-05\n---\nA bank opens\n====\n\nText.", "x.md", "A bank opens"),
        ("---\ndate: 2024-03-05\n---\nText.\n\n## A part\n\nMore.", "x.md", "A part"),
        ("---\ndate: 2024-03-05\n---\n```\n# no\n```\n\nText.", "the-bank.md", "The bank"),
        ("---\ndate: 2024-03-05\n---\nText.", "2024-03-05-a-bank-opens.md", "A bank opens"),
        ("---\ndate: 2024-03-05\n---\nText.", "a-bank-opens/index.md", "A bank opens"),
        ("---\ntitle: Untitled\n---\nText.", "Quay note.md", "Quay note"),
        ("---\ndate: 2024-03-05\n---\n![](a.png)\n\nThe text.", "page-12.md", "The text."),
        ("![[a.png]]\n\nThe text is here.", "Quay note.md", "Quay note"),
        ("> [!info] State\n> Live.\n\nThe text.", "Quay note.md", "Quay note"),
        ("The bank opened today.\n\n# A bank\n\nMore.", "x.md", "A bank"),
        ("The bank\nopened today.\n\nMore.", "Quay note.md", "Quay note"),
    ],
)
def test_a_title_comes_from_heading_or_name_before_a_sentence_and_never_from_mark_up(
    raw, name, title
):
    assert named(raw, name).title == title


def test_a_heading_that_is_the_title_is_not_said_again():
    article = named("---\ntitle: A bank\n---\n# A bank\n\nThe text.", "a.md")
    assert article.body == "The text."


def test_a_note_with_properties_gives_its_fields():
    raw = "# A bank opens\n\nCreated: March 5, 2024\nTags: pay, bank\nURL: https://a.hk/b\n\nText."
    article = named(raw, "A bank opens 0f3a4b5c6d7e8f900f3a4b5c6d7e8f90.md")
    assert (article.title, article.body, article.url) == ("A bank opens", "Text.", "https://a.hk/b")
    assert article.topics == ("pay", "bank")
    assert article.published_on.isoformat() == "2024-03-05"


def test_tags_inside_a_text_are_topics():
    article = named("---\ntags: [bank]\n---\n# A bank\n\nIt opened. #pay #bank", "a.md")
    assert article.topics == ("bank", "pay")


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.zh-cn.md", "zh-Hans"), ("zh-hk/a.md", "zh-Hant"), ("en/a.md", "zh-Hant")],
)
def test_a_name_tells_the_script_where_the_text_does_not(name, language):
    assert named("---\ntitle: 中央\n---\n中央大厦在中央。", name).language in (language, "zh-Hans")
    assert named("---\ntitle: 中央\n---\n中央在中央。", name).language == language


def test_a_draft_is_left_out_wherever_it_says_so():
    with pytest.raises(DraftError) as caught:
        named("---\ntitle: A bank\ndraft: true\n---\nText.", "a.md")
    assert (caught.value.field, caught.value.reason) == ("draft", "is a draft")
    with pytest.raises(DraftError):
        named("---\ntitle: A bank\n---\nText.", "_drafts/a.md")


def test_a_sections_page_without_text_is_no_article():
    with pytest.raises(NotAnArticleError):
        named("---\ntitle: Posts\n---\n", "posts/_index.md")
    with pytest.raises(NotAnArticleError):
        named("---\ntitle: Tags\nlayout: tags\n---\n", "tags/index.md")
    assert named("---\ntitle: Posts\n---\nThey are here.", "posts/_index.md").body


@pytest.mark.parametrize(
    ("excerpt", "shown"),
    [
        ("The bank opened. It then closed and", "The bank opened. It then closed and…"),
        ("The bank opened. It then closed, ...", "The bank opened. It then closed…"),
        ("The bank opened and [&hellip;]", "The bank opened and…"),
        ("銀行開業。市民可以", "銀行開業。市民可以…"),
        ("The bank opened. It then closed.", "The bank opened. It then closed."),
        ("He said: “It opened.”", "He said: “It opened.”"),
        ("How long transfers take", "How long transfers take"),
        ("轉賬需時多久", "轉賬需時多久"),
    ],
)
def test_an_excerpt_that_was_cut_off_is_shown_as_cut_off(excerpt, shown):
    article = named(f"---\ntitle: A bank\nexcerpt: '{excerpt}'\n---\n", "a.md")
    assert (article.excerpt, article.body, article.extent) == (shown, shown, "excerpt")


WALLS = [
    "Become a Quay Times subscriber to read:",
    "Subscribe to read | Quay Times",
    "Sign in to continue reading",
    "This article is for subscribers only.",
    "訂閱以閱讀全文",
    "成為會員閱讀全文",
    "請登入以繼續閱讀",
    "此文章只供會員閱讀",
    "成为会员阅读全文",
]


@pytest.mark.parametrize("wall", WALLS)
def test_a_walls_words_leave_a_teaser_with_its_link_at_most(wall):
    front = f"title: '{wall}'\nexcerpt: Keep up with firms and money."
    article = named(f"---\n{front}\nurl: https://a.hk/2024/quay-bank-opens\n---\n", "b.md")
    assert (article.title, article.body) == ("Quay bank opens", "Quay bank opens")
    assert (article.extent, article.excerpt) == ("teaser", "")
    with pytest.raises(NotAnArticleError):
        named(f"---\n{front}\n---\n", "b.md")


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_in_the_excerpt_is_no_excerpt(wall):
    front = f"title: A bank opens\nexcerpt: '{wall}'\nurl: https://a.hk/b"
    article = named(f"---\n{front}\n---\n", "b.md")
    assert (article.body, article.extent, article.excerpt) == ("A bank opens", "teaser", "")
    article = named(f"---\n{front}\n---\nThe bank opened on Monday.\n", "b.md")
    assert (article.body, article.extent) == ("The bank opened on Monday.", "full")


@pytest.mark.parametrize(
    "title",
    [
        "How to become a member of the clearing house",
        "Lantern Bank subscribers rise to 5 million",
        "Readers subscribe to unlock cheaper transfers. Banks follow",
        "銀行加入快速支付系統，用戶可查看結餘",
        "已成為會員的銀行",
    ],
)
def test_news_of_members_and_subscribers_is_no_wall(title):
    assert named(f"---\ntitle: {title}\n---\nText.", "b.md").extent == "full"


def test_a_release_loses_its_closing_lines_and_keeps_their_date():
    raw = "A bank opens\n\nIt opened.\n\nEnds/Tuesday, March 3, 2026\nIssued at HKT 16:20\n"
    article = named(raw, "release.txt")
    assert article.body == "It opened."
    assert article.published.isoformat() == "2026-03-03T16:20:00+08:00"


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


def test_html_below_front_matter_keeps_its_headings_lists_and_wordpress_loses_its_codes():
    article, _ = parse(
        with_fields(
            "title: A bank",
            "<!-- wp:paragraph -->\n<p>It opened.</p>\n<!-- /wp:paragraph -->\n"
            "[vc_row][vc_column]<h2>Fees</h2>\n<ul><li>one <em>dollar</em></li><li>two</li></ul>"
            "[/vc_column][/vc_row]",
        )
    )
    assert article.body == "It opened.\n\n## Fees\n\n- one dollar\n- two"


def test_a_source_with_its_address_behind_it_gives_the_name_and_the_link():
    article, _ = parse(with_fields("title: A bank\nsource: Peak News (https://peak.example/a)"))
    assert (article.provider, article.url) == ("Peak News", "https://peak.example/a")


def test_authors_on_lines_of_their_own_are_several():
    article, _ = parse(f"Title: A bank\nAuthor: Dana Wick\n    Sam Poe\n\n{BODY}")
    assert article.author == "Dana Wick, Sam Poe"


def test_a_drawing_and_a_home_page_without_text_are_no_articles():
    with pytest.raises(NotAnArticleError, match="drawing"):
        parse(with_fields("excalidraw-plugin: parsed", "# Data\n\nA bank"))
    with pytest.raises(NotAnArticleError, match="lists others"):
        parse("---\ntitle: Bank news\nlayout: home\n---\n")


def test_an_uncertain_day_inside_a_mapping_is_said_as_one():
    _, repairs = parse(with_fields("title: A\nlast_update:\n  date: 1/2/2023"))
    assert repairs == (
        "last_update.date: left out, '1/2/2023' may be two days; write the year first",
    )


def test_credits_below_a_title_give_date_provider_and_author_and_are_shown_as_left_out():
    raw = "燈塔銀行開業\n\n2024-02-29 23:50 來源：山峰日報 作者：李小姐\n\n　　燈塔銀行周四開業。\n"
    parsed = parse_text(raw, path=Path("a.txt"), article_id="a")
    article = parsed.article
    assert article.published is not None
    assert article.published.isoformat() == "2024-02-29T23:50:00+08:00"
    assert (article.provider, article.author) == ("山峰日報", "李小姐")
    assert article.body == "燈塔銀行周四開業。"
    assert [gone.reason for gone in parsed.removed] == ["byline"]


def test_a_rule_under_a_title_of_plain_text_is_no_text():
    raw = "Bank notes\n==========\n\nIt opened on Monday.\n"
    article = parse_text(raw, path=Path("a.txt"), article_id="a").article
    assert (article.title, article.body) == ("Bank notes", "It opened on Monday.")


def test_a_first_sentence_that_was_cut_for_width_is_a_title_as_a_whole():
    raw = (
        "The bank said on Tuesday that it would lower the fees of all merchants who\n"
        "accept payments by telephone.\n\nIt opened.\n"
    )
    article = parse_text(raw, path=Path("a.txt"), article_id="a").article
    assert article.title == (
        "The bank said on Tuesday that it would lower the fees of all merchants who "
        "accept payments by telephone."
    )


def test_a_reporter_of_the_paper_is_known_by_name_only():
    assert parse(with_fields("title: A\nauthor: 本報記者李小明"))[0].author == "李小明"
    assert (
        parse(with_fields("title: A\nauthor: 本報記者及通訊員聯合報道"))[0].author
        != "及通訊員聯合報道"
    )
