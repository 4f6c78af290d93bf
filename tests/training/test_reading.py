import json
import sys
from dataclasses import asdict, replace
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bot.service import wiring
from corpus.text import fold_key
from embeddings.engine import Body
from embeddings.vocabulary import Vocabulary, open_tokenizer
from training.reading.altering import Altering
from training.reading.examples import ExampleTable, add_public, is_development
from training.reading.pairs import make_pairs
from training.reading.stream import SHARES, Example, ExampleFile, stream

_ROOT = Path(__file__).parents[2]


_READING = _ROOT / "training/reading"
_WRITTEN = (
    (_ROOT / "corpus/articles", _READING / "questions/starter.jsonl"),
    (_READING / "articles", _READING / "questions/written.jsonl"),
    (_READING / "leaning/articles", _READING / "leaning/questions.jsonl"),
    (_READING / "apart/articles", _READING / "apart/questions.jsonl"),
    (_ROOT / "corpus/articles", _READING / "questions/offices.jsonl"),
    (_READING / "offices/articles", _READING / "offices/questions.jsonl"),
)


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("folder", "path"), _WRITTEN, ids=lambda path: path.name)
def test_the_words_that_answer_stand_in_their_article(folder, path):
    texts = {each.stem: each.read_text(encoding="utf-8") for each in folder.glob("*.md")}
    for line in _lines(path):
        assert (line["kind"] == "missing") == (not line["answers"]), line
        assert all(answer in texts[line["article"]] for answer in line["answers"]), line


def test_no_written_question_stands_where_it_is_measured():
    measured = {
        fold_key(turn["text"])
        for path in (_ROOT / "tests/evaluation").rglob("*.jsonl")
        for line in _lines(path)
        for turn in line.get("turns", [{"text": line.get("question", "")}])
    }
    assert len(measured) > 1000
    for _, path in _WRITTEN:
        asked = {fold_key(line["question"]) for line in _lines(path)}
        assert asked & measured == set(), path


def test_what_is_carried_is_asked_of_texts_that_are_never_trained_on():
    rows = _lines(_ROOT / "tests/evaluation/small/carried.jsonl")
    trained = {fold_key(line["question"]) for _, path in _WRITTEN for line in _lines(path)}
    texts = "".join(
        path.read_text(encoding="utf-8") for folder, _ in _WRITTEN for path in folder.glob("*.md")
    )
    assert len({row["question"] for row in rows}) == len(rows) == 120
    for row in rows:
        assert row["passage"] not in texts
        assert fold_key(row["question"]) not in trained
        assert bool(row["span"]) == row["answers"] == (row["kind"] in ("carried", "own"))
        assert row["span"] in row["passage"]


def _pair(passage: str, *answers: str, source="public", **fields: object) -> dict:
    held = [[passage.index(answer), answer] for answer in answers]
    known = {"source": source, "language": "en", "title": "Title", "question": "Which one?"}
    return {**known, "passage": passage, "answers": held, "is_doubtful": False, **fields}


@pytest.fixture
def open_examples(weights, tmp_path):
    """Writes a table of examples down, and opens it as training does."""

    def write(fill) -> ExampleFile:
        table = ExampleTable(open_tokenizer(weights))
        fill(table)
        table.save(tmp_path / "examples.npz", weights)
        return ExampleFile(tmp_path / "examples.npz")

    return write


def _some(examples: ExampleFile, group: str, count: int = 20) -> list[Example]:
    return list(islice(examples.examples(group, np.random.default_rng(1)), count))


def test_targets_are_the_tokens_of_the_answers(open_examples):
    passage = "It rained. The bank granted 23 loans in May."
    pair = _pair(passage, "23 loans", "May")
    (example,) = _some(open_examples(lambda table: table.add(pair, "answered")), "answered", 1)
    vocabulary = Vocabulary()
    for (start, end), answer in zip(example.answers, ("23 loans", "May"), strict=True):
        assert example.ids[start : end + 1] == vocabulary.split(answer)


def test_a_long_public_passage_is_cut_around_its_answer(open_examples):
    passage = f"{'It rained. ' * 200}The bank granted 23 loans. {'It rained. ' * 200}"
    pair = _pair(passage, "23 loans")
    examples = _some(open_examples(lambda table: table.add(pair, "public")), "public")
    assert all(len(example.answers) == 1 and len(example.ids) < 300 for example in examples)
    assert len({example.answers[0] for example in examples}) > 5


