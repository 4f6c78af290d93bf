from functools import cache

import pytest
from comparing import QUESTION as _QUESTION
from comparing import asked_amount as _asked
from comparing import find_in as _find
from comparing import hit_of as _hit

from bot.answering.agreement import AmountComparer
from bot.answering.amount_text import say_amount
from bot.answering.finding_text import finding_line
from bot.answering.findings import Relation
from corpus.amounts import find_amounts
from corpus.glossary import load_glossary
from corpus.text import has_han
from corpus.words import split_words
from embeddings.word_search import Term

_glossary = cache(load_glossary)


@pytest.fixture(scope="module")
def comparer() -> AmountComparer:
    return AmountComparer(_glossary(), lambda word: 2.0)


def test_equal_amounts_of_independent_articles_agree(comparer):
    hits = [
        _hit("one", "PayMe has 1.2 million users in Hong Kong."),
        _hit("two", "In Hong Kong PayMe has about 1,210,000 users."),
        _hit("three", "PayMe, from HSBC, has 1.2 million users. It rained."),
    ]
    (finding,) = _find(comparer, hits, quoted=2)
    assert finding.relation is Relation.AGREE
    (reading,) = finding.readings
    assert [article.id for article in reading.articles] == ["one", "two", "three"]
    assert reading.sources == (1, 2)
    assert [article.id for article in reading.others] == ["three"]
    line = finding_line(finding, "en")
    assert line == "3 sources say 1.2 million users [1] [2] (Three)"


@pytest.mark.parametrize(
    ("question", "findings"), [("How much is the PayMe bond?", 1), ("What does the bond yield?", 0)]
)
def test_only_amounts_of_the_kind_that_is_asked_for_are_compared(comparer, question, findings):
    hits = [
        _hit("one", "The PayMe bond is worth HK$800 million."),
        _hit("two", "The PayMe bond raised HK$800 million."),
    ]
    assert len(_find(comparer, hits, question)) == findings


def test_different_amounts_of_one_time_conflict(comparer):
    hits = [
        _hit("one", "PayMe has 1.2 million users in Hong Kong."),
        _hit("two", "PayMe has 1.5 million users in Hong Kong.", "2024-03-20"),
        _hit("three", "PayMe has 1.2 million users in Hong Kong today.", "2024-03-17"),
    ]
    (finding,) = _find(comparer, hits, quoted=2)
    assert finding.relation is Relation.CONFLICT
    assert finding_line(finding, "en") == (
        "The sources differ: 2 sources say 1.2 million users [1] (Three); "
        "1 source says 1.5 million users [2]"
    )
    assert finding_line(finding, "zh-Hant").startswith("各來源說法不一：2 個來源指")
    assert finding_line(finding, "zh-Hans").startswith("各来源说法不一：2 个来源称")


def test_a_newer_amount_comes_first_with_both_dates(comparer):
    hits = [
        _hit("old", "PayMe has 1.2 million users in Hong Kong."),
        _hit("new", "PayMe now has 1.5 million users in Hong Kong.", "2025-01-20"),
    ]
    (finding,) = _find(comparer, hits)
    assert finding.relation is Relation.CHANGED
    assert finding_line(finding, "en") == (
        "Over time: 2025-01-20: 1.5 million users (New); 2024-03-15: 1.2 million users [1]"
    )


