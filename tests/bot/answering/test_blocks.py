import pytest

from bot.answering.blocks import block_around
from corpus.sentences import split_sentences

_BODY = (
    "It has two plans. The fees are:\n\n| Plan | Fee |\n|---|---|\n| Basic | HK$10 |\n"
    "| Gold | HK$99. Per month. |\n\nThey changed in May.\n\nThe steps:\n- Open it. Then wait.\n"
    "- Pay.\n\nThat is all."
)


def _block(words: str) -> str | None:
    spans = split_sentences(_BODY)
    place = next(n for n, span in enumerate(spans) if words in _BODY[slice(*span)])
    found = block_around(_BODY, spans, place)
    return _BODY[spans[found[0]][0] : spans[found[1]][1]] if found else None


@pytest.mark.parametrize("words", ["Plan", "Basic", "Gold", "Per month"])
def test_a_row_is_part_of_its_table_with_what_leads_to_it(words):
    assert _block(words) == _BODY[_BODY.index("The fees") : _BODY.index("\n\nThey")]


@pytest.mark.parametrize("words", ["Open it", "Then wait", "Pay"])
def test_an_item_is_part_of_its_list_with_what_leads_to_it(words):
    assert _block(words) == _BODY[_BODY.index("The steps") : _BODY.index("\n\nThat")]


@pytest.mark.parametrize("words", ["two plans", "The fees", "in May", "The steps", "That is all"])
def test_prose_is_no_block(words):
    assert _block(words) is None
