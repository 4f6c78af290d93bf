import pytest

from bot.answering.blocks import block_around, is_lead_in
from corpus.sentences import split_sentences

_BODY = (
    "It has two plans. The fees are:\n\n| Plan | Fee |\n|---|---|\n| Basic | HK$10 |\n"
    "| Gold | HK$99. Per month. |\n\nThey changed in May.\n\nThe steps:\n- Open it. Then wait.\n"
    "- Pay.\n\nThat is all."
)


def _block(words: str, body: str = _BODY) -> str | None:
    spans = split_sentences(body)
    place = next(n for n, span in enumerate(spans) if words in body[slice(*span)])
    found = block_around(body, spans, place)
    return body[spans[found[0]][0] : spans[found[1]][1]] if found else None


@pytest.mark.parametrize("words", ["Plan", "Basic", "Gold", "Per month"])
def test_a_row_is_part_of_its_table_with_what_leads_to_it(words):
    assert _block(words) == _BODY[_BODY.index("The fees") : _BODY.index("\n\nThey")]


@pytest.mark.parametrize("words", ["Open it", "Then wait", "Pay"])
def test_an_item_is_part_of_its_list_with_what_leads_to_it(words):
    assert _block(words) == _BODY[_BODY.index("The steps") : _BODY.index("\n\nThat")]


@pytest.mark.parametrize("words", ["two plans", "The fees", "in May", "The steps", "That is all"])
def test_prose_is_no_block(words):
    assert _block(words) is None


_ENUMERATIONS = (
    ("報告指出：", "（一）費用下調；", "（二）限額提高；", "（三）可取消。", "以上下月生效。"),
    ("It has two parts: ", "(1) cut the fees; and ", "(2) raise the limit. ", "", "It is new."),
    (
        "The board ",
        "(a) cut the fees, ",
        "(b) raised the limit and ",
        "(c) met again. ",
        "It is new.",
    ),
)


@pytest.mark.parametrize("parts", _ENUMERATIONS)
def test_each_item_inside_a_sentence_is_part_of_its_enumeration_with_what_leads_to_it(parts):
    body = "It rained all day. " + "".join(parts)
    for item in filter(None, parts[1:4]):
        assert _block(item.strip(), body) == "".join(parts[:4]).strip()
    assert _block("It rained", body) is None
    assert _block(parts[0].strip(), body) is None
    assert _block(parts[4], body) is None


@pytest.mark.parametrize("parts", _ENUMERATIONS)
def test_what_leads_to_an_enumeration_says_nothing_by_itself(parts):
    body = "".join(parts)
    spans = split_sentences(body)
    assert [is_lead_in(body, spans, n) for n in range(len(spans))] == [
        True,
        *[False] * (len(spans) - 1),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "The following lenders hold a licence:\n\nLantern Bank\nGate Bank\nPeak Bank",
        "The following lenders hold a licence:\nLantern Bank\nGate Bank\nPeak Bank",
        "The following lenders hold a licence:\n\nLantern Bank\n\nGate Bank\n\nPeak Bank",
        "獲發牌照的銀行如下：\n\n明燈銀行\n閘門銀行\n山頂銀行",
        "獲發牌照的銀行如下：\n明燈銀行；\n閘門銀行；\n山頂銀行。",
        "报告指出：\n（一）费用下调。客户受惠。\n（二）限额提高",
    ],
)
def test_lines_without_a_list_marker_are_part_of_a_list_with_what_leads_to_it(block):
    body = f"It rained all day.\n\n{block}\n\nEach of them opened in May."
    for line in block.split("\n")[1:]:
        if line:
            assert _block(line.split("。")[0], body) == block
    assert _block("It rained", body) is None
    assert _block("Each of them", body) is None


def test_short_lines_that_nothing_leads_to_are_no_block():
    assert _block("Gate", "It rained.\n\nLantern Bank\nGate Bank\n\nIt snowed.") is None
