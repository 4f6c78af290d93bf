from dataclasses import replace

import regex
from fakes import make_article, make_question
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Source
from bot.answering.asked_kind import Kind
from bot.answering.confidence import Verdict
from bot.answering.refusal import Reason
from bot.discord_app.embeds import answer_embed, articles_embed, cut, join_whole, plain
from bot.identity import introduce
from embeddings.filters import Filters

_HOSTILE = "@everyone <@123> <@&9> **x** [click](https://evil.example) ||spoiler|| \u202eevil\u200b"


def test_the_verdict_comes_first_then_quotes_then_sources(answer):
    embed = answer_embed(answer)
    assert embed.title == "From the articles"
    assert embed.description == (
        "> FPS has 450,000 sign-ups. "
        "**[[1]](<https://news.example/fps#:~:text=FPS%20has%20450%2C000%20sign%2Dups.>)**\n\n"
        "**Single source**\n"
        "**[1]** <t:1537142400:D> · [Launch of FPS](<https://news.example/fps>) · Example News"
        " (also in [Second News](<https://news.example/fps-again>))"
    )
    assert embed.footer.text == "How many?"
    assert embed.url is None


def test_other_outlets_of_the_story_are_credited_once(answer):
    again = make_article("again", "x", provider="Second News")
    same = make_article("same", "x", url="https://news.example/fps")
    source = replace(answer.sources[0], also=(again, same))
    shown = answer_embed(replace(answer, sources=(source,))).description
    assert "(also in [Second News](<https://news.example/again>))" in shown
    assert shown.count("https://news.example/fps>") == 1


def test_a_refusal_says_why_and_cites_nothing(answer):
    refusal = replace(
        answer,
        verdict=Verdict.NOT_FOUND,
        reasons=(Reason(phrase="not_found"), Reason(phrase="hello", texts=introduce().greetings)),
        quotes=(),
        sources=(),
        question=make_question("幾多？"),
    )
    embed = answer_embed(refusal)
    assert embed.title == "找不到"
    assert embed.description.startswith("我所知的文章中找不到相關內容。請用中文或英文問我")


def test_hostile_text_is_shown_as_text(answer):
    article = replace(answer.sources[0].article, title=_HOSTILE, provider=_HOSTILE)
    hostile = replace(
        answer,
        quotes=(replace(answer.quotes[0], text=_HOSTILE),),
        sources=(Source(number=1, article=article, also=()),),
    )
    shown = answer_embed(hostile).description
    links = regex.findall(r"(?<!\\)\]\(<(.*?)>\)", shown)
    assert [link.partition("#")[0] for link in links] == ["https://news.example/fps"] * 2
    assert "@everyone" not in shown
    assert "<@" not in shown.replace("\\<@", "")
    assert "https://evil" not in shown
    assert "\u202e" not in shown


def test_findings_name_the_articles_that_are_not_quoted(agreeing):
    shown = answer_embed(agreeing).description
    line = "2 sources say 450,000 sign-ups [1] ([Third News](<https://news.example/third>))"
    assert shown.split("\n\n")[1] == line
    assert "**Sources**" in shown


def test_a_number_is_a_link_only_where_it_opens_at_the_sentence_and_is_short(answer):
    (source,), (quote,) = answer.sources, answer.quotes
    long = replace(quote, text="標題" * 15)
    for article, quoted in (
        (replace(source.article, extent="excerpt"), quote),
        (replace(source.article, url="https://news.example/" + "a" * 480), quote),
        (replace(source.article, url="https://news.example/" + "a" * 250), long),
    ):
        changed = replace(source, article=article)
        shown = answer_embed(replace(answer, quotes=(quoted,), sources=(changed,))).description
        assert "**[1]**\n" in shown
        assert shown.count(f"<{article.url}>") == 1


