import json
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest
from forked import run
from local_server import Site

from bot.service import keeping, renewing
from bot.service.news import read_news
from bot.settings import Settings
from bot.terminal.cli import main
from corpus.sources.fetching import Fetcher
from corpus.sources.registry import Registry
from embeddings.index import open_articles
from embeddings.sources import read_sources

_BODY = "<p>{text} It was said at the harbour office on Monday by a spokesman of the firm.</p>" * 3
_BANK = ("Lantern Bank opens", "Lantern Bank opened its branch in Sai Kung on 3 March 2026.")
_GATE = ("Gate Pay grows", "Gate Pay counted 61,000 users in its second year.")


def _feed(*stories: tuple[str, str], title: str = "Harbour Wire") -> tuple[int, dict, bytes]:
    items = "".join(
        f"<item><title>{escape(head)}</title><guid>{head}</guid>"
        f"<link>https://wire.example/{head.replace(chr(32), chr(45))}</link>"
        f"<pubDate>Tue, 03 Mar 2026 0{number}:00:00 GMT</pubDate>"
        f"<description>{escape(_BODY.format(text=text))}</description></item>"
        for number, (head, text) in enumerate(stories)
    )
    content = f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    return 200, {"Content-Type": "application/rss+xml"}, content.encode()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.answers["/feed.xml"] = _feed(_BANK)
    yield made
    made.close()


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("one", "two"):
        text = f"---\ntitle: Note {name}\n---\nKettle Pay wrote note {name} in Tai Po.\n"
        (folder / f"{name}.md").write_text(text)
    return folder


@pytest.fixture
def command(monkeypatch, capsys, home) -> Callable[..., tuple[int, str, str]]:
    """Runs a command here: its status, stdout and stderr. Nothing waits between two requests."""
    monkeypatch.setenv("SAMPAN_ALLOWED_HOSTS", '["127.0.0.1"]')

    def open_fetcher(settings: Settings) -> Fetcher:
        return Fetcher(allowed_hosts=settings.allowed_hosts, pause=lambda _: None)

    monkeypatch.setattr(keeping, "open_fetcher", open_fetcher)
    monkeypatch.setattr(renewing, "open_fetcher", open_fetcher)

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sampan", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def _titles(home: Path) -> set[str]:
    return {article.title for article in open_articles(home / "index").articles}


def test_a_feed_and_a_folder_join_the_starter_corpus_and_answer(starter_home, home, site, folder):
    shutil.copytree(starter_home, home)
    env = {"SAMPAN_ALLOWED_HOSTS": '["127.0.0.1"]', "SAMPAN_CONTACT": "desk@lantern.example"}
    added = run("add", "starter", str(folder), f"{site.url}/feed.xml", home=home, env=env)
    assert added.status == 0, added.stderr
    assert "a feed with 1 article" in added.stderr
    agent = site.asked[-1][1]["User-Agent"]
    assert "desk@lantern.example" in agent
    asked = run("ask", "When did Lantern Bank open its branch in Sai Kung?", "--json", home=home)
    assert asked.json["sources"][0]["title"] == _BANK[0]
    assert "FPS" in run("ask", "What is FPS?", home=home).stdout
    sources = read_sources(home / "index")
    assert sources[:2] == ["starter", str(folder)]
    assert sources[2].startswith("fetched/")


def test_an_empty_home_holds_only_what_is_added(command, home, site):
    status, out, err = command("add", f"{site.url}/feed.xml", "--name", "The Wire", "--every", "2")
    assert status == 0, err
    assert "1 article in " in out
    assert [a.title for a in open_articles(home / "index").articles] == [_BANK[0]]
    (source,) = Registry(home).sources()
    assert (source.name, source.every_s) == ("The Wire", 7200.0)
    assert read_news(home) == []


def test_what_is_new_changed_and_gone_is_told_by_title_and_kept_as_news(command, home, site):
    site.answers["/feed.xml"] = _feed(_BANK, _GATE)
    assert command("add", f"{site.url}/feed.xml", "--forget-vanished")[0] == 0
    assert command("refresh") == (0, "Nothing was due\n", "")
    changed = (_BANK[0], "Lantern Bank opened its branch in Tai Po instead.")
    site.answers["/feed.xml"] = _feed(changed, ("Peak Exchange listed", "Peak Exchange listed."))
    status, out, err = command("refresh", "--all", "--json")
    assert status == 0, err
    done = json.loads(out)
    assert [len(done[name]) for name in ("new", "updated", "removed")] == [1, 1, 1]
    assert _titles(home) == {_BANK[0], "Peak Exchange listed"}
    (news,) = read_news(home)
    assert (news.id, news.title) == (done["new"][0], "Peak Exchange listed")
    assert done["news"] == [news.id]
    assert read_news(home, since=news.found) == []
    site.answers["/feed.xml"] = _feed(changed, ("Peak Exchange listed", "It listed."), _GATE)
    status, out, _ = command("refresh", f"{site.url}/feed.xml")
    assert f"new: {_GATE[0]}\nupdated: Peak Exchange listed\n" in out
    assert [one.title for one in read_news(home)] == ["Peak Exchange listed", _GATE[0]]


