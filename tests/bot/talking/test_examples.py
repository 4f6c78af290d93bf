from datetime import UTC, datetime

import pytest
from fakes import make_article

from bot.talking.examples import MOST_CHARS, make_examples, next_example
from corpus.glossary import Glossary

NO_TERMS = Glossary([])
ARTICLES = [
    make_article("rye", "Rye bread is a dense loaf of rye.", title="Rye bread"),
    make_article("oven", "The stone oven was built in 1921 by a mason.", title="Our stone oven"),
    make_article("shop", "Golden Crust, a bakery, has 14 bakers.", title="Golden Crust at ten"),
    make_article("bun", "菠蘿包是一種甜麵包，表面像菠蘿。", title="菠蘿包的故事"),
]


def _questions(articles, language):
    return [example.question for example in make_examples(articles, NO_TERMS, language)]


def test_questions_are_about_what_titles_name_with_their_forms_in_turn():
    assert _questions(ARTICLES, "en") == [
        "What is Golden Crust?",
        "When was the stone oven built?",
        "How many bakers does Golden Crust have?",
        "What is rye bread?",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hant", ["菠蘿包是甚麼？", "Golden Crust 是甚麼？"]),
        ("zh-Hans", ["菠萝包是什么？", "Golden Crust 是什么？"]),
    ],
)
def test_those_made_from_sentences_of_the_language_come_first(language, expected):
    assert _questions(ARTICLES, language) == expected


def test_simplified_names_make_no_traditional_questions():
    article = make_article("bun", "转数快是一种付款方式。", title="转数快的故事")
    assert _questions([article], "zh-Hant") == []
    assert _questions([article], "zh-Hans") == ["转数快是什么？"]


def test_a_name_of_most_articles_tells_nothing():
    many = [
        make_article(f"a{number}", f"Shop {number} is in Tea Town, a city.", title="Tea Town")
        for number in range(4)
    ]
    assert _questions(many[:3], "en") == ["What is Tea Town?"]
    assert _questions(many, "en") == []


def test_a_question_is_as_short_as_a_button():
    name = " ".join(["Extraordinary"] * 6)
    article = make_article("long", f"Now the {name}, a bakery, has 14 apprentices.", title=name)
    assert len(f"How many apprentices does the {name} have?") > MOST_CHARS
    assert _questions([article], "en") == []


def test_the_next_one_is_about_another_thing_and_if_possible_another_subject():
    bread = {"topics": ("Bread",), "published": datetime(2024, 1, 1, tzinfo=UTC)}
    articles = [
        make_article("rye", "Rye bread is a dense loaf.", title="Rye bread", **bread),
        make_article("spelt", "Spelt bread is a light loaf.", title="Spelt bread", **bread),
        make_article("oven", "A stone oven is a hot place.", title="The stone oven"),
    ]
    examples = make_examples(articles, NO_TERMS, "en")
    kept = []
    while example := next_example(examples, kept, kept):
        kept.append(example)
    assert len(kept) == 3
    assert [example.subject for example in kept][:2] in (["Bread", "oven"], ["oven", "Bread"])