def test_what_stands_before_a_passage_is_read_with_it(open_examples):
    pair = _pair("It granted 23 loans.", "23 loans", before="The bank opened in May.")
    examples = _some(open_examples(lambda table: table.add(pair, "answered")), "answered", 60)
    vocabulary = Vocabulary()
    passage = vocabulary.split("It granted 23 loans.")
    before = [*vocabulary.split("The bank opened in May."), 2]
    assert all(example.ids[example.first : -1] == passage for example in examples)
    led = [e for e in examples if e.ids[e.first - len(before) : e.first] == before]
    assert 10 < len(led) < 60  # it is not always given


def test_the_beginning_of_a_passage_may_stand_before_the_rest(open_examples):
    passage = f"{'It rained. ' * 20}The bank granted 23 loans."
    pair = _pair(passage, "23 loans")
    examples = _some(open_examples(lambda table: table.add(pair, "public")), "public", 60)
    words = Vocabulary().split(passage)
    rests = [example.ids[example.first : -1] for example in examples]
    assert all(rest == words[-len(rest) :] for rest in rests)
    assert min(map(len, rests)) < len(words) / 2
    assert max(map(len, rests)) == len(words)


def test_the_length_of_a_passage_does_not_tell_whether_it_answers(open_examples):
    words = [f"w{n}" for n in range(120)]
    pairs = [
        _pair(" ".join(words), *([words[n]] if n % 2 else []), question=f"Is it {n}?")
        for n in range(100)
    ]

    def fill(table: ExampleTable) -> None:
        for pair in pairs:
            table.add(pair, "public")

    examples = _some(open_examples(fill), "public", 2000)
    sizes = [
        np.mean([len(e.ids) - e.first for e in examples if bool(e.answers) is answers])
        for answers in (True, False)
    ]
    assert abs(sizes[0] - sizes[1]) < 0.08 * sizes[0]


def test_an_answer_that_is_no_text_is_not_taken(weights):
    table = ExampleTable(open_tokenizer(weights))
    assert not table.add(_pair("", ""), "answered")
    assert table.add(_pair("It rained."), "missing")


def test_a_pair_whose_answer_is_cut_off_is_left_out(open_examples):
    pair = _pair(f"{'It rained. ' * 300}The bank granted 23 loans.", "23 loans")
    right = _pair("The bank granted 24 loans.", "24 loans")

    def fill(table: ExampleTable) -> None:
        table.add(pair, "answered")
        table.add(right, "answered")

    examples = _some(open_examples(fill), "answered")
    assert len({tuple(example.ids) for example in examples}) == 1
    assert all(example.answers for example in examples)


def test_texts_of_development_are_never_trained_on(open_examples):
    pairs = [
        _pair(f"Bird {n} sings.", f"Bird {n}", title=f"Bird {n}", question=f"Who is {n}?", id=n)
        for n in range(100)
    ]
    nearest = np.arange(100)[None].repeat(100, axis=0)
    kept = [pair for pair in pairs if is_development(pair)]
    examples = open_examples(lambda table: add_public(table, pairs, nearest))
    assert 1 < len(kept) == len(examples.groups["development"]) < 20
    split = Vocabulary().split
    trained = [e for group in ("public", "near", "altered") for e in _some(examples, group, 400)]
    for pair in kept:
        words = split(pair["passage"])
        assert not any(words == example.ids[example.first : -1] for example in trained)


def test_a_passage_that_looks_like_an_answer_is_none(open_examples):
    public = [
        _pair("Tom sang in May.", "Tom", title="Opera", question="Who sang in May?", id=1),
        _pair("Ann sang in June.", "Ann", title="Choir", question="Who sang in June?", id=2),
        _pair("Tom sang in 2009 too.", title="Rock", question="Who sang in 2001?", id=3),
    ]
    nearest = np.array([[0, 1, 2]] * 3)
    examples = open_examples(lambda table: add_public(table, public, nearest))
    seen = [example for example in _some(examples, "near", 60) if example.answers == []]
    assert len(seen) == 60
    split = Vocabulary().split
    met = {(tuple(e.ids[1 : e.ids.index(2)]), tuple(e.ids[e.first : -1])) for e in seen}
    asked, own, other, same = map(
        split,
        ("Who sang in May?", "Tom sang in May.", "Ann sang in June.", "Tom sang in 2009 too."),
    )
    assert (tuple(asked), tuple(other)) in met
    assert (tuple(asked), tuple(own)) not in met
    assert (tuple(asked), tuple(same)) not in met  # it has the words of the answer


