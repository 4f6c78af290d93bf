"""`import sampan`: what a program gets of it."""

import asyncio
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from model_server import ModelServer
from small_home import QUESTION, UNKNOWN, write_articles

import sampan
from bot.answering.as_json import answer_to_json

_ROOT = Path(__file__).parents[2]
_OPENED = "When did the Commercial Data Interchange open?"
_LICENCES = "Which banks were in the first GenA.I. Sandbox?"


def test_importing_it_loads_nothing_else():
    code = (
        "import sys; before = set(sys.modules); import sampan;"
        " print(sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    loaded = set(json.loads(done.stdout.replace("'", '"')))
    assert loaded - set(sys.stdlib_module_names) == {"sampan"}


def test_every_public_name_is_there():
    assert sampan.__all__ == sorted(sampan.__all__) == dir(sampan)
    for name in sampan.__all__:
        assert getattr(sampan, name).__name__ in (name, "AppError")
    with pytest.raises(AttributeError, match="no attribute 'asks'"):
        _ = sampan.asks


def test_an_answer_has_exact_quotes_and_says_what_the_command_says(s, starter_sampan):
    answer = s.ask(_OPENED)
    assert answer.verdict is sampan.Verdict.ANSWERED
    assert answer.short_answer == "24 October 2022"
    for quote in answer.quotes:
        article = answer.article(quote)
        assert article.body[quote.start : quote.end] == quote.text
        assert answer.link(quote).startswith(article.url)
    printed = starter_sampan("ask", _OPENED, "--json").json
    assert {**answer.to_json(), "took_ms": 0} == {**printed, "took_ms": 0}
    assert str(answer) == answer.text == printed["text"]


def test_a_refusal_says_why(s):
    answer = s.ask(UNKNOWN)
    assert answer.verdict is sampan.Verdict.NOT_FOUND
    assert answer.quotes == answer.sources == ()
    assert "Lunar" in answer.reason


def test_where_nothing_is_asked_there_is_a_reply(s):
    reply = s.ask("hello")
    assert isinstance(reply, sampan.Reply)
    assert reply.choices
    assert all(s.ask(choice).verdict is sampan.Verdict.ANSWERED for choice in reply.choices[:1])


def test_the_same_may_be_asked_again_at_once(s):
    assert s.ask(_OPENED).id == s.ask(_OPENED).id


def test_conditions_are_days_and_names_in_any_spelling(s):
    answer = s.ask(_LICENCES, since=date(2024, 1, 1), until="2024-12-31", languages="en")
    assert {source.article.published.year for source in answer.sources} == {2024}
    assert answer.filters.until == date(2024, 12, 31)
    hits = s.search("payments", k=3, providers=["hkma"], topics="payments")
    assert {hit.article.provider for hit in hits} == {"HKMA"}
    with pytest.raises(sampan.NameNotFoundError, match="The Daily Kettle"):
        s.ask(_OPENED, providers="The Daily Kettle")
    with pytest.raises(sampan.QuestionError):
        s.ask(_OPENED, since="the day before the day")
    with pytest.raises(TypeError, match="no condition 'provider'; these are known: since"):
        s.ask(_OPENED, provider="HKMA")


def test_a_time_in_the_question_is_heeded_unless_any_is_fine(s):
    question = "What did the HKMA launch in 2018?"
    assert s.ask(question).question.times.period is not None
    assert s.ask(question, any_time=True).question.times.period is None


def test_what_cannot_be_asked_is_told_in_a_sentence(s):
    for wrong in (
        lambda: s.ask("?"),
        lambda: s.ask(_OPENED, limit=0),
        lambda: s.ask(_OPENED, answer_in="fr"),
        lambda: s.search(_OPENED, k=41),
    ):
        with pytest.raises(sampan.QuestionError) as caught:
            wrong()
        assert str(caught.value).endswith((".", "”"))


def test_passages_are_found_with_their_scores(s):
    hits = s.search("tokenised green bond", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert all(hit.article.body[hit.passage.start : hit.passage.end] for hit in hits)
    assert hits[0].reading is not None


def test_a_conversation_is_understood_and_those_beside_it_are_none_of_its(s):
    chat, other = s.chat(), s.chat()
    chat.ask(_OPENED)
    other.ask("What is Project Ensemble?")
    assert "Commercial Data Interchange" in chat.ask("And who runs it?").question.text
    assert "Ensemble" in other.ask("And who runs it?").question.text
    s.ask("What is Cyberport?", conversation="named")
    assert "Cyberport" in s.ask("Who runs it?", conversation="named").question.text


def test_articles_are_found_by_words_topics_and_each_other(s):
    assert all(
        "銀行" in found.title or "ank" in found.title for found in s.articles.find("虛擬銀行")
    )
    assert "Payments" in s.articles.latest(topic="payments", limit=1)[0].topics
    article = s.articles.show("2022-10-24-cdi-goes-live")
    assert article.id not in {other.id for other in s.articles.related(article.id)}
    assert dict(s.articles.topics())["Banking"] == 58
    assert dict(s.articles.providers())["HKMA"] == 5
    with pytest.raises(sampan.ArticleNotFoundError):
        s.articles.show("no-such-article")
    with pytest.raises(ValueError, match="1 or more"):
        s.articles.find("FPS", limit=0)


def test_threads_may_share_one(s):
    questions = [_OPENED, UNKNOWN, "What is FPS?"] * 2
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(s.ask, questions))
    assert [answer.id for answer in answers[:3]] == [answer.id for answer in answers[3:]]


async def test_it_may_be_used_where_an_event_loop_runs(s):
    assert s.ask(_OPENED).short_answer == "24 October 2022"


async def test_the_event_loop_goes_on_while_it_answers(starter_home):
    steps = 0

    async def step() -> None:
        nonlocal steps
        while True:
            await asyncio.sleep(0.005)
            steps += 1

    async with sampan.open_async(starter_home) as s:
        await s.ask(_OPENED)
        stepping = asyncio.create_task(step())
        answers = await asyncio.gather(s.ask(_LICENCES), s.ask("What is FPS?"))
        stepping.cancel()
        assert steps > 5
        assert all(answer.verdict is sampan.Verdict.ANSWERED for answer in answers)
        chat = s.chat()
        await chat.ask("What is Project Ensemble?")
        assert "Ensemble" in (await chat.ask("Who runs it?")).question.text
        assert (await s.articles.related("2022-10-24-cdi-goes-live"))[0].title
        assert len(await s.search("stablecoins", k=2)) == 2
    with pytest.raises(sampan.ClosedError):
        await s.ask(_OPENED)


def test_several_may_be_open_and_a_closed_one_says_so(s, starter_home):
    with sampan.open(starter_home) as other:
        assert other.articles.latest(limit=1) == s.articles.latest(limit=1)
        assert other._sampan._desk is None  # looking up opens nothing that answers
    chat = other.chat()
    for call in (lambda: chat.ask(_OPENED), lambda: other.articles.find("FPS"), other.index):
        with pytest.raises(sampan.ClosedError, match="closed"):
            call()
    other.close()
    assert s.ask(_OPENED).quotes


def test_a_home_without_an_index_says_so_until_it_has_one(tmp_path):
    articles = write_articles(tmp_path / "articles")
    with sampan.open(tmp_path / "home") as s:
        for call in (lambda: s.ask(QUESTION), lambda: s.articles.latest()):
            with pytest.raises(sampan.IndexMissingError):
                call()
        built = s.index(articles)
        assert (built.report.articles, len(built.report.added)) == (5, 5)
        assert "450,000" in s.ask(QUESTION).text

        (articles / "ferry.md").write_text("---\ntitle: Ferry\n---\nThe ferry takes Kettle Pay.\n")
        for name in ("kettle", "tram"):
            (articles / f"{name}.md").unlink()
        with pytest.raises(sampan.Error, match="2 of 5 articles would be removed"):
            s.index()
        assert s.articles.show("kettle")
        report = s.index(yes=True).report
        assert (report.added, report.removed) == (("ferry",), ("kettle", "tram"))
        assert s.articles.show("ferry").title == "Ferry"
        with pytest.raises(sampan.ArticleNotFoundError):
            s.articles.show("kettle")


def test_settings_given_win_and_a_wrong_one_is_named(starter_home, monkeypatch):
    monkeypatch.setenv("SAMPAN_LLM_URL", "https://llm.example/v1")
    with pytest.raises(sampan.SettingsError, match="llm_url needs llm_model"):
        sampan.open(starter_home)
    monkeypatch.setenv("SAMPAN_ANSWER_FROM", "0.5")
    for settings, says in (
        ({"answer_from": 2, "llm_url": None}, "^setting answer_from: "),
        ({"colour": "red", "llm_url": None}, "^setting colour: is not one of ours"),
    ):
        with pytest.raises(sampan.SettingsError, match=says):
            sampan.open(starter_home, **settings)


def test_closing_lets_a_model_finish_what_is_part_of_the_answer(starter_home):
    sentence = (
        "The Commercial Data Interchange went into official operation on 24 October 2022. [1]"
    )
    with (
        ModelServer([sentence]) as model,
        sampan.open(starter_home, llm_url=model.url, llm_model="some") as s,
        ThreadPoolExecutor(1) as thread,
    ):
        asked = thread.submit(s.ask, _OPENED)
        while not model.requests and not asked.done():
            time.sleep(0.01)
        s.close()
        answer = asked.result()
    assert answer.written == (sentence,)
    assert answer.to_json() == {**answer_to_json(answer), "written": [sentence]}