def test_both_languages_meet_by_unit_and_concept(comparer):
    hits = [
        _hit("one", "CDI had 23 banks at its start.", title="CDI goes live"),
        _hit("two", "商業數據通開通時有23間銀行。", title="商業數據通開通"),
    ]
    question = "How many banks did CDI have?"
    terms = [
        Term(words=frozenset({"cdi"}), weight=1.0, origin="question"),
        Term(words=frozenset(split_words("商業數據通")), weight=1.0, origin="glossary"),
    ]
    (finding,) = comparer.compare(_asked(question, terms), hits, {("one", 0): 1})
    assert finding.relation is Relation.AGREE
    assert [article.id for article in finding.readings[0].articles] == ["one", "two"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Another subject, another thing, another measure, another time.
        ("PayMe has two million users.", "AlipayHK, of Ant Financial, has two million users."),
        ("PayMe has 2 million users.", "AlipayHK, of Ant Financial, has 3 million users."),
        ("PayMe has 2 million users.", "PayMe has 3 million merchants."),
        ("PayMe has 2 million users.", "PayMe has 300,000 more users."),
        ("PayMe had 2 million users in 2020.", "PayMe had 1.5 million users in 2019."),
        # Rounding, or an open end.
        ("PayMe has 2 million users.", "PayMe has 2.4 million users."),
        ("PayMe has over 2 million users.", "PayMe has 2.5 million users."),
        ("PayMe has up to 3 million users.", "PayMe has 2.5 million users."),
        # One article knows both amounts, so that they are not of one thing.
        (
            "PayMe has 2 million users.",
            "PayMe has 3 million users, but 2 million users are active.",
        ),
        ("PayMe has 2 million users.", "PayMe has 3 million users. It has 2 million users abroad."),
    ],
)
def test_no_conflict_is_made_up(comparer, one, other):
    found = _find(comparer, [_hit("one", one), _hit("two", other, "2024-03-20")])
    assert all(finding.relation is Relation.AGREE for finding in found)
    if "AlipayHK" in other or "2019" in other:
        assert found == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Only one sentence names its time, or a neighbour does, or the text counts from its day.
        (
            "PayMe has 1.2 million users in Hong Kong.",
            "In 2019 PayMe had 1.5 million users in Hong Kong.",
        ),
        (
            "PayMe has 1.2 million users in Hong Kong.",
            "It was 2019. PayMe had 1.5 million users in Hong Kong.",
        ),
        (
            "PayMe has 1.2 million users in Hong Kong.",
            "PayMe had 1.5 million users in Hong Kong. That was in 2019.",
        ),
        (
            "PayMe has 1.2 million users in Hong Kong.",
            "PayMe had 1.5 million users in Hong Kong three years ago.",
        ),
        ("PayMe有120萬名香港用戶。", "2019年PayMe有150萬名香港用戶。"),
        ("PayMe有120萬名香港用戶。", "那是2019年。PayMe有150萬名香港用戶。"),
        ("PayMe有120萬名香港用戶。", "去年PayMe有150萬名香港用戶。"),
        ("PayMe has 1.2 million users in Hong Kong.", "2019年PayMe有150萬名香港用戶。"),
    ],
)
def test_amounts_of_different_times_never_conflict(comparer, one, other):
    hits = [_hit("one", one), _hit("two", other, "2024-03-20")]
    question = "PayMe有幾多名香港用戶？" if has_han(one) else _QUESTION
    for found in (_find(comparer, hits, question), _find(comparer, hits[::-1], question)):
        assert all(finding.relation is not Relation.CONFLICT for finding in found)


