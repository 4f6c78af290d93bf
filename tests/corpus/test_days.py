import pytest

from corpus.days import Day, find_days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 18 May 2024", Day(year=2024, month=5, day=18)),
        ("MAY 3, 2024", Day(year=2024, month=5, day=3)),
        ("in september 2024", Day(year=2024, month=9, day=None)),
        ("二〇一六年九月", Day(year=2016, month=9, day=None)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text, day):
    assert find_days(text)[0] == {day}


@pytest.mark.parametrize("text", ["Those under 18 may join.", "Five of them may.", "12個月球"])
def test_a_word_that_is_spelt_like_a_month_is_none(text):
    assert find_days(text)[0] == frozenset()
