import pytest
from word_indexes import build_words

from corpus.glossary import load_glossary
from corpus.words import split_words
from embeddings.word_search import Term, WordReader, to_groups

PASSAGES = (
    "The regulator received 33 applications for a licence.",
    "Customers of the Faster Payment System pay no fee.",
    "金管局收到申請。",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return build_words(tmp_path_factory.mktemp("words"), [split_words(text) for text in PASSAGES])


@pytest.fixture(scope="module")
def words(index, lexicon):
    return WordReader(index.rarity, lexicon=lexicon)


def _terms(words: WordReader, text: str) -> list[Term]:
    return words.terms(text, load_glossary().find(text))


def _scores(index, terms: list[Term]) -> list[float]:
    """The best score that any word of the terms gives each passage, terms added up."""
    total = [0.0] * len(PASSAGES)
    for group in to_groups(terms):
        for row, text in enumerate(PASSAGES):
            held = set(split_words(text)) & set(group.words)
            total[row] += group.weight * max(map(index.rarity, held), default=0.0)
    return total


def test_a_chinese_word_finds_its_english_translation(index, words):
    scores = _scores(index, _terms(words, "邊個申請？"))
    assert scores[0] > 0
    assert scores[2] > scores[0]  # the asker's own word counts more
    assert scores[1] == 0


def test_a_concept_is_found_by_its_other_names(index, words):
    assert _scores(index, _terms(words, "FPS"))[1] > 0


def test_without_a_dictionary_nothing_is_translated(index):
    assert _scores(index, _terms(WordReader(index.rarity), "邊個申請？"))[0] == 0


def test_terms_say_where_they_come_from(words):
    origins = {term.origin for term in _terms(words, "FPS 申請")}
    assert origins == {"question", "glossary", "translation"}
    assert all(term.weight > 0 and term.words for term in _terms(words, "FPS 申請"))


def test_words_that_no_passage_has_are_no_terms(words):
    assert _terms(words, "zebra") == []


def test_no_text_makes_the_search_long(tmp_path):
    rare = [f"word{number}" for number in range(500)]
    passages = [["common"], *([word, word] for word in rare), ["common"]]
    words = WordReader(build_words(tmp_path, passages).rarity)
    terms = words.terms(" ".join(["common", *rare]), ())
    assert len(terms) == 48
    assert "common" not in {word for term in terms for word in term.words}
