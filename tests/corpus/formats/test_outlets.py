"""Pages built as Hong Kong's outlets build theirs, in words of our own."""

import json

from corpus.formats.page import Page, parse_html

LOREM = "The lender opened its doors on Monday and took in twelve thousand clients by the evening."
ZH = "銀行表示首日有一萬二千名客戶開戶，年底前會支援更多商戶，並會公布每筆交易的費用。"
ENGLISH = [
    f"{start} {LOREM}"
    for start in (
        "Lantern Bank has begun to serve the public.",
        "Its chief said that fees would stay low for a year.",
        "A rival said that it would answer with higher rates.",
        "The regulator said that it watched the market closely.",
    )
]
CHINESE = [
    f"{start}{ZH}"
    for start in (
        "明燈銀行今日投入服務。",
        "行長指收費會維持一年不變。",
        "另一間銀行稱會以較高息率回應。",
        "監管機構表示密切留意市場。",
    )
]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def linked(**values: object) -> str:
    data = json.dumps({"@context": "https://schema.org", **values}, ensure_ascii=False)
    return f'<script type="application/ld+json">{data}</script>'


def assert_says(page: Page, texts: list[str], **fields: object) -> None:
    """The page's fields hold these, and its body the texts in order and nothing much else."""
    assert {name: page.fields.get(name) for name in fields} == fields
    at = [page.body.find(text.strip()) for text in texts]
    assert -1 not in at, page.body
    assert at == sorted(at)
    assert len(page.body) < sum(map(len, texts)) * 1.15 + 20, page.body


def government_release(language: str, title: str, texts: list[str], closing: str, head: str) -> str:
    body = "<br/>\r\n<br/>\r\n".join(f"\u3000\u3000{text}" for text in texts)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{title}</title>{head}
<script>function go(){{ if (1 < 2) document.write('<div>x</div>'); }}</script></head>
<body><div id="wrapper"><div id="headerBanner">
<img src="banner.jpg" alt="The Government of the Hong
Kong Special Administrative Region - Press Releases" /></div>
<ul id="langMenu"><li><a href="tc.htm">繁體版</a></li><li><a href="sc.htm">简体版</a></li>
<li><a href="mailto:">Email this article</a></li></ul>
<div class="content"><div id="PRHeadline"><span id="PRHeadlineSpan">{title}</span></div>
<div class="fontSize"><span id="pressrelease">******************************<br/><br/>
{body}<br/>&nbsp;<br/>{closing}</span></div></div>
<div id="controlPanel"><a href="today.htm">Back to Index Page</a><a href="#top">Back to top</a>
</div>
<div id="footer"><a href="http://www.gov.hk/">GovHK</a> 2019 &copy; | Important notices |
Last revision date: January 2, 2020</div></div></body></html>"""


def test_an_english_release_of_the_government():
    html = government_release(
        "en",
        "Lantern Bank licensed",
        ENGLISH,
        "Ends/Thursday, November 27, 2025<br/>Issued at HKT 16:30<br/>NNNN",
        "<!-- saved from url=(0067)https://www.info.gov.hk/gia/general/202511/27/P2025112700321.htm"
        " -->",
    )
    assert_says(
        parse_html(html),
        ENGLISH,
        title="Lantern Bank licensed",
        publishedDateTime="2025-11-27T16:30:00+08:00",
        webUrl="https://www.info.gov.hk/gia/general/202511/27/P2025112700321.htm",
        provider="info.gov.hk",
        language="en",
    )


def test_a_chinese_release_of_the_government():
    html = government_release(
        "zh-Hant-HK",
        "明燈銀行獲發牌照",
        CHINESE,
        "完<br/><br/>2025年11月27日（星期四）<br/>香港時間16時30分<br/>",
        '<link rel="canonical" href="https://www.info.gov.hk/gia/general/202511/27/P2025112700322.htm">',
    )
    assert_says(
        parse_html(html),
        CHINESE,
        title="明燈銀行獲發牌照",
        publishedDateTime="2025-11-27T16:30:00+08:00",
        webUrl="https://www.info.gov.hk/gia/general/202511/27/P2025112700322.htm",
        provider="info.gov.hk",
        language="zh-Hant-HK",
    )


def test_a_release_that_names_its_address_nowhere_still_has_its_date():
    html = government_release(
        "zh-HK", "明燈銀行獲發牌照", CHINESE,
        "完<br/>2025年11月27日（星期四）<br/>香港時間16時30分", "",
    )  # fmt: skip
    page = parse_html(html)
    assert page.fields["publishedDateTime"] == "2025-11-27T16:30:00+08:00"
    assert "Hong Kong Special Administrative Region" in str(page.fields["provider"])


def test_a_broadcaster_whose_text_stands_in_a_div_with_line_breaks():
    text = "<br />\r\n<br />\r\n".join(CHINESE)
    html = f"""<html lang="zh-hk"><head><title>明燈銀行開業 - RTHK</title>
