"""The page in a real browser, over the starter corpus and an article that means ill."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Visit, open_browser, serve
from forked import run
from local_server import Site
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from bot.answering.confidence import Verdict
from bot.phrases import LANGUAGES
from bot.settings import Settings
from bot.web import page_routes
from bot.web.app import make_app

_FILES = Path(page_routes.__file__).with_name("page")
_CDI = "When did the Commercial Data Interchange open?"
_ENSEMBLE = "What is Project Ensemble?"
_DATED = "What changed for stablecoins since 2025?"
_REFUSED = "why did the SFC cancel Mox Bank's virtual bank licence in 2021"
_PAINT = """new Promise((resolve) => new PerformanceObserver((list) =>
    resolve(list.getEntriesByName("first-contentful-paint")[0].startTime)
).observe({type: "paint", buffered: true}))"""
# Which of them is not sure is up to the calibration.
_DOUBTFUL = (
    "what's eddie yue's yearly salary",
    "證監會金融科技組而家有幾多個職員？",
    "强积金从哪一天开始可以直接买比特币？",
    "What is the price of Bitcoin tomorrow?",
    "GenA.I.沙盒第一期有邊間銀行中途被金管局踢出局？",
    "虛擬銀行牌照",
)
_VERDICT = """(question) => fetch("/v1/answers", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({question}),
}).then((response) => response.json()).then(({verdict}) => verdict)"""
_EVIL = """---
title: Zephyr Wallet opens
url: https://zephyr.example/news
provider: <b>Zephyr</b> News
published: 2025-05-06
---
Zephyr Wallet opened on 6 May 2025. Its page held &lt;img src=x onerror="document.title='taken'"&gt;
for weeks.

It is known for 🛶🛶 its sampans, 𠮷 and all: it holds 88 million dollars 🛶 in trust.
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def other_site() -> Iterator[Site]:
    """A site that shows the page by its widget."""
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="module")
def home(starter_home, other_site, tmp_path_factory) -> Iterator[str]:
    """The address of the service."""
    folder = shutil.copytree(starter_home, tmp_path_factory.mktemp("page") / "home")
    article = folder.with_name("zephyr.md")
    article.write_text(_EVIL)
    built = run("index", "starter", str(article), home=folder)
    assert built.status == 0, built.stderr
    with serve(folder, cors=[other_site.url]) as address:
        yield address


@pytest.fixture
def visit(browser, home) -> Iterator[Callable[..., Visit]]:
    """Opens the page for one more person; none of them may complain or ask elsewhere.

    Examples are found by asking a dozen questions, and so are looked for by one test alone.
    """
    contexts = []
    visits = []

    def visit(
        *, width: int = 1100, height: int = 800, has_examples: bool = False, **options: object
    ) -> Visit:
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, **({"locale": "en-GB"} | options)))
        visits.append(Visit(contexts[-1], home))
        if not has_examples:
            none = {"questions": []}
            visits[-1].page.route("**/v1/examples?*", lambda route: route.fulfill(json=none))
        return visits[-1]

    yield visit
    for context in contexts:
        context.close()
    for one in visits:
        assert one.complaints == []
        assert {urlsplit(url).netloc for _, url in one.sent} == {urlsplit(home).netloc}


