import base64

import pytest

from corpus.formats.page import MAX_TAGS, find_excess, parse_html

TEXTS = [
    f"{word} tells of a bank that opened its doors on Monday and took in twelve thousand clients."
    for word in ("Paragraph one", "Paragraph two", "Paragraph three")
]
PROSE = "".join(f"<p>{text}</p>" for text in TEXTS)
ZH = "銀行表示首日有一萬二千名客戶開戶，年底前會支援更多商戶，並會公布每筆交易的費用。"


def body_of(inside: str, head: str = "") -> str:
    return parse_html(f"<html><head>{head}</head><body>{inside}</body></html>").body


def test_a_page_of_twenty_million_characters_is_read_for_its_article():
    picture = "data:image/png;base64," + base64.b64encode(b"\x00\x10\x83" * 1_500_000).decode()
    html = (
        f"<html><head><style>.a{{background:url({picture})}}</style></head><body><h1>A bank</h1>"
        f"<div style='background:url(\"{picture}\")'></div>"
        f"<img srcset=\"{picture} 2x\" src='{picture}'>"
        f"{PROSE}<svg><path d='{'M0 0 ' * 200_000}'/></svg>"
        f"<script>window.STATE = '{'<p>x</p>' * 100_000}';</script></body></html>"
    )
    assert len(html) > 20_000_000
    assert find_excess(html) is None
    assert parse_html(html).body.split("\n\n") == TEXTS


def test_a_page_that_holds_too_many_tags_without_them_says_so():
    assert "tags" in str(find_excess("<body>" + "<p>x</p>" * MAX_TAGS))
    assert "characters" in str(find_excess("<body>" + "x" * 4_000_000))
    assert find_excess(f"<body>{PROSE}<svg>{'<path>' * 2 * MAX_TAGS}</svg>") is None
    assert find_excess(f"<body>{PROSE}" + "<span>x</span>" * MAX_TAGS) is None


@pytest.mark.parametrize(
    "around",
    [
        "<div>" * 2_000 + "{}" + "</div>" * 2_000,
        "<div " + "data-a=1 " * 5_000 + "class=story>{}</div>",
        "<script>if (a < b) {{ x('</p>') }}</script>{}",
        "<!-- {} hidden -->{}".replace("{}", "", 1),
        "{}<!-- never closed",
        "{}<script>never closed",
        "<svg>never closed {}",
        '<p title="a>b" data-x=\'"\'>{}',
        "<form action='/x'><input type=hidden value=1>{}</form>",
        "<noscript><img src=x></noscript>{}",
        "<template><p>Not shown</p></template>{}",
        "<select><option>One</option></select>{}",
        "<figure><img src=x><figcaption>Not the text</figcaption></figure>{}",
    ],
)
def test_the_article_is_read_whatever_stands_around_it(around):
    assert body_of(around.format(PROSE)).split("\n\n") == TEXTS


def test_an_article_that_waits_in_noscript_is_read():
    assert body_of(f"<h1>A bank</h1><noscript>{PROSE * 2}</noscript>").startswith(TEXTS[0])


def test_a_page_without_tags_for_its_root_is_read():
    assert parse_html(f"<div>{PROSE}</div>").body.split("\n\n") == TEXTS
    assert parse_html(f"<body><form>{PROSE}</form></body>").body.split("\n\n") == TEXTS


def test_lists_headings_and_quotes_keep_their_shape_and_no_inline_marks():
    body = body_of(
        f"<article>{PROSE}<ul><li>One <b>bold</b><ul><li>inner</li></ul></li><li><a href=x>Two</a>"
        "</li></ul><ol><li>First</li><li>Second</li></ol><h2>What <em>next</em></h2>"
        "<blockquote><p>Quote one.</p><p>Quote two.</p></blockquote><p>5 * 3 _is_ [15] &lt; 20, the"
        " bank said in its notice on Tuesday.</p></article>"
    )
    assert body.split("\n\n")[3:] == [
        "- One bold\n  - inner\n- Two",
        "1. First\n2. Second",
        "## What next",
        "Quote one.",
        "Quote two.",
        "5 * 3 _is_ [15] < 20, the bank said in its notice on Tuesday.",
    ]


def test_every_cell_of_a_table_keeps_its_text():
    body = body_of(
        f"<article>{PROSE}<table><caption>Rates</caption><thead><tr><th>Bank</th><th>Rate</th>"
        "<th>Note</th></tr></thead><tbody><tr><td><p><b>Lantern</b></p></td><td><ul><li>3%</li>"
        "<li>4% for new clients</li></ul></td><td>a<br>b</td></tr><tr><td rowspan=2><a href=x>Gate"
        "</a></td><td colspan=2>1|2% flat</td></tr><tr><td>5%</td><td></td></tr>"
        "<tr><td colspan=3>All rates are yearly</td></tr></tbody></table></article>"
    )
    assert body.split("\n\n")[3:] == [
        "Rates",
        "| Bank | Rate | Note |\n|---|---|---|\n| Lantern | 3%; 4% for new clients | a b |\n"
        "| Gate | 1/2% flat | 1/2% flat |\n| Gate | 5% |  |\n| All rates are yearly |  |  |",
    ]


