import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.drafts import DRAFT_PREFIX
from corpus.errors import SourceError
from corpus.parse import parse_text
from corpus.sources.fetching import Fetcher
from corpus.sources.keeping import Refreshed, refresh_source
from corpus.sources.shelf import STATE_FILE, Shelf
from corpus.sources.stories import read_written

LONG = (
    "<p>Lantern Bank lowered the fee of its savings account to 20 dollars a year on Monday. "
    "It said that the change holds for all who keep at least 5,000 dollars, and that nobody "
    "has to do anything for it.</p><p>The bank's rivals have not followed yet. Peak Exchange said "
    "that it would look at its own fees in the summer, when the results of the year are known.</p>"
    "<p>Of the 800 customers who were asked by the bank, a third said that they had more than one "
    "account, and half of these that they would close the others if one of them cost nothing. "
    "The new fee is on the bank's list of charges, which can be had at each of its branches.</p>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def item(number: int, *, title: str = "", text: str = LONG, link: str = "", extra: str = "") -> str:
    return (
        f"<item><guid>g{number}</guid><title>{title or f'Story {number}'}</title>"
        f"<link>{link or f'/story/{number}'}</link><pubDate>Mon, 02 Mar 2026 0{number}:00:00 GMT"
        f"</pubDate><content:encoded><![CDATA[{text}]]></content:encoded>{extra}</item>"
    )


def teaser(number: int, text: str = "Lantern Bank lowers its fees…") -> str:
    return (
        f"<item><guid>g{number}</guid><title>Story {number}</title><link>/story/{number}</link>"
        f"<description>{text}</description></item>"
    )


def feed(*items: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Lantern News</title>{''.join(items)}</channel></rss>"
    )


def page(body: str = LONG, title: str = "Story") -> tuple[int, dict[str, str], str]:
    head = f"<title>{title}</title><meta property='og:site_name' content='Lantern Daily'>"
    return (200, HTML, f"<html><head>{head}</head><body><article>{body}</article></body></html>")


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.glob("*.md"))}


@pytest.fixture
def refresh(site, fetcher, folder, make_source, now) -> Callable[..., Refreshed]:
    """Refreshes the feed of the site once more, an hour after the last time."""
    source = make_source("/feed")
    at = now

    def again(**options: object) -> Refreshed:
        nonlocal source, at
        at += timedelta(hours=1)
        changes = {name: value for name, value in options.items() if name != "max_pages"}
        source = replace(source, **changes)
        most = {"max_pages": options["max_pages"]} if "max_pages" in options else {}
        done = refresh_source(source, fetcher=fetcher, folder=folder, now=at, **most)
        source = done.source
        return done

    return again


def test_each_entry_becomes_a_file_that_the_reader_of_articles_reads(site, refresh, folder):
    site.answers["/feed"] = feed(
        item(1, title="Fees &lt;b&gt;fall&lt;/b&gt;: 20%", extra="<category>Fees</category>"),
        item(2),
    )
    done = refresh()
    assert done.new == tuple(sorted(path.stem for path in folder.glob("*.md")))[:2]
    assert (done.updated, done.removed, done.unchanged, done.problems) == ((), (), 0, ())
    assert done.source.articles == 2
    (name, text), _ = texts(folder).items()
    assert name.startswith("2026-03-02-fees-fall-20-")
    article = parse_text(text, path=Path(name), article_id="x").article
    assert article.title == "Fees fall: 20%"
    assert article.url == f"{site.url}/story/1"
    assert article.provider == "Lantern News"
    assert article.topics == ("Fees",)
    assert article.published_on is not None
    assert article.published_on.isoformat() == "2026-03-02"
    assert article.body.startswith("Lantern Bank lowered the fee")
    assert article.extent == "full"


def test_later_only_what_is_new_is_taken(site, refresh, folder):
    site.answers["/feed"] = feed(item(1))
    refresh()
    before = texts(folder)
    site.answers["/feed"] = feed(item(2), item(1))
    done = refresh()
    assert len(done.new) == 1
    assert (done.updated, done.unchanged) == ((), 1)
    assert before.items() <= texts(folder).items()


