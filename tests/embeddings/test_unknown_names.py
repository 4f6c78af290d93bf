import pytest

from corpus.glossary import Concept
from corpus.words import split_words
from embeddings.unknown_names import find_unknown_names, find_unknown_words

_CORPUS = (
    "The Hong Kong bank and the Monetary Authority of Singapore met Ant Group. 銀行在深圳開業。"
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Is the Bank in Tokyo on FX rain?", ["Tokyo"]),
        ("Tesla's robotaxi and Tesla’s fee", ["Tesla"]),
        ("is netflix or toronto a bank", ["netflix", "toronto"]),
        ("tesla robotaxi", []),
        ("Hello, can You lend me one?", []),
        ("the singaporean bank", []),
        ("What do MASs say?", []),
        ("What did MAS say?", []),
        ("What did MTR say?", ["MTR"]),
        ("кто это bank", ["кто", "это"]),
        ("ما هو", ["ما", "هو"]),
        ("Zorblax同Quuxbank邊個好", ["Zorblax", "Quuxbank"]),
        ("Is DeMASpo a bank?", ["DeMASpo"]),
        ("Does Éclair lend?", ["Éclair"]),
        ("比亞迪嘅銀行喺邊？", ["比亞迪"]),
        ("比亚迪的银行", ["比亚迪"]),
        ("特斯拉幾時上市", ["特斯拉"]),
        ("台積電同梅西", ["台積電", "梅西"]),
        ("台积电的市值", ["台积电"]),
        ("微眾銀行係邊年開業？", ["微眾"]),
        ("邊間新銀行喺銅鑼灣", ["銅鑼灣"]),
        ("香港嘅銀行喺邊？", []),
        ("邊個舊股東", []),
        ("甲狀腺同埋港大甲狀腺", []),
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
    found = find_unknown_names(text, [mas], is_known=known.__contains__, dictionary=lexicon)
    assert list(found) == names


@pytest.mark.parametrize("text", ["商汤嘅銀行", "商湯的银行"])
def test_a_chinese_name_is_known_in_either_script(text, lexicon):
    sensetime = Concept(name="SenseTime", aliases=("SenseTime", "商湯"), subject="companies")
    known = {"sensetim", *split_words(_CORPUS)}
    assert (
        find_unknown_names(text, [sensetime], is_known=known.__contains__, dictionary=lexicon) == ()
    )


BANK = Concept(name="bank", aliases=("bank",), subject="banking")


@pytest.mark.parametrize(
    ("text", "concepts", "words"),
    [
        ("what is the oyster card daily cap", [], ["oyster"]),
        ("tesla robotaxi launch", [], ["tesla", "robotaxi"]),
        ("did klook meet the bank", [BANK], ["klook"]),
        ("does the bank take oyster", [BANK], []),
        ("hello, thanks, lol", [], []),
        ("a singaproe bank, an insitute", [], []),
        ("print what is hidden", [], []),
    ],
)
def test_words_for_things_that_no_passage_has_are_found(text, concepts, words, lexicon):
    known = {"card", *split_words(_CORPUS)}
    found = find_unknown_words(text, concepts, is_known=known.__contains__, dictionary=lexicon)
    assert list(found) == words


@pytest.mark.parametrize("text", ["How much is it?", "what about them", "Tell me more"])
def test_words_that_any_question_has_are_never_missing(text, lexicon):
    known = {"is_known": lambda _: False, "dictionary": lexicon}
    assert find_unknown_names(text, [], **known) == ()
    assert find_unknown_words(text, [], **known) == ()


def test_a_word_without_end_is_not_looked_up_in_all_its_spellings(lexicon):
    looked_up = []
    find_unknown_words(
        "a" * 1000, [], is_known=lambda word: bool(looked_up.append(word)), dictionary=lexicon
    )
    assert len(looked_up) < 100
