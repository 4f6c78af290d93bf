"""Messages as people write them on Discord, and the words that they say."""

import time

import pytest

from bot.discord_app.message_text import words_of


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<:pepe:112233> What is FPS?", "What is FPS?"),
        ("What is FPS? <a:dance:112233>", "What is FPS?"),
        ("<@1> What is FPS?", "What is FPS?"),
        ("<@!1> <@2> What is FPS?", "What is FPS?"),
        ("<@&3> <#4> What is FPS?", "What is FPS?"),
        ("@everyone @here What is FPS?", "What is FPS?"),
        ("<id:customize> What is FPS?", "What is FPS?"),
        ("<id:linked-roles:5> What is FPS?", "What is FPS?"),
        ("Who was licensed since <t:1714694400:R>?", "Who was licensed since 3 May 2024?"),
        ("Who was licensed since <t:1714694400>?", "Who was licensed since 3 May 2024?"),
        ("<t:1714694400:D>後有甚麼新規則？", "2024年5月3日後有甚麼新規則？"),
        ("since <t:99999999999999:D>", "since"),
        ("How do I use </article find:6>?", "How do I use /article find?"),
        ("</ask:6> What is FPS?", "What is FPS?"),
        ("What is `FPS`?", "What is FPS?"),
        ("What is ``F*P*S``?", "What is F*P*S?"),
        ("```What is FPS?```", "What is FPS?"),
        ("```py\nWhat is FPS?\n```", "What is FPS?"),
        ("> It rose by half.\nWhat is FPS?", "What is FPS?"),
        ("What is FPS?\n>>> It rose\nby half.", "What is FPS?"),
        ("> What is FPS?", "What is FPS?"),
        (">>> What is\nFPS?", "What is\nFPS?"),
        ("Is 3 > 2 and >2% a lot?", "Is 3 > 2 and >2% a lot?"),
        ("||What is FPS?||", "What is FPS?"),
        ("**What** is *the* __FPS__ ***now*** _here_?", "What is the FPS now here?"),
        ("這個**轉數快**是*甚麼*？", "這個轉數快是甚麼？"),
        ("What is ~~FPS~~**e-HKD**?", "What is e-HKD?"),
        ("~~What is FPS?~~", "What is FPS?"),
        ("# What is FPS?", "What is FPS?"),
        ("-# What is FPS?", "What is FPS?"),
        ("- What is FPS?", "What is FPS?"),
        ("1. What is FPS?\n2. What is e-HKD?", "What is FPS?\nWhat is e-HKD?"),
        ("2024. What is new?", "2024. What is new?"),
        ("What is [FPS](https://fps.example/a_(b))?", "What is FPS?"),
        ('What is [FPS](https://fps.example/ "a title")?', "What is FPS?"),
        ("What does <https://a.example/b_c_d> say?", "What does https://a.example/b_c_d say?"),
        ("What is the JETCO_API_V2 and 2*3*4?", "What is the JETCO_API_V2 and 2*3*4?"),
        ("What is 5 * 3 * 2?", "What is 5 * 3 * 2?"),
        (r"What is \*FPS\* and \_that\_?", "What is *FPS* and _that_?"),
        ("Fill in: ______ is a bank", "Fill in: ______ is a bank"),
        ("one * star and a~~b", "one * star and a~~b"),
        ("", ""),
        ("<@1> <:pepe:2>", ""),
    ],
)
def test_mark_up_is_no_part_of_what_is_said(content, words):
    assert words_of(content) == words


_BEGUN = ("```", "`", "[", "[a](https://", "[a](https://(", '[a](https://x "', "<t:", "</a", "*")
_BEGUN += ("**a ", "_ ", "~~ ", "|| ", "<@", "<a:", "<https://", "\\", "> ", "- ", "1. ", "``` \n")


@pytest.mark.parametrize("begun", _BEGUN)
def test_no_text_takes_long(begun):
    begin = time.perf_counter()
    words_of(begun * (100_000 // len(begun)))
    assert time.perf_counter() - begin < 2
