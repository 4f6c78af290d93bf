from pathlib import Path

import pytest

from corpus import lexicon as lexicon_module
from corpus.errors import LexiconError
from corpus.lexicon import Sort, open_lexicon


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


def test_names_are_what_is_spelled_with_a_capital_whatever_their_senses(lexicon):
    assert list(lexicon.names("台積電同東京嘅公司申請")) == ["台积电", "东京"]
    assert lexicon.names("銀行公司") == {}


def test_english_words_are_sorted_by_how_they_are_used(lexicon):
    words = ["toronto", "oyster", "ignore", "klook"]
    assert lexicon.sorts(words) == {
        "toronto": Sort.NAME,
        "oyster": Sort.THING,
        "ignore": Sort.OTHER,
    }


def test_the_table_is_made_once(lexicon_home):
    (table,) = lexicon_home.iterdir()
    made = table.stat()
    open_lexicon(lexicon_home)
    assert table.stat().st_mtime_ns == made.st_mtime_ns


@pytest.fixture(scope="module")
def entries():
    """A few of the dictionary's: what is made of all takes seconds."""
    kept = ("公司", "银行")
    read = enumerate(lexicon_module._read_entries())
    return [entry for number, entry in read if number % 20 == 0 or entry.word in kept]


@pytest.fixture
def small_home(tmp_path, monkeypatch, entries) -> Path:
    """A folder with a table of these few."""
    monkeypatch.setattr(lexicon_module, "_read_entries", lambda: iter(entries))
    open_lexicon(tmp_path / "small")
    return tmp_path / "small"


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:200_000] + bytes([raw[200_000] ^ 1]) + raw[200_001:],
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: b"SQLite format 3\0" * 1000,
    ],
)
def test_a_damaged_table_is_made_again_with_one_line(small_home, lexicon, caplog, damage):
    (table,) = small_home.iterdir()
    made = table.read_bytes()
    table.write_bytes(damage(made))
    assert open_lexicon(small_home).translate("銀行公司") == lexicon.translate("銀行公司")
    assert table.read_bytes() == made
    assert caplog.text.count("it is made again") == 1


def test_damage_after_it_was_opened_is_no_matter(small_home, lexicon):
    opened = open_lexicon(small_home)
    (table,) = small_home.iterdir()
    table.write_bytes(b"\1" * table.stat().st_size)
    assert opened.translate("銀行公司") == lexicon.translate("銀行公司")
    table.unlink()
    assert opened.translate("銀行公司") == lexicon.translate("銀行公司")


@pytest.mark.usefixtures("small_home")
def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LexiconError, match="file"):
        open_lexicon(tmp_path / "file")
