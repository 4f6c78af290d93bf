import pytest

from corpus.counts import say_count


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (1_234, "1,234 entries")],
)
def test_what_is_counted_is_named_in_its_number(number, said):
    assert say_count(number, "entry", "entries") == said
    assert say_count(number, "source").endswith(" source") == (number == 1)