def test_a_feed_that_has_not_changed_is_not_read_again(site, refresh):
    site.answers["/feed"] = (200, {"ETag": '"1"'}, feed(item(1)))
    assert not refresh().is_not_modified
    done = refresh()
    assert done.is_not_modified
    assert (done.unchanged, done.source.articles) == (1, 1)
    site.answers["/feed"] = (200, {"ETag": '"2"'}, feed(item(2)))
    assert len(refresh().new) == 1


def test_a_folder_that_was_removed_is_filled_again_though_the_feed_has_not_changed(
    site, refresh, folder
):
    site.answers["/feed"] = (200, {"ETag": '"1"'}, feed(item(1)))
    refresh()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert len(refresh().new) == 1
    assert len(texts(folder)) == 1


@pytest.mark.parametrize("is_guid_new", [False, True])
def test_an_updated_story_replaces_its_older_text_and_keeps_its_id(
    site, refresh, folder, is_guid_new
):
    site.answers["/feed"] = feed(item(1, title="First words"))
    (id,) = refresh().new
    changed = item(1, title="Other words", text=LONG.replace("20 dollars", "30 dollars"))
    site.answers["/feed"] = feed(changed.replace("g1", "g1-v2") if is_guid_new else changed)
    done = refresh()
    assert (done.new, done.updated) == ((), (id,))
    (text,) = texts(folder).values()
    assert "30 dollars" in text
    assert "Other words" in text
    assert refresh().unchanged == 1


def test_a_story_whose_address_changes_is_the_same_by_its_guid(site, refresh, folder):
    site.answers["/feed"] = feed(item(1))
    (id,) = refresh().new
    site.answers["/feed"] = feed(item(1, link="/moved/1"))
    assert refresh().updated == (id,)
    assert len(texts(folder)) == 1


def test_entries_that_all_link_to_one_page_are_stories_of_their_own(site, refresh):
    site.answers["/feed"] = feed(item(1, link="/"), item(2, link="/"))
    assert len(refresh().new) == 2
    site.answers["/feed"] = feed(item(3, link="/"), item(2, link="/"))
    done = refresh()
    assert (len(done.new), done.updated) == (1, ())


def test_a_guid_that_all_entries_share_names_none_of_them(site, refresh):
    items = [item(number).replace(f"g{number}", "0") for number in (1, 2, 3)]
    site.answers["/feed"] = feed(*items)
    assert len(refresh().new) == 3
    assert refresh().unchanged == 3


def test_entries_without_a_name_are_known_again_by_their_address_or_title(site, refresh):
    items = [
        "<item><title>Only a title</title><description>Few words.</description></item>",
        "<item><title>At home</title><link>/</link><description>Few words.</description></item>",
        "<item><title>Home too</title><link>/</link><description>More words.</description></item>",
        item(4).replace("<guid>g4</guid>", ""),
    ]
    site.answers["/feed"] = feed(*items, items[3])
    assert len(refresh().new) == 4
    site.answers["/feed"] = feed(*items)
    assert refresh().new == ()


def test_what_a_feed_only_writes_anew_is_no_update(site, refresh):
    site.answers["/feed"] = feed(item(1))
    refresh()
    site.answers["/feed"] = feed(item(1, text=LONG + "<img src='https://count.example/9'>"))
    done = refresh()
    assert (done.updated, done.unchanged) == ((), 1)


def test_a_file_that_a_person_edited_is_left_and_said_once(site, refresh, folder):
    site.answers["/feed"] = feed(item(1))
    (id,) = refresh().new
    path = folder / f"{id}.md"
    original = path.read_text()
    path.write_text(original.replace("20 dollars", "twenty dollars"))
    edited = path.read_text()
    assert refresh().problems == ()
    site.answers["/feed"] = feed(item(1, text=LONG.replace("20", "30")))
    done = refresh()
    assert path.read_text() == edited
    assert done.updated == ()
    assert done.problems == (f"{id} has changed at its source and was left as you edited it",)
    assert refresh().problems == ()
    # Put back as it was, it follows its source again.
    path.write_text(original.replace("\n", "\r\n"), newline="")
    assert refresh().updated == (id,)
    assert "30 dollars" in path.read_text()


