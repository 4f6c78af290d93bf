from pathlib import Path

import pytest

from corpus.errors import CorpusError, DraftError
from corpus.fields import Fields, load_fields
from corpus.parse import parse_text
from corpus.schema import Article


def fields(**values: object) -> Fields:
    return Fields(values, table=load_fields())


def parse(front: str, **options: object) -> tuple[Article, tuple[str, ...]]:
    raw = f"---\n{front}\n---\nThe bank opened on Monday.\n"
    parsed = parse_text(raw, path=Path("bank.md"), article_id="bank", **options)
    return parsed.article, parsed.repairs


@pytest.mark.parametrize(
    "front",
    [
        "date: 2024-03-05",
        "pubDate: 2024-03-05",
        "published_at: 2024-03-05",
        "date-published: 2024-03-05",
        "Publish Date: 2024-03-05",
        "published: 2024-03-05",
        "created: 2024-03-05",
        "lastmod: 2024-03-05",
        "lastmod: 2024-09-09\ndate: 2024-03-05",
        "updated: 2024-09-09\ncreated: 2024-03-05",
        "date: Last Modified\ncreated: 2024-03-05",
        "published: true\ndate: 2024-03-05",
        "date: soon\ncreated: 2024-03-05",
        "params:\n  date: 2024-03-05",
        "extra:\n  publishDate: 2024-03-05",
        "date:\n  created: 2024-03-05\n  updated: 2024-09-09",
        "last_update:\n  date: 2024-03-05\n  author: A. Writer",
        "發佈日期: 2024年3月5日",
    ],
)
def test_the_date_is_found_under_any_of_its_names_and_a_change_comes_last(front):
    assert parse(front)[0].published_on.isoformat() == "2024-03-05"


def test_a_date_that_is_not_certain_is_not_replaced_by_that_of_a_change():
    article, repairs = parse("date: 05/03/2024\nlastmod: 2024-09-09")
    assert article.published is None
    assert "date: left out, '05/03/2024' may be two days; write the year first" in repairs


def test_a_files_name_settles_a_date_that_the_fields_leave_open():
    article, _ = parse("date: 05/03/2024", name="2024-03-05-a-bank.md")
    assert article.published_on.isoformat() == "2024-03-05"
    article, _ = parse("date: 2024-03", name="2024-03-05-a-bank.md")
    assert (article.published_on.isoformat(), article.is_month_only) == ("2024-03-05", False)
    article, _ = parse("date: 2024-04-09", name="2024-03-05-a-bank.md")
    assert article.published_on.isoformat() == "2024-04-09"


def test_a_month_is_known_where_no_day_is():
    article, _ = parse("date: March 2024")
    assert (article.published.isoformat(), article.is_month_only) == (
        "2024-03-01T00:00:00+08:00",
        True,
    )


@pytest.mark.parametrize(
    "front",
    [
        "url: https://a.hk/b",
        "canonicalURL: https://a.hk/b",
        "canonical_url: https://a.hk/b",
        "permalink: https://a.hk/b",
        "permalink: /b/\ncanonical: https://a.hk/b",
        "url: /posts/b\nlink: https://a.hk/b",
        "source: https://a.hk/b",
        'source: "[A bank](https://a.hk/b)"',
        "source: <https://a.hk/b>",
        "source:\n  name: Quay Times\n  url: https://a.hk/b",
        "url: [https://a.hk/b]",
        "sourceUrl: https://a.hk/b\nampUrl: https://a.hk/amp/b",
        "webUrl: https://a.hk/b\nsourceUrl: https://a.hk/c",
        "ampUrl: https://a.hk/b",
        "originalUrl: https://a.hk/b",
        "params:\n  webUrl: https://a.hk/b",
        "seo:\n  canonical: https://a.hk/b",
        "網址: https://a.hk/b",
    ],
)
def test_the_address_is_found_under_any_of_its_names(front):
    assert parse(f"title: A bank\n{front}")[0].url == "https://a.hk/b"


