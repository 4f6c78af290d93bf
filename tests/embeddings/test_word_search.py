import pytest

from corpus.glossary import load_glossary
from corpus.lexicon import open_lexicon
from corpus.words import split_words
from embeddings.bm25_index import Bm25Index
from embeddings.word_search import Term, WordSearch

PASSAGES = (
    "The regulator received 33 applications for a licence.",
    "Customers of the Faster Payment System pay no fee.",
    "金管局收到申請。",
)


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    return WordSearch(
        Bm25Index.build([split_words(passage) for passage in PASSAGES]),
        range(len(PASSAGES)),
        lexicon=open_lexicon(tmp_path_factory.mktemp("home")),
    )


def _terms(words: WordSearch, text: str) -> list[Term]:
    return words.terms(text, load_glossary().find(text))


def test_a_chinese_word_finds_its_english_translation(words):
    scores, _ = words.scores(_terms(words, "邊個申請？"))
    assert scores[0] > 0
    assert scores[2] > scores[0]  # the asker's own word counts more
    assert scores[1] == 0


def test_a_concept_is_found_by_its_other_names(words):
    assert words.scores(_terms(words, "FPS"))[0][1] > 0


def test_without_a_dictionary_nothing_is_translated():
    bm25 = Bm25Index.build([split_words(passage) for passage in PASSAGES])
    words = WordSearch(bm25, range(len(PASSAGES)))
    assert words.scores(_terms(words, "邊個申請？"))[0][0] == 0


def test_words_count_for_an_article_wherever_they_stand_in_it():
    passages = ("The bank closed.", "Nobody lost a licence.", "The bank opened.")
    bm25 = Bm25Index.build([split_words(passage) for passage in passages])
    words = WordSearch(bm25, [0, 0, 1])
    of_passages, of_articles = words.scores(_terms(words, "bank licence"))
    assert of_articles[0] == of_articles[1] > max(of_passages)
    assert of_articles[2] == of_passages[2]


def test_terms_say_where_they_come_from(words):
    origins = {term.origin for term in _terms(words, "FPS 申請")}
    assert origins == {"question", "glossary", "translation"}
    assert all(term.weight > 0 and term.words for term in _terms(words, "FPS 申請"))


def test_words_that_no_passage_has_are_no_terms(words):
    assert _terms(words, "zebra") == []


def test_no_text_makes_the_search_long(tmp_path):
    rare = [f"word{number}" for number in range(500)]
    passages = [["common"], *([word, word] for word in rare), ["common"]]
    words = WordSearch(Bm25Index.build(passages), range(len(passages)))
    terms = words.terms(" ".join(["common", *rare]), ())
    assert len(terms) == 48
    assert "common" not in {word for term in terms for word in term.words}