_USERS = "PayMe has 1.2 million users in Hong Kong."
_HAN_USERS = "PayMe有120萬名香港用戶。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Halves, quarters and financial years, with or without their year.
        (
            "In the first half PayMe added 1.2 million users in Hong Kong.",
            "In the second quarter PayMe added 1.5 million users in Hong Kong.",
        ),
        (
            "In the first quarter PayMe added 1.2 million users in Hong Kong.",
            "In the third quarter PayMe added 1.5 million users in Hong Kong.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in the fourth quarter.",
            "PayMe added 1.5 million users in Hong Kong last year.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in Q4.",
            "PayMe added 1.5 million users in Hong Kong in 2H.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in FY2023/24.",
            "PayMe added 1.5 million users in Hong Kong in FY2022/23.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in FY2023/24.",
            "PayMe added 1.5 million users in Hong Kong in 2023.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong last financial year.",
            "PayMe added 1.5 million users in Hong Kong this year.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in the year ended 31 March 2024.",
            "PayMe added 1.5 million users in Hong Kong in March 2024.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in the first nine months of 2023.",
            "PayMe added 1.5 million users in Hong Kong in 2023.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong in January.",
            "PayMe added 1.5 million users in Hong Kong in February.",
        ),
        ("上半年PayMe有120萬名香港用戶。", "第三季PayMe有150萬名香港用戶。"),
        ("第一季PayMe有120萬名香港用戶。", "第二季PayMe有150萬名香港用戶。"),
        ("今年PayMe有120萬名香港用戶。", "首季PayMe有150萬名香港用戶。"),
        ("本財政年度PayMe有120萬名香港用戶。", "上年度PayMe有150萬名香港用戶。"),
        ("一月PayMe有120萬名香港用戶。", "二月PayMe有150萬名香港用戶。"),
        # Another time that is not named.
        (_USERS, "PayMe previously had 1.5 million users in Hong Kong."),
        (_HAN_USERS, "PayMe此前有150萬名香港用戶。"),
        # Different ones of a row.
        (
            "PayMe has 1.2 million users in Hong Kong after Series A.",
            "PayMe has 1.5 million users in Hong Kong after Series B.",
        ),
        (
            "The first batch of PayMe has 1.2 million users in Hong Kong.",
            "The second batch of PayMe has 1.5 million users in Hong Kong.",
        ),
        (
            "Phase 1 of PayMe has 1.2 million users in Hong Kong.",
            "Phase II of PayMe has 1.5 million users in Hong Kong.",
        ),
        (_USERS, "The first cohort of PayMe has 1.5 million users in Hong Kong."),
        ("PayMe第一批有120萬名香港用戶。", "PayMe第二批有150萬名香港用戶。"),
        ("PayMe首輪有120萬名香港用戶。", "PayMe B輪有150萬名香港用戶。"),
        (_HAN_USERS, "PayMe第二階段有150萬名香港用戶。"),
        # What is planned or required is no fact.
        (_USERS, "PayMe plans to have 1.5 million users in Hong Kong."),
        (_USERS, "PayMe is expected to have 1.5 million users in Hong Kong."),
        (_USERS, "PayMe has a target of 1.5 million users in Hong Kong."),
        (_USERS, "PayMe aims, in time, for 1.5 million users in Hong Kong."),
        (_USERS, "PayMe will have 1.5 million users in Hong Kong."),
        (_USERS, "PayMe must have 1.5 million users in Hong Kong."),
        (_HAN_USERS, "PayMe預計有150萬名香港用戶。"),
        (_HAN_USERS, "PayMe目標是150萬名香港用戶。"),
        (_HAN_USERS, "PayMe將有150萬名香港用戶。"),
        (_HAN_USERS, "PayMe計劃在香港有150萬名用戶。"),
        # Words that exclude each other.
        (
            "PayMe has 1.2 million active users in Hong Kong.",
            "PayMe has 1.5 million registered users in Hong Kong.",
        ),
        (
            "PayMe has 1.2 million users in Hong Kong.",
            "PayMe of Hong Kong: worldwide it has 1.5 million users.",
        ),
        (
            "PayMe has 1.2 million new users in Hong Kong.",
            "PayMe has 1.5 million existing users in Hong Kong.",
        ),
        (_USERS, "PayMe has 1.5 million users in total in Hong Kong."),
        (_USERS, "PayMe has gained 1.5 million users in Hong Kong over the past two years."),
        (_USERS, "PayMe has another 1.5 million users in Hong Kong."),
        (_USERS, "PayMe may have 1.5 million users in Hong Kong."),
        (_USERS, "PayMe was to have 1.5 million users in Hong Kong."),
        (_USERS, "PayMe does not have 1.5 million users in Hong Kong."),
        (_USERS, "PayMe has 1.5 million users in Hong Kong by the end of the year."),
        (_USERS, "If it grows, PayMe has 1.5 million users in Hong Kong."),
        (_HAN_USERS, "PayMe有150萬名香港女用戶。"),
        (_HAN_USERS, "PayMe估計有150萬名香港用戶。"),
        ("PayMe有120萬名活躍香港用戶。", "PayMe有150萬名登記香港用戶。"),
        (
            "PayMe has 1.2 million retail users in Hong Kong.",
            "PayMe has 1.5 million corporate users in Hong Kong.",
        ),
    ],
)
def test_amounts_of_other_parts_rounds_or_plans_never_conflict(comparer, one, other):
    question = "PayMe有幾多名香港用戶？" if has_han(one) else _QUESTION
    for day in ("2024-03-20", "2025-01-20", None):
        hits = [_hit("one", one, day and "2024-03-15"), _hit("two", other, day)]
        for found in (_find(comparer, hits, question), _find(comparer, hits[::-1], question)):
            assert all(finding.relation is not Relation.CONFLICT for finding in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_USERS, "PayMe has 1.5 million users in Hong Kong."),
        (
            "PayMe added 1.2 million users in Hong Kong in the fourth quarter.",
            "PayMe added 1.5 million users in Hong Kong in Q4 2023.",
        ),
        (
            "PayMe added 1.2 million users in Hong Kong last year.",
            "PayMe added 1.5 million users in Hong Kong in 2023.",
        ),
        (
            "The second batch of PayMe has 1.2 million users in Hong Kong.",
            "PayMe's 2nd batch has 1.5 million users in Hong Kong.",
        ),
        (
            "PayMe plans to have 1.2 million users in Hong Kong.",
            "PayMe expects to have 1.5 million users in Hong Kong.",
        ),
        (
            "PayMe has 1.2 million active users in Hong Kong.",
            "PayMe has 1.5 million active users in Hong Kong.",
        ),
        (_USERS, "PayMe has more than expected, 1.5 million users in Hong Kong."),
        (_HAN_USERS, "PayMe有150萬名香港用戶。"),
        (_HAN_USERS, "據財政預算案資料，虛擬銀行PayMe有150萬名香港用戶。"),
        ("去年PayMe有120萬名香港用戶。", "2023年PayMe有150萬名香港用戶。"),
        ("PayMe將有120萬名香港用戶。", "PayMe將有150萬名香港用戶。"),
    ],
)
def test_amounts_of_one_part_round_or_plan_still_conflict(comparer, one, other):
    question = "PayMe有幾多名香港用戶？" if has_han(one) else _QUESTION
    (finding,) = _find(comparer, [_hit("one", one), _hit("two", other, "2024-03-20")], question)
    assert finding.relation is Relation.CONFLICT