<meta property="og:title" content="明燈銀行開業 - RTHK" />
<meta property="og:site_name" content="RTHK"/>
<meta property="og:url" content="https://news.rthk.hk/rthk/ch/component/k2/1830001-20251127.htm"/>
<meta name="description" content="明燈銀行今日投入服務" /></head><body>
<div class="header"><a href="/">主頁</a> <a href="/local">本地</a> <a href="/china">兩岸</a></div>
<div class="itemView"><div class="itemHeader"><h2 class="itemTitle">明燈銀行開業</h2>
<div class="createddate">2025-11-27 HKT 16:30</div></div>
<div class="itemBody"><div class="itemFullText">{text}</div></div></div>
<div class="relatedNews"><h3>最新新聞</h3><ul><li>
<a href="/1">油價今早上升</a> 2025-11-28 HKT 08:00</li>
<li><a href="/2">天文台料轉涼</a> 2025-11-28 HKT 07:00</li></ul></div></body></html>"""
    assert_says(
        parse_html(html),
        CHINESE,
        title="明燈銀行開業",
        publishedDateTime="2025-11-27T16:30:00+08:00",
        webUrl="https://news.rthk.hk/rthk/ch/component/k2/1830001-20251127.htm",
        provider="RTHK",
        language="zh-hk",
    )


def test_a_site_that_keeps_its_text_in_its_state_and_its_linked_data():
    state = json.dumps({"props": {"article": {"blocks": [{"html": text} for text in CHINESE]}}})
    data = linked(
        **{"@type": "NewsArticle"},
        headline="明燈銀行開業｜收費一年不變",
        datePublished="2025-11-27T08:30:00.000Z",
        dateModified="2025-11-28T01:00:00.000Z",
        author=[{"@type": "Person", "name": "陳一"}, {"@type": "Person", "name": "李二"}],
        publisher={"@type": "Organization", "name": "香港01"},
        mainEntityOfPage={"@id": "https://www.hk01.com/財經快訊/60290001/明燈銀行開業"},
        articleBody="\n".join(CHINESE),
        keywords=["明燈銀行", "數碼銀行"],
    )
    html = f"""<!DOCTYPE html><html lang="zh-HK"><head><meta charset="utf-8">
<title>明燈銀行開業｜收費一年不變 | 香港01</title>{data}</head><body><div id="__next"><header>
<a href="/">香港01</a></header><h1>明燈銀行開業｜收費一年不變</h1><div class="skeleton"></div>
</div>
<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>"""
    assert_says(
        parse_html(html),
        CHINESE,
        title="明燈銀行開業｜收費一年不變",
        publishedDateTime="2025-11-27T08:30:00+00:00",
        webUrl="https://www.hk01.com/財經快訊/60290001/明燈銀行開業",
        provider="香港01",
        author="陳一, 李二",
        topics=["明燈銀行", "數碼銀行"],
    )


def test_a_newspaper_with_sections_and_a_date_behind_its_titles():
    html = f"""<html lang="zh-TW"><head>
<title>明燈銀行開業 - 20251127 - 經濟 - 每日明報 - 明報新聞網</title>
<meta property="og:title" content="明燈銀行開業 - 20251127 - 經濟 - 每日明報 - 明報新聞網">
<meta property="og:site_name" content="明報新聞網 - 每日明報 daily news">
<link rel="canonical" href="https://news.mingpao.com/pns/經濟/article/20251127/s00004/1764180000001/明燈銀行開業">
</head><body><div id="topnav">2025年11月29日 星期六 <a href="/">首頁</a></div>
<div class="headline"><h1>明燈銀行開業</h1>
<div class="date color6ab1d2">2025年11月27日星期四</div></div>
<article class="txt4">{paragraphs(CHINESE)}</article>
<div class="rnews"><h3>相關新聞</h3><ul><li><a href="/a">油價上升 (12:00)</a></li></ul></div>
</body></html>"""
    assert_says(
        parse_html(html),
        CHINESE,
        title="明燈銀行開業",
        publishedDateTime="2025-11-27",
        webUrl="https://news.mingpao.com/pns/經濟/article/20251127/s00004/1764180000001/明燈銀行開業",
    )


def test_a_portal_whose_address_holds_the_moment():
    html = f"""<html><head><meta charset="utf-8">