def test_a_story_that_could_not_be_written_comes_when_it_can(site, refresh, folder):
    site.answers["/feed"] = feed(item(1, text=LONG * 9))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))  # as on a disk that is nearly full
    try:
        with pytest.raises(SourceError, match="cannot be read or written"):
            refresh()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert texts(folder) == {}
    assert len(refresh().new) == 1


def test_a_story_that_was_written_just_before_a_kill_is_not_taken_for_edited(site, refresh, folder):
    site.answers["/feed"] = feed(item(1))
    (id,) = refresh().new
    before = (folder / STATE_FILE).read_bytes()
    site.answers["/feed"] = feed(item(1, text=LONG.replace("20", "30")))
    refresh()
    (folder / STATE_FILE).write_bytes(before)
    done = refresh()
    assert (done.updated, done.problems) == ((id,), ())
    site.answers["/feed"] = feed(item(1, text=LONG.replace("20", "40")))
    assert refresh().updated == (id,)
    assert "40 dollars" in (folder / f"{id}.md").read_text()


def test_a_file_that_a_person_deleted_stays_deleted(site, refresh, folder):
    site.answers["/feed"] = feed(item(1), item(2))
    refresh()
    first, second = texts(folder)
    (folder / first).unlink()
    site.answers["/feed"] = feed(item(1, text=LONG * 2), item(2, text=LONG * 2))
    done = refresh()
    assert (done.new, len(done.updated)) == ((), 1)
    assert list(texts(folder)) == [second]
    refresh()
    assert list(texts(folder)) == [second]


def test_a_story_that_vanishes_is_kept_unless_the_operator_says_otherwise(site, refresh, folder):
    site.answers["/feed"] = feed(item(1), item(2))
    first, second = refresh().new
    site.answers["/feed"] = feed(item(2))
    assert refresh().removed == ()
    assert len(texts(folder)) == 2
    assert refresh(keep_vanished=False).removed == (first,)
    assert list(texts(folder)) == [f"{second}.md"]
    site.answers["/feed"] = feed(item(1), item(2))
    assert refresh().new == (first,)
    assert len(texts(folder)) == 2


@pytest.mark.parametrize("bad", [feed(), feed(item(2)).replace("</item>", "")])
def test_nothing_vanishes_from_a_feed_that_is_empty_or_broken(site, refresh, folder, bad):
    site.answers["/feed"] = feed(item(1), item(2))
    refresh(keep_vanished=False)
    site.answers["/feed"] = bad
    assert refresh().removed == ()
    assert len(texts(folder)) == 2


def test_an_edited_story_that_vanishes_stays(site, refresh, folder):
    site.answers["/feed"] = feed(item(1), item(2))
    first, _ = refresh(keep_vanished=False).new
    path = folder / f"{first}.md"
    path.write_text(path.read_text() + "\nMy own note.\n")
    site.answers["/feed"] = feed(item(2))
    done = refresh()
    assert done.removed == ()
    assert "it stays" in done.problems[0]
    assert path.exists()


def test_the_full_text_is_fetched_where_a_feed_gives_only_a_teaser(site, refresh, folder):
    site.answers |= {"/feed": feed(teaser(1)), "/story/1": page()}
    refresh()
    (text,) = texts(folder).values()
    assert "half of these that they would close the others" in text
    assert "provider: Lantern Daily" in text
    assert "excerpt: Lantern Bank lowers its fees…" in text
    assert refresh().unchanged == 1
    assert site.paths().count("/story/1") == 1


def test_a_teaser_stays_one_where_robots_txt_forbids_its_page(site, refresh, folder):
    site.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /story/",
        "/feed": feed(teaser(1), teaser(2)),
        "/story/1": page(),
    }
    done = refresh()
    assert done.problems == (
        "2 × may not be fetched, the site's robots.txt forbids it, as " + f"{site.url}/story/1",
    )
    assert site.paths() == ["/feed"]
    article = parse_text(
        next(iter(texts(folder).values())), path=Path("a.md"), article_id="x"
    ).article
    assert (article.extent, article.body) == ("excerpt", "Lantern Bank lowers its fees…")
    assert refresh().problems == ()


