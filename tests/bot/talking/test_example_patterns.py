import pytest

from bot.talking.example_patterns import (
    Form,
    names_in,
    questions_about,
    questions_at_start,
    questions_in,
)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Kettle Pay, a wallet, opened in May 2021.", "What is Kettle Pay?"),
        ("Kettle Pay, a wallet, has about 450,000 users.", "How many users does Kettle Pay have?"),
        ("The Tea Board (TB) is a body of growers.", "What is the Tea Board?"),
        ("Last year the Tea Board, an office, moved.", "What is the Tea Board?"),
        ("Ada Wong, the head baker of Golden Crust, spoke.", "Who is Ada Wong?"),
        ("Kettle Pay was founded by two students in 2014.", "When was Kettle Pay founded?"),
        ("Kettle Pay went live on 3 May 2021.", "When did Kettle Pay go live?"),
        ("Kettle Pay raised over US$40 million.", "How much did Kettle Pay raise?"),
        ("Rye bread is a dense loaf.", "What is rye bread?"),
        ("A croissant is a crescent of dough.", "What is a croissant?"),
        ("The stone oven was built in 1921.", "When was the stone oven built?"),
    ],
)
def test_an_english_sentence_gives_a_question_that_it_answers(sentence, question):
    assert question in {asked.english for asked in questions_in(sentence)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Money was raised by them.",
        "Kettle Pay opened a shop in Kowloon.",
        "We bake it twice a week.",
        "",
    ],
)
def test_other_english_sentences_give_none(sentence):
    assert list(questions_in(sentence)) == []


@pytest.mark.parametrize(
    ("name", "sentence", "form", "chinese"),
    [
        ("茶壺付", "茶壺付（Kettle Pay）是一個錢包。", Form.WHAT, "茶壺付是甚麼？"),
        ("茶壺付", "「茶壺付」於2021年5月正式推出。", Form.WHEN, "茶壺付在何時推出？"),
        ("茶壺付", "茶壺付現時有逾45萬個用戶，較去年多。", Form.COUNT, "茶壺付有多少個用戶？"),
        ("Kettle", "Kettle是一個錢包。", Form.WHAT, "Kettle 是甚麼？"),
    ],
)
def test_a_chinese_sentence_gives_a_question_about_a_name(name, sentence, form, chinese):
    (asked,) = questions_about(name, sentence)
    assert (asked.form, asked.chinese, asked.is_plain) == (form, chinese, False)


def test_a_chinese_sentence_gives_a_question_about_what_it_begins_with():
    (asked,) = questions_at_start("菠蘿包是一種甜麵包。")
    assert (asked.name, asked.chinese, asked.is_plain) == ("菠蘿包", "菠蘿包是甚麼？", True)


def test_names_stand_in_capitals_within_a_sentence_or_in_chinese_quotes():
    assert names_in("Yesterday the Bank of Tea met Ada Wong in May 2021.") == {
        "Bank of Tea",
        "Ada Wong",
    }
    assert names_in("昨日「茶壺付」與 Kettle Pay 合作") == {"茶壺付", "Kettle Pay"}
