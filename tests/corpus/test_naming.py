"""What a folded text names, read and asked of a full-text index."""

import pytest
from stored_articles import store_articles

from corpus.naming import Beginning, Names, any_of, plain_words, spaced, within
from corpus.schema import Article
from corpus.subjects import Subjects
from corpus.text import fold_key

TEXTS = [
    "Sandboxes, and a sand-box",
    "沙盒計劃",
    "GenAI沙盒",
    "AI's answer",
    "Aid for Thailand",
    "MSMEs; SMEs",
    "C++ by the sea",
    'say "AND" OR (NOT) NEAR*',
    "Café au lait",
    "école",
    "？！",
    "a_b {title} : x",
    "e-HKD pilot",
    "e-HKDs",
    "…",
]
KEYS = [text[:length] for text in TEXTS for length in range(1, len(text) + 1)]
KEYS += [
    "ai",
    "sme",
    "cole",
    "沙",
    "盒",
    "ai沙盒",
    "genai",
    "and",
    "b",
    "*",
    '"',
    "hkd",
    "x" * 5000,
]


@pytest.fixture(scope="module")
def subjects():
    articles = [
        Article(id=f"{number:02}", title=title, body="Text.", language="en")
        for number, title in enumerate(TEXTS)
    ]
    return Subjects(store_articles(articles))


@pytest.mark.parametrize("kind", [Beginning, lambda key: Names([key])])
def test_the_index_finds_all_that_reading_finds(subjects, kind):
    found_any = 0
    for key in filter(None, map(fold_key, KEYS)):
        term = kind(key)
        asked = term.asked if isinstance(term, Beginning) else any_of(term.each_asked)
        found = {one.title for one in subjects.naming(within("title", asked), limit=100)}
        read = {text for text in map(fold_key, TEXTS) if term.is_in(text)}
        assert read <= found
        found_any += len(read)
    assert found_any > 100


def test_a_word_begins_a_word_and_chinese_stands_anywhere():
    assert Beginning("sand").is_in("a sandbox")
    assert not Beginning("box").is_in("a sandbox")
    assert Beginning("盒").is_in("沙盒计划")


def test_a_name_is_whole_or_in_the_plural():
    names = Names(["sme", "small firm"])
    assert names.is_in("smes")
    assert names.is_in("of small firms")
    assert not names.is_in("smell, msme")


def test_a_name_that_holds_another_is_not_asked_for():
    assert Names(["bank", "bank of x", "banks"]).each_asked == [
        '"bank"',
        '"banks"',
        '"banks"',
        '"bankss"',
    ]
    assert Names(["沙盒", "监管沙盒"]).each_asked == ['"沙 盒"']


def test_signs_of_a_query_language_are_letters_like_others():
    assert Beginning('a" or "b').asked == '"a "" or "" b"*'
    assert spaced("genai沙盒, a_b") == "genai 沙 盒 , a _ b"


def test_plain_words_are_longer_than_a_letter_or_chinese():
    assert plain_words("a bank, 沙 bank_x 1") == ["bank", "沙"]
