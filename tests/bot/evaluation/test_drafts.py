import json
from pathlib import Path

import pytest
from fakes import make_article

from bot.evaluation.chinese_forms import find_in_chinese
from bot.evaluation.drafts import draft_questions
from bot.evaluation.english_forms import find_in_english
from bot.evaluation.known_questions import question_to_json, read_questions
from bot.evaluation.measures import holds_all
from bot.evaluation.near_misses import find_unknown, told_of
from corpus.glossary import Glossary, load_glossary
from corpus.load import load_corpus
from corpus.starter import starter_folder

_SMALL = Path(__file__).parents[2] / "evaluation" / "small"


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


@pytest.fixture(scope="module", params=["bakery", "ferry", "handbook", "starter"])
def articles(request):
    folder = starter_folder() if request.param == "starter" else _SMALL / request.param / "articles"
    return load_corpus([folder]).articles


def test_every_draft_can_be_checked_against_its_article(articles, glossary, tmp_path):
    drafts = draft_questions(articles, glossary, limit=60)
    path = tmp_path / "drafts.jsonl"
    path.write_text("\n".join(json.dumps(question_to_json(draft)) for draft in drafts))
    assert read_questions(path) == drafts
    bodies = {article.id: article.body for article in articles}
    for draft in drafts:
        if draft.articles:
            assert draft.key in bodies[draft.key_article], draft
            assert draft.articles == (draft.key_article,)
            assert holds_all(draft.needs, [draft.key]), draft
        else:
            assert (draft.kind, draft.needs, draft.key) == ("unanswerable", (), "")


def test_there_are_both_kinds_no_two_alike_from_many_articles(articles, glossary):
    drafts = draft_questions(articles, glossary, limit=60)
    answerable = [draft for draft in drafts if draft.articles]
    assert 20 <= len(answerable) <= 40
    assert len(drafts) - len(answerable) == 20
    assert len({draft.question for draft in drafts}) == len(drafts)
    assert len({draft.key_article for draft in answerable}) >= min(8, len(articles))
    assert {draft.language for draft in drafts} >= {"en", "zh-Hant"}


def test_the_same_articles_give_the_same_drafts_in_any_order(articles, glossary):
    drafts = draft_questions(articles, glossary, limit=12)
    assert len(drafts) <= 12
    assert draft_questions(articles[::-1], glossary, limit=12) == drafts


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The Lantern loaf costs HK$62 a piece.", "How much does the Lantern loaf cost?", "HK$62"),
        ("From 2 March a visit costs about $5.", "How much does a visit cost?", "$5"),
        ("The smallest order is HK$120.", "How much is the smallest order?", "HK$120"),
        ("We run five boats.", "How many boats do you run?", "five boats"),
        ("Pak Sin has nine steps.", "How many steps does Pak Sin have?", "nine steps"),
        ("The crossing takes 65 minutes.", "How long does the crossing take?", "65 minutes"),
        ("The last boat leaves at 12:30 am.", "When does the last boat leave?", "12:30 am"),
        ("The oven was built in 1921 by a mason.", "When was the oven built?", "1921"),
        (
            "On 5 May 2020 Kettle Pay launched a card for children.",
            "When did Kettle Pay launch a card for children?",
            "5 May 2020",
        ),
        (
            "There are six spaces for wheelchairs and a rack.",
            "How many spaces are there for wheelchairs?",
            "six spaces",
        ),
        (
            "Dogs may not sit on our benches, wet or dry.",
            "May dogs sit on your benches?",
            "may not sit on our benches",
        ),
    ],
)
def test_a_sentence_is_asked_for_what_it_tells(sentence, question, answer):
    (found,) = find_in_english(sentence, ())
    assert (found.question, found.answer) == (question, answer)
    assert found.answer in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs HK$62.",
        "On Monday the door closes at 4 pm.",
        "The bank has run the scheme since 2019.",
        "What is left is given away.",
        "Hong Kong announced in May 2018 that it would.",
    ],
)
def test_what_is_not_understood_alone_is_not_asked(sentence):
    assert list(find_in_english(sentence, ())) == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("店後的工作室可以容納八個人，一年到頭都有班。", "店後的工作室可以容納多少個人？", "八個"),
        ("雙層蛋糕由港幣980元起，視乎裝飾而定。", "雙層蛋糕由多少錢起？", "港幣980元"),
        ("安全 船上有两名保安员。", "船上有多少名保安员？", "两名"),
        ("年會於2024年11月27日在香港舉行。", "年會於何時在香港舉行？", "2024年11月27日"),
    ],
)
def test_in_chinese_the_asking_words_stand_where_the_answer_stood(sentence, question, answer):
    (found,) = find_in_chinese(sentence)
    assert (found.question, found.answer) == (question, answer)


def test_a_question_above_its_answer_is_taken_as_it_is():
    body = "Hello.\n\n## Where is the key kept?\n\nUnder the mat. Ask the warden.\n"
    (draft, *_) = draft_questions([make_article("faq", body)], Glossary([]), limit=6)
    assert (draft.question, draft.key) == ("Where is the key kept?", "Under the mat.")


def test_no_name_is_asked_for_what_is_told_of_it():
    """Of the four things that are asked of a name, three stand beside it."""
    body = (
        "We bought flour from Old Mill, founded by two sisters in 1921. It has 14 workers."
        " We walk to New Quay. Nothing else is known."
    )
    drafts = draft_questions([make_article("mill", body)], Glossary([]), limit=30)
    asked = {
        draft.question for draft in drafts if not draft.articles and "Old Mill" in draft.question
    }
    assert asked == {"How much did Old Mill cost?"}
    unknown = [draft.question for draft in drafts if "Old Quay" in draft.question]
    assert len(unknown) == 1
    assert "Old Quay" not in body


_MUSEUM = (
    ("hours", "Opening hours", "We see guests at the Lantern Museum from Tuesday to Sunday."),
    ("history", "How it began", "The museum was founded in 1911 by Matilde Corvo, a glassblower."),
    ("tower", "The tower", "From the roof one sees Cape Orrin. Boats leave from Millbrook Pier."),
)


def test_what_is_told_of_the_museum_is_told_of_the_one_that_is_named():
    """So nobody asks who founded the Lantern Museum as if no article said so."""
    articles = [make_article(key, body, title=title) for key, title, body in _MUSEUM]
    told = told_of(articles, Glossary([]))
    assert "founded in 1911 by" in told["Lantern Museum"]
    assert "founded" not in told["Cape Orrin"]
    asked = draft_questions(articles, Glossary([]), limit=60)
    of_it = [draft.question for draft in asked if "Lantern Museum" in draft.question]
    assert of_it == ["How many people work for Lantern Museum?"]


def test_terms_of_another_subject_are_not_asked_for(glossary):
    """A museum's visitors ask for no bank, and the readers of banking news do."""
    museum = [make_article(key, body, title=title) for key, title, body in _MUSEUM]
    terms = [concept.name for concept in glossary.concepts]
    unknown = [one.name for one in find_unknown(museum, glossary, language="en")]
    assert unknown
    assert not set(unknown) & set(terms)
    banks = [make_article("rates", "Nothing new.", title="HKMA and the base rate")]
    unknown = [one.name for one in find_unknown(banks, glossary, language="en")]
    assert len(set(unknown) & set(terms)) > 20
