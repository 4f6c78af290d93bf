import json
import random
import unicodedata
from pathlib import Path

import pytest
from fuzz.engine import strings
from fuzz.inputs import HOSTILE

from embeddings.tokens import LONGEST, Unigram
from embeddings.vocabulary import open_tokenizer
from embeddings.weights import Weights, find_weights

_ROOT = Path(__file__).parents[2]
# What the weights' table of characters has otherwise than SentencePiece's own; NUL is no text here.
_OTHERS = (
    *(range(one, one + 1) for one in (0x0, 0x61C, 0x200D, 0x32FF)),
    *(
        range(0xA7F0, 0xA800),
        range(0xAB60, 0xAB70),
        range(0x10780, 0x107C0),
        range(0x1E030, 0x1E070),
    ),
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights(find_weights())


@pytest.fixture(scope="module")
def tokenizer(weights) -> Unigram:
    return open_tokenizer(weights)


@pytest.fixture(scope="module")
def reference(weights):
    """SentencePiece, with the pieces, scores and ids of the weight file."""
    from sentencepiece import SentencePieceProcessor

    from training.sentencepiece_model import make_sentencepiece

    return SentencePieceProcessor(model_proto=make_sentencepiece(weights))


def test_articles_and_questions_have_the_ids_that_sentencepiece_gives(tokenizer, reference):
    texts = [
        line
        for path in sorted((_ROOT / "corpus" / "articles").glob("*.md"))
        for line in path.read_text("utf-8").splitlines()
    ]
    for path in sorted((_ROOT / "tests" / "evaluation").glob("*.jsonl")):
        for record in map(json.loads, path.read_text("utf-8").splitlines()):
            texts += [turn["text"] for turn in record.get("turns", ())] or [record["question"]]
    assert [tokenizer.split(text) for text in texts] == reference.encode(texts)


def test_hostile_strings_are_split_as_well(tokenizer, reference, weights):
    scores = weights.scores().astype(float)
    rng = random.Random(2)
    mixed = ["".join(rng.choices(HOSTILE, k=rng.randint(1, 9))) for _ in range(500)]
    for text in (*strings(2000), *mixed):
        if any(unicodedata.combining(character) for character in text):
            continue  # composed by Unicode's rules here, by a table of pairs there
        if any(ord(character) in others for character in text for others in _OTHERS):
            continue
        mine = tokenizer.split(text)
        theirs = reference.encode(text.encode("utf-8", "replace").decode())
        # Its sums are rounded to 32 bits, so that of equal ones it may take another.
        assert scores[mine].sum() == pytest.approx(scores[theirs].sum(), abs=1e-3)
        assert len(mine) == len(theirs)


def test_tokens_with_their_places_are_the_same(tokenizer):
    rng = random.Random(3)
    mixed = ["".join(rng.choices(HOSTILE, k=rng.randint(1, 9))) for _ in range(500)]
    for text in (*strings(1000), *mixed):
        tokens = tokenizer.split_with_spans(text)
        assert tokens.ids == tokenizer.split(text)
        assert len(tokens.spans) == len(tokens.ids)
        assert all(0 <= start <= end <= len(text) for start, end in tokens.spans)


def test_each_token_has_its_place_in_the_text(tokenizer):
    text = "In 2021 twelve\nbanks，香港的銀行 paid ＨＫ$1.6 ﷺ."
    spans = tokenizer.split_with_spans(text).spans
    words = [text[start:end] for start, end in spans if start < end]
    assert "".join(text[start:end] for start, end in dict.fromkeys(spans)) == "".join(text.split())
    assert {"2021", "paid", "香港"} <= set(words)


def test_a_character_that_becomes_several_costs_its_neighbours_no_place(tokenizer):
    text = "金管局表示，系統已啟動……氣溫23℃。詳情將於明年公布，費用Ⅲ萬元。"
    spans = tokenizer.split_with_spans(text).spans
    assert max(end - start for start, end in spans) < 8
    assert text.index("明年") in {start for start, _ in spans}


@pytest.mark.parametrize("text", ["", " ", "\n\u2003", "\x00"])
def test_no_text_has_no_tokens(tokenizer, text):
    assert tokenizer.split(text) == []


def test_a_run_of_what_no_piece_has_is_one_unknown_token(tokenizer, weights):
    unknown = weights.special_ids[3]
    assert tokenizer.split("\U00013000" * 30).count(unknown) == 1


def test_a_word_is_split_alike_alone_and_within_a_long_one(tokenizer):
    word = "supervisory"
    assert tokenizer.split(f"{word} {word}") == 2 * tokenizer.split(word)


def test_no_piece_is_longer_than_what_is_looked_up(weights):
    assert max(map(len, weights.pieces())) == LONGEST
