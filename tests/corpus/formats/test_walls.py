import pytest

from corpus.formats.walls import find_wall, is_offer

STORY = (
    "Lantern Bank will close two branches in the summer. Fewer people use them than a year ago. "
    "The bank said that its staff would be offered work elsewhere. A union asked for more time. "
)


@pytest.mark.parametrize(
    ("title", "body", "html", "reason"),
    [
        ("Page not found", "The page you requested has gone.", None, "not found"),
        ("404 | Peak Times", "Please check the address.", None, "not found"),
        (
            "Peak Times",
            "Sorry, we couldn't find that page. Return to the home page.",
            None,
            "found",
        ),
        ("找不到網頁", "您所瀏覽的網頁不存在或已被移除。返回首頁", None, "not found"),
        ("頁面不存在", "", None, "not found"),
        ("您访问的页面不存在", "请检查网址是否正确。", None, "not found"),
        (
            "Lantern cuts jobs",
            "",
            '<div id="root"></div><script src="a.js"></script>',
            "JavaScript",
        ),
        ("App", "You need to enable JavaScript to run this app.", None, "JavaScript"),
        ("", "請啟用 JavaScript 以瀏覽本網站。", None, "JavaScript"),
        ("Just a moment...", "Checking your browser before you continue.", None, "robots"),
        ("Access denied | Peak Times", "You have been blocked. Ray ID: 12ab", None, "robots"),
        ("安全驗證", "請完成以下驗證，確認您是真人。", None, "robots"),
        ("Peak Times", "One", '<script src="/_Incapsula_Resource?x">', "robots"),
        ("Before you continue", "We use cookies to show ads. Accept all", None, "cookies"),
        ("海灣報", "本網站使用cookies。繼續瀏覽即表示同意我們使用 cookies。", None, "cookies"),
        ("Sign in", "E-mail\n\nPassword\n\nForgot your password?\n\nRemember me", None, "log-in"),
        ("會員登入", "請先登入\n\n忘記密碼", None, "log-in"),
        ("Ferry", "Members", '<input type="password" name=p>', "log-in"),
        (
            "Lantern Bank weighs a listing",
            "Subscribe to read this article\n\nOnly $1 for 4 weeks. Cancel anytime.",
            None,
            "subscription",
        ),
        ("Become a Peak Times subscriber to read:", "", None, "subscription"),
        (
            "明燈銀行擬上市",
            "此為會員專享內容，請訂閱後閱讀全文。\n\n已是訂戶？登入",
            None,
            "subscription",
        ),
        ("明灯银行拟上市", "本文为付费内容，请登录后阅读全文。", None, "subscription"),
        ("Redirecting…", "If you are not redirected, click here.", None, "another page"),
        ("x", "", '<meta http-equiv="refresh" content="0; url=/b">', "another page"),
        ("301 Moved Permanently", "The document has moved here.", None, "another page"),
        ("Index of /files", "Parent Directory\n\na.pdf\n\nb.pdf", None, "listing"),
        ("503 Service Unavailable", "Please try again later.", None, "could not answer"),
        ("The harbour", "Photo: Ann Example/Peak Times", None, "caption"),
        ("海港", "海港日落（資料圖片）", None, "caption"),
    ],
)
def test_a_wall_is_no_article_and_says_why(title, body, html, reason):
    assert reason in str(find_wall(title, body, html))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Lantern Bank closes branches", STORY),
        ("Page not found: why a bank's site was down", f"Clients met a 404 error. {STORY}"),
        ("404 Not Found", f"A play of this name opens on Monday. {STORY * 4}"),
        ("Peak Times puts up a pay wall", f"Readers must subscribe to read the paper. {STORY}"),
        ("Why sites ask for cookies", f"Most sites use cookies to know their visitors. {STORY}"),
        ("Access denied", f"A report says how banks turn refugees away. {STORY * 3}"),
        (
            "多間報館設收費牆",
            "讀者日後要訂閱才可閱讀全文，報館說收入會用於調查報道。記者協會表示歡迎。" * 3,
        ),
        (
            "銀行網頁一度找不到",
            "銀行昨晚網頁出現故障，客戶一度看到網頁不存在的字眼，今早恢復正常。" * 2,
        ),
        ("Rates rise", "The base rate rises to 5 per cent on Friday."),
        ("Register to vote by Friday", f"Register to vote by Friday, the office said. {STORY}"),
        ("加息", "金管局星期五上調基本利率至五厘。"),
        ("Eight lenders", "Lantern Bank\n\nGate Bank\n\nPeak Bank"),
    ],
)
def test_an_article_is_no_wall_even_when_it_is_about_walls(title, body):
    assert find_wall(title, body, f"<html><title>{title}</title><p>{body}</p></html>") is None


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading.",
        "Already a subscriber? Log in",
        "To read the full story, subscribe today.",
        "Continue reading →",
        "（閱讀全文）",
        "請登入閱讀全文",
        "订阅后阅读全文",
    ],
)
def test_a_line_that_sells_the_rest_is_an_offer(line):
    assert is_offer(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Subscribe to our newsletter.",
        "The bank asked its clients to read more about fees.",
        "市民可在網站閱讀報告。",
        "To see the harbour, take the ferry.",
        STORY,
    ],
)
def test_other_lines_are_none(line):
    assert not is_offer(line)


@pytest.mark.parametrize("piece", ["<", "to read ", "subscribe to ", "頁", ".", "\n", "page you "])
def test_long_texts_of_one_thing_are_looked_at_soon(piece):
    text = piece * (1_000_000 // len(piece))
    find_wall(text, text, text)
    is_offer(text)


def test_links_to_stories_behind_what_an_error_page_says_do_not_make_it_an_article():
    links = "\n\n".join(f"Lantern Bank opens its branch number {n} in the north" for n in range(12))
    said = "Sorry, the page you are looking for could not be found."
    assert "not found" in str(find_wall("Page not found | Bay Daily", f"{said}\n\n{links}", None))
    assert (
        find_wall("Not found", f"A lost ferry was not found for years.\n\n{STORY * 3}", None)
        is None
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "We and our 842 partners store and access information on a device. With your "
            "permission we and our partners may use precise geolocation data. You may click to "
            "consent to our processing.",
            "cookies",
        ),
        ("觀看次數：1,024", "caption"),
        ("渡輪公司記者會片段（海港電視圖片）\n\n觀看次數：1,024", "caption"),
    ],
)
def test_consent_to_partners_and_counts_of_views_are_no_articles(body, reason):
    assert reason in str(find_wall("Bay Daily", body, None))


@pytest.mark.parametrize(
    "line",
    [
        "To continue reading, subscribe or log in.",
        "訂戶登入　繼續閱讀全文",
        "你已閱讀本月的免費文章，請登入會員繼續閱讀",
        "訂閱海港，每月只需$118",
        "（節錄）",
    ],
)
def test_more_lines_that_sell_the_rest_are_offers(line):
    assert is_offer(line)


@pytest.mark.parametrize(
    "line", ["訂閱服務的用戶上升一成，達到四萬。", "The ferry sailed on to Lamma."]
)
def test_what_an_article_says_of_subscriptions_is_no_offer(line):
    assert not is_offer(line)