def test_a_failing_source_is_a_note_and_the_others_go_on(command, home, site):
    site.answers["/b.xml"] = _feed(_GATE, title="Second Wire")
    assert command("add", f"{site.url}/feed.xml", f"{site.url}/b.xml")[0] == 0
    site.answers["/b.xml"] = (500, {}, b"")
    site.answers["/feed.xml"] = _feed(_BANK, ("Third", "Tram tickets cost more from May on."))
    status, out, err = command("refresh", "--all")
    assert status == 1
    assert "new: Third" in out
    assert "b.xml: answers with 500" in err
    assert "Third" in _titles(home)
    status, out, _ = command("sources", "check")
    assert status == 1
    assert "failures in a row: 1" in out
    assert "answers with 500" in out
    assert command("sources", "check", f"{site.url}/feed.xml")[0] == 0
    site.answers["/b.xml"] = _feed(_GATE)
    status, out, _ = command("sources", "check", f"{site.url}/b.xml", "--json")
    assert status == 0
    assert json.loads(out)[0]["tried"] == "answers; 1 entry"


def test_what_cannot_be_added_is_one_sentence_and_changes_nothing(command, home, site, folder):
    site.answers["/nothing.html"] = "<html><title>Shop</title><p>Buy.</p></html>"
    for place in (
        f"{site.url}/none.xml",
        f"{site.url}/nothing.html",
        "nowhere",
        "",
        "ftp://a.example",
    ):
        status, out, err = command("add", place)
        assert (status, out) == (2, "")
        assert err.splitlines()[-1].startswith("Not added: ")
        assert "Traceback" not in err
    assert Registry(home).sources() == []
    assert not (home / "index").exists()
    status, _, err = command("add", str(folder), f"{site.url}/none.xml?key=secret")
    assert status == 1
    assert "secret" not in err
    assert _titles(home) == {"Note one", "Note two"}


def test_a_page_stands_for_its_feed_and_its_other_feeds_are_named(command, home, site):
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}.xml">'
        for name in ("feed", "sport")
    )
    site.answers["/"] = f"<html><head><title>Wire</title>{links}</head><body></body></html>"
    status, _, err = command("add", f"{site.url}/")
    assert status == 0
    assert f"also names: {site.url}/sport.xml (sport)" in err
    assert Registry(home).sources()[0].address == f"{site.url}/feed.xml"


def test_adding_again_fetches_again_and_brings_back_what_the_index_left_out(
    command, home, site, folder
):
    command("add", f"{site.url}/feed.xml")
    assert command("index", str(folder), "--yes")[0] == 0
    assert _titles(home) == {"Note one", "Note two"}
    rows = json.loads(command("sources", "list", "--json")[1])
    assert [row["in_index"] for row in rows] == [True, False]
    assert command("add", f"{site.url}/feed.xml", "--every", "12")[0] == 0
    assert _titles(home) == {"Note one", "Note two", _BANK[0]}
    assert [source.every_s for source in Registry(home).sources()] == [43_200.0]
    site.asked.clear()
    assert command("index")[0] == 0
    assert site.asked == []
    assert len(_titles(home)) == 3


def test_every_source_is_listed(command, home, site, folder):
    command("add", str(folder), f"{site.url}/feed.xml")
    status, out, _ = command("sources", "list")
    assert status == 0
    assert str(folder) in out
    rows = json.loads(command("sources", "list", "--json")[1])
    assert [row["kind"] for row in rows] == ["folder", "feed"]
    assert rows[1]["articles"] == 1
    assert rows[1]["succeeded"] < rows[1]["due"]


def test_a_source_is_removed_with_its_articles_but_for_edited_ones(command, home, site, folder):
    site.answers["/feed.xml"] = _feed(_BANK, _GATE)
    command("add", str(folder), f"{site.url}/feed.xml")
    (source,) = Registry(home).sources()
    fetched = home / "fetched" / source.id
    edited = sorted(fetched.glob("*.md"))[0]
    edited.write_text(edited.read_text() + "\nMore of my own.\n")
    status, _, err = command("sources", "remove", source.id)
    assert status == 0
    assert "1 article that you edited stays in" in err
    assert list(fetched.glob("*.md")) == [edited]
    assert Registry(home).sources() == []
    assert _titles(home) == {"Note one", "Note two"}
    status, _, err = command("sources", "remove", str(folder))
    assert status == 2
    assert "is all that the index is made of" in err
    status, _, err = command("sources", "remove", "unknown")
    assert status == 2
    assert "is no source" in err