def test_a_page_that_fails_is_tried_again_until_it_comes(site, refresh, folder):
    site.answers |= {"/feed": (200, {"ETag": '"1"'}, feed(teaser(1))), "/story/1": (500, {}, b"")}
    (id,) = refresh().new
    site.answers["/story/1"] = page()
    done = refresh()
    assert done.updated == (id,)
    assert "half of these" in (folder / f"{id}.md").read_text()
    assert refresh().is_not_modified


@pytest.mark.parametrize("answer", [(500, {}, b""), (404, {}, b""), (429, {}, b"")])
def test_a_text_that_we_have_is_not_lost_to_a_teaser_while_its_page_fails(
    site, refresh, folder, answer
):
    site.answers |= {"/feed": feed(teaser(1)), "/story/1": page()}
    (id,) = refresh().new
    site.answers |= {"/feed": feed(teaser(1, "Now told in other words…")), "/story/1": answer}
    done = refresh()
    assert (done.new, done.updated, done.unchanged) == ((), (), 1)
    assert "half of these" in (folder / f"{id}.md").read_text()


def test_a_teaser_whose_page_is_forbidden_follows_its_feed(site, refresh, folder):
    site.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /story/",
        "/feed": feed(teaser(1)),
    }
    (id,) = refresh().new
    site.answers["/feed"] = feed(teaser(1, "Now told in other words…"))
    assert refresh().updated == (id,)
    assert "in other words" in (folder / f"{id}.md").read_text()


def test_a_host_that_is_busy_is_left_and_the_rest_fetched_when_it_wishes(site, refresh, now):
    site.answers |= {
        "/feed": feed(teaser(1), teaser(2), teaser(3)),
        "/story/1": page(),
        "/story/2": (429, {"Retry-After": "1800"}, b""),
        "/story/3": page(),
    }
    done = refresh()
    assert done.pending == 2
    assert done.source.due == now + timedelta(hours=1, seconds=1800)
    assert site.paths() == ["/feed", "/story/1", "/story/2"]


def test_a_busy_host_keeps_no_page_of_another_one_away(site, folder, make_source, now):
    port = site.url.rpartition(":")[2]
    fetcher = Fetcher(
        allowed_hosts={"127.0.0.1", "busy.example"},
        resolve=lambda host, port: ["127.0.0.1"],
        pause=lambda _: None,
    )
    site.answers |= {
        "/feed": feed(
            *(teaser(n).replace("/story/", f"http://busy.example:{port}/busy/") for n in (1, 2)),
            teaser(3),
        ),
        "/busy/1": (429, {"Retry-After": "604800"}, b""),
        "/story/3": page(),
    }
    done = refresh_source(make_source("/feed"), fetcher=fetcher, folder=folder, now=now)
    assert site.paths() == ["/feed", "/busy/1", "/story/3"]
    assert done.pending == 2
    # Nor does it say when the feed itself is fetched again.
    assert done.source.due == now + timedelta(hours=1)


def test_a_day_that_is_still_to_come_is_no_day_of_publication(site, refresh, folder):
    site.answers["/feed"] = feed(item(1).replace("2026", "2099"), item(2))
    refresh()
    assert ["publishedDateTime" in text for text in texts(folder).values()] == [True, False]


def test_a_page_without_a_title_is_named_by_its_first_words(site, refresh, folder):
    locations = "".join(f"<url><loc>{site.url}/story/{n}</loc></url>" for n in (1, 2))
    site.answers["/map"] = f"<urlset>{locations}</urlset>"
    site.answers["/story/1"] = (200, HTML, f"<html><body><article>{LONG}</article></body></html>")
    site.answers["/story/2"] = (200, HTML, "<html><body><p>Buy now.</p></body></html>")
    done = refresh(kind="sitemap", address=f"{site.url}/map")
    (id,) = done.new
    assert "title: Lantern Bank lowered the fee" in (folder / f"{id}.md").read_text()
    assert done.problems == (
        f"1 × has no title and too little text to be an article, as {site.url}/story/2",
    )