def test_a_table_in_a_figure_is_no_picture():
    table = "<table><tr><th>Bank</th><th>Rate</th></tr><tr><td>Peak</td><td>3%</td></tr></table>"
    assert "| Peak | 3% |" in body_of(f"{PROSE}<figure class='wp-block-table'>{table}</figure>")


def test_a_table_that_lays_out_the_page_is_no_table():
    lines = "<br><br>".join(TEXTS)
    body = body_of(f"<table><tr><td><a href=1>Home</a></td><td>{lines}</td></tr></table>")
    assert body.split("\n\n")[-3:] == TEXTS
    assert "|" not in body


def test_line_breaks_part_names_by_lines_and_prose_by_paragraphs():
    names = "獲發牌照的銀行如下：<br>明燈銀行<br>閘門銀行<br>山頂銀行"
    body = body_of(
        f"<div id=content><h1>名單</h1>{ZH}<br><br>{names}<br/><br/>新例下周生效。</div>"
    )
    assert body.split("\n\n")[-3:] == [ZH, names.replace("<br>", "\n"), "新例下周生效。"]
    body = body_of(f"<div>甲：{ZH}<br>乙：{ZH}<br>丙：{ZH}</div>")
    assert body.split("\n\n") == [f"甲：{ZH}", f"乙：{ZH}", f"丙：{ZH}"]


def test_a_short_story_comes_without_its_menu_and_footer():
    body = body_of(
        "<nav><a href=1>主頁</a><a href=2>財經</a></nav><div><h1>加息</h1><p>金管局今日上調基本利率"
        "至五厘，即日生效。</p></div><footer>版權所有 不得轉載</footer>",
        "<title>加息</title>",
    )
    assert body == "金管局今日上調基本利率至五厘，即日生效。"


@pytest.mark.parametrize(
    "given",
    [
        "\\n".join(TEXTS),
        "".join(f"<p>{text}</p>" for text in TEXTS),
        "".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in TEXTS),
        "<br/><br/>".join(TEXTS),
    ],
)
def test_the_linked_data_gives_the_text_where_the_page_shows_less(given):
    data = f'{{"@type":"NewsArticle","headline":"A bank","articleBody":"{given}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert body_of("<h1>A bank</h1><p>Read on</p>", head).split("\n\n") == TEXTS
    others = "".join(f"<p>Oil rose on day {n} and fell again by noon.</p>" for n in range(6))
    assert body_of(f"<h1>A bank</h1><div>{others}</div>", head).split("\n\n") == TEXTS


def test_the_shown_text_stays_where_the_linked_data_has_no_more():
    data = f'{{"@type":"NewsArticle","articleBody":"{" ".join(TEXTS)}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert body_of(f"<article>{PROSE}</article>", head).split("\n\n") == TEXTS


@pytest.mark.parametrize(
    ("data", "end", "is_teaser"),
    [
        ('"isAccessibleForFree": false', "", True),
        ('"isAccessibleForFree": "False", "wordCount": 900', "", True),
        ('"isAccessibleForFree": false, "wordCount": 45', "", False),
        ('"isAccessibleForFree": true', "", False),
        (
            '"a": 1',
            "<p>Subscribe to continue reading.</p><p>Already a subscriber? Log in</p>",
            True,
        ),
        ('"a": 1', "<p>Read more »</p>", True),
        ('"a": 1', "<p>Subscribe to our newsletter for more.</p>", False),
    ],
)
def test_the_open_beginning_of_a_sold_article_is_a_teaser(data, end, is_teaser):
    page = parse_html(
        '<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"A bank",'
        f"{data}}}</script></head><body><article>{PROSE}{end}</article></body></html>"
    )
    assert page.is_teaser is is_teaser
    assert page.body.split("\n\n")[:3] == TEXTS
    assert not is_teaser or page.body.split("\n\n") == TEXTS


def test_readers_comments_are_not_the_article():
    comment = "<p>I was charged nine dollars and believe no word of it.</p>"
    body = body_of(
        f"<article>{PROSE}</article><div class='comments-area'><h2>2 comments</h2><details>"
        f"<summary>Posted by x</summary>{comment}</details></div>"
    )
    assert body.split("\n\n") == TEXTS


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<script>", "<noscript><p>", "<div>", "<b>", "<p>x", "<table><tr><td>", "<br>x",
     "<li>", "<ul><li>x", "<h1>x</h1>", "<a href=x>y</a>", "<td rowspan=999 colspan=999>x</td>",
     "<time datetime=2024-01-01>x</time>", "<meta name=date content=2024-01-01>", "&#1;"],
)  # fmt: skip
def test_pages_of_one_thing_are_read_or_refused(piece):
    for close in ("", "</p>"):
        html = f"<html><body>{PROSE}" + piece * (20_000 // len(piece)) + close
        assert find_excess(html) or parse_html(html) is not None