def _break_off(_: object) -> None:
    # As Ctrl-C does, while the command waits for an answer.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    time.sleep(0.5)


def test_what_a_refresh_that_was_broken_off_had_fetched_is_news_once_it_is_indexed(
    command, home, site
):
    site.answers["/b.xml"] = _feed(_BANK)
    assert command("add", f"{site.url}/b.xml", f"{site.url}/feed.xml")[0] == 0
    site.answers |= {"/b.xml": _feed(_BANK, _GATE), "/feed.xml": _break_off}
    assert command("refresh", "--all")[0] == 130
    assert command("index")[0] == 0
    assert _GATE[0] in _titles(home)
    assert [one.title for one in read_news(home)] == [_GATE[0]]
    site.answers["/feed.xml"] = _feed(_BANK)
    assert command("refresh", "--all")[0] == 0
    assert len(read_news(home)) == 1


def test_what_is_added_before_a_break_off_is_taken_back(command, home, site):
    site.answers["/slow.xml"] = _break_off
    status, out, err = command("add", f"{site.url}/feed.xml", f"{site.url}/slow.xml")
    assert (status, out) == (130, "")
    assert "Taken back: " in err
    assert Registry(home).sources() == []
    assert not list((home / "fetched").glob("*/*.md"))


def test_a_source_is_not_removed_while_others_would_go_with_it(command, home, site, folder):
    command("add", str(folder), f"{site.url}/feed.xml")
    away = folder.rename(folder.with_name("unplugged"))
    status, _, err = command("sources", "remove", f"{site.url}/feed.xml")
    assert status == 2
    assert f"{folder} does not exist now" in err
    assert _titles(home) == {"Note one", "Note two", _BANK[0]}
    away.rename(folder)
    assert command("sources", "remove", f"{site.url}/feed.xml")[0] == 0
    assert _titles(home) == {"Note one", "Note two"}


def test_articles_are_kept_where_that_is_asked_for(command, home, site, folder):
    command("add", str(folder), f"{site.url}/feed.xml")
    (source,) = Registry(home).sources()
    assert command("sources", "remove", source.address, "--keep-articles")[0] == 0
    assert len(list((home / "fetched" / source.id).glob("*.md"))) == 1
    assert _titles(home) == {"Note one", "Note two"}
    assert command("sources", "remove", str(folder / ".." / "notes"))[0] == 2


def test_what_the_settings_name_stays_with_what_is_fetched(
    command, home, site, folder, monkeypatch
):
    monkeypatch.setenv("SAMPAN_ARTICLES", json.dumps([str(folder)]))
    assert command("add", f"{site.url}/feed.xml")[0] == 0
    assert command("index")[0] == 0
    assert _titles(home) == {"Note one", "Note two", _BANK[0]}
    status, _, err = command("add", "starter")
    assert status == 2
    assert "the setting articles" in err


def test_a_home_may_be_moved(command, home, site, monkeypatch, tmp_path):
    command("add", f"{site.url}/feed.xml")
    moved = home.rename(tmp_path / "elsewhere")
    monkeypatch.setenv("SAMPAN_HOME", str(moved))
    assert command("index")[0] == 0
    assert _titles(moved) == {_BANK[0]}


def test_much_that_would_vanish_stops_a_refresh_until_somebody_agrees(
    command, home, site, folder, tmp_path
):
    command("add", str(folder), f"{site.url}/feed.xml")
    folder.rename(tmp_path / "unplugged")
    site.answers["/feed.xml"] = _feed(_BANK, _GATE)
    status, _, err = command("refresh", "--all", "--json")
    assert status == 2
    assert "2 of 3 articles would be removed" in err
    assert _titles(home) == {"Note one", "Note two", _BANK[0]}
    (tmp_path / "unplugged").rename(folder)
    status, out, _ = command("refresh", "--json")
    assert status == 0
    assert len(json.loads(out)["news"]) == 1
    assert _titles(home) == {"Note one", "Note two", _BANK[0], _GATE[0]}


def test_the_doctor_names_failing_sources(command, home, site):
    command("add", f"{site.url}/feed.xml")
    findings = {one["check"]: one for one in json.loads(command("doctor", "--json")[1])}
    assert findings["feeds"]["is_ok"]
    site.answers["/feed.xml"] = (410, {}, b"")
    command("refresh", "--all")
    findings = {one["check"]: one for one in json.loads(command("doctor", "--json")[1])}
    assert "gone for good" in findings["feeds"]["says"]
    (home / "sources.json").write_text("{}")
    findings = {one["check"]: one for one in json.loads(command("doctor", "--json")[1])}
    assert "damaged" in findings["feeds"]["says"]
    assert command("refresh")[0] == 2
