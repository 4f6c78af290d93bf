import pytest

from corpus.glossary import Concept
from corpus.lexicon import open_lexicon
from corpus.words import split_words
from embeddings.unknown_names import find_unknown_names

_CORPUS = (
    "The Hong Kong bank and the Monetary Authority of Singapore met Ant Group. 銀行在深圳開業。"
)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory):
    return open_lexicon(tmp_path_factory.mktemp("lexicon"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Is the Bank in Tokyo on FX rain?", ["Tokyo"]),
        ("Tesla's robotaxi and Tesla’s fee", ["Tesla"]),
        ("tesla robotaxi", []),
        ("What did MAS say?", []),
        ("What did MTR say?", ["MTR"]),
        ("Zorblax同Quuxbank邊個好", ["Zorblax", "Quuxbank"]),
        ("Is DeMASpo a bank?", ["DeMASpo"]),
        ("Does Éclair lend?", ["Éclair"]),
        ("比亞迪嘅銀行喺邊？", ["比亞迪"]),
        ("比亚迪的银行", ["比亚迪"]),
        ("特斯拉幾時上市", ["特斯拉"]),
        ("香港嘅銀行喺邊？", []),
        ("深圳有咩好食？", []),
        ("今日落雨嗎？", []),
        ("", []),
    ],
)
def test_names_that_no_passage_has_are_found(text, names, lexicon):
    known = set(split_words(_CORPUS))
    mas = Concept(
        name="Monetary Authority of Singapore",
        aliases=("Monetary Authority of Singapore", "MAS"),
        subject="",
    )
    found = find_unknown_names(
        text, [mas], is_known=known.__contains__, translate=lexicon.translate
    )
    assert list(found) == names
