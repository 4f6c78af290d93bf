from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes import make_article, make_question

from bot.answering.answer import Answer, Quote, Source
from bot.answering.confidence import Calibration, Example, Verdict, Weight
from bot.answering.findings import Finding, Reading, Relation
from corpus.amounts import find_amounts
from embeddings.filters import Filters
from embeddings.reader import FINGERPRINT


@pytest.fixture
def answer() -> Answer:
    """One quote of one article that a second outlet tells too."""
    body = "FPS has 450,000 sign-ups. It rained."
    article = make_article(
        "fps", body, title="Launch of FPS", published=datetime(2018, 9, 17, tzinfo=UTC)
    )
    again = make_article("fps-again", body, provider="Second News")
    return Answer(
        id="abc",
        question=make_question("How many?"),
        verdict=Verdict.ANSWERED,
        quotes=(Quote(source=1, article_id="fps", start=0, end=25, text=body[:25]),),
        sources=(Source(number=1, article=article, also=(again,)),),
        confidence=0.9,
        signals={"similarity": 0.9},
        reasons=(),
        filters=Filters(),
        undated_left_out=0,
        hits=(),
        took_ms=12.5,
    )


@pytest.fixture
def agreeing(answer) -> Answer:
    """The answer, with a third outlet that gives the same number."""
    third = make_article("third", "450,000 sign-ups were counted.", provider="Third News")
    reading = Reading(
        text="450,000 sign-ups",
        amount=find_amounts("450,000 sign-ups")[0],
        articles=(answer.sources[0].article, third),
        sources=(1,),
        others=(third,),
    )
    return replace(answer, findings=(Finding(relation=Relation.AGREE, readings=(reading,)),))


@pytest.fixture
def calibration() -> Calibration:
    """One signal, a limit on each side of even chances, and one question it was fitted to."""
    return Calibration(
        encoder="hash-1",
        reader=FINGERPRINT,
        bias=0.0,
        weights={"score_lead": Weight(mean=0.5, deviation=0.25, weight=1.0)},
        answer_from=0.7,
        unsure_from=0.3,
        figures={"auroc": 0.9},
        examples=(Example(question="ab12", is_answered=True, signals={"score_lead": 0.75}),),
    )
