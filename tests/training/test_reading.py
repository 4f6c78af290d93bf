import gzip
import json
import sys
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bot.service import wiring
from embeddings.engine import Body
from embeddings.vocabulary import Vocabulary, open_tokenizer
from training.reading.examples import ExampleMaker, Mixture, is_development
from training.reading.pairs import make_pairs

_ROOT = Path(__file__).parents[2]


def _pair(passage: str, *answers: str, source="public", **fields: object) -> dict:
    held = [[passage.index(answer), answer] for answer in answers]
    known = {"source": source, "language": "en", "title": "Title", "question": "Which one?"}
    return {**known, "passage": passage, "answers": held, **fields}


@pytest.fixture(scope="module")
def maker(weights) -> ExampleMaker:
    return ExampleMaker(open_tokenizer(weights), seed=1)


def test_targets_are_the_tokens_of_the_answers(maker):
    passage = "It rained. The bank granted 23 loans in May."
    example = maker.make(_pair(passage, "23 loans", "May"), is_cut=False)
    vocabulary = Vocabulary()
    for (start, end), answer in zip(example.answers, ("23 loans", "May"), strict=True):
        assert example.ids[start : end + 1] == vocabulary.split(answer)
    assert maker.make(_pair(passage), is_cut=False).answers == []


def test_a_long_passage_is_cut_around_its_answer(maker):
    passage = f"{'It rained. ' * 200}The bank granted 23 loans. {'It rained. ' * 200}"
    for _ in range(20):
        example = maker.make(_pair(passage, "23 loans"), is_cut=True)
        assert len(example.answers) == 1
        assert len(example.ids) < 200


def test_an_answer_that_is_no_text_gives_no_example(maker):
    assert maker.make(_pair("", ""), is_cut=False) is None


def test_texts_of_development_are_never_trained_on(maker):
    pairs = [_pair(f"Bird {n} sings.", f"Bird {n}", title=f"Bird {n}") for n in range(200)]
    kept = [pair for pair in pairs if is_development(pair)]
    assert 2 < len(kept) < 30
    mixture = Mixture(maker, pairs, [], share_written=0.0, seed=1)
    seen = {tuple(example.ids) for example in islice(mixture, 1000)}
    for pair in kept:
        assert tuple(maker.make(pair, is_cut=True).ids) not in seen


def test_written_pairs_come_in_their_share(maker):
    public = [_pair(f"Bird {n}.", title=f"Bird {n}") for n in range(40)]
    written = [
        _pair(f"Bank {n}.", *answers, source="written", kind=kind, is_doubtful=doubt)
        for n in range(40)
        for answers, kind, doubt in (
            (["Bank"], "factoid", False),
            ([], "missing", False),
            ([], "factoid", False),
            ([], "factoid", True),
        )
    ]
    mixture = Mixture(maker, public, written, share_written=0.5, seed=1)
    examples = list(islice(mixture, 1000))
    assert 400 < sum(example.source == "written" for example in examples) < 600
    assert {example.is_doubtful for example in examples} == {True, False}


def test_a_doubtful_pair_counts_only_while_the_reader_doubts_it_too(maker):
    import torch

    from training.reading.train import Batch, loss_of

    doubtful = maker.make(_pair("The bank granted 23 loans.", is_doubtful=True), is_cut=False)
    batch = Batch([doubtful], torch.device("cpu"))
    scores = torch.zeros(*batch.ids.shape, 3)
    assert loss_of(scores, batch) > 0
    scores[0, 0, 2] = 3.0
    assert loss_of(scores, batch) == 0