<title>明燈銀行開業｜即時新聞｜財經｜on.cc東網</title>
<meta property="og:site_name" content="on.cc東網">
<meta property="og:url" content="https://hk.on.cc/hk/bkn/cnt/finance/20251127/bkn-20251127163015123-1127_00842_001.html">
</head><body><div class="topMenu"><a href="/">主頁</a></div><h1>明燈銀行開業</h1>
<span class="datetime">2025年11月27日 16:30</span>
<div class="breakingNewsContent">{paragraphs(CHINESE)}</div>
<div class="moreNews"><a href="1.html">油價上升</a><a href="2.html">天氣轉涼</a></div></body>
</html>"""
    assert_says(
        parse_html(html),
        CHINESE,
        title="明燈銀行開業",
        publishedDateTime="2025-11-27T16:30:00+08:00",
        webUrl="https://hk.on.cc/hk/bkn/cnt/finance/20251127/bkn-20251127163015123-1127_00842_001.html",
        provider="on.cc東網",
    )


def test_a_daily_that_writes_its_dates_in_another_zone():
    html = f"""<html lang="en"><head><title>Lantern Bank opens | The Standard</title>
<meta property="og:title" content="Lantern Bank opens">
<meta property="og:site_name" content="The Standard">
<meta property="article:published_time" content="2025-11-27T08:30:00.000Z">
<meta property="article:modified_time" content="2025-11-28T08:30:00.000Z">
<link rel="canonical" href="https://www.thestandard.com.hk/finance/article/317001/Lantern-Bank-opens">
</head><body><header>Friday, 28 November 2025</header><main><h1>Lantern Bank opens</h1>
<div><time datetime="2025-11-27T16:30:00+08:00">27 Nov 2025 16:30</time></div>
<div class="content">{paragraphs(ENGLISH)}</div>
<aside><h3>Most read</h3><p><time datetime="2025-11-20">20 Nov</time> Oil climbs again in Asia</p>
</aside>
</main></body></html>"""
    assert_says(
        parse_html(html),
        ENGLISH,
        title="Lantern Bank opens",
        publishedDateTime="2025-11-27T08:30:00+00:00",
        webUrl="https://www.thestandard.com.hk/finance/article/317001/Lantern-Bank-opens",
        provider="The Standard",
    )


def test_a_paper_that_sells_the_rest_of_its_article():
    data = linked(
        **{"@type": "NewsArticle"},
        headline="Lantern Bank opens",
        datePublished="2025-11-27T16:30:00+08:00",
        isAccessibleForFree=False,
        wordCount=900,
        author={"@type": "Person", "name": "Ann Example"},
        publisher={"@type": "Organization", "name": "South China Morning Post"},
        url="https://www.scmp.com/business/article/3330001/lantern-bank-opens",
    )
    html = f"""<html lang="en"><head>
<title>Lantern Bank opens | South China Morning Post</title>{data}
</head><body><main><h1>Lantern Bank opens</h1><section>{paragraphs(ENGLISH[:2])}</section>
<div class="paywall"><p>Subscribe to read the full article.</p>
<p>Already a subscriber? Log in.</p></div>
</main></body></html>"""
    page = parse_html(html)
    assert page.is_teaser
    assert_says(
        page,
        ENGLISH[:2],
        title="Lantern Bank opens",
        publishedDateTime="2025-11-27T16:30:00+08:00",
        webUrl="https://www.scmp.com/business/article/3330001/lantern-bank-opens",
        provider="South China Morning Post",
        author="Ann Example",
    )


def test_a_weblog_system_whose_linked_data_points_to_its_parts():
    data = linked(
        **{
            "@graph": [
                {
                    "@type": "Article",
                    "@id": "https://hongkongfp.com/2025/11/27/lantern/#article",
                    "isPartOf": {"@id": "https://hongkongfp.com/2025/11/27/lantern/"},
                    "author": [{"@id": "https://hongkongfp.com/#/schema/person/1"}],
                    "headline": "Lantern Bank opens",
                    "datePublished": "2025-11-27T08:30:00+00:00",
                    "dateModified": "2025-11-29T08:30:00+00:00",
                    "publisher": {"@id": "https://hongkongfp.com/#organization"},
                    "keywords": ["banks"],
                    "articleSection": ["Business"],
                },
                {
                    "@type": "WebPage",
                    "@id": "https://hongkongfp.com/2025/11/27/lantern/",
                    "url": "https://hongkongfp.com/2025/11/27/lantern/",
                    "name": "Lantern Bank opens - Hong Kong Free Press HKFP",
                    "datePublished": "2025-11-27T08:30:00+00:00",
                },
                {
                    "@type": "Organization",
                    "@id": "https://hongkongfp.com/#organization",
                    "name": "Hong Kong Free Press HKFP",
                },
                {
                    "@type": "Person",
                    "@id": "https://hongkongfp.com/#/schema/person/1",
                    "name": "Ann Example",
                },
            ]
        }
    )
    html = f"""<html lang="en-GB"><head>