def test_many_links_leave_room_for_the_sources(answer):
    quotes = tuple(replace(answer.quotes[0], text=f"標題{n}" + "內文" * 12) for n in range(10))
    shown = answer_embed(replace(answer, quotes=quotes)).description
    assert 0 < shown.count("[[1]](<") < 10
    assert "(<https://news.example/fps>)" in shown
    links = regex.findall(r"\(<(.*?)>\)", shown)
    assert len(links) == len(set(links))


def test_an_address_cannot_end_its_link(answer):
    url = "https://news.example/a)b>c(d"
    article = replace(answer.sources[0].article, url=url)
    shown = answer_embed(
        replace(answer, sources=(Source(number=1, article=article, also=()),))
    ).description
    assert "(<https://news.example/a%29b%3Ec%28d>)" in shown


def test_long_titles_and_addresses_stay_within_the_limits():
    articles = [
        make_article(f"a{n}", "x", title="標題" * 2000, url=f"https://news.example/{n}" + "x" * 900)
        for n in range(20)
    ]
    embed = articles_embed("t" * 5000, articles, "en")
    assert len(embed.title) <= 256
    assert len(embed.description) <= 4096
    assert embed.description.count("](<") == embed.description.count(">)") > 0
    assert len(embed) <= 6000


@given(text=st.text(alphabet="ab 👩🏽‍🚀é漢🇭🇰", max_size=60), limit=st.integers(1, 40))
def test_cutting_keeps_whole_graphemes(text, limit):
    shown = cut(text, limit)
    assert len(shown) <= max(limit, len(text) if len(text) <= limit else limit)
    if len(text) > limit:
        kept = regex.findall(r"\X", shown[:-1])
        assert kept == regex.findall(r"\X", text)[: len(kept)]


@given(text=st.text(max_size=200))
def test_no_text_pings_or_links(text):
    shown = plain(text)
    assert "@everyone" not in shown
    assert "@here" not in shown
    assert "://" not in shown
    assert not regex.search(r"(?<!\\)\[", shown)


def test_parts_are_joined_whole_or_left_out():
    assert join_whole(["aaa", "bbbbbb", "cc"], 9, separator="\n") == "aaa\ncc"
    assert join_whole(["aaa"], 2) == ""


def test_however_long_the_rest_is_an_answer_names_its_source(answer):
    article = replace(answer.sources[0].article, provider="P " * 3000)
    quotes = tuple(replace(answer.quotes[0], text="*" * 700) for _ in range(3))
    filters = Filters(providers=("_" * 300, "x" * 900))
    source = replace(answer.sources[0], article=article)
    shown = answer_embed(replace(answer, quotes=quotes, filters=filters, sources=(source,)))
    assert "[Launch of FPS](<https://news.example/fps>)" in shown.description
    assert len(shown.description) <= 4096


def test_words_that_answer_by_themselves_come_first_and_are_marked(answer):
    asked = make_question("How many?", kinds=frozenset({Kind.COUNT}))
    marked = replace(answer.quotes[0], span=(8, 15))
    shown = answer_embed(replace(answer, question=asked, quotes=(marked,))).description
    assert shown.startswith("**450,000**\n\n> FPS has **450,000** sign-ups. **[[1]]")
    unsure = replace(answer, question=asked, quotes=(marked,), verdict=Verdict.UNSURE)
    assert answer_embed(unsure).description.startswith("> FPS has **450,000** sign-ups. ")


def test_quotes_in_another_language_than_the_answer_are_announced(answer):
    chinese = replace(answer, question=make_question("轉數快有多少登記？"))
    assert "*以下引文為英文原文：*\n\n> FPS" in answer_embed(chinese).description
    assert "Chinese" not in answer_embed(answer).description


def test_an_uncertain_answer_says_what_is_missing(answer):
    unsure = replace(answer, verdict=Verdict.UNSURE, reasons=(Reason(phrase="no_time"),))
    assert answer_embed(unsure).description.startswith("These sentences give no time for it.\n\n> ")