def _is_wide(page: Page) -> bool:
    """Whether something sticks out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def test_the_first_view_introduces_the_service_with_questions_that_it_answers(visit):
    page = visit(has_examples=True).open()
    page.locator("#examples button").first.wait_for()
    assert page.title() == page.inner_text("#name") == "Sampan"
    about = page.evaluate("fetch('/v1/about').then((response) => response.json())")
    assert page.inner_text("#greeting") == about["greeting"]
    assert f"{about['articles']} articles" in page.inner_text("#facts")
    example = page.locator("#examples button").first
    text = example.inner_text()
    example.click()
    expect(page.locator(".asked")).to_have_text(text)
    page.locator(".is-answered").wait_for()


def test_the_page_is_small_and_soon_there(visit):
    one = visit()
    sizes: dict[str, int] = {}
    one.page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page = one.open()
    one.ask(_CDI)
    kinds = (".html", ".css", ".js", ".json", "/")
    assert sum(sizes[url] for url in sizes if urlsplit(url).path.endswith(kinds)) <= 60 * 1024
    paints = [page.evaluate(_PAINT)]
    while min(paints) >= 500 and len(paints) < 10:  # this machine may be busy with other tests
        page.reload()
        page.locator("html[data-ready]").wait_for()
        paints.append(page.evaluate(_PAINT))
    assert min(paints) < 500


def test_an_answer_shows_its_words_and_opens_its_sentence_in_the_article(visit):
    one = visit()
    page = one.open()
    one.ask(_CDI)
    assert page.inner_text(".verdict") == "From the articles"
    assert page.inner_text(".short") == "24 October 2022"
    quote = page.locator(".quote").first
    assert quote.locator("mark").inner_text() == "24 October 2022"
    link = page.locator(".sources a").first
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.get_attribute("href").startswith("https://www.hkma.gov.hk/")
    quote.get_by_role("button").click()
    marked = page.locator("#article mark")
    marked.wait_for()
    assert marked.inner_text() == quote.locator("blockquote").inner_text()
    expect(marked).to_be_in_viewport()
    expect(marked).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    expect(quote.get_by_role("button")).to_be_focused()


def test_places_are_found_behind_letters_that_browsers_count_as_two(visit):
    one = visit()
    page = one.open()
    one.ask("How many dollars does Zephyr Wallet hold?")
    assert page.locator(".quote mark").first.inner_text().startswith("88 million dollars")
    page.locator(".quote button").first.click()
    page.locator("#article mark").first.wait_for()
    assert "".join(page.locator("#article mark").all_inner_texts()).startswith(
        "It is known for 🛶🛶"
    )


def test_words_of_an_article_stay_words(visit):
    one = visit()
    page = one.page
    evil = '<img src=x onerror="document.title=1">'

    def make_worse(route):
        body = route.fetch().text().replace("Zephyr Wallet opens", evil.replace('"', '\\"'))
        route.fulfill(body=body.replace("https://zephyr.example/news", "javascript:alert(1)"))

    page.route("**/v1/articles/zephyr", make_worse)
    one.open()
    one.ask("When did Zephyr Wallet open?")
    assert "<b>Zephyr</b> News" in page.inner_text(".sources")
    assert "<img src=x onerror=" in page.inner_text(".quote blockquote")
    page.locator(".quote button").first.click()
    page.locator("#article mark").first.wait_for()
    assert page.inner_text("#article h2") == evil
    assert page.locator("#article a").count() == 0
    assert page.locator("img:not(.harbour):not(.brand img), b, script[src=x]").count() == 0
    assert "taken" not in page.title()


def test_a_follow_up_leans_on_what_was_asked_until_that_is_taken_away(visit):
    one = visit()
    page = one.open()
    one.ask(_ENSEMBLE)
    one.ask("When did it start?")
    chip = page.locator(".turn").nth(1).locator(".chip").first
    expect(chip).to_have_text("Understood as: Project Ensemble: When did it start")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["Project Ensemble: When did it start"]}
    chip.click()
    alone = page.locator(".turn").nth(1).locator(".said")
    expect(alone).to_contain_text("mean")
    assert page.locator(".turn").count() == 2


def test_a_time_and_a_condition_that_were_understood_can_be_taken_away(visit):
    one = visit()
    page = one.open(f"/?q={_DATED}&since=2018&provider=HKMA")
    chips = page.locator(".turn .chip")
    expect(chips).to_contain_text(["Time asked about: from 1 Jan 2025", "Published from", "HKMA"])
    chips.first.click()
    expect(chips).to_contain_text(["Published from", "HKMA"])
    expect(chips).to_have_count(2)
    assert parse_qs(urlsplit(page.url).query)["any_time"] == ["1"]
    chips.nth(1).click()
    expect(chips).to_have_count(1)
    assert "provider" not in parse_qs(urlsplit(page.url).query)
    expect(page.locator("#set .chip")).to_have_text(["Published from: 2018"])


def test_conditions_are_chosen_beside_the_question(visit):
    one = visit()
    page = one.open()
    page.click("#filters summary")
    page.fill("#since", "2019")
    page.fill("#until", "2019-12")
    one.ask("Which virtual banks got a licence?")
    expect(page.locator(".turn .chip")).to_contain_text(["Published 2019; 5 undated"])
    assert all("2019" in about for about in page.locator(".sources .about").all_inner_texts())


def test_a_refusal_says_what_is_missing_and_shows_what_is_nearest(visit):
    one = visit()
    page = one.open()
    one.ask(_REFUSED)
    assert page.inner_text(".verdict") == "Not found in the articles"
    assert "I found nothing about this" in page.inner_text(".said")
    page.locator(".answer section button").first.click()
    page.locator("#article .body").wait_for()
    assert "Mox" in page.inner_text("#article h2")


def test_what_is_not_sure_is_said_to_be_so_in_words(visit):
    one = visit()
    page = one.open()
    unsure = next(text for text in _DOUBTFUL if page.evaluate(_VERDICT, text) == "unsure")
    one.ask(unsure)
    assert page.inner_text(".verdict").startswith("Not sure")


def test_small_talk_offers_questions_as_buttons(visit):
    one = visit()
    page = one.open()
    one.ask("hello")
    choice = page.locator(".choices button").first
    text = choice.inner_text()
    choice.click()
    expect(page.locator(".asked").nth(1)).to_have_text(text)
    page.locator(".turn .verdict").wait_for()


def test_an_address_asks_and_going_back_asks_nothing_again(visit):
    one = visit()
    page = one.open(f"/?q={_CDI}&provider=HKMA")
    expect(page.locator(".short")).to_have_text("24 October 2022")
    one.ask(_ENSEMBLE)
    expect(page.locator(".turn")).to_have_count(2)
    page.go_back()
    expect(page.locator(".asked")).to_have_text([_CDI])
    page.go_forward()
    expect(page.locator(".asked")).to_have_text([_CDI, _ENSEMBLE])
    page.reload()
    expect(page.locator(".asked")).to_have_text([_CDI, _ENSEMBLE])
    assert one.asked() == 2
    page.locator(".brand").click()
    expect(page.locator("#greeting")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_all_of_it_is_done_by_keyboard(visit):
    page = visit().open()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(_CDI)
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".quote button").first).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#article mark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".quote button").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    assert page.input_value("#question") == ""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#since")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters summary")).to_be_focused()


def test_enter_asks_nothing_while_chinese_is_composed(visit):
    one = visit()
    page = one.open()
    page.fill("#question", "虛擬")
    page.locator("#question").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert page.input_value("#question") == "虛擬"
    assert one.asked() == 0


@pytest.mark.parametrize(
    ("locale", "language", "hint"),
    [
        ("en-US", "en", "Ask a question"),
        ("zh-HK", "zh-Hant", "輸入問題"),
        ("zh-CN", "zh-Hans", "输入问题"),
    ],
)
def test_it_speaks_the_language_of_the_browser(visit, locale, language, hint):
    page = visit(locale=locale).open()
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("#question", "placeholder") == hint


def test_a_language_that_is_chosen_is_remembered_and_quotes_keep_their_own(visit):
    one = visit()
    page = one.open()
    one.ask(_CDI)
    page.select_option("#language", "zh-Hant")
    expect(page.locator(".verdict")).to_have_text("文章這樣說")
    assert page.locator("blockquote").first.get_attribute("lang") == "en"
    page.reload()
    page.locator(".verdict").wait_for()
    assert page.get_attribute("html", "lang") == "zh-Hant"
    assert page.input_value("#language") == "zh-Hant"


@pytest.mark.parametrize("name", ["words", "operator"])
def test_every_string_is_there_in_each_language_with_the_same_values(name):
    english, *others = (
        json.loads((_FILES / f"{name}.{language}.json").read_text(encoding="utf-8"))
        for language in LANGUAGES
    )
    for other in others:
        assert other.keys() == english.keys()
        for key, said in other.items():
            assert said, key
            assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", english[key])), key


@pytest.mark.parametrize("name", ["words", "operator"])
def test_no_string_is_missing_and_none_is_left_over(name):
    files = [path for path in _FILES.iterdir() if path.suffix in (".html", ".js")]
    mine = [path for path in files if path.stem.startswith("operator") == (name == "operator")]
    said = " ".join(path.read_text(encoding="utf-8") for path in mine)
    words = json.loads((_FILES / f"{name}.en.json").read_text(encoding="utf-8"))
    verdicts = {verdict.value for verdict in Verdict}
    assert words.keys() <= set(re.findall(r'"(\w+)"', said)) | verdicts
    asked = re.findall(r'\bsay\("(\w+)"|data-(?:say|label|hint)="(\w+)"', said)
    assert {one or other for one, other in asked} <= words.keys()


def test_it_is_accessible_in_both_colours_and_nothing_sticks_out_on_a_phone(visit):
    one = visit(reduced_motion="reduce", has_examples=True)
    page = one.open()
    page.locator("#examples button").first.wait_for()
    page.click("#filters summary")
    assert _violations(page) == []
    for question in (_DATED, _REFUSED, "hello"):
        one.ask(question)
    page.locator(".actions [aria-expanded]").first.click()
    page.locator(".extra table").first.wait_for()
    page.locator(".quote button").first.click()
    page.locator("#article mark").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert not _is_wide(page)
    assert _violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    page.click("#filters summary")
    assert not _is_wide(page)


def test_text_may_be_twice_as_large(visit):
    one = visit(width=640, height=700)
    page = one.open()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    one.ask(_DATED)
    assert not _is_wide(page)
    expect(page.locator(".quote").first).to_be_visible()


def test_colours_are_chosen_and_remembered(visit):
    page = visit(color_scheme="light").open()
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    page.locator("html[data-ready]").wait_for()
    assert page.evaluate(colour) == dark


def test_whoever_asks_too_often_sees_how_long_to_wait(visit):
    one = visit()
    page = one.page
    refusal = {"status": 429, "headers": {"Retry-After": "2"}, "json": {"detail": "Too often."}}
    page.route("**/v1/answers", lambda route: route.fulfill(**refusal), times=1)
    one.open()
    page.fill("#question", _CDI)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Too often.")
    again = page.locator(".problem button")
    expect(again).to_have_text("Ask again in 2 s")
    expect(again).to_be_disabled()
    assert page.input_value("#question") == _CDI
    expect(again).to_have_text("Ask again")
    again.click()
    expect(page.locator(".short")).to_have_text("24 October 2022")
    one.complaints.clear()  # the browser notes the refusal


def test_a_service_that_is_away_is_said_to_be(visit):
    one = visit()
    page = one.open()
    page.route("**/v1/answers", lambda route: route.abort())
    page.fill("#question", _CDI)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    one.complaints.clear()


def test_what_a_model_writes_stands_above_the_quotes_and_says_so(visit):
    one = visit()
    page = one.page

    def write(route):
        answer = route.fetch().text().partition("event: end")[0]
        written = 'event: written\ndata: {"sentence": "It opened in 2022. [1]"}\n\n'
        content = {"Content-Type": "text/event-stream"}
        route.fulfill(body=f"{answer}{written}event: end\ndata: {{}}\n\n", headers=content)

    page.route("**/v1/answers", write)
    one.open()
    one.ask(_CDI)
    written = page.locator(".written")
    expect(written).to_contain_text("Written by a language model")
    expect(written).to_contain_text("It opened in 2022. [1]")
    assert page.locator(".written + .quotes").count() == 1


def test_another_site_shows_the_page_by_its_widget(visit, browser, home, other_site):
    other_site.answers["/"] = (
        200,
        {"Content-Type": "text/html; charset=utf-8"},
        f'<title>Elsewhere</title><p>Text</p><script src="{home}/widget.js" async></script>',
    )
    context = browser.new_context(locale="zh-HK")
    try:
        page = context.new_page()
        page.goto(other_site.url)
        before = page.evaluate("Object.keys(window).filter((name) => /sampan/i.test(name))")
        assert before == []
        button = page.get_by_role("button", name="提問")
        button.focus()
        page.keyboard.press("Enter")
        frame = page.frame_locator("iframe")
        frame.locator("#question").fill(_CDI)
        frame.locator("#question").press("Enter")
        expect(frame.locator(".short")).to_have_text("24 October 2022")
        frame.locator(".quote button").first.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(button).to_be_focused()
    finally:
        context.close()


@pytest.fixture
def web(tmp_path) -> TestClient:
    """The app as it stands before it has started, which is enough to send files."""
    return TestClient(make_app(Settings(home=tmp_path)), base_url="http://127.0.0.1:8000")


def test_no_other_site_may_show_it(web):
    assert "frame-ancestors 'none'" in web.get("/?embed=1").headers["Content-Security-Policy"]


def test_files_are_kept_by_browsers_and_asked_for_with_their_tag(web):
    for path, kind in {
        "/": "text/html",
        "/page/page.css": "text/css",
        "/page/page.js": "text/javascript",
        "/page/logo.svg": "image/svg+xml",
        "/widget.js": "text/javascript",
    }.items():
        first = web.get(path)
        assert first.headers["Content-Type"].startswith(kind)
        assert first.headers["Cache-Control"] == "no-cache"
        again = web.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert web.head(path).status_code == 200


def test_nothing_stands_inline_in_the_page(web):
    page = web.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert " on" not in page.text.replace(" on your", "")
    assert web.get("/page/../app.py").status_code == 404
    assert web.get("/page/index.html").status_code == 404
