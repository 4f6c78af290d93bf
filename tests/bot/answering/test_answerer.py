import json
from datetime import date
from pathlib import Path

import pytest

from bot.answering.confidence import Verdict
from bot.answering.wording import say_reason, say_text
from bot.errors import QuestionError
from corpus.errors import AppError
from corpus.glossary import Glossary
from embeddings.filters import Filters

_QUESTIONS = Path(__file__).parents[2] / "evaluation" / "dev.jsonl"


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("When did the GenA.I. sandbox start?", "2024-12-19-genai-sandbox-first-cohort"),
        ("首批虛擬銀行牌照發咗俾邊三間公司？", "2019-03-28-first-virtual-bank-licences"),
        ("香港大学什么时候解除了ChatGPT禁令？", "2023-08-23-hku-lifts-chatgpt-ban"),
    ],
)
def test_the_starter_corpus_answers_in_each_language(service, question, article):
    answer = service.answerer.answer(question)
    assert answer.verdict is not Verdict.NOT_FOUND
    assert article in [source.article.id for source in answer.sources]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the chief executive of Mox?", "Deniz Guven"),
        ("邊個係Mox嘅行政總裁？", "Deniz Guven"),
        ("Who is the CIO of Arup?", "Rob Greig"),
        ("金管局總裁係邊個？", "余偉文"),
    ],
)
def test_who_holds_an_office_is_told(service, question, name):
    answer = service.answerer.answer(question)
    assert answer.verdict is Verdict.ANSWERED
    assert name in answer.quotes[0].text
    assert answer.question.query.is_newest
    assert not answer.question.times.is_newest  # nobody asked for it


@pytest.mark.parametrize(
    "question",
    [
        "Who is the CEO of Arup?",  # its chief information officer is named
        "cfo of mox",  # its chief executive
        "Who's OSL's CEO?",  # its chief financial officer
        "Who is the chief executive of OneConnect?",  # that of its buyer
        "滙豐嘅首席資訊官係邊個？",  # its chief executive
    ],
)
def test_who_holds_another_office_is_no_firm_answer(service, question):
    answer = service.answerer.answer(question)
    assert answer.verdict is not Verdict.ANSWERED
    assert answer.short_answer is None


def test_quotes_are_exact_slices_of_the_sources_they_name(service):
    questions = [json.loads(line) for line in _QUESTIONS.read_text().splitlines()]
    for known in questions[::40]:
        answer = service.answerer.answer(known["question"])
        numbered = {source.number: source.article for source in answer.sources}
        assert sorted(numbered) == list(range(1, len(numbered) + 1))
        assert {quote.source for quote in answer.quotes} == set(numbered)
        for quote in answer.quotes:
            article = numbered[quote.source]
            assert quote.article_id == article.id
            assert quote.text == article.body[quote.start : quote.end]
        assert len(answer.quotes) <= 3
        room = 1000 if answer.question.breadth else 600
        assert sum(len(quote.text) for quote in answer.quotes) <= room


def test_the_same_question_gives_the_same_answer(service):
    first, second = (service.answerer.answer("What is Project Ensemble?") for _ in range(2))
    assert (first.id, first.quotes, first.hits) == (second.id, second.quotes, second.hits)
    assert service.answerer.answer("What is Project Ensemble", limit=2).id != first.id


def test_filters_choose_the_articles(service):
    only_2019 = Filters(since=date(2019, 1, 1), until=date(2019, 12, 31))
    answer = service.answerer.answer("Which virtual banks got a licence?", filters=only_2019)
    assert answer.sources
    assert all(source.article.published_on.year == 2019 for source in answer.sources)
    assert answer.undated_left_out == 5


