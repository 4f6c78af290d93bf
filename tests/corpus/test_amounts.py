from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.amounts import Amount, Likeness, compare_amounts, find_amounts, find_numbers
from corpus.units import asked_units


def _only(text: str) -> Amount:
    (amount,) = find_amounts(text)
    return amount


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It raised HK$1.2bn.", "1200000000", "HKD"),
        ("It raised HK$1.2 billion.", "1200000000", "HKD"),
        ("It cost US$300 million", "300000000", "USD"),
        ("It holds $165 million.", "165000000", "$"),
        ("Revenue was RMB1.74 billion", "1740000000", "CNY"),
        ("a quota of 3 million yuan", "3000000", "CNY"),
        ("raised over 87 billion Hong Kong dollars", "87000000000", "HKD"),
        ("£5m for Britain", "5000000", "GBP"),
        ("€2,500.50 was paid", "2500.50", "EUR"),
        ("注資4.4億港元", "440000000", "HKD"),
        ("虧損約29.9億元", "2990000000", "元"),
        ("共1億2,000萬美元", "120000000", "USD"),
        ("每日限5萬元人民幣", "50000", "CNY"),
        ("撥款三千萬港元", "30000000", "HKD"),
        ("港幣3,000萬", "30000000", "HKD"),
        ("约12亿港元", "1200000000", "HKD"),
        ("a stake of 44.11%", "44.11", "%"),
        ("earns 1 per cent", "1", "%"),
        ("佔百分之三十", "30", "%"),
        ("佔百分之12.5", "12.5", "%"),
        ("九成受訪者", "90", "%"),
        ("三成半市民", "35", "%"),
        ("a cut of 25 basis points", "0.25", "points"),
        ("減息25個基點", "0.25", "points"),
        ("23 banks took part", "23", "bank"),
        ("eight virtual banks opened", "8", "bank"),
        ("Twenty-three lenders", "23", "lender"),
        ("some 13 million transactions", "13000000", "transaction"),
        ("600 SME clients", "600", "customer"),
        ("over 550 fintech firms", "550", "company"),
        ("八間虛擬銀行合共虧損", "8", "bank"),
        ("10家持牌虛擬資產交易平台", "10", "platform"),
        ("有1,200多家金融科技公司", "1200", "company"),
        ("公司超過1,100家，多了", "1100", "company"),
        ("存款客戶合計220萬名。", "2200000", "customer"),
        ("兩間銀行", "2", "bank"),
        ("收到36份牌照", "36", "licence"),
        ("１２．５％的市民", "12.5", "%"),
    ],
)
def test_amounts_are_read_in_both_languages(text, value, unit):
    amount = _only(text)
    assert (amount.value, amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 users grew",
        "On 9 May 2019 it opened.",
        "2024年5月12日公布",
        "Fintech 2030 sets goals",
        "The 2024-25 Budget speaks",
        "Phase 2 tests ideas",
        "GPT-4 models",
        "Two of them agreed.",
        "It was founded ten years ago.",
        "at 9:30",
        "第三間銀行",
        "公司成立一成員",
        "twice a day",
        "Version 1.2.3 runs",
    ],
)
def test_dates_names_and_bare_numbers_are_no_amounts(text):
    assert find_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("about HK$300 million", "about"),
        ("nearly 90%", "about"),
        ("約44億港元", "about"),
        ("more than 1,000 banks", "over"),
        ("超過1200億港元", "over"),
        ("1,200多家銀行", "over"),
        ("上千家銀行", "over"),
        ("≥HK$700 million", "over"),
        (">25% of firms", "over"),
        ("raised <HK$900 million", "under"),
        ("<=30 banks", "under"),
        ("≈25%", "about"),
        ("~HK$5m", "about"),
        ("a -> 5 banks", ""),
        ("up to HK$25,000", "under"),
        ("最多1萬港元", "under"),
        ("exactly HK$5", ""),
    ],
)
def test_what_is_left_open_is_known(text, bound):
    assert _only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Profit rose 59%.", "up"),
        ("27% more than before", "up"),
        ("four more banks", "up"),
        ("支出增加7.2%", "up"),
        ("shares fell by 3 percent", "down"),
        ("下跌32.4%", "down"),
        ("rose to HK$5 billion", ""),
        ("59% of them", ""),
    ],
)
def test_a_change_is_told_from_a_level(text, direction):
    assert _only(text).direction == direction


