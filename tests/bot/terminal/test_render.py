import io
from dataclasses import replace
from datetime import date

from fakes import make_article, make_question
from rich.console import Console

from bot.answering.answer import Source
from bot.answering.as_json import answer_to_json
from bot.answering.asked_kind import Kind
from bot.answering.confidence import Verdict
from bot.answering.refusal import Reason
from bot.terminal.render import render_answer, render_article, render_articles
from embeddings.filters import Filters

_HOSTILE = "\x1b[31mred\x1b[0m [bold]@everyone[/bold] \u202eevil\u202c **x** <@123>"


def _show(renderable) -> str:
    console = Console(file=io.StringIO(), width=200, color_system=None)
    console.print(renderable)
    return console.file.getvalue()


def test_a_terminal_shows_quotes_then_sources(answer):
    lines = [line.rstrip() for line in _show(render_answer(answer)).splitlines()]
    assert lines == [
        "“FPS has 450,000 sign-ups.” [1]",
        "",
        "Single source",
        "[1] 2018-09-17  Launch of FPS",
        "    Example News",
        "    https://news.example/fps",
        "    also in Second News: https://news.example/fps-again",
    ]


def test_a_number_opens_the_page_at_its_sentence(answer):
    console = Console(file=io.StringIO(), width=200, force_terminal=True)
    console.print(render_answer(answer))
    assert "https://news.example/fps#:~:text=FPS%20has%20450%2C000" in console.file.getvalue()


def test_findings_stand_between_quotes_and_sources(agreeing):
    lines = [line.rstrip() for line in _show(render_answer(agreeing)).splitlines()]
    assert lines[2:5] == ["2 sources say 450,000 sign-ups [1] (Third News)", "", "Sources"]
    shown = answer_to_json(agreeing)
    assert shown["single_source"] is False
    assert shown["findings"] == [
        {
            "text": "2 sources say 450,000 sign-ups [1] (Third News)",
            "relation": "agree",
            "readings": [
                {
                    "amount": "450,000 sign-ups",
                    "value": "450000",
                    "unit": "signups",
                    "bound": "",
                    "time": None,
                    "on": "2018-09-17",
                    "articles": ["fps", "third"],
                    "sources": [1],
                }
            ],
        }
    ]


def test_what_was_filtered_is_said(answer):
    filtered = replace(
        answer, filters=Filters(since=date(2018, 1, 1), topics=("Payments",)), undated_left_out=5
    )
    shown = _show(render_answer(filtered))
    assert "Only: 2018-01-01 – …, Payments (5 undated articles left out)" in shown
    assert answer_to_json(filtered)["filters"] == {"since": "2018-01-01", "topics": ["Payments"]}


def test_chinese_questions_get_chinese_words(answer):
    unsure = replace(answer, verdict=Verdict.UNSURE, question=make_question("幾多？"))
    shown = _show(render_answer(unsure))
    assert "文章未必回答了這個問題" in shown
    assert "只有一個來源" in shown


def test_quotes_in_another_language_than_the_answer_are_announced(answer):
    article = make_article("fps", answer.sources[0].article.body, language="zh-Hant")
    chinese = replace(answer, sources=(Source(number=1, article=article, also=()),))
    asked = replace(answer, question=make_question("轉數快有多少登記？"))
    assert _show(render_answer(chinese)).startswith("The articles say it in Chinese:")
    assert _show(render_answer(asked)).startswith("以下引文為英文原文：")
    for same in (answer, replace(chinese, question=asked.question)):
        assert _show(render_answer(same)).startswith("“FPS")
    both = replace(
        asked,
        quotes=(*asked.quotes, replace(asked.quotes[0], source=2)),
        sources=(*asked.sources, Source(number=2, article=article, also=())),
    )
    assert _show(render_answer(both)).startswith("部分引文為英文原文：")


def test_hostile_titles_and_quotes_are_only_text(answer):
    article = replace(answer.sources[0].article, title=_HOSTILE, provider=_HOSTILE)
    hostile = replace(
        answer,
        quotes=(replace(answer.quotes[0], text=_HOSTILE),),
        sources=(Source(number=1, article=article, also=()),),
    )
    for shown in (
        _show(render_answer(hostile)),
        _show(render_articles([article])),
        _show(render_article(article)),
    ):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[bold]@everyone[/bold]" in shown


def test_a_long_title_is_cut_and_an_address_is_not(answer):
    url = "https://news.example/" + "a" * 400
    article = replace(answer.sources[0].article, title="word " * 1000, url=url)
    long = replace(answer, sources=(Source(number=1, article=article, also=()),))
    shown = _show(render_answer(long))
    assert len(shown) < 1000
    assert url in shown.replace("\n", "").replace(" ", "")


def test_an_excerpt_says_that_it_is_one():
    article = make_article("short", "Only this.", extent="excerpt")
    assert "Only the excerpt of this article is known." in _show(render_article(article))


def test_words_that_answer_stand_first_and_in_colour(answer):
    asked = make_question("How many?", kinds=frozenset({Kind.COUNT}))
    quote = replace(answer.quotes[0], span=(8, 15))
    marked = replace(answer, question=asked, quotes=(quote,))
    lines = _show(render_answer(marked)).splitlines()
    assert [line.rstrip() for line in lines[:3]] == [
        "450,000",
        "",
        "“FPS has 450,000 sign-ups.” [1]",
    ]
    console = Console(file=io.StringIO(), width=200, force_terminal=True)
    console.print(render_answer(marked))
    assert "FPS has \x1b[1;32m450,000\x1b[0m sign-ups." in console.file.getvalue()


def test_an_uncertain_answer_says_what_is_missing(answer):
    unsure = replace(answer, verdict=Verdict.UNSURE, reasons=(Reason(phrase="no_money"),))
    lines = _show(render_answer(unsure)).splitlines()
    assert lines[0].rstrip() == "These sentences give no amount of money for it."