def test_pairs_are_passages_as_they_are_found(tmp_path, lexicon, monkeypatch):
    monkeypatch.setattr(wiring, "open_lexicon", lambda _: lexicon)
    (tmp_path / "a.md").write_text("---\ntitle: Loans\n---\n\nIt rained all day in May.\n\n" * 1)
    text = "The bank granted 23 loans to firms in May, more than it ever did before that month."
    other = "Nobody was surprised by it, since the bank had said that it would lend more this year."
    (tmp_path / "loans.md").write_text(f"---\ntitle: Loans\n---\n\n{text}\n\n{other}\n")
    (tmp_path / "birds.md").write_text(f"---\ntitle: Birds\n---\n\n{'Birds sing in May. ' * 9}\n")
    asked = {"article": "loans", "language": "en", "kind": "factoid"}
    questions = [
        asked | {"question": "How many loans were granted?", "answers": ["23 loans"]},
        asked | {"question": "How many loans failed?", "answers": [], "kind": "missing"},
    ]
    pairs = list(make_pairs(tmp_path, questions))
    right = [pair for pair in pairs if pair["answers"]]
    assert {pair["question"] for pair in right} == {"How many loans were granted?"}
    assert all(
        pair["passage"][start : start + len(words)] == words
        for pair in right
        for start, words in pair["answers"]
    )
    own = [
        pair for pair in pairs if pair["question"].endswith("failed?") and not pair["is_doubtful"]
    ]
    assert text in {pair["passage"] for pair in own}
    assert any(pair["is_doubtful"] and "Birds" in pair["passage"] for pair in pairs)


def test_training_goes_on_from_its_checkpoint_and_what_is_exported_scores_alike(
    few_layers, monkeypatch, tmp_path
):
    import torch

    from training.reading import export, train
    from training.reading.model import ReaderModel

    public = tmp_path / "public.jsonl.gz"
    with gzip.open(public, "wt") as file:
        for n in range(60):
            pair = _pair(f"Bird {n} sings a song.", f"Bird {n}", title=f"Text {n}")
            file.write(json.dumps(pair) + "\n")
    checkpoint = tmp_path / "reader.ckpt"
    command = ["train", str(checkpoint), "--public", str(public), "--minutes", "0.1"]
    monkeypatch.setattr(sys, "argv", command)
    monkeypatch.setattr(train, "open_weights", lambda: few_layers)
    monkeypatch.setattr(train, "_BATCH_TOKENS", 400)
    # A second passes each time it is asked for: as many steps on any machine.
    monkeypatch.setattr(train, "time", SimpleNamespace(monotonic=count().__next__))
    train.main()
    first = torch.load(checkpoint)
    train.main()
    second = torch.load(checkpoint)
    assert 0 < first["steps"] < second["steps"]
    assert first["seen"] < second["seen"]

    monkeypatch.setattr(sys, "argv", ["export", str(checkpoint), str(tmp_path / "out")])
    monkeypatch.setattr(export, "Weights", lambda _: few_layers)
    export.main()
    vocabulary = Vocabulary()
    model = ReaderModel(few_layers).eval()
    model.load_state_dict(second["model"], strict=False)
    ids = vocabulary.enclose(vocabulary.split("Which bird sings? Bird 3 sings a song."))
    with torch.no_grad():
        exact = model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool)).numpy()
    body = Body("reader", tmp_path / "out" / "reader.onnx")
    rounded = body.run({"words": vocabulary.embed(ids)}, output="scores")
    assert np.corrcoef(exact.ravel(), rounded.ravel())[0, 1] > 0.98


def test_written_answers_stand_in_their_articles():
    folders = {"starter": _ROOT / "corpus" / "articles"}
    folders["written"] = _ROOT / "training" / "reading" / "articles"
    for name, folder in folders.items():
        lines = (_ROOT / "training" / "reading" / "questions" / f"{name}.jsonl").read_text("utf-8")
        for line in lines.splitlines():
            question = json.loads(line)
            text = (folder / f"{question['article']}.md").read_text("utf-8")
            assert all(answer in text for answer in question["answers"]), question["question"]
            assert bool(question["answers"]) != (question["kind"] == "missing")


def test_no_question_of_the_evaluation_is_trained_on():
    def questions(path: Path) -> set[str]:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        turns = [turn for line in lines for turn in line.get("turns", [line])]
        asked = [turn.get("question") or turn.get("standalone") or turn["text"] for turn in turns]
        return {question.strip().casefold().rstrip("?？ ") for question in asked}

    written = (_ROOT / "training" / "reading" / "questions").glob("*.jsonl")
    asked = (_ROOT / "tests" / "evaluation").glob("*.jsonl")
    assert set().union(*map(questions, written)).isdisjoint(set().union(*map(questions, asked)))