@pytest.mark.parametrize(
    ("text", "is_rate"),
    [
        ("HK$51.3 million a day", True),
        ("HK$1,000 per customer", True),
        ("每日5萬港元", True),
        ("150 lenders already serve all", False),
        ("HK$3 billion to a fund", False),
    ],
)
def test_what_counts_for_each_is_known(text, is_rate):
    assert _only(text).is_rate is is_rate


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("HK$1.2bn", "12億港元", "same"),
        ("HK$1.2bn", "HK$1.23 billion", "same"),
        ("HK$1.2bn", "HK$1.5bn", "different"),
        ("about 16,000 users", "15,877 users", "same"),
        ("over 1,100 firms", "1,123 firms", "same"),
        ("over 500 firms", "550 firms", "unclear"),
        ("over 500 firms", "450 firms", "different"),
        ("up to 60%", "45%", "unclear"),
        ("up to HK$500", "HK$500", "unclear"),
        ("HK$2 billion", "HK$2.4 billion", "unclear"),
        ("300 firms", "320 firms", "unclear"),
        ("about HK$300 million", "HK$310 million", "unclear"),
        ("about 1,200 firms", "1,234 firms", "same"),
        ("20 banks", "23 banks", "different"),
        ("50%", "52%", "different"),
        ("36 banks", "36 firms", "unclear"),
        ("HK$5 million", "US$5 million", "unclear"),
        ("HK$5 million", "$5 million", "unclear"),
        ("up 5%", "5%", "unclear"),
        ("HK$5 a day", "HK$5", "unclear"),
        ("nearly 90%", "90%", "same"),
        ("九成", "90%", "same"),
        ("8間銀行", "eight banks", "same"),
    ],
)
def test_amounts_agree_when_they_round_alike(one, other, likeness):
    first, second = _only(one), _only(other)
    assert compare_amounts(first, second) is Likeness(likeness)
    assert compare_amounts(second, first) is Likeness(likeness)


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("How many banks joined CDI?", {"bank"}),
        ("how many online-only banks were there", {"bank"}),
        ("開通當日有幾多間銀行參與？", {"bank"}),
        ("香港金融科技公司最新有幾多間？", {"company"}),
        ("how many sq m did cyberport put aside", {""}),
        ("How much did it raise?", set()),
        ("賺咗幾多錢？", set()),
    ],
)
def test_what_is_counted_is_read_from_the_question(question, units):
    assert asked_units(question) == units


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("HK$30–40 billion", 30_000_000_000, 40_000_000_000, "HKD"),
        ("30 to 40 per cent", 30, 40, "%"),
        ("三至四成", 30, 40, "%"),
        ("百分之三十至四十", 30, 40, "%"),
        ("10億至12億元", 1_000_000_000, 1_200_000_000, "元"),
        ("三十至五十億美元", 3_000_000_000, 5_000_000_000, "USD"),
        ("one to two hundred million yen", 100_000_000, 200_000_000, "JPY"),
        ("between 30 and 40 banks", 30, 40, "bank"),
        ("two or three banks", 2, 3, "bank"),
    ],
)
def test_both_ends_of_a_range_have_its_unit_and_scale(text, low, high, unit):
    first, second = find_amounts(text)
    assert (first.value, second.value) == (low, high)
    assert {first.unit, second.unit} == {unit}
    assert (first.bound, second.bound) == ("over", "under")
    assert first.is_range
    assert second.is_range


def test_what_was_before_a_change_is_known():
    before, after = find_amounts("It was raised from 1 million to 3 million yuan.")
    assert (before.is_start, after.is_start) == (True, False)
    assert (before.unit, after.unit, after.bound) == ("CNY", "CNY", "")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("two and a half million users", "2500000", "user"),
        ("two hundred and fifty million pounds", "250000000", "GBP"),
        ("half a billion euros", "500000000", "EUR"),
        ("230萬用戶", "2300000", "user"),
        ("十多億元", "1000000000", "元"),
        ("1.2萬億港元", "1200000000000", "HKD"),
        ("二點五億港元", "250000000", "HKD"),
        ("逾百家銀行", "100", "bank"),
        ("S$10 million", "10000000", "SGD"),
        ("A$5m", "5000000", "AUD"),
        ("50億韓圜", "5000000000", "KRW"),
        ("CHF 3 million", "3000000", "CHF"),
        ("¥500", "500", "¥"),
        ("五分之一", "20", "%"),
        ("half of the banks", "50", "%"),
    ],
)
def test_numbers_in_words_and_more_currencies_are_read(text, value, unit):
    amount = _only(text)
    assert (amount.value, amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "is_negative"),
    [
        ("a return of -5%", True),
        ("a return of minus 5 per cent", True),
        ("回報為負5%", True),
        ("回報為-5%", True),
        ("a balance of -HK$5m", True),
        ("a balance of HK$-5m", True),
        ("a return of 5%", False),
        ("in 2019 - 5% of all", False),
        ("top-5 banks", False),
    ],
)
def test_what_is_less_than_nothing_is_known(text, is_negative):
    assert {amount.is_negative for amount in find_amounts(text)} <= {is_negative}
    assert bool(find_amounts(text)) or not is_negative


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3/4 of banks", "75", "%"),
        ("¾ of banks", "75", "%"),
        ("over 40pc of firms", "40", "%"),
        ("5 crore rupees", "50000000", "INR"),
        ("HK$5 millions", "5000000", "HKD"),
        ("HK$5mil", "5000000", "HKD"),
    ],
)
def test_fractions_and_other_scales_are_read(text, value, unit):
    amount = _only(text)
    assert (amount.value, amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text", ["數十萬用戶", "幾百家銀行", "24/7 banks", "on 9/11", "the 5/12/2024 banks"]
)
def test_vague_numbers_and_dates_are_no_amounts(text):
    assert find_amounts(text) == ()


@given(st.text(alphabet="HK$US 0123456789.,%bnmillion億萬千元約成家銀行百分之十八-/", max_size=60))
def test_any_text_gives_slices_in_order(text):
    amounts = find_amounts(text)
    for amount in amounts:
        assert 0 <= amount.start < amount.end <= len(text)
        assert amount.value >= 0
        assert compare_amounts(amount, amount) is not Likeness.DIFFERENT
    starts = [amount.start for amount in amounts]
    assert starts == sorted(starts)


@given(millions=st.integers(1, 999), tenths=st.integers(0, 9))
def test_scales_of_both_languages_meet(millions, tenths):
    english = _only(f"HK${millions}.{tenths} million")
    chinese = _only(f"{100 * millions + 10 * tenths}萬港元")
    assert english.value == chinese.value


def test_a_scale_behind_a_bound_is_no_number_of_its_own():
    assert [number.value for number in find_numbers("½以上兆")] == [50]
    assert find_numbers("以上千") == ()


def test_what_falls_is_no_range():
    assert [(n.value, n.unit) for n in find_numbers("三~１成")] == [(3, ""), (10, "%")]
