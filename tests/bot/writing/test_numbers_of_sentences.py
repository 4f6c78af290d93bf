"""Numbers of written sentences, checked against quotes by the public function of the checker."""

import pytest

from bot.writing.grounding import Flaw, find_flaw_of_facts
from corpus.glossary import Glossary, load_glossary


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("該公司籌得1億2,000萬港元。", "The firm raised HK$120 million."),
        ("該公司籌得一億二千萬港元。", "The firm raised HK$120 million."),
        ("該公司籌得1.2億港元。", "公司籌得1億2000萬港元。"),
        ("該公司籌得１．２億港元。", "The firm raised HK$120 million."),
        ("市值達1.2萬億美元。", "It is worth US$1.2 trillion."),
        ("Rates were cut by 25 basis points.", "Rates were cut by 25bps."),
        ("Rates were cut by 25 basis points.", "下調25個基點。"),
        ("Sales rose 35 percentage points.", "Sales rose by 35 percentage points."),
        ("It paid five hundred million dollars.", "It paid $500 million."),
        ("It paid two and a half million dollars.", "It paid $2.5 million."),
        ("It paid half a billion US dollars.", "It paid US$500 million."),
        ("One-third of banks agreed.", "三分之一的銀行同意。"),
        ("Sales will reach HK$30–40 billion.", "Sales will reach HK$30-40 billion."),
        ("Sales will reach HK$30–40 billion.", "Sales will reach at least HK$30 billion."),
        ("Sales will reach HK$30–40 billion.", "Sales will reach HK$30 billion to HK$40 billion."),
        ("Sales rose 30 to 40 per cent.", "銷售上升三至四成。"),
        ("銷售額為10億至12億港元。", "It was HK$1 billion to HK$1.2 billion."),
        ("比率達三成半。", "The rate was 35%."),
        ("比率為千分之五。", "The rate was 0.5%."),
        ("有230萬用戶。", "It had 2.3 million users."),
        ("The app has 100k users.", "The app has 100,000 users."),
        ("It raised S$10 million.", "公司籌得1,000萬坡元。"),
        ("It raised JPY 5 billion.", "公司籌得50億日圓。"),
        ("It raised NT$5bn.", "公司籌得50億新台幣。"),
        ("It raised ₩5 billion.", "It raised 5 billion won."),
        ("Sales tripled.", "銷售增至3倍。"),
        ("There were over 1,100 firms.", "有超過1,100間公司。"),
        ("There were over 1,100 firms.", "There were 1,100 firms."),
        ("有1,200多家公司。", "There were over 1,200 firms."),
        ("有1,200餘家公司。", "有逾1,200家公司。"),
        ("It is worth about HK$3 million.", "It is worth HK$3 million."),
        ("It raised HK$ 1 200 000.", "It raised HK$1.2 million."),
        ("It raised US$5T.", "It raised US$5 trillion."),
        ("Alerts fell by up to 60%.", "Alerts fell by as much as 60%."),
        ("It paid HK$5 million.", "It paid $5 million."),
    ],
)
def test_a_number_of_the_quote_is_kept_in_any_spelling(glossary, quote, sentence):
    assert find_flaw_of_facts(sentence, quote, glossary) is None


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("It raised HK$ 1 200 000.", "It raised HK$ 1."),
        ("它籌得5億 8千萬美元。", "它籌得8千萬美元。"),
        ("It raised US$5T.", "It raised US$5."),
        ("該公司籌得1億2,000萬港元。", "The firm raised HK$20 million."),
        ("該公司籌得1億2,000萬港元。", "The firm raised HK$100 million."),
        ("Rates were cut by 25 basis points.", "Rates were cut by 50bps."),
        ("Rates were cut by 25 basis points.", "Rates were cut by 25 per cent."),
        ("Sales rose 35 percentage points.", "Sales rose 35 per cent."),
        ("Sales rose 35 per cent.", "Sales rose 35 percentage points."),
        ("It paid five hundred million dollars.", "It paid two hundred million dollars."),
        ("It paid five hundred million dollars.", "It paid five hundred dollars."),
        ("Sales will reach HK$30–40 billion.", "Sales will reach HK$30."),
        ("Sales will reach HK$30–40 billion.", "Sales will reach HK$40 billion."),
        ("Sales rose 30 to 40 per cent.", "Sales rose 40 per cent."),
        ("It raised S$10 million.", "It raised HK$10 million."),
        ("It raised $10 million.", "It raised US$10 million."),
        ("It raised 10 million yen.", "It raised 10 million yuan."),
        ("It raised NT$5bn.", "It raised HK$5bn."),
        ("There were 1,100 firms.", "There were over 1,100 firms."),
        ("有1,100家公司。", "有1,100多家公司。"),
        ("There were over 1,100 firms.", "There were under 1,100 firms."),
        ("There were over 1,100 firms.", "There were about 1,100 firms."),
        ("No more than 5% of firms failed.", "More than 5% of firms failed."),
        ("不超過5%的公司倒閉。", "超過5%的公司倒閉。"),
        ("Alerts fell by up to 60%.", "Alerts fell by 60%."),
        ("Sales rose by 35%.", "Sales fell by 35%."),
        ("Sales doubled.", "Sales tripled."),
        ("One-third of firms agreed.", "Two-thirds of firms agreed."),
        ("It paid half a million dollars.", "It paid half a billion dollars."),
        ("It has 12 million users.", "It has १३ million users."),
    ],
)
def test_another_number_is_dropped(glossary, quote, sentence):
    assert find_flaw_of_facts(sentence, quote, glossary) is Flaw.NUMBER