def test_only_so_many_pages_are_fetched_at_once_and_the_rest_soon(site, refresh, folder, now):
    site.answers["/feed"] = (
        200,
        {"ETag": '"1"'},
        feed(*(teaser(number) for number in range(1, 6))),
    )
    site.answers |= {f"/story/{number}": page(title=f"T{number}") for number in range(1, 6)}
    done = refresh(max_pages=2)
    assert (len(done.new), done.pending) == (5, 3)
    assert done.source.due == now + timedelta(hours=1, seconds=60)
    done = refresh(max_pages=2)
    assert (len(done.updated), done.pending) == (2, 1)
    done = refresh(max_pages=2)
    assert (len(done.updated), done.pending) == (1, 0)
    assert refresh().is_not_modified


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Type": "application/pdf"}, b"%PDF"),
        (200, HTML, b""),
        (404, {}, b""),
        page("<p>Please log in to read this.</p>", title="Log in"),
    ],
)
def test_a_page_that_holds_no_article_leaves_the_teaser_and_is_said(site, refresh, folder, answer):
    site.answers |= {"/feed": feed(teaser(1)), "/story/1": answer}
    done = refresh()
    assert len(done.problems) == 1
    (text,) = texts(folder).values()
    assert "Lantern Bank lowers its fees" in text


def test_no_entry_leads_into_this_machine_or_its_network(site, refresh, folder):
    links = ["http://169.254.169.254/x", "http://localhost:1/x", "file:///etc/passwd"]
    site.answers["/feed"] = feed(
        *(teaser(number).replace(f"/story/{number}", link) for number, link in enumerate(links))
    )
    done = refresh()
    assert site.paths() == ["/feed"]
    assert len(done.new) == 3
    assert all("root:" not in text for text in texts(folder).values())


def test_pages_are_decoded_as_their_site_means_them(site, refresh, folder):
    body = "<p>燈籠銀行週一宣布，儲蓄戶口的年費由五十元減至二十元，所有客戶無須另行申請。</p>" * 3
    text = page(body)[2].encode("big5hkscs")
    meta = b"<meta charset=big5>"
    site.answers |= {
        "/feed": feed(teaser(1, "燈籠銀行減費…"), teaser(2, "燈籠銀行減費……")),
        "/story/1": (200, {"Content-Type": "text/html; charset=Big5"}, text),
        "/story/2": (200, {"Content-Type": "text/html"}, text.replace(b"<head>", b"<head>" + meta)),
    }
    refresh()
    for text in texts(folder).values():
        assert "年費由五十元減至二十元" in text
        assert "language: zh-Hant" in text


def test_a_page_is_a_source_too(site, fetcher, folder, make_source, now):
    site.answers["/about"] = (*page(title="About fees")[:1], {**HTML, "ETag": '"1"'}, page()[2])
    source = make_source("/about", "page")
    done = refresh_source(source, fetcher=fetcher, folder=folder, now=now)
    (id,) = done.new
    assert refresh_source(done.source, fetcher=fetcher, folder=folder, now=now).is_not_modified
    site.answers["/about"] = page(LONG.replace("20 dollars", "30 dollars"))
    done = refresh_source(done.source, fetcher=fetcher, folder=folder, now=now)
    assert done.updated == (id,)
    assert "30 dollars" in (folder / f"{id}.md").read_text()
    site.answers["/about"] = (200, HTML, b"<html></html>")
    with pytest.raises(SourceError, match="no article"):
        refresh_source(done.source, fetcher=fetcher, folder=folder, now=now)


