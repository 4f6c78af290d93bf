"""`sampan evaluate` and `sampan calibrate`, over a few articles."""

import json
from collections.abc import Sequence

import pytest
from small_home import write_articles

from bot.service.calibrations import read_calibration

_KNOWN = (
    ("How many users does Kettle Pay have?", "kettle", "450,000 users"),
    ("When did Harbour Bank get its licence?", "harbour", "27 March 2019"),
    ("Since when does the tram company take the Faster Payment System?", "tram", "June 2020"),
    ("How many policies did Lantern Insurance sell by telephone?", "lantern", "12,000 policies"),
)
_OPENINGS = ("", "Hi there. ", "Please tell me. ", "A question about Hong Kong. ", "I forgot it. ",
             "Somebody asked. ")  # fmt: skip
_NO_PLACES = ("Zug", "Oslo", "Lima", "Perth", "Turin", "Cadiz", "Nice", "Bonn", "Graz", "Malmo",
              "Porto", "Basel", "Minsk", "Davao", "Kyoto", "Pune", "Accra", "Quito", "Riga",
              "Sofia", "Tunis", "Varna")  # fmt: skip


def _answered() -> list[str]:
    return [
        json.dumps(
            {
                "id": f"{article}-{number}",
                "question": opening + question,
                "language": "en",
                "kind": "factoid",
                "articles": [article],
                "needs": [[fact]],
                "key": {"article": article, "sentence": fact},
            }
        )
        for number, opening in enumerate(_OPENINGS)
        for question, article, fact in _KNOWN
    ]


def _unanswered() -> list[str]:
    return [
        json.dumps(
            {
                "id": place,
                "question": f"How old is the biscuit museum of {place}?",
                "language": "en",
                "kind": "other",
                "articles": [],
                "needs": [],
                "key": None,
            }
        )
        for place in _NO_PLACES
    ]


@pytest.fixture
def asked(sampan, tmp_path):
    """A command with an index of a few articles, and a function that writes questions."""
    built = sampan("index", str(write_articles(tmp_path / "articles")))
    assert built.status == 0, built.stderr

    def write(lines: Sequence[str]) -> str:
        path = tmp_path / "sample.jsonl"
        path.write_text("\n".join(lines))
        return str(path)

    return sampan, write


def test_evaluate_prints_the_promised_figures(asked, tmp_path):
    sampan, write = asked
    sample = write([*_answered()[:8], *_unanswered()[:4]])
    run = sampan("evaluate", sample, "--json")
    assert run.status == 0, run.stderr
    report = run.json
    assert report["overall"].keys() == {
        "ndcg@10",
        "success@1",
        "success@5",
        "mrr@10",
        "full",
        "facts",
        "some",
        "key_first",
        "firm_and_full",
        "unsure",
        "false_refusal",
        "firm_but_bad",
        "false_answer",
        "in_period",
        "questions",
    }
    assert len(report["questions"]) == report["overall"]["questions"] == 12
    assert report["overall"]["success@1"] == report["overall"]["full"] == 1
    assert report["questions"][0].keys() == {
        "id",
        "verdict",
        "confidence",
        "articles",
        "quotes",
        "took_ms",
    }
    drawing = tmp_path / "curve.svg"
    table = sampan("evaluate", sample, "--curve", str(drawing)).stdout
    assert "ndcg@10" in table
    assert "AUROC" in table
    assert "<svg" in drawing.read_text()


def test_calibrate_keeps_what_it_fitted(asked, tmp_path):
    sampan, write = asked
    output = tmp_path / "calibration.json"
    sample = write([*_answered(), *_unanswered()])
    run = sampan("calibrate", sample, "--output", str(output))
    assert run.status == 0, run.stderr
    assert "Fitted to 24 questions that the quotes answer and 22 that they do not" in " ".join(
        run.stdout.split()
    )
    assert len(read_calibration(output).examples) == 46


def test_calibrate_needs_questions_of_both_kinds(asked, tmp_path):
    sampan, write = asked
    run = sampan("calibrate", write(_answered()[:10]), "--output", str(tmp_path / "out.json"))
    assert run.status == 2
    assert "at least 20 questions" in run.stderr
    assert not (tmp_path / "out.json").exists()
