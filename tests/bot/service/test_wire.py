import json
from dataclasses import fields, replace

import pytest
from fakes import make_article

from bot.errors import (
    AnswerTimeoutError,
    BusyError,
    DamagedError,
    IndexAwayError,
    JournalError,
    QuestionError,
    TooOftenError,
    UserError,
)
from bot.phrases import LANGUAGES
from bot.service.requests import GIVES, REQUESTS
from bot.service.said_errors import say_error
from bot.service.wire import lighten, protocol, read_error, read_record, write_error, write_record
from bot.service.work import Responded, ToRespond
from bot.talking.history import Exchange
from corpus.errors import ArticleNotFoundError, NameNotFoundError
from embeddings.filters import Filters

_QUESTIONS = (
    "Which banks were in the first GenA.I. Sandbox?",
    "How many FPS registrations were there in 2023?",
    "轉數快有幾多個登記？",
    "Who painted the Mona Lisa?",
    "hello",
)


@pytest.mark.parametrize("question", _QUESTIONS)
def test_what_is_shown_of_an_answer_crosses_unchanged(service, question):
    responded = ToRespond(text=question).on(service, is_hurried=False)
    light = lighten(responded)
    again = read_record(Responded, write_record(Responded, light))
    assert again.spoken == light.spoken
    assert json.dumps(again.trace) == json.dumps(light.trace)  # which is how it is kept
    said, sent = responded.spoken.said, light.spoken.said
    shown = {"hits", "sources", "findings", "nearest", "articles"}
    for field in fields(said):
        if field.name not in shown:
            assert getattr(sent, field.name) == getattr(said, field.name)


def test_no_text_of_an_article_crosses_beside_the_quotes(service):
    responded = ToRespond(text=_QUESTIONS[0]).on(service, is_hurried=False)
    answer = responded.spoken.said
    content = write_record(Responded, lighten(responded)).decode()
    ends = [hit.article.body[-80:] for hit in answer.hits]
    unseen = [end for end in ends if not any(end in hit.passage.text for hit in answer.hits)]
    assert len(unseen) > 5
    for end in unseen:
        assert json.dumps(end, ensure_ascii=False)[1:-1] not in content
    assert len(content) < 60_000
    quoted = {quote.article_id for quote in answer.quotes}
    assert {hit.article.id for hit in lighten(responded).spoken.said.hits} >= quoted


def test_a_request_crosses_with_what_was_said_before(service):
    exchange = Exchange(question="What is FPS?", shown=(("fps", (0, 12)),), is_own=False)
    filters = Filters(topics=("Payments",), languages=("en",))
    asked = ToRespond(text="and in 2023?", before=(exchange,), filters=filters)
    assert read_record(ToRespond, write_record(ToRespond, asked)) == asked


def test_what_is_no_character_is_replaced():
    article = make_article("a", "Text.", title="A \ud800 title")
    kind = type(article)
    assert read_record(kind, write_record(kind, article)) == replace(article, title="A ? title")


@pytest.mark.parametrize(
    "error",
    [
        UserError("refreshing"),
        QuestionError("question_long", length=2000, most=1000),
        BusyError(51),
        DamagedError(),
        IndexAwayError(),
        AnswerTimeoutError(20.0),
        TooOftenError("too_often", 3.2),
        NameNotFoundError("topic", "Paymnts", ["Payments"]),
        ArticleNotFoundError("nowhere"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_told_in_the_same_words_at_the_other_end(error):
    again = read_error(write_error(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    for language in LANGUAGES:
        assert say_error(again, language) == say_error(error, language)


def test_what_is_the_operators_business_crosses_not(tmp_path):
    assert write_error(JournalError(tmp_path, "is damaged")) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"error": "OSError", "given": {}}'])
def test_what_is_no_error_is_refused(content):
    with pytest.raises(ValueError, match="no error of ours|Expecting value"):
        read_error(content)


def test_every_request_and_what_it_gives_can_be_written():
    for kind, gives in GIVES.items():
        assert REQUESTS[kind.__name__] is kind
        with pytest.raises(ValueError, match="validation error"):
            read_record(kind, b'["nothing of ours"]')
        with pytest.raises(ValueError, match="validation error"):
            read_record(gives, b"[[[]]]" if gives is str else b"[1]")
    assert len(protocol()) == 12