def test_equal_amounts_of_other_rounds_do_not_agree(comparer):
    hits = [
        _hit("one", "In its Series A PayMe won 1.2 million users in Hong Kong."),
        _hit("two", "In its Series B PayMe won 1.2 million users in Hong Kong."),
    ]
    assert _find(comparer, hits) == ()


def test_this_and_last_year_are_those_of_the_article(comparer):
    first = _hit("one", "This year PayMe added 1.2 million users in Hong Kong.")
    last_year = "Last year PayMe added 1.5 million users in Hong Kong."
    assert _find(comparer, [first, _hit("two", last_year, "2024-03-20")]) == ()
    (finding,) = _find(comparer, [first, _hit("two", last_year, "2025-03-20")])
    assert finding.relation is Relation.CONFLICT


def test_this_and_last_year_of_undated_articles_do_not_conflict(comparer):
    hits = [
        _hit("one", "This year PayMe added 1.2 million users in Hong Kong.", None),
        _hit("two", "Last year PayMe added 1.5 million users in Hong Kong.", None),
    ]
    assert _find(comparer, hits) == ()


def test_what_is_to_come_has_not_changed_anything(comparer):
    hits = [_hit("one", _USERS), _hit("two", "In 2026 PayMe has 1.5 million users in Hong Kong.")]
    assert _find(comparer, hits) == ()


def test_a_quarter_is_no_news_on_a_year(comparer):
    hits = [
        _hit("one", "PayMe added 1.2 million users in Hong Kong in 2023."),
        _hit("two", "PayMe added 1.5 million users in Hong Kong in Q1 2024.", "2024-04-20"),
    ]
    assert _find(comparer, hits) == ()


