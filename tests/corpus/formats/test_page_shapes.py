import pytest

from corpus.formats.page import parse_html

TEXTS = [
    f"{name} Ferry opened a pier on Monday and carried {number} thousand riders on the first day."
    for number, name in enumerate(("Star", "Lantern", "Peak", "Gate"), start=11)
]
PROSE = "".join(f"<p>{text}</p>" for text in TEXTS)
ZH = (
    "渡輪公司星期一啟用新碼頭，首日載客一萬二千人次。",
    "公司表示下月起增加班次，長者票價維持兩元。",
)


def read(inside: str, head: str = "<title>A pier opens</title>"):
    return parse_html(f"<html><head>{head}</head><body>{inside}</body></html>")


def menu(items: int) -> str:
    return "<nav>" + "".join(f"<a href='/{n}'>Section {n}</a> " for n in range(items)) + "</nav>"


def test_a_menu_larger_than_a_short_article_is_none_of_it():
    asked = "".join(f"<dt>問：{ask}</dt><dd>答：{say}</dd>" for ask, say in [("幾點？", "八時。")])
    body = read(f"{menu(60)}<main><h1>碼頭問答</h1><dl>{asked}</dl><p>{ZH[0]}</p></main>").body
    assert "Section" not in body
    assert "問：幾點？" in body
    assert "答：八時。" in body


def test_paragraphs_in_an_inline_tag_stay_paragraphs():
    texts = [text * 4 for text in ZH]
    inside = f"<div id='contentBody'><span id='release'><p>{'<p>'.join(texts)}</span></div>"
    assert read(inside + "<div>完</div><div>香港时间16时30分</div>").body.split("\n\n") == texts


@pytest.mark.parametrize("name", ["post", "entry", "live-post-body", "article-content"])
def test_every_entry_of_a_live_page_keeps_its_heading_and_list(name):
    entries = "".join(
        f"<div class='{name}'><h3>Hour {number}</h3><p>{text}</p><ul><li>Gate {number} open</li>"
        "</ul></div>"
        for number, text in enumerate(TEXTS)
    )
    body = read(f"<article><h1>A pier opens</h1>{entries}</article>").body
    for number, text in enumerate(TEXTS):
        assert f"### Hour {number}\n\n{text}\n\n- Gate {number} open" in body


def test_lists_and_tables_are_found_where_nothing_names_the_article():
    items = "<ol><li>Keep money apart.</li><li>Report in five days.</li></ol>"
    table = "<table><tr><th>Pier</th><th>Boats</th></tr><tr><td>East</td><td>4</td></tr></table>"
    body = read(f"{menu(9)}<div><h1>A pier opens</h1>{PROSE}{items}<p>Notes:</p>{table}</div>").body
    assert "1. Keep money apart.\n2. Report in five days." in body
    assert "| East | 4 |" in body


def test_a_heading_that_is_a_link_over_lines_of_its_own_stays():
    places = "".join(
        f"<div class='place'><h3><a href='/{name}'>{name} pier</a></h3><p>{number} Quay Road</p>"
        f"<p>Tel: 2345 67{number}</p></div>"
        for number, name in enumerate(("East", "West", "North", "South", "Old", "New"), start=10)
    )
    body = read(f"<main><h1>Our piers</h1><p>{TEXTS[0]}</p>{places}</main>").body
    assert "### West pier\n\n11 Quay Road\n\nTel: 2345 6711" in body


def card(number: int, sign: str) -> str:
    return (
        f"<div class='card'><h3><a href='/news/{number}'>Pier number {number} opens</a></h3>"
        f"<p>Riders came to the pier on Monday, and boat {number} was full.{sign}</p></div>"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "".join(card(number, f" {number} hours ago") for number in range(2, 12)),
        "".join(card(number, "..") for number in range(12)),
        "".join(card(number, "") for number in range(12)) + "<a href='/2'>Older posts</a>",
        "".join(
            f"<li><a href='/{n}'><h4>第{n}號碼頭啟用　首日爆滿</h4></a><p>渡輪公司星期一啟用碼頭，"
            f"第{n}號船滿座。</p><span>2025-11-{n:02}</span></li>"
            for n in range(1, 20)
        ).join(("<ul>", "</ul>")),
        "".join(
            f"<h3><a href='/{n}'>Pier {n} opens to all</a></h3><p>{n} hours ago</p>"
            for n in range(2, 20)
        ),
    ],
)
def test_a_front_page_or_a_list_of_search_results_is_no_article(inside):
    page = read(f"{menu(9)}<h1>News</h1>{inside}")
    assert (page.body, set(page.fields)) == ("", {"title"})


def test_a_story_with_cards_of_others_behind_it_is_one():
    others = "".join(card(number, f" {number} hours ago") for number in range(2, 12))
    body = read(f"<article><h1>A pier opens</h1>{PROSE * 3}</article><div>{others}</div>").body
    assert body.startswith(TEXTS[0])


def test_a_page_that_says_when_it_was_published_is_no_list():
    published = "<meta property='article:published_time' content='2025-11-24T08:00:00+08:00'>"
    inside = "".join(card(number, "..") for number in range(12))
    assert read(f"<main>{inside}</main>", published).body


def test_a_date_amid_a_sentence_is_not_when_a_page_was_published():
    lines = "<p>No fee applies since 1 August 2019.</p><p>自2019年8月1日起不收費。</p>"
    assert "publishedDateTime" not in read(f"<h1>A pier opens</h1>{lines}{PROSE}").fields
    said = read(f"<h1>A pier opens</h1><p>Posted on 1 August 2019.</p>{PROSE}").fields
    assert said["publishedDateTime"] == "2019-08-01"


def test_a_title_between_a_section_and_a_site_is_the_heading_of_the_page():
    head = "<title>即時新聞 - 新碼頭星期一啟用 - 海港電台</title>"
    page = read(f"<h1>新碼頭星期一啟用</h1><div>2025.11.24 18:00</div><p>{ZH[0]}</p>", head)
    assert page.fields["title"] == "新碼頭星期一啟用"
    assert page.fields["publishedDateTime"] == "2025-11-24T18:00:00+08:00"
    site = read(f"<h1>Bay Daily</h1>{PROSE}", "<title>A pier opens - Bay Daily</title>")
    assert site.fields["title"] != "Bay Daily"
    bank = read(f"<h1>存款利率</h1><p>{ZH[0] * 3}</p>", "<title>存款利率 - 金燈銀行</title>")
    assert bank.fields["title"] == "存款利率"


def test_teasers_beside_an_article_that_nothing_names_are_none_of_it():
    lead = f"<div class='x1'><p>{TEXTS[0]}</p></div>"
    rest = "".join(f"<p>{text}</p>" for text in TEXTS[1:]) + "<ul><li>East: 1 March</li></ul>"
    cards = "".join(
        f"<div><h4><a href='/{n}'>Story {n} tells of a bank</a></h4><p>Short teaser {n} of it.</p>"
        "</div>"
        for n in range(6)
    )
    body = read(
        f"{menu(9)}<div class='x0'><h1>A pier opens</h1>{lead}<div class='x2'>{rest}</div></div>"
        f"<div class='x3'><h3>Most read</h3>{cards}</div>"
    ).body
    assert body.split("\n\n") == [*TEXTS, "- East: 1 March"]
