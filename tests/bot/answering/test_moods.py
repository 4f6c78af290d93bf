import pytest
from comparing import find_in as _find
from comparing import hit_of as _hit

from bot.answering.agreement import AmountComparer
from bot.answering.findings import Relation
from corpus.glossary import load_glossary
from corpus.text import has_han

_USERS = "PayMe has 1.2 million users in Hong Kong."
_HAN_USERS = "PayMe有120萬名香港用戶。"


@pytest.fixture(scope="module")
def comparer() -> AmountComparer:
    return AmountComparer(load_glossary(), lambda word: 2.0)


def _question(text: str) -> str:
    if "joined" in text:
        return "How many banks joined PayMe?"
    if "raised" in text:
        return "How much has PayMe raised?"
    if "interest" in text:
        return "What is the interest rate of PayMe?"
    if "集資" in text:
        return "PayMe集資幾多？"
    return "PayMe有幾多名香港用戶？" if has_han(text) else "How many users does PayMe have?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_USERS, "PayMe denied that it has 1.2 million users in Hong Kong."),
        (_USERS, "PayMe denied on Monday, in a statement, that it has 1.2 million users."),
        (_USERS, "PayMe has 1.2 million users in Hong Kong, which the company says is false."),
        (_USERS, "PayMe does not have 1.2 million users in Hong Kong."),
        (_USERS, "PayMe doesn’t have 1.2 million users in Hong Kong."),
        (_USERS, "PayMe never had 1.2 million users in Hong Kong."),
        (_USERS, "PayMe would have 1.2 million users in Hong Kong by 2030."),
        (_USERS, "PayMe plans to have 1.2 million users in Hong Kong."),
        (_USERS, "If banks join, PayMe has 1.2 million users in Hong Kong."),
        (_USERS, "PayMe lost 1.2 million users in Hong Kong."),
        (_USERS, "1.2 million users left PayMe in Hong Kong."),
        (_HAN_USERS, "PayMe沒有120萬名香港用戶。"),
        (_HAN_USERS, "PayMe否認有120萬名香港用戶。"),
        (_HAN_USERS, "PayMe失去120萬名香港用戶。"),
        ("PayMe raised HK$1.2 billion.", "PayMe failed to raise HK$1.2 billion."),
        ("PayMe raised HK$1.2 billion.", "PayMe refused to take HK$1.2 billion."),
        ("PayMe集資12億港元。", "PayMe未能集資12億港元。"),
        ("PayMe集資12億港元。", "PayMe計劃集資12億港元。"),
        ("In all 23 banks joined PayMe.", "In all 23 banks did not join PayMe."),
        ("In all 23 banks joined PayMe.", "In all 23 banks left PayMe."),
        ("In all 23 banks joined PayMe.", "In all 23 banks refused to join PayMe."),
        (
            "PayMe: an interest rate of 5.25% a year.",
            "PayMe: an interest rate of 5.25% a month.",
        ),
    ],
)
def test_what_is_denied_planned_or_turned_round_neither_agrees_nor_differs(comparer, one, other):
    hits = [_hit("one", one), _hit("two", other, "2024-03-20")]
    question = _question(one)
    assert len(_find(comparer, [hits[0], _hit("same", one)], question)) == 1
    assert _find(comparer, hits, question) == ()
    assert _find(comparer, hits[::-1], question) == ()
    assert _find(comparer, [hits[0], _hit("two", other, "2025-03-20")], question) == ()


@pytest.mark.parametrize(
    "other",
    [
        "PayMe, which is not a bank, has 1.2 million users in Hong Kong.",
        "PayMe does not charge them, but it has 1.2 million users in Hong Kong.",
        "PayMe has not only 1.2 million users in Hong Kong.",
    ],
)
def test_what_denies_something_else_still_agrees(comparer, other):
    (finding,) = _find(comparer, [_hit("one", _USERS), _hit("two", other)])
    assert finding.relation is Relation.AGREE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "PayMe has 1.2 million personal users in Hong Kong.",
            "PayMe has 1.5 million business users in Hong Kong.",
        ),
        ("PayMe有120萬名香港個人用戶。", "PayMe有150萬名香港商戶用戶。"),
        (_USERS, "PayMe has 1.5 million users in Singapore."),
        (
            "In Hong Kong, PayMe has 1.2 million users.",
            "In Singapore, PayMe has 1.5 million users.",
        ),
        (_USERS, "Octopus has 1.5 million users in Hong Kong, more than PayMe."),
        (_USERS, "Zoomy has 1.5 million users in Hong Kong, more than PayMe."),
        (_HAN_USERS, "八達通有150萬名香港用戶，比PayMe多。"),
        (
            "PayMe raised a minimum of HK$1.2 billion in Hong Kong.",
            "PayMe raised a maximum of HK$1.5 billion in Hong Kong.",
        ),
        (
            "PayMe raised HK$1.2 billion of debt in Hong Kong.",
            "PayMe raised HK$1.5 billion of equity in Hong Kong.",
        ),
        ("In all 23 banks joined PayMe.", "In all 29 banks refused to join PayMe."),
    ],
)
def test_amounts_of_other_people_places_or_measures_do_not_conflict(comparer, one, other):
    for day in ("2024-03-20", "2025-01-20"):
        hits = [_hit("one", one), _hit("two", other, day)]
        for found in (
            _find(comparer, hits, _question(one)),
            _find(comparer, hits[::-1], _question(one)),
        ):
            assert all(finding.relation is not Relation.CONFLICT for finding in found)