def test_a_change_says_the_times_that_the_sentences_name(comparer):
    hits = [
        _hit("one", "PayMe has 1.2 million users in Hong Kong."),
        _hit("two", "In 2019 PayMe had 1.5 million users in Hong Kong.", "2024-03-20"),
    ]
    (finding,) = _find(comparer, hits)
    assert finding.relation is Relation.CHANGED
    assert finding_line(finding, "en") == (
        "Over time: 2024-03-15: 1.2 million users [1]; 2019: 1.5 million users (Two)"
    )


def test_what_an_amount_leaves_open_is_said_in_the_language_of_the_answer(comparer):
    question = "How many companies are there?"
    english = [_hit(id, "There are over 1,100 companies in town.") for id in ("one", "two")]
    (finding,) = _find(comparer, english, question)
    assert finding_line(finding, "en") == "2 sources say over 1,100 companies [1] (Two)"
    assert finding_line(finding, "zh-Hant").startswith("2 個來源指 逾1,100 [1]")
    chinese = [_hit(id, "companies: 市內有1,200多家公司") for id in ("one", "two")]
    (finding,) = _find(comparer, chinese, question)
    assert finding_line(finding, "en").startswith("2 sources say over 1,200 [1]")
    assert finding_line(finding, "zh-Hans").startswith("2 个来源称 1,200多家公司 [1]")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("逾1.2億港元", "en", "over HK$120 million"),
        ("約230萬名用戶", "en", "about 2.3 million"),
        ("最多三成", "en", "at most 30%"),
        ("over HK$1.25 billion", "zh-Hant", "逾HK$12.5億"),
        ("about RMB 3 million", "zh-Hans", "约RMB 300万"),
        ("nearly 2 percentage points", "zh-Hant", "約2個百分點"),
        ("over HK$1.25 billion", "en", "over HK$1.25 billion"),
        ("HK$1.25 billion", "zh-Hant", "HK$1.25 billion"),
        ("HK$30–40 billion", "zh-Hant", "HK$30–40 billion"),
    ],
)
def test_an_amount_is_said_with_its_bound(text, language, said):
    amount = find_amounts(text)[0]
    assert say_amount(amount, text[amount.start : amount.end], language) == said


def test_a_question_for_no_amount_gets_no_finding(comparer):
    hits = [_hit(id, "PayMe has 1.2 million users.") for id in ("one", "two")]
    assert _find(comparer, hits, "Who owns PayMe?") == ()
    assert _find(comparer, hits, "How many merchants does PayMe have?") == ()


def test_one_article_alone_and_an_answer_without_quotes_say_nothing(comparer):
    hits = [_hit("one", "PayMe has 1.2 million users."), _hit("two", "It rained.")]
    assert _find(comparer, hits) == ()
    assert _find(comparer, hits, quoted=0) == ()


def test_undated_articles_that_differ_conflict(comparer):
    hits = [
        _hit("one", "PayMe has 1.2 million users in Hong Kong.", None),
        _hit("two", "PayMe has 1.5 million users in Hong Kong.", "2025-01-01"),
    ]
    (finding,) = _find(comparer, hits)
    assert finding.relation is Relation.CONFLICT


@pytest.mark.parametrize(
    ("question", "amounts", "relation"),
    [
        ("金管局收到幾多份穩定幣牌照申請？", ["36份穩定幣發行人牌照申請"], Relation.AGREE),
        ("How many banks take part in mBridge?", ["five banks"], Relation.AGREE),
        ("商業數據通開通當日有幾多間銀行參與？", ["26 banks", "23 banks"], Relation.CHANGED),
    ],
)
def test_the_starter_corpus_has_findings(service, question, amounts, relation):
    (finding,) = service.answerer.answer(question).findings
    assert finding.relation is relation
    assert [reading.text for reading in finding.readings] == amounts
    for reading in finding.readings:
        assert reading.text in reading.articles[0].body
        groups = service.answerer.groups
        assert len({groups[a.id] for a in reading.articles}) == len(reading.articles)


def test_users_of_one_wallet_are_not_those_of_another(service):
    for question in ("How many users does PayMe have?", "How many users does AlipayHK have?"):
        assert service.answerer.answer(question).findings == ()
