import pytest

from corpus.formats.page import parse_html
from corpus.formats.page_dates import moment_in_address, month_in_address, parse_moment

TEXT = "".join(
    f"<p>Paragraph {word} tells of a bank that opened its doors on Monday and took in clients.</p>"
    for word in ("one", "two", "three")
)


def published(head: str = "", before: str = "", after: str = "", title: str = "A bank opens"):
    page = parse_html(
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{before}"
        f"<article>{TEXT}</article>{after}</body></html>"
    )
    return page.fields.get("publishedDateTime")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024/03/05", "2024-03-05"),
        ("2024-03-05 10:00:00 +0800", "2024-03-05T10:00:00+08:00"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05T10:00:00+00:00"),
        ("1709604000", "2024-03-05T02:00:00+00:00"),
        ("1709604000000", "2024-03-05T02:00:00+00:00"),
        ("2024年3月5日（星期二）下午3時05分", "2024-03-05T15:05:00+08:00"),
        ("2024年3月5日 中午12:30", "2024-03-05T12:30:00+08:00"),
        ("二〇二四年三月五日", "2024-03-05"),
        ("March 5, 2024 12:10 AM", "2024-03-05T00:10:00+08:00"),
        ("Mar 5, 2024, 10:00 pm HKT", "2024-03-05T22:00:00+08:00"),
        ("5th March, 2024", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("27/11/2025 16:30", "2025-11-27T16:30:00+08:00"),
        ("11/27/2025", "2025-11-27"),
        ("2025-11-27 HKT 16:30", "2025-11-27T16:30:00+08:00"),
        ("2025-11-27T00:00:00Z", "2025-11-27"),
        ("5 Mar 2024 10:00 EST", "2024-03-05"),
        ("Thu Mar 05 2024 10:00:00 GMT+0800 (HKT)", "2024-03-05T10:00:00+08:00"),
    ],
)
def test_a_moment_is_read_as_it_is_meant(text, moment):
    assert str(parse_moment(text)) == moment


@pytest.mark.parametrize(
    "text", ["", "05/03/2024", "2024-03", "2024-13-45", "yesterday", "31 February 2024", "9" * 50]
)
def test_what_is_no_certain_day_is_none(text):
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://a.hk/2024/03/05/a-bank",
        "https://a.hk/2024/3/5/a-bank",
        "https://a.hk/news/20240305/1",
        "https://a.hk/202403/05/P1.htm",
        "https://a.hk/2024-03-05-a-bank",
    ],
)
def test_an_address_holds_a_day(url):
    assert str(moment_in_address(url)) == "2024-03-05"


@pytest.mark.parametrize(
    "url", ["https://a.hk/a/1234567890", "https://a.hk/2024/13/45", "https://a.hk/?d=20240305"]
)
def test_other_numbers_in_an_address_are_no_day(url):
    assert moment_in_address(url) is None


def test_an_address_with_a_month_alone_gives_the_month():
    assert month_in_address("https://a.hk/2024/03/a-bank-opens/") == "2024-03"
    head = '<link rel="canonical" href="https://a.hk/2024/03/a-bank-opens/">'
    assert published(head) == "2024-03"


@pytest.mark.parametrize(
    "line",
    [
        "發佈時間：2024-03-05 10:30",
        "建立時間: 2024年3月5日 10:30",
        "2024年3月5日 10:30",
        "Published: 5 Mar 2024 10:30",
        "By Ann Lee | 5 March 2024, 10:30 am",
        "Posted on March 5, 2024 at 10:30",
    ],
)
def test_a_date_under_the_title_counts(line):
    assert published(before=f"<div>{line}</div>") == "2024-03-05T10:30:00+08:00"


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 5 March 2024",
        "更新：2024-03-05",
        "最後修訂日期：2024年3月5日",
        "Updated on 2024-03-05",
    ],
)
def test_a_date_of_change_is_no_date_of_publication(line):
    assert published(before=f"<div>{line}</div>") is None
    assert published(f'<meta property="article:modified_time" content="{line[-10:]}">') is None


@pytest.mark.parametrize(
    "closing",
    [
        "<p>Ends/Tuesday, March 5, 2024<br>Issued at HKT 10:30</p>",
        "<p>完</p><p>2024年3月5日（星期二）</p><p>香港時間10時30分</p>",
    ],
)
def test_the_closing_lines_of_a_release_date_it(closing):
    assert published(after=f"<div>{closing}</div>") == "2024-03-05T10:30:00+08:00"


def test_sources_that_agree_give_the_one_with_a_time():
    head = (
        '<link rel="canonical" href="https://a.hk/2024/03/05/a">'
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-05"}'
        '</script><meta property="article:published_time" content="2024-03-05T02:30:00Z">'
    )
    assert published(head) == "2024-03-05T02:30:00+00:00"


def test_where_sources_differ_linked_data_is_believed_before_meta_tags_and_those_before_times():
    data = (
        '<script type="application/ld+json">{"@type":"Article","datePublished":"2024-03-05"}'
        "</script>"
    )
    meta = '<meta property="article:published_time" content="2024-03-06">'
    time = '<time datetime="2024-03-07">7 March</time>'
    assert published(data + meta, time) == "2024-03-05"
    assert published(meta, time) == "2024-03-06"
    assert published("", time) == "2024-03-07"


def test_two_meta_tags_that_differ_are_settled_by_another_source():
    head = '<meta name="date" content="2024-03-05"><meta name="pubdate" content="2024-03-09">'
    assert published(head) is None
    assert published(head, "<div>5 March 2024</div>") == "2024-03-05"
    assert published(head, "<div>1 March 2024</div>") is None


def test_one_moment_in_two_zones_is_one():
    head = (
        '<meta name="date" content="2024-03-04T22:30:00Z">'
        '<meta property="article:published_time" content="2024-03-05T06:30:00+08:00">'
    )
    assert published(head) == "2024-03-05T06:30:00+08:00"


def test_the_dates_of_other_stories_are_not_the_articles():
    aside = (
        '<aside><time datetime="2024-03-09">9 March</time></aside>'
        '<ul><li><time datetime="2024-03-08">8 March</time> Oil</li></ul>'
        '<div class="related-posts"><time datetime="2024-03-07">7 March</time></div>'
    )
    assert published(after=aside) is None
    assert (
        published(before='<time datetime="2024-03-05">5 March</time>', after=aside) == "2024-03-05"
    )


def test_the_day_of_the_page_above_the_title_is_not_the_articles():
    html = f"<body><div>2024年3月10日 星期日</div><h1>A bank opens</h1>{TEXT}</body>"
    assert "publishedDateTime" not in parse_html(html).fields


@pytest.mark.parametrize("piece", ["2024-01-01 ", "2024年1月1日", "1 Jan 2024 at ", "9", "12:30 "])
def test_texts_of_dates_alone_are_read_soon(piece):
    parse_moment(piece * 100_000)
    moment_in_address("https://a.hk/" + piece.strip() * 100_000)
    published(before=f"<p>{piece * 20_000}</p>")
