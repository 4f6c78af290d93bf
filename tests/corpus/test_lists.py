import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lists import begins_item, find_items, is_bare_line

_PIECES = (
    "（一）|（二）|（三）|(a) |(b) |(i) |(ii) |1.|2.|①|②|一、|二、|費用下調|；|：|fees|; |and |\n"
)
_TEXTS = st.lists(st.sampled_from(_PIECES.split("|")), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Two:\n- one\n- two", "one"),
        ("  12. twelve", "twelve"),
        ("| a | b |", "| a"),
        ("原因：（一）費用高；（二）慢。", "（二）"),
        ("（十二）費用高", "（十二）"),
        ("Parts: (1) one; (b) two", "(b)"),
        ("① 下載", "①"),
    ],
)
def test_an_item_begins_behind_or_at_its_marker(body, words):
    assert begins_item(body, body.index(words))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Two banks", "banks"),
        ("- one two", "two"),
        ("(Reuters) Two", "(Reuters)"),
        ("1.5 million", "1.5"),
        ("第一、二季", "一、"),
    ],
)
def test_other_words_begin_no_item(body, words):
    assert not begins_item(body, body.index(words))


@given(_TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_items_are_in_order_inside_their_stretch_and_begin_with_a_marker(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = find_items(text, start, end)
    assert found == sorted(set(found))
    assert all(start <= place < end and begins_item(text, place) for place in found)


@pytest.mark.parametrize(
    ("numbers", "count"),
    [("一二三四五六七八九十", 10), ("①②③④", 4), ("12345678", 8), ("abcdefgh", 8)],
)
def test_markers_of_each_kind_are_counted_on(numbers, count):
    text = "：" + "".join(f"（{one}）費用下調；" for one in numbers)
    text = text if numbers[0] != "①" else "：" + "".join(f"{one}費用下調" for one in numbers)
    assert len(find_items(text, 0, len(text))) == count


def test_numbers_beyond_ten_and_roman_ones_are_counted_on():
    han = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三".split()
    roman = "i ii iii iv v vi vii viii ix x xi".split()
    for numbers in (han, roman):
        text = "：" + "".join(f"（{number}）費用下調；" for number in numbers)
        assert len(find_items(text, 0, len(text))) == len(numbers)


@pytest.mark.parametrize(
    ("line", "is_bare"),
    [
        ("Lantern Bank", True),
        ("明燈銀行；", True),
        ("Gate Pay (Hong Kong)", True),
        ("It opened.", False),
        ("以下銀行：", False),
        ("", False),
        ("word " * 20, False),
    ],
)
def test_a_bare_line_is_short_and_has_no_stop(line, is_bare):
    assert is_bare_line(line) is is_bare