@pytest.mark.parametrize("front", ["url: /posts/b", "permalink: b/", "source: The Times"])
def test_a_path_within_a_site_is_no_address_and_no_complaint(front):
    article, repairs = parse(f"title: A bank\n{front}")
    assert (article.url, repairs) == (None, ())


@pytest.mark.parametrize(
    ("front", "provider"),
    [
        ("source: Quay Times", "Quay Times"),
        ("source: https://a.hk/b\nsite: Quay Times", "Quay Times"),
        ("source: https://a.hk/b", None),
        ("provider: {name: Quay Times, domain: a.hk}", "Quay Times"),
        ("provider: {domain: a.hk}", "a.hk"),
        ("publisher: {'@type': Organization, name: Quay Times}", "Quay Times"),
        ("site: https://www.a.hk", "a.hk"),
        ('source: "[Quay Times](https://a.hk)"', "Quay Times"),
        ("來源：碼頭時報", "碼頭時報"),
    ],
)
def test_the_provider_is_a_name_wherever_one_stands(front, provider):
    assert parse(f"title: A bank\n{front}")[0].provider == provider


@pytest.mark.parametrize(
    ("front", "author"),
    [
        ("author: A. Writer", "A. Writer"),
        ("byline: By A. Writer", "A. Writer"),
        ("author: A. Writer <a@quay.hk>", "A. Writer"),
        ("authors: [A. Writer, B. Writer]", "A. Writer, B. Writer"),
        ("authors:\n- name: A. Writer\n  title: Editor\n- name: B. Writer", "A. Writer, B. Writer"),
        ("author: {name: A. Writer, url: 'https://a.hk'}", "A. Writer"),
        ('author:\n  - "[[A. Writer]]"', "A. Writer"),
        ("記者：陳大文", "陳大文"),
        ("author: https://a.hk/writer", None),
        ("author: TBD", None),
    ],
)
def test_the_author_is_read_from_texts_lists_and_mappings(front, author):
    assert parse(f"title: A bank\n{front}")[0].author == author


@pytest.mark.parametrize(
    ("front", "topics"),
    [
        ("topics: [AI, Banking]", ("AI", "Banking")),
        ("tags: fintech, payments", ("fintech", "payments")),
        ("tags: fintech payments", ("fintech", "payments")),
        ("categories: fintech payments", ("fintech", "payments")),
        ("keywords: open banking", ("open banking",)),
        ("tags: ['#fintech', pay/mobile]", ("fintech", "pay/mobile")),
        ("tags: 支付、銀行", ("支付", "銀行")),
        ("tags: [a]\ncategories: [b, A]", ("a", "b")),
        ("categories:\n- [a, b]\n- c", ("a", "b", "c")),
        ("tags:\n- name: Payments\n  slug: pay", ("Payments",)),
        ("tags:\n- Finance: banking", ("Finance: banking",)),
        ("taxonomies:\n  tags: [a]\n  categories: [b]", ("a", "b")),
        ("category: news", ()),
    ],
)
def test_topics_are_all_tags_and_categories_once_each(front, topics):
    assert parse(f"title: A bank\n{front}")[0].topics == topics


def test_a_category_stays_a_category():
    assert parse("title: A bank\ncategory: news")[0].category == "news"
    assert parse("title: A bank\nsection: [news, other]")[0].category == "news"


def test_aliases_are_names_and_the_slug_is_one():
    article, _ = parse("title: A bank\naliases: [Quay, /old/path/]\nslug: /bank-opens/\nid: 17")
    assert article.aliases == ("Quay", "bank-opens")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("English", "en"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("简体中文", "zh-Hans"),
    ],
)
def test_a_language_is_known_by_its_tags_and_names(tag, language):
    assert parse(f"title: A bank\nlang: {tag}")[0].language == language


def test_both_releases_of_the_schema_give_every_link_and_related_entry():
    front = """
title: A bank
publishedDateTime: 2021-03-05T10:00:00Z
published: false
sourceUrl: https://a.hk/b
ampUrl: https://a.hk/amp/b
related:
  - {title: One, webUrl: 'https://a.hk/1', publishedDateTime: 2021-03-04T10:00:00Z}
  - {title: Two, sourceUrl: 'https://a.hk/2', ampUrl: 'https://a.hk/amp/2'}
  - {title: Three, ampUrl: 'https://a.hk/3'}
  - "[Four](https://a.hk/4)"
"""
    article, repairs = parse(front)
    assert repairs == ()
    assert article.url == "https://a.hk/b"
    assert [link.url for link in article.related] == [f"https://a.hk/{n}" for n in range(1, 5)]