<title>Lantern Bank opens - Hong Kong Free Press HKFP</title>{data}
<link rel="canonical" href="https://hongkongfp.com/2025/11/27/lantern/"></head>
<body class="single">
<article><header class="entry-header"><h1 class="entry-title">Lantern Bank opens</h1>
<span class="byline">by <a>Ann Example</a></span><span class="posted-on">
<time class="entry-date published"
datetime="2025-11-27T16:30:00+08:00">16:30, 27 November 2025</time><time class="updated"
datetime="2025-11-29T16:30:00+08:00">16:30, 29 November 2025</time></span></header>
<div class="entry-content">{paragraphs(ENGLISH)}</div></article>
<div id="comments" class="comments-area"><h2>2 comments</h2><ol class="comment-list">
<li class="comment">
<p>I was charged nine dollars there and do not believe a word of this.</p></li></ol></div></body>
</html>"""
    assert_says(
        parse_html(html),
        ENGLISH,
        title="Lantern Bank opens",
        publishedDateTime="2025-11-27T08:30:00+00:00",
        webUrl="https://hongkongfp.com/2025/11/27/lantern/",
        provider="Hong Kong Free Press HKFP",
        author="Ann Example",
        topics=["Business", "banks"],
        language="en-GB",
    )


def test_a_radio_station_whose_page_is_one_block_of_lines():
    html = f"""<html><head><title>明燈銀行開業 - 新聞 - 881903.com</title>
<meta property="og:title" content="明燈銀行開業">
<meta property="og:site_name" content="881903.com 商業電台">
<meta property="og:url" content="https://www.881903.com/news/finance/2670001"></head><body>
<div id="__nuxt">
<div class="news-detail"><div class="title">明燈銀行開業</div>
<div class="date">27.11.2025 16:30</div>
<div class="body">{"<br>".join(CHINESE)}</div></div></div></body></html>"""
    assert_says(
        parse_html(html),
        CHINESE,
        title="明燈銀行開業",
        publishedDateTime="2025-11-27T16:30:00+08:00",
        webUrl="https://www.881903.com/news/finance/2670001",
        provider="881903.com 商業電台",
    )


def test_a_financial_paper_that_shows_its_beginning():
    html = f"""<html lang="zh-HK"><head><title>明燈銀行開業 - 信報網站 hkej.com</title>
<meta property="og:title" content="明燈銀行開業">
<meta property="og:site_name" content="信報網站 hkej.com">
<link rel="canonical" href="https://www2.hkej.com/instantnews/hongkong/article/4250001/明燈銀行開業">
</head><body><h1 id="article-title">明燈銀行開業</h1><div class="info">
<span class="date">2025年11月27日</span>
</div><div id="article-content">{paragraphs(CHINESE[:2])}<p>請訂閱閱讀全文</p></div></body>
</html>"""
    page = parse_html(html)
    assert page.is_teaser
    assert_says(
        page,
        CHINESE[:2],
        title="明燈銀行開業",
        publishedDateTime="2025-11-27",
        webUrl="https://www2.hkej.com/instantnews/hongkong/article/4250001/明燈銀行開業",
        provider="信報網站 hkej.com",
    )


def test_a_title_without_the_name_that_the_page_gives_its_site():
    for title, name in (
        ("Lantern Bank opens | The Standard", "The Standard"),
        ("明燈銀行開業 - 香港經濟日報", "香港經濟日報"),
        ("Peak Times: Lantern Bank opens - and closes", "Peak Times"),
        ("明燈銀行開業 - 香港經濟日報 - 即時新聞", "香港經濟日報"),
    ):
        html = (
            f'<html><head><title>{title}</title><meta property="og:site_name" content="{name}">'
            f"</head><body><article>{paragraphs(ENGLISH)}</article></body></html>"
        )
        assert name not in str(parse_html(html).fields["title"])
        assert parse_html(html).fields["title"]
