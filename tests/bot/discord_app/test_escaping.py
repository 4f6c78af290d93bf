"""No text and no address from outside acts on Discord."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
import regex
from discord_markup import show
from fakes import make_article, make_hit, make_question
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.answering.answer import Answer, Source
from bot.discord_app.embeds import answer_embed, articles_embed, more_embed, why_embed
from bot.discord_app.escaping import cut, link_address, marked, masked_link, plain
from corpus.text import fold_line

_MARKS = (
    "* ** *** _ __ ~~ || ` `` ``` \\ [ ] ( ) < > >> >>> # ## ### - -# + 1. 2) : :: / // !"
    " @ @everyone @here @\u200beveryone <@1> <@!12> <@&1> <#1> </ask:1> <t:1700000000:R> <id:guide>"
    " <:a:1> <a:b:12> :smile: https:// http://x.example/ <https://x.example> https://x.example/\\<t:1>"
    " HTTPS://x.example/**a**`b` ](https://x.example) [x](<https://x.example>) ]("
    " <mailto:a@b.example>"
    " \u202e \u2066 \u061c \u200d \ufeff \U000e0041 \x1b[31m \x9b \r \u2028 \ufe0f 👩🏽‍🚀 a b 漢 x."
).split(" ")
_TEXTS = st.lists(st.sampled_from([*_MARKS, " ", "\n"]) | st.text(max_size=4), max_size=12).map(
    "".join
)
_HOSTS = st.sampled_from(["x.example", "news.example:8080", "a.b.example"])
_URLS = st.builds("https://{}/{}".format, _HOSTS, _TEXTS)


@given(text=_TEXTS)
@example(text="https://x.example/\\<t:1700000000:R>")
@example(text="https://x.example/**bold**/`code`/__under__")
@example(text="1. one")
@example(text="-# small")
def test_any_text_is_shown_as_it_is_and_nothing_in_it_acts(text):
    line = fold_line(text)
    shown = show(plain(text))
    assert (shown.text, shown.active) == (line, [])


@given(text=_TEXTS, first=st.integers(0, 20), length=st.integers(1, 20))
@example(text="a *b* c", first=2, length=3)
@example(text="see @everyone now", first=4, length=1)
@example(text="x](https://x.example)", first=0, length=2)
def test_words_in_bold_are_shown_as_they_are_and_nothing_else_in_the_text_acts(text, first, length):
    span = (min(first, len(text)), min(first + length, len(text)))
    shown = show(marked(text, span, 4096))
    assert "".join(shown.text.split()) == "".join(fold_line(text).split())
    words = fold_line(text[slice(*span)])
    assert shown.active == (show("**w**").active if words else [])
    assert marked(text, None, 4096) == plain(text)


def test_words_behind_the_limit_are_not_in_bold():
    assert marked("one two three", (8, 13), 10) == plain("one two three", 10)
    assert marked("one two three", (4, 7), 10) == "one **two** t…"


@pytest.mark.parametrize("around", ["{}", "> {} **[1]**", "*{}*", "**[1]** {}", "• {} · x: {}"])
@given(text=_TEXTS)
def test_what_stands_around_a_text_is_as_it_would_be_around_a_word(around, text):
    line = fold_line(text)
    expected, shown = show(around.format("w", "w")), show(around.format(plain(text), plain(text)))
    if line:
        assert shown.active == expected.active
        assert shown.text == expected.text.replace("w", line)


@given(title=_TEXTS, url=_URLS, other=_URLS, text=_TEXTS)
@example(
    title="](https://evil.example) [x",
    url="https://x.example/",
    other="https://y.example/",
    text="",
)
@example(title="a", url="https://x.example/](<https://evil.example>)", other="https://y.example/",
         text="`")  # fmt: skip
def test_a_link_leads_to_its_address_whatever_its_title_is(title, url, other, text):
    first, second = (masked_link(f"t{title}", address, 200) for address in (url, other))
    shown = show(f"x {plain(text)} {first} · **{second}** {plain(text)}")
    assert [unquote(link, errors="surrogatepass") for link in shown.links] == [
        unquote(address, errors="surrogatepass") for address in (url, other)
    ]
    assert shown.active == ["link", "bold", "link"]
    name = cut(fold_line(f"t{title}"), 200).translate(str.maketrans("[]", "［］"))
    line = fold_line(text)
    assert shown.text == f"x {line} {name} · {name} {line}"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "discord://x",
        "https://",
        "https://[",
        "https://x.example>y/",
        "https://x\u202e.example/",
        "https://x.example\\@evil.example/",
        "https://x.example/" + "a" * 1000,
        "https://x.example/" + "(" * 400,
    ],
)
def test_what_can_be_no_link_is_a_title(url):
    assert link_address(url) is None
    assert masked_link("**t**", url, 10) == "\\*\\*t\\*\\*"


def test_an_ordinary_text_and_address_stay_as_they_are():
    text = (
        "FPS's sign-ups (2018): HK$1.2 billion, at 09:30 – 50% up; see a@b.example, 金管局：「好」"
    )
    assert plain(text) == text
    url = "https://news.example:8080/a_b-c~d/文?x=1&y=%20#z"
    assert masked_link("Title", url, 20) == f"[Title](<{url}>)"


@given(text=_TEXTS, limit=st.integers(1, 60))
def test_what_is_sent_is_at_most_twice_as_long(text, limit):
    assert len(plain(text, limit)) <= 2 * limit


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is never changed
@given(hostile=_TEXTS, url=_URLS)
def test_an_answer_of_hostile_articles_links_to_them_and_does_nothing_else(answer, hostile, url):
    article = replace(
        answer.sources[0].article,
        title=f"t{hostile}",
        provider=hostile,
        url=url,
        body=hostile,
        topics=(hostile,),
    )
    other = make_article("other", "x", title=hostile, provider=hostile, url=f"{url}/o")
    hit = make_hit(replace(article, body=f"b{hostile}"), 0.5)
    bad: Answer = replace(
        answer,
        question=make_question(f"q{hostile}"),
        quotes=(replace(answer.quotes[0], text=f"q{hostile}", start=0),),
        sources=(Source(number=1, article=article, also=(other,)),),
        hits=(replace(hit, article=article),),
    )
    now = datetime(2025, 1, 1, tzinfo=UTC)
    found = {"rank": 1, "title": hostile, "score": 0.5, "vector": None, "words": None}
    trace = {
        "id": "abc",
        "index": "gen-1",
        "published_at": now.isoformat(),
        "confidence": 0.5,
        "verdict": "answered",
        "conditions": hostile,
        "hits": [found],
    }
    embeds = (
        answer_embed(bad, [f"w{hostile}"]),
        more_embed(bad),
        why_embed(trace, "en"),
        articles_embed(hostile, [article, other], "en"),
    )
    for embed in embeds:
        assert len(embed.title or "") <= 256
        assert len(embed.description or "") <= 4096
        assert len((embed.footer and embed.footer.text) or "") <= 2048
        assert show(embed.title or "").active == []
        shown = show(embed.description or "")
        assert set(shown.active) <= {"bold", "italic", "quote", "link", "time", "code", "list"}
        known = {unquote(a, errors="surrogatepass") for a in (url, f"{url}/o")}
        for link in shown.links:
            plain_link = unquote(link, errors="surrogatepass")
            assert plain_link in known or plain_link.partition(":~:")[0].rstrip("#") in {
                k.partition(":~:")[0].rstrip("#") for k in known
            }
        times = regex.findall(r"(?<!\\)<t:(\d+):\w>", embed.description or "")
        assert set(times) <= {"1537142400", f"{int(now.timestamp())}"}