def test_simplified_pairs_come_in_the_characters_of_hong_kong_too(open_examples):
    pair = _pair("银行贷出23笔。", "23笔", language="zh-Hans", question="贷出几笔？")
    examples = _some(open_examples(lambda table: table.add(pair, "answered")), "answered", 40)
    split = Vocabulary().split
    assert {tuple(e.ids[e.first : -1]) for e in examples} == {
        tuple(split("银行贷出23笔。")),
        tuple(split("銀行貸出23筆。")),
    }
    assert all(example.answers for example in examples)


def test_an_altered_question_has_another_name_or_year_and_no_answer():
    pairs = [
        _pair(
            f"The Bank of {town} opened in {1990 + n}.",
            str(1990 + n),
            question=f"How long before 2020 did the Bank of {town} open, in {1990 + n}?",
        )
        for n, town in enumerate(("Lund", "Oslo", "Riga", "Turku", "Bergen", "Vaasa") * 4)
    ]
    altering = Altering(pairs, seed=1)
    altered = [(pair, made) for pair in pairs for made in altering.alter(pair)]
    assert 2 < len(altered) < len(pairs)
    for pair, made in altered:
        assert made["answers"] == []
        new = set(made["question"].split()) - set(pair["question"].split())
        assert new
        assert not any(word.strip(",?") in pair["passage"].split() for word in new)
    assert list(altering.alter(_pair("It rained in 1999.", question="Did it rain in 1999?"))) == []


def test_groups_come_in_their_shares(open_examples):
    def fill(table: ExampleTable) -> None:
        for n in range(40):
            table.add(_pair(f"Bird {n}.", title=f"Bird {n}"), "public")
            table.add(_pair(f"Bank {n}.", "Bank"), "answered")
            table.add(_pair(f"Ship {n}."), "doubtful")

    chance = np.random.default_rng(1)
    groups = list(islice(stream(open_examples(fill), tokens=400, chance=chance), 60))
    for group in groups:
        assert len(group) * max(len(example.ids) for example in group) <= 400
    seen = [example for group in groups for example in group]
    total = sum(SHARES[name] for name in ("public", "answered", "doubtful"))
    answered = sum(bool(example.answers) for example in seen) / len(seen)
    doubtful = sum(example.is_doubtful for example in seen) / len(seen)
    assert answered == pytest.approx(SHARES["answered"] / total, abs=0.08)
    assert doubtful == pytest.approx(SHARES["doubtful"] / total, abs=0.06)


def test_a_doubtful_pair_counts_only_while_the_reader_doubts_it_too(open_examples):
    import torch

    from training.reading.batches import Batch
    from training.reading.train import loss_of

    pair = _pair("The bank granted 23 loans.")
    batch = Batch(_some(open_examples(lambda table: table.add(pair, "doubtful")), "doubtful", 1))
    scores = torch.zeros(*batch.ids.shape, 3)
    assert loss_of(scores, batch) > 0
    scores[0, 0, 2] = 3.0
    assert loss_of(scores, batch) == 0


def test_pairs_are_passages_as_they_are_found(tmp_path, lexicon, monkeypatch):
    monkeypatch.setattr(wiring, "open_lexicon", lambda _: lexicon)
    (tmp_path / "a.md").write_text("---\ntitle: Loans\n---\n\nIt rained all day in May.\n\n")
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
    assert [pair["before"] for pair in own if pair["passage"] == other] == [text]
    assert any(pair["is_doubtful"] and "Birds" in pair["passage"] for pair in pairs)
    line = {"question": "How many loans were granted?", "article": "birds", "start": 0}
    judged = [
        pair
        for pair in make_pairs(tmp_path, [*questions, line | {"answers": ["May"]}])
        if pair.get("is_judged")
    ]
    assert [(pair["article"], pair["is_doubtful"]) for pair in judged] == [("birds", False)]
    assert judged[0]["passage"][slice(judged[0]["answers"][0][0], None)].startswith("May")
    with pytest.raises(ValueError, match="birds does not say 'June'"):
        list(make_pairs(tmp_path, [*questions, line | {"answers": ["June"]}]))


