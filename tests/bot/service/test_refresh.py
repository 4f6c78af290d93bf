import asyncio
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from local_server import Site
from pydantic import SecretStr

from bot.errors import EndingError, UserError
from bot.phrases import say
from bot.service import refresh as refresh_module
from bot.service import worker as worker_module
from bot.service.keeping import Wishes, add_address
from bot.service.news import read_news
from bot.service.rebuilding import rebuild
from bot.service.refresh import Refresher
from bot.service.renewing import has_work
from bot.service.worker import Worker
from bot.settings import Settings
from corpus.sources.fetching import Fetcher
from corpus.sources.registry import Registry
from embeddings.index import current_generation, open_articles

_PID = "indexing.pid"


_ARTICLE = "---\ntitle: First\n---\nThe first article is here."


@pytest.fixture(scope="module")
def built(tmp_path_factory, lexicon_home) -> Path:
    """A data folder with an index of one article."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(lexicon_home, folder / "home")
    (folder / "a.md").write_text(_ARTICLE)
    rebuild(Settings(home=folder / "home"), [folder / "a.md"])
    return folder / "home"


@pytest.fixture
def settings(built, tmp_path) -> Settings:
    """Settings of a copy of it, and the article to index again."""
    (tmp_path / "a.md").write_text(_ARTICLE)
    home = shutil.copytree(built, tmp_path / "home")
    return Settings(home=home, articles=[tmp_path / "a.md"])


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """Lets the process that indexes do something else first; it leaves its number in a file."""

    def instead(code: str) -> None:
        folder = tmp_path / "instead"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(
            "import os, pathlib, signal, sys, time\n"
            "if 'index' in sys.orig_argv:\n"
            f"    pathlib.Path({str(tmp_path / _PID)!r}).write_text(str(os.getpid()))\n"
            + "".join(f"    {line}\n" for line in code.splitlines())
        )
        path = os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", "")))
        monkeypatch.setenv("PYTHONPATH", path)

    return instead


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def _refusal(refresher: Refresher) -> str:
    with pytest.raises(UserError) as caught:
        await refresher.refresh()
    return caught.value.phrase


async def test_the_articles_are_read_again_one_at_a_time_and_not_too_often(settings, monkeypatch):
    refresher = Refresher(settings)
    first, second = await asyncio.gather(
        refresher.refresh(), refresher.refresh(), return_exceptions=True
    )
    assert first.report.articles == 1
    assert str(second) == say("refreshing", "en")
    with pytest.raises(UserError, match="please wait 5 minutes"):
        await refresher.refresh()
    monkeypatch.setattr(refresh_module, "_EVERY_S", 0.0)
    assert (await refresher.refresh()).report.articles == 1


async def test_what_changed_and_what_was_skipped_is_told(settings, tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: First\n---\nThe article reads otherwise now.")
    (folder / "b.md").write_text("---\ntitle: Second\n---\nThe second article is here.")
    (folder / "bad.md").write_text("---\ntitle: Not closed\nText.")
    chosen = settings.model_copy(update={"articles": [folder]})
    rebuilt = await Refresher(chosen).refresh()
    assert (rebuilt.report.added, rebuilt.report.changed) == (("b",), ("a",))
    assert rebuilt.report.is_new_generation
    assert [Path(problem.path).name for problem in rebuilt.problems if problem.is_skipped] == [
        "bad.md"
    ]
    assert {a.title for a in open_articles(settings.index_folder).articles} == {"First", "Second"}


async def test_the_process_has_the_settings_and_no_secret(settings, instead, tmp_path, monkeypatch):
    monkeypatch.setenv("SAMPAN_DISCORD_TOKEN", "the-token")
    monkeypatch.setenv("SAMPAN_LLM_KEY", "the-key")
    own = tmp_path / "own.toml"
    own.write_text('discord_token = "the-token"\n')
    monkeypatch.setenv("SAMPAN_CONFIG", str(own))
    told = tmp_path / "told.json"
    instead(
        "import json\n"
        f"pathlib.Path({str(told)!r}).write_text("
        "json.dumps([sys.orig_argv, dict(os.environ), os.getsid(0)]))"
    )
    opens_index = {"index": str(tmp_path / "index.db"), "index_token": SecretStr("root:opens")}
    secret = settings.model_copy(update={"user_questions": 3, **opens_index})
    await Refresher(secret).refresh()
    argv, environment, session = json.loads(told.read_text())
    assert argv == [sys.executable, "-m", "bot", "index", "--json"]
    assert environment["SAMPAN_HOME"] == str(settings.home)
    assert json.loads(environment["SAMPAN_ARTICLES"]) == [str(tmp_path / "a.md")]
    assert environment["SAMPAN_USER_QUESTIONS"] == "3"
    assert environment["SAMPAN_INDEX"] == str(tmp_path / "index.db")
    assert environment["SAMPAN_INDEX_TOKEN"] == "root:opens"  # it publishes what it builds
    assert environment["SAMPAN_CONFIG"] == str(own)
    assert "the-token" not in told.read_text()
    assert "the-key" not in told.read_text()
    assert session != os.getsid(0)


async def test_a_refusal_of_the_command_is_told_and_its_details_are_logged(
    settings, tmp_path, caplog
):
    (tmp_path / "a.md").unlink()
    assert await _refusal(Refresher(settings)) == "refresh_failed"
    assert "no article is left" in caplog.text
    assert "no article is left" not in say("refresh_failed", "en")
    assert [a.title for a in open_articles(settings.index_folder).articles] == ["First"]


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "refresh_died"),
        ("os.abort()", "refresh_died"),
        ("os._exit(3)", "refresh_failed"),
        ("print('no JSON', flush=True); os._exit(0)", "refresh_failed"),
        ("print('{\"generation\": 1}', flush=True); os._exit(1)", "refresh_failed"),
    ],
)
async def test_a_process_that_breaks_off_is_told_and_changes_nothing(
    settings, instead, code, phrase
):
    before = current_generation(settings.index_folder)
    instead(code)
    assert await _refusal(Refresher(settings)) == phrase
    assert current_generation(settings.index_folder) == before


@contextmanager
def _heart() -> Iterator[list[None]]:
    """A list that grows each hundredth of a second, and slower where the machine is busy."""
    beats: list[None] = []
    over = threading.Event()

    def beat() -> None:
        while not over.wait(0.01):
            beats.append(None)

    thread = threading.Thread(target=beat)
    thread.start()
    yield beats
    over.set()
    thread.join()


@pytest.mark.parametrize(
    "deaf", ["", "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"], ids=["polite", "deaf"]
)
async def test_a_process_that_hangs_is_ended_and_the_event_loop_never_waits(
    settings, instead, tmp_path, monkeypatch, deaf
):
    monkeypatch.setattr(refresh_module, "_LIMIT_S", 1.0)
    monkeypatch.setattr(refresh_module, "_GRACE_S", 0.3)
    instead(f"{deaf}while True: pass")
    refresh = asyncio.create_task(_refusal(Refresher(settings)))
    longest = 0
    with _heart() as beats:
        while not refresh.done():
            before = len(beats)
            await asyncio.sleep(0.01)
            longest = max(longest, len(beats) - before)
    assert await refresh == "refresh_slow"
    assert longest < 30
    assert not _is_running(int((tmp_path / _PID).read_text()))


async def test_the_process_ends_with_the_bot(settings, instead, tmp_path):
    instead("time.sleep(60)")
    refresher = Refresher(settings)
    refresh = asyncio.create_task(refresher.refresh())
    while not (tmp_path / _PID).exists():
        await asyncio.sleep(0.05)
    await asyncio.wait_for(refresher.end(), 30)
    with pytest.raises(EndingError):
        await refresh
    assert not _is_running(int((tmp_path / _PID).read_text()))
    with pytest.raises(UserError):
        await refresher.refresh()


async def test_a_refresh_that_is_given_up_leaves_no_process(settings, instead, tmp_path):
    instead("time.sleep(60)")
    refresh = asyncio.create_task(Refresher(settings).refresh())
    while not (tmp_path / _PID).exists():
        await asyncio.sleep(0.05)
    refresh.cancel()
    with pytest.raises(asyncio.CancelledError):
        await refresh
    assert not _is_running(int((tmp_path / _PID).read_text()))


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def _feed(*titles: str) -> bytes:
    entries = "".join(
        f"<entry><id>tag:{title}</id><title>{title}</title>"
        f"<content type='html'>{title}, says the harbour office of Sai Kung in its notes.</content>"
        "</entry>"
        for title in titles
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title>{entries}</feed>'.encode()


@pytest.fixture
def fed(site, settings) -> Settings:
    """The same settings, and a feed that was added and fetched once: it has one more story now."""
    site.answers["/feed"] = _feed("Buoys are painted")
    fed = settings.model_copy(update={"allowed_hosts": ["127.0.0.1"], "articles": []})
    fetcher = Fetcher(allowed_hosts=fed.allowed_hosts, pause=lambda _: None)
    added = add_address(fed, f"{site.url}/feed", wishes=Wishes(), fetcher=fetcher)
    rebuild(fed, also=[added.folder])
    site.answers["/feed"] = _feed("Ferries run again", "Buoys are painted")
    registry = Registry(fed.home)
    registry.update(replace(added.source, due=added.source.added))
    return fed


async def test_what_is_due_is_fetched_indexed_and_kept_as_news_in_a_process_of_its_own(fed):
    refresher = Refresher(fed)
    fetched = await refresher.fetch()
    assert fetched.failed == ()
    (news,) = read_news(fed.home)
    assert (news.id, news.title) == (fetched.news[0], "Ferries run again")
    titles = {article.title for article in open_articles(fed.index_folder).articles}
    assert titles == {"First", "Buoys are painted", "Ferries run again"}
    assert not has_work(fed.home)
    assert (await refresher.fetch()).news == ()
    assert (await refresher.refresh()).report.articles == 3


async def test_a_failing_source_is_told_and_no_defect(fed, site, caplog):
    site.answers["/feed"] = (500, {}, b"")
    (source,) = Registry(fed.home).sources()
    assert (await Refresher(fed).fetch()).failed == (source.id,)
    assert "answers with 500" in caplog.text
    assert len(open_articles(fed.index_folder).articles) == 2


async def test_the_bot_fetches_on_a_schedule_and_answers_from_what_is_new(fed, monkeypatch):
    monkeypatch.setattr(worker_module, "_FIRST_FETCH_S", 0.01)
    worker = Worker(fed)
    told: list[str] = []
    worker.on_new_index = lambda: told.append(worker.service.index_id)
    following = asyncio.create_task(worker.follow_sources())
    while not told:
        await asyncio.sleep(0.02)
    assert len(worker.service.catalogue) == 3
    following.cancel()
    await worker.close()


async def test_nothing_is_fetched_where_the_settings_say_never(fed, site):
    site.asked.clear()
    worker = Worker(fed.model_copy(update={"refresh_minutes": 0}))
    await asyncio.wait_for(worker.follow_sources(), 30)
    assert site.asked == []
    await worker.close()