def test_related_entries_without_an_address_are_counted_in_one_sentence():
    entries = "\n".join(f"- title: Story {n}" for n in range(9))
    _, repairs = parse(f"title: A bank\nrelated:\n- {{title: a, url: 'https://a.hk'}}\n{entries}")
    assert repairs == ("related: 9 of 10 entries were left out, they have no title or address",)


@pytest.mark.parametrize(
    "front",
    [
        "draft: true",
        "draft: 'yes'",
        "isDraft: true",
        "published: false",
        "publish: false",
        "status: draft",
        "Status: Private",
        "params:\n  draft: true",
        "狀態: 草稿",
        "draft: true\npublishedDateTime: 2024-03-05",
    ],
)
def test_a_draft_is_left_out(front):
    with pytest.raises(DraftError):
        parse(f"title: A bank\n{front}")


@pytest.mark.parametrize(
    "front",
    [
        "published: false\npublishedDateTime: 2024-03-05",
        "draft: false",
        "published: true",
        "status: published",
        "date: 2999-01-01",
    ],
)
def test_what_is_no_draft_is_kept(front):
    assert parse(f"title: A bank\n{front}")[0].title == "A bank"


@pytest.mark.parametrize("value", ["{{ .Date }}", "'{% now %}'", "<% tp.date.now() %>", "${date}"])
def test_the_mark_of_a_template_is_no_value_and_said(value):
    article, repairs = parse(f"title: A bank\ndate: {value}\nlastmod: 2024-03-05")
    assert article.published_on.isoformat() == "2024-03-05"
    assert "date: left out, it is the mark of a template that nobody filled in" in repairs


def test_what_a_file_says_stands_before_what_a_page_says():
    table = load_fields()
    both = Fields({"date": "2024-03-05"}, {"publishedDateTime": "2020-01-01"}, table=table)
    assert both.published().moment.date().isoformat() == "2024-03-05"


def test_an_own_table_comes_before_the_names_that_ship(tmp_path):
    own = tmp_path / "fields.yaml"
    own.write_text("title: ueberschrift\npublished: [erschienen am]\n", encoding="utf-8")
    table = load_fields(own)
    article, _ = parse("title: x\nUeberschrift: Bank\nerschienen_am: 2024-03-05", table=table)
    assert article.title == "Bank"
    assert article.published_on.isoformat() == "2024-03-05"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("titel: [a]", "titel: is no field; write one of title, excerpt"),
        ("title: {a: b}", "title: should be a name or a list of names; quote them"),
        ("title: [1]", "title: should be a name or a list of names; quote them"),
        ("- a", 'holds no fields; write lines such as "title: [headline]"'),
        ("title: [a", 'is not valid YAML (line 2); write lines such as "title: [headline]"'),
        ("title: " + "[" * 100, "cannot be read"),
        (b"title: \xff", "cannot be read as YAML in UTF-8; save it as that"),
        ("#" * 300_000, "is larger than 200 kB; it should hold names of fields only"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_bad_table_of_ones_own_is_named_with_field_and_remedy(tmp_path, content, said):
    own = tmp_path / "fields.yaml"
    own.write_bytes(content if isinstance(content, bytes) else f"{content}\n".encode())
    with pytest.raises(CorpusError) as caught:
        load_fields(own)
    assert str(caught.value).startswith(f"{own}: ")
    assert said in str(caught.value)


def test_a_table_that_is_missing_is_named(tmp_path):
    with pytest.raises(CorpusError, match="cannot be read: no such file"):
        load_fields(tmp_path / "none.yaml")


def test_an_empty_table_changes_nothing(tmp_path):
    own = tmp_path / "fields.yaml"
    own.write_text("# nothing yet\n")
    assert load_fields(own) == load_fields()