def test_an_average_is_the_mean_and_less_sure(weights, monkeypatch, tmp_path):
    import torch

    from training.reading import average
    from training.reading.model import ReaderModel

    shape = replace(weights.shape, layers=1)
    models = [ReaderModel(shape).state_dict() for _ in range(2)]
    for number, model in enumerate(models):
        state = {"shape": asdict(shape), "model": model, "steps": 5, "seen": 50}
        torch.save(state, tmp_path / f"{number}.ckpt")
    paths = [str(tmp_path / name) for name in ("out.ckpt", "0.ckpt", "1.ckpt")]
    monkeypatch.setattr(sys, "argv", ["average", *paths, "--temperature", "2"])
    average.main()
    made = torch.load(tmp_path / "out.ckpt")
    for name in ("layers.0.q.weight", "head.weight"):
        mean = (models[0][name] + models[1][name]) / (4 if "head" in name else 2)
        assert torch.allclose(made["model"][name], mean)
    assert made["seen"] == 100


def test_training_goes_on_from_its_checkpoint_and_what_is_exported_scores_alike(
    open_examples, weights, monkeypatch, tmp_path
):
    import torch

    from training.reading import export, train
    from training.reading.model import ReaderModel

    def fill(table: ExampleTable) -> None:
        for n in range(60):
            table.add(_pair(f"Bird {n} sings a song.", f"Bird {n}", title=f"Text {n}"), "public")

    open_examples(fill)
    shape = replace(weights.shape, layers=2)
    model = ReaderModel(shape)
    head = {"head.w": np.full((3, shape.hidden), 0.02), "head.b": np.zeros(3)}
    body = [name for name in model.named_tensors() if name not in head]
    model.fill({name: weights.tensor(name).copy() for name in body} | head)
    checkpoint = tmp_path / "reader.ckpt"
    state = {"shape": asdict(shape), "model": model.state_dict(), "steps": 0, "seen": 0}
    torch.save(state, checkpoint)
    command = [str(checkpoint), str(tmp_path / "examples.npz"), "--minutes", "0.1"]
    monkeypatch.setattr(sys, "argv", ["train", *command, "--tokens", "400", "--workers", "0"])
    # A second passes each time it is asked for: as many steps on any machine.
    monkeypatch.setattr(train, "time", SimpleNamespace(monotonic=count().__next__))
    train.main()
    first = torch.load(checkpoint)
    train.main()
    second = torch.load(checkpoint)
    assert 0 < first["steps"] < second["steps"]
    assert first["seen"] < second["seen"]

    monkeypatch.setattr(sys, "argv", ["export", str(checkpoint), str(tmp_path / "out")])
    export.main()
    vocabulary = Vocabulary()
    model = ReaderModel(shape).eval()
    model.load_state_dict(second["model"])
    words = vocabulary.embed(vocabulary.enclose(vocabulary.split("Which bird? Bird 3 sings.")))
    with torch.no_grad():
        exact = model(torch.from_numpy(words), torch.ones(words.shape[:2], dtype=torch.bool))
    body = Body("reader", tmp_path / "out" / "reader.onnx")
    rounded = body.run({"words": words}, output="scores")
    assert np.corrcoef(exact.numpy().ravel(), rounded.ravel())[0, 1] > 0.98


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
        judged = (_ROOT / "training" / "reading" / "judged" / f"{name}.jsonl").read_text("utf-8")
        for line in judged.splitlines():
            passage = json.loads(line)
            text = (folder / f"{passage['article']}.md").read_text("utf-8").replace("*", "")
            assert all(answer in text for answer in passage["answers"]), passage["question"]


def test_no_question_of_the_evaluation_is_trained_on():
    def questions(path: Path) -> set[str]:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        turns = [turn for line in lines for turn in line.get("turns", [line])]
        asked = [turn.get("question") or turn.get("standalone") or turn["text"] for turn in turns]
        return {question.strip().casefold().rstrip("?？ ") for question in asked}

    written = (_ROOT / "training" / "reading" / "questions").glob("*.jsonl")
    asked = (_ROOT / "tests" / "evaluation").glob("*.jsonl")
    assert set().union(*map(questions, written)).isdisjoint(set().union(*map(questions, asked)))