def test_the_pages_of_a_sitemap_are_fetched_once_and_again_when_it_says_so(
    site, fetcher, folder, make_source, now
):
    def sitemap(*days: str) -> str:
        entries = "".join(
            f"<url><loc>/news/{number}</loc><lastmod>{day}</lastmod></url>"
            for number, day in enumerate(days, start=1)
        )
        return f"<urlset>{entries}<url><loc>/about</loc></url></urlset>"

    site.answers |= {
        "/map.xml": sitemap("2026-03-01", "2026-03-02", "2026-03-02"),
        "/news/1": page(title="One"),
        "/news/2": page(title="Two"),
    }
    source = replace(make_source("/map.xml", "sitemap"), prefix="/news")
    done = refresh_source(source, fetcher=fetcher, folder=folder, now=now)
    assert (len(done.new), done.source.articles) == (2, 2)
    assert done.problems == (f"1 × is not there; check the address, as {site.url}/news/3",)
    done = refresh_source(done.source, fetcher=fetcher, folder=folder, now=now)
    assert (done.new, done.updated, done.unchanged, done.problems) == ((), (), 2, ())
    site.answers |= {
        "/map.xml": sitemap("2026-03-03", "2026-03-02", "2026-03-03"),
        "/news/1": page(LONG.replace("20 dollars", "30 dollars"), title="One"),
        "/news/3": page(title="Three"),
    }
    done = refresh_source(done.source, fetcher=fetcher, folder=folder, now=now)
    assert (len(done.new), len(done.updated), done.unchanged) == (1, 1, 1)
    assert any("three" in name for name in texts(folder))
    assert site.paths().count("/news/2") == 1


def test_a_source_that_has_moved_for_good_is_kept_at_its_new_address(site, refresh):
    site.answers |= {"/feed": (301, {"Location": "/new"}, b""), "/new": feed(item(1))}
    done = refresh()
    assert done.source.address == f"{site.url}/new"
    assert "has moved" in done.problems[0]
    site.answers["/new"] = (301, {"Location": "/login"}, b"")
    site.answers["/login"] = page()
    with pytest.raises(SourceError, match="no feed"):
        refresh()


def test_the_articles_of_a_source_are_removed_but_those_that_a_person_edited(site, refresh, folder):
    site.answers["/feed"] = feed(item(1), item(2))
    first, second = refresh().new
    path = folder / f"{first}.md"
    path.write_text(path.read_text() + "\nMy own note.\n")
    assert Shelf(folder, "127-0-0-1-feed").clear() == ([second], [first])
    assert list(texts(folder)) == [path.name]
    path.unlink()
    for left in (f"{DRAFT_PREFIX}{path.name}.12345678", f"{STATE_FILE}.damaged"):
        (folder / left).touch()  # as a kill and a damage leave them
    Shelf(folder, "127-0-0-1-feed").clear()
    assert not folder.exists()


def test_damaged_notes_are_said_and_the_files_stay_what_they_are(site, refresh, folder):
    site.answers["/feed"] = feed(item(1), item(2))
    first, _ = refresh().new
    path = folder / f"{first}.md"
    path.write_text(path.read_text() + "\nMy own note.\n")
    before = texts(folder)
    (folder / ".state.json").write_text('{"version": 1')
    site.answers["/feed"] = feed(item(1, text=LONG * 2), item(2, text=LONG * 2))
    done = refresh()
    assert any("damaged" in problem for problem in done.problems)
    assert (done.new, len(done.updated)) == ((), 1)
    assert path.read_text() == before[path.name]
    assert (folder / ".state.json.damaged").exists()


def test_a_folder_that_cannot_be_written_is_an_error_in_plain_words(site, refresh, folder):
    site.answers["/feed"] = feed(item(1))
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in its place")
    with pytest.raises(SourceError, match="cannot be read or written"):
        refresh()


def test_hostile_texts_stay_within_their_file(site, refresh, folder):
    titles = [
        "../../x",
        "---\ndraft: true",
        "a: b: c",
        "\u202e",
        "x" * 5000,
        "{{ y }}",
        "'\"",
        "- -",
    ]
    items = [
        item(1, title=f"<![CDATA[{title}]]>", text=f"---\n{LONG}", link=f"/s/{number}")
        for number, title in enumerate(titles)
    ]
    site.answers["/feed"] = feed(*(one.replace("g1", f"h{at}") for at, one in enumerate(items)))
    done = refresh()
    assert len(done.new) == len(titles)
    assert {path.name for path in folder.parent.rglob("*.md")} == set(texts(folder))
    for name, text in texts(folder).items():
        written = read_written(text.encode())
        assert written is not None
        assert written.is_intact
        assert parse_text(text, path=Path(name), article_id="x").article.body.startswith(
            ("Lantern Bank", "---")
        )
