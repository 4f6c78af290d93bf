import pytest

from corpus.formats.page import parse_html

EN = (
    "<p>The bank opened its doors on Monday and took in twelve thousand clients by the evening.</p>"
    * 3
)
ZH = "<p>銀行表示首日有一萬二千名客戶開戶，年底前會支援更多商戶，並會公布每筆交易的費用。</p>" * 3


def fields(head: str, body: str = EN, attributes: str = "") -> dict[str, object]:
    html = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return parse_html(html).fields


@pytest.mark.parametrize(
    "head",
    [
        "<title>A bank opens | Peak</title><meta property='og:site_name' content='Peak'>",
        "<title>A bank opens - Peak</title><meta property='og:title' content='A bank opens'>",
        "<title>Peak: A bank opens</title><meta name='application-name' content='Peak'>",
        "<title>Peak | A bank opens</title><meta property='og:site_name' content='Peak'>",
        '<script type="application/ld+json">{"@type":"Report","headline":"A bank opens"}</script>'
        "<title>Home</title>",
        "<title>A bank opens — peak.hk</title><link rel=canonical href='https://peak.hk/a/bank-1'>",
    ],
)
def test_the_title_comes_without_the_sites_name(head):
    assert fields(head)["title"] == "A bank opens"


@pytest.mark.parametrize(
    "title",
    ["Rates - up or down?", "A bank | two stories", "Day 3: a bank opens", "中銀－港幣新鈔"],
)
def test_a_title_with_a_dash_of_its_own_stays_whole(title):
    assert (
        fields(f"<title>{title}</title><meta property='og:site_name' content='Peak'>")["title"]
        == title
    )


def test_the_heading_is_the_title_when_the_head_has_none():
    assert fields("", f"<h1>A bank\n opens</h1>{EN}")["title"] == "A bank opens"


@pytest.mark.parametrize(
    ("head", "provider"),
    [
        ('<script type="application/ld+json">{"@type":"Article","headline":"x","publisher":'
         '{"name":"Peak Times"}}</script><meta property="og:site_name" content="Other">',
         "Peak Times"),
        ("<meta property='og:site_name' content='Peak Times'>", "Peak Times"),
        ("<title>A bank opens | Peak</title><meta property=og:title content='A bank opens'>",
         "Peak"),
        ("<link rel=canonical href='https://www.peak.hk/news/bank'>", "peak.hk"),
    ],
)  # fmt: skip
def test_the_provider_is_the_publisher_the_site_or_its_domain(head, provider):
    assert fields(head)["provider"] == provider


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ("<meta name=author content='Ann Lee'>", "", "Ann Lee"),
        ("<meta name=author content='admin'>", "", None),
        ("<meta property='article:author' content='https://facebook.com/ann'>", "", None),
        ("<meta name=author content='Peak'><meta property=og:site_name content=Peak>", "", None),
        ("", "<div class='byline'>By Ann Lee</div>", "Ann Lee"),
        ("", "<span class='author'>記者：陳一</span>", "陳一"),
    ],
)
def test_the_author_is_a_name(head, body, author):
    assert fields(head, f"<h1>A bank opens</h1>{body}{EN}").get("author") == author


def test_topics_are_the_short_tags_sections_and_keywords():
    head = (
        "<meta property='article:tag' content='Banks'><meta property='article:tag' content='銀行'>"
        "<meta property='article:section' content='Money'>"
        f"<meta name=keywords content='banks, fees,{'x' * 60}'>"
    )
    assert fields(head)["topics"] == ["Banks", "銀行", "Money", "fees"]


@pytest.mark.parametrize(
    ("attributes", "body", "language"),
    [
        ("lang=zh-HK", ZH, "zh-HK"),
        ("lang=zh_Hant", ZH, "zh-Hant"),
        ("lang=en-GB", EN, "en-GB"),
        ("lang=en", ZH, None),
        ("lang=zh-HK", EN, None),
        ("lang='x y'", EN, None),
    ],
)
def test_the_language_is_what_the_page_claims_unless_its_text_is_another(
    attributes, body, language
):
    assert fields("", body, attributes).get("language") == language
