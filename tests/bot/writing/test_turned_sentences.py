"""Sentences that turn what a quote says, beside those that say it faithfully."""

import re
from pathlib import Path

import pytest

import corpus
from bot.writing.grounding import Flaw, find_flaw_of_facts
from corpus.glossary import Glossary, load_glossary
from corpus.sentences import split_sentences


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


# A quote, a sentence that says what it says, and one that does not.
_SIGNS = [
    ("The return was -5%.", "The return was minus 5 per cent.", "The return was 5%."),
    ("The return was minus 5 per cent.", "The return was −5%.", "The return was 5%."),
    ("The return was 5%.", "The return was 5 per cent.", "The return was -5%."),
    ("回報為負5%。", "The return was -5%.", "The return was 5%."),
    ("回報為負5%。", "回報是-5%。", "回報是5%。"),
    ("淨值為-HK$5m。", "淨值為-500萬港元。", "淨值為500萬港元。"),
    ("The balance was HK$-5m.", "The balance was -HK$5 million.", "The balance was HK$5 million."),
    ("Growth of -5% was seen.", "Growth of -5% was seen.", "Growth of 5% was seen."),
    ("Growth was -5%.", "It fell 5%.", "Growth was 5%."),
    ("經濟負增長5%。", "經濟下跌5%。", "經濟增長5%。"),
    ("Rates fell to -5%.", "Rates fell to -5%.", "Rates fell to 5%."),
]
_FRACTIONS = [
    ("3/4 of banks agreed.", "Three-quarters of banks agreed.", "3 of banks agreed."),
    ("3/4 of banks agreed.", "75% of banks agreed.", "4 banks agreed."),
    ("¾ of banks agreed.", "3/4 of banks agreed.", "¼ of banks agreed."),
    ("One in four banks agreed.", "1 in 4 banks agreed.", "Four banks agreed."),
    ("3 in 10 adults agreed.", "30% of adults agreed.", "10 adults agreed."),
    ("四分之三的銀行同意。", "3/4的銀行同意。", "四分之一的銀行同意。"),
    ("Costs were halved.", "Costs fell by half.", "Costs doubled."),
    ("Costs fell by 10%.", "Costs fell 10%.", "Costs were halved."),
]
_PARTS = [
    ("It fell in the first half.", "It fell in the first half.", "It fell in the second half."),
    ("It fell in H1 2024.", "It fell in the first half of 2024.", "It fell in 2H 2024."),
    ("上半年錄得虧損。", "上半年錄得虧損。", "下半年錄得虧損。"),
    ("上半年錄得虧損。", "It had a loss in the first half.", "It had a loss in the second half."),
    ("It fell in the third quarter.", "It fell in Q3.", "It fell in the first quarter."),
    ("第三季業績下跌。", "第三季度業績下跌。", "第一季業績下跌。"),
    ("第一季業績下跌。", "首季業績下跌。", "首三季業績下跌。"),
    ("It fell in Q1 2023 and Q3 2024.", "It fell in Q3 2024.", "It fell in Q3 2023."),
    ("The first bank fell in Q2.", "The first bank fell in the second quarter.", "It fell in Q1."),
    ("It began in early 2024.", "It began in early 2024.", "It began in late 2024."),
    ("計劃於2024年初推出。", "計劃於2024年初推出。", "計劃於2024年底推出。"),
    ("服務於星期二推出。", "服務於周二推出。", "服務於星期四推出。"),
    ("It needs one from 1 June 2023.", "It needs one since 1 June 2023.",
     "It needs one until 1 June 2023."),
    ("須於2024年6月前完成。", "須在2024年6月之前完成。", "須於2024年6月後完成。"),
    ("The service opens at 9 a.m.", "The service opens at 9 am.", "The service opens at 9 pm."),
    ("服務上午9時開始。", "服務在上午9時開始。", "服務下午9時開始。"),
]  # fmt: skip
_DIRECTIONS = [
    ("Sales doubled.", "Sales doubled.", "Sales halved."),
    ("銷售翻倍。", "銷售翻倍。", "銷售減半。"),
    ("銷售減半。", "Sales halved.", "Sales doubled."),
    ("Sales rose.", "Sales increased.", "Sales fell."),
    ("銷售上升。", "Its sales rose.", "Its sales fell."),
    (
        "Sales rose sharply last year by 5%.",
        "Sales grew 5%.",
        "Sales fell sharply last year by 5%.",
    ),
    ("Sales saw a 5% increase and costs a 3% drop.", "Sales increased 5%.", "Sales had a 5% drop."),
    ("Loans fell 5% while deposits rose 3%.", "Deposits rose 3%.", "Deposits fell 3%."),
    ("貸款跌5%，存款升3%。", "存款升3%。", "存款跌3%。"),
    ("Sales rose to 5%.", "Sales climbed to 5%.", "Sales rose by 5%."),
    ("Sales rose by 5%.", "Sales rose 5%.", "Sales rose to 5%."),
    ("銷售升至5%。", "銷售上升至5%。", "銷售上升5%。"),
    ("It had a profit of HK$5 million.", "It had a profit of HK$5m.", "It had a loss of HK$5m."),
    ("該行虧損5億港元。", "It had a loss of HK$500 million.", "It had a profit of HK$500 million."),
    ("It is the largest bank.", "It is the largest bank.", "It is the smallest bank."),
    ("It is the second-largest bank.", "It is the second-largest bank.", "It is the largest bank."),
    ("是第二大的銀行。", "是第二大銀行。", "是最大的銀行。"),
    ("The HKMA raised the rate.", "The HKMA raised the rate.", "The HKMA cut the rate."),
    ("金管局禁止此做法。", "金管局禁止此做法。", "金管局准許此做法。"),
    ("Sales rose 5% year on year.", "Sales rose 5% year on year.", "Sales rose 5% month on month."),
    ("銷售按年升5%。", "銷售按年上升5%。", "銷售按季上升5%。"),
]
_ENDS = [
    ("It rose from 1m to 3m.", "It rose from 1m to 3m.", "It rose from 3m to 1m."),
    ("It changed from 1m users to 3m users.", "It changed to 3m users.", "It changed to 1m users."),
    ("It rose from 1m to 3m.", "It was 3m, up from 1m.", "It was 1m, up from 3m."),
    ("It was 3m, up from 1m.", "It rose to 3m from 1m.", "It rose to 1m from 3m."),
    ("由1%升至3%。", "從1%升至3%。", "由3%升至1%。"),
    ("由去年的1%升至3%。", "It rose from 1% to 3%.", "It rose from 3% to 1%."),
    ("It was 3%, compared with 1%.", "It was 3% against 1%.", "It was 1%, compared with 3%."),
    ("It was HK$3m versus HK$1m.", "It was HK$3m, versus HK$1m.", "It was HK$1m versus HK$3m."),
]
_COUNTS = [
    ("12 banks and 30 insurers joined.", "30 insurers and 12 banks joined.",
     "30 banks and 12 insurers joined."),
    ("12 banks and 30 insurers joined.", "12間銀行和30間保險公司加入。",
     "30間銀行和12間保險公司加入。"),
    ("12家銀行和30家保險公司加入。", "12 banks and 30 insurers joined.",
     "30 banks and 12 insurers joined."),
    ("12家茶樓和30家書店加入。", "有30家書店和12家茶樓加入。", "30家茶樓和12家書店加入。"),
    ("12 widgets and 30 gadgets were sold.", "30 gadgets and 12 widgets were sold.",
     "30 widgets and 12 gadgets were sold."),
    ("30% of banks and 12% of insurers agreed.", "12% of insurers and 30% of banks agreed.",
     "12% of banks and 30% of insurers agreed."),
    ("30%的銀行和12%的保險公司同意。", "30% of banks agreed.", "12% of banks agreed."),
    ("It took 5 years.", "It took five years.", "It took 5 months."),
    ("計劃為期五年。", "It took five years.", "It took five months."),
    ("The six-month plan covers 3 banks.", "The plan of six months covers 3 banks.",
     "The six-day plan covers 3 banks."),
    ("It is 5 km long.", "It is 5 kilometres long.", "It is 5 miles long."),
    ("Two banks failed.", "Two banks failed.", "One bank failed."),
    ("兩家銀行倒閉。", "兩家銀行倒閉。", "一家銀行倒閉。"),
    ("It lasts one year.", "It lasts one year.", "It lasts one month."),
    ("The limit is HK$10 a day and HK$90 a year.", "HK$90 a year is the limit.",
     "HK$90 a day is the limit."),
    ("每日限額5萬港元。", "The daily limit is HK$50,000.", "The monthly limit is HK$50,000."),
    ("On 15 April 3 banks joined.", "3 banks joined on 15 April.", "15 banks joined in April."),
    ("It paid 5 crore rupees.", "It paid 50 million rupees.", "It paid 5 lakh rupees."),
    ("It paid 5mil.", "It paid 5 million.", "It paid 5bil."),
    ("籌得叁佰萬港元。", "籌得300萬港元。", "籌得伍佰萬港元。"),
    ("有卅五間銀行。", "有35間銀行。", "有五間銀行。"),
    ("It uses AB12x chips.", "It uses AB12x chips.", "It uses chips of ab13x."),
]  # fmt: skip
_BOUNDS = [
    ("5間以上銀行參加。", "5間以上銀行參加。", "5間以下銀行參加。"),
    ("5名銀行職員以上參加。", "5名銀行職員以上參加。", "5名銀行職員以下參加。"),
    ("客戶須為18歲或以上。", "客戶須18歲或以上。", "客戶須為18歲或以下。"),
    ("5 large banks or more joined.", "5 large banks or more joined.",
     "5 large banks or fewer joined."),
    ("HK$5m or more is due.", "At least HK$5m is due.", "HK$5m or less is due."),
    ("At least 5 banks joined.", "5 or more banks joined.", "At most 5 banks joined."),
    ("At the very least 5 banks joined.", "At least 5 banks joined.", "At most 5 banks joined."),
    ("Over 5% agreed.", "More than 5% agreed.", "Under 5% agreed."),
    ("最低5%。", "至少5%。", "最高5%。"),
    ("A minimum of HK$5 is due.", "The minimum is HK$5.", "A maximum of HK$5 is due."),
]  # fmt: skip
_ORDERS = [
    ("Several hundred banks joined.", "Hundreds of banks joined.",
     "Several thousand banks joined."),
    ("數百間銀行參加。", "Hundreds of banks joined.", "Thousands of banks joined."),
    ("數百間銀行參加。", "幾百間銀行參加。", "數千間銀行參加。"),
    ("幾十萬人參加。", "數十萬人參加。", "幾百萬人參加。"),
    ("Tens of thousands joined.", "數萬人參加。", "數十萬人參加。"),
    ("Tens of thousands joined.", "Tens of thousands joined.", "Hundreds of thousands joined."),
    ("Dozens of banks joined.", "數十間銀行參加。", "數百間銀行參加。"),
    ("There were 345 banks.", "There were several hundred banks.",
     "There were several thousand banks."),
    ("It raised HK$300 million.", "It raised hundreds of millions of dollars.",
     "It raised hundreds of billions of dollars."),
    ("籌得數十億港元。", "籌得數十億港元。", "籌得數十億美元。"),
]  # fmt: skip
_PAIRS = [
    ("HK$3m went to Livi and HK$5m to Mox.", "Livi got HK$3m and Mox HK$5m.",
     "HK$5m went to Livi and HK$3m to Mox."),
    ("Livi has 12 branches and Mox has 30.", "Mox has 30 branches, and Livi has 12.",
     "Livi has 30 branches and Mox has 12."),
    ("HSBC paid HK$3m to Livi and HK$5m to Mox.", "Livi got HK$3m from HSBC and Mox got HK$5m.",
     "Livi got HK$5m and Mox got HK$3m."),
    ("Users in 2020: 1m; in 2021: 3m.", "There were 3m users in 2021.",
     "There were 3m users in 2020."),
    ("The 2023 figure was 5% and the 2024 figure 8%.", "The 2024 figure was 8%.",
     "The 2023 figure was 8% and the 2024 figure 5%."),
    ("十月錄得5%，十一月錄得8%。", "十一月錄得8%，十月錄得5%。", "十月錄得8%，十一月錄得5%。"),
    ("Livi opened 12 branches in 2023 and 30 in 2024.", "Livi opened 30 branches in 2024.",
     "Livi opened 12 branches in 2024."),
    ("Three of those, sold since late 2022, had HK$5m a day in 2024, up from HK$2m.",
     "They had HK$5m a day in 2024.", "They had HK$2m a day in 2024, up from HK$5m."),
    ("HK$1m rose to HK$3m.", "It rose to HK$3m from HK$1m.", "HK$3m rose to HK$1m."),
    ("收入由2020年的1億元增至2021年的3億元。", "收入由1億元增至3億元。",
     "收入由2020年的3億元增至2021年的1億元。"),
    ("It's now 5,000 (up 200).", "It's 5,000, up 200.", "It's now 200 (up 5,000)."),
    ("Banks: 12, insurers: 30.", "Banks: 12, insurers: 30.", "Banks: 30, insurers: 12."),
    ("12 of the banks and 30 of the insurers joined.", "12 banks and 30 insurers joined.",
     "30 of the banks and 12 of the insurers joined."),
    ("The 12-strong panel took 30 days.", "The panel of 12 took 30 days.",
     "The 30-strong panel took 12 days."),
    ("The ratio is 3:1.", "比例是3比1。", "The ratio is 1:3."),
    ("It cost HK$5 per user.", "It cost HK$5 for each user.", "It cost HK$5 per bank."),
]  # fmt: skip
_WHOLES = [
    ("5 of the 8 banks failed.", "Five of eight banks failed.", "8 of the 5 banks failed."),
    ("A 5-star hotel with 3 rooms.", "A hotel with 5 stars and 3 rooms.",
     "A 3-star hotel, 5 rooms."),
    ("It ran from 2 May to 5 June.", "It ran from 2 May until 5 June.",
     "It ran from 5 June to 2 May."),
    ("由5月2日至6月5日進行。", "自5月2日至6月5日進行。", "由6月5日至5月2日進行。"),
    ("八折優惠。", "有八折優惠。", "六折優惠。"),
]  # fmt: skip
_WORDS = [
    ("Half of users left.", "Half of the users left.", "All users left."),
    ("Most users agreed.", "Most of the users agreed.", "Few users agreed."),
    ("三分二用戶同意。", "三分之二的用戶同意。", "三分一用戶同意。"),
    ("It took several years.", "It took several years.", "It took several months."),
    ("數年內完成。", "It was done in a few years.", "It was done in a few months."),
    ("Shares went up.", "Shares rose.", "Shares went down."),
    ("股價走高。", "股價上升。", "股價走低。"),
    ("春季業績上升。", "業績在春季上升。", "秋季業績上升。"),
    ("上季收入上升。", "收入在上季上升。", "下季收入上升。"),
    ("首名是Livi。", "首名是Livi。", "末名是Livi。"),
    ("It made a net loss of HK$5m.", "The net loss was HK$5m.", "It made a net gain of HK$5m."),
    ("More than 40pc of firms agreed.", "Over 40% of firms agreed.", "Over 40bps of firms agreed."),
]
_ALL = [
    *_SIGNS,
    *_FRACTIONS,
    *_PARTS,
    *_DIRECTIONS,
    *_ENDS,
    *_COUNTS,
    *_BOUNDS,
    *_ORDERS,
    *_PAIRS,
    *_WHOLES,
    *_WORDS,
]
_OF_FACTS = {Flaw.NUMBER, Flaw.DATE, Flaw.OPPOSITE}


@pytest.mark.parametrize(("quote", "faithful"), [(one[0], one[1]) for one in _ALL])
def test_a_faithful_sentence_is_kept(glossary, quote, faithful):
    assert find_flaw_of_facts(faithful, quote, glossary) not in _OF_FACTS
    assert find_flaw_of_facts(quote, quote, glossary) is None


@pytest.mark.parametrize(("quote", "turned"), [(one[0], one[2]) for one in _ALL])
def test_a_turned_sentence_is_dropped(glossary, quote, turned):
    assert find_flaw_of_facts(turned, quote, glossary) in _OF_FACTS


def test_a_clause_of_an_article_is_kept_beside_its_sentence(glossary):
    turned = []
    for path in sorted((Path(corpus.__file__).parent / "articles").glob("*.md"))[::4]:
        body = path.read_text(encoding="utf-8").rpartition("---\n")[2]
        for start, end in split_sentences(body):
            sentence = body[start:end]
            clauses = [one for one in re.split(r"[,;] |[，；]", sentence) if len(one) > 12]
            turned += [
                (clause, sentence)
                for clause in clauses
                if find_flaw_of_facts(clause, sentence, glossary) in _OF_FACTS
            ]
    assert turned == []
