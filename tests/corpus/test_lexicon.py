import pytest

from corpus.errors import LexiconError
from corpus.lexicon import open_lexicon


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory):
    return open_lexicon(tmp_path_factory.mktemp("home"))


def test_words_are_found_and_translated(lexicon):
    words = lexicon.translate("總共有幾多間公司申請？")
    assert list(words) == ["总共", "几多", "公司", "申请"]
    assert "company" in words["公司"]
    assert "to apply for sth" in words["申请"]


def test_the_longest_word_counts(lexicon):
    assert list(lexicon.translate("人工智能")) == ["人工智能"]


def test_traditional_and_simplified_give_the_same(lexicon):
    assert lexicon.translate("虛擬銀行發牌") == lexicon.translate("虚拟银行发牌")


@pytest.mark.parametrize("text", ["", "FPS?", "銀", "😀 1,200", "㗎㗎㗎"])
def test_text_without_known_words_gives_none(lexicon, text):
    assert lexicon.translate(text) == {}


def test_what_explains_instead_of_translating_is_left_out(lexicon):
    senses = [s for found in lexicon.translate("銀行公司牌照數據政府").values() for s in found]
    assert senses
    assert all(len(sense.split()) <= 4 and "(" not in sense for sense in senses)


def test_the_table_is_made_once(tmp_path):
    open_lexicon(tmp_path)
    (table,) = tmp_path.iterdir()
    made = table.stat().st_mtime_ns
    open_lexicon(tmp_path)
    assert table.stat().st_mtime_ns == made


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LexiconError, match="file"):
        open_lexicon(tmp_path / "file")