def test_an_unrelated_question_finds_nothing_and_cites_nothing(service):
    answer = service.answerer.answer("weather in tokyo tomorrow?")
    assert answer.verdict is Verdict.NOT_FOUND
    assert (answer.quotes, answer.sources) == ((), ())
    assert say_reason(answer) == say_text(answer) != ""
    assert not answer.nearest


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("tesla robotaxi launch date", "mentions “tesla”"),
        ("what is the oyster card daily cap", "mentions “oyster”"),
        ("台積電嘅市值係幾多？", "沒有提及「台積電」"),
        ("微眾銀行係邊年攞到香港嘅虛擬銀行牌？", "沒有提及「微眾」"),
        ("梅西现在在哪个球队踢球？", "没有提及「梅西」"),
    ],
)
def test_what_no_article_mentions_is_said_however_it_is_typed(service, question, words):
    answer = service.answerer.answer(question)
    assert answer.verdict is not Verdict.ANSWERED
    assert words in say_reason(answer)


@pytest.mark.parametrize(
    ("since", "until"), [("June 2024", "2024年6月"), ("2024-06", "Q2 2024"), ("上個月", "today")]
)
def test_conditions_take_times_as_questions_do(service, since, until):
    filters = service.make_filters(since=since, until=until)
    assert filters.since
    assert filters.until
    assert filters.since < filters.until


def test_a_refusal_speaks_the_questions_language(service):
    never = Filters(until=date(1990, 1, 1))
    reasons = {
        question: say_reason(service.answerer.answer(question, filters=never))
        for question in ("What is FPS?", "轉數快係咩？", "转数快是什么？")
    }
    assert list(reasons.values()) == [
        "No article meets these conditions.",
        "沒有文章符合這些條件。",
        "没有文章符合这些条件。",
    ]


def test_one_story_told_twice_is_one_source(service):
    answer = service.answerer.answer("How many banks were on board when CDI was launched?", limit=5)
    stories = [source.article.url for source in answer.sources]
    assert len(stories) == len(set(stories))
    cdi = next(s for s in answer.sources if s.article.id.startswith("2022-10-24"))
    assert len(cdi.also) == 1


@pytest.mark.parametrize("limit", [0, 11])
def test_a_limit_outside_its_range_is_refused(service, limit):
    with pytest.raises(QuestionError, match="from 1 to 10"):
        service.answerer.answer("What is FPS?", limit=limit)


def test_names_in_filters_are_understood_in_any_spelling(service):
    filters = service.make_filters(providers=["hkma"], topics=["payments"], since="2018")
    assert set(filters.providers) >= {"HKMA", "香港金融管理局"}
    assert filters.topics == ("Payments",)
    assert filters.since == date(2018, 1, 1)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"providers": ["Bloomburg"]}, "no article has the provider"),
        ({"topics": ["Paymints"]}, "similar: Payments"),
        ({"languages": ["fr"]}, "language must be one of"),
        ({"since": "2020", "until": "2019"}, "no span of time"),
        ({"since": "soon"}, "is no date"),
    ],
)
def test_conditions_that_cannot_be_met_are_told(service, names, says):
    with pytest.raises(AppError, match=says):
        service.make_filters(**names)


def test_only_passages_that_are_allowed_are_read(service):
    asked = {"said": "and in 2025?", "near": ["2024-08-28-project-ensemble-sandbox-launch"]}
    everything = service.answerer.answer("What is Project Ensemble?", **asked)
    assert everything.question.said == "and in 2025?"
    nothing = service.answerer.answer("What is Project Ensemble?", allows=lambda _: False)
    assert (nothing.verdict, nothing.hits) == (Verdict.NOT_FOUND, ())


def test_the_language_to_answer_in_may_be_another(service):
    answer = service.answerer.answer("轉數快係咩？", answer_in="en")
    assert (answer.question.asked_in, answer.question.answer_in) == ("zh-Hant", "en")


def test_a_question_is_looked_up_in_the_glossary_once(service, monkeypatch):
    asked = []
    find = Glossary.find
    monkeypatch.setattr(Glossary, "find", lambda self, text: asked.append(text) or find(self, text))
    question = "How many banks did the Commercial Data Interchange have?"
    service.answerer.answer(question)
    assert asked.count(question) == 1


@pytest.mark.parametrize("question", ["What is MAS?", "What is mBridge?", "轉數快係咩？"])
def test_what_the_articles_name_is_never_nothing_found(service, question):
    assert service.answerer.answer(question).quotes
