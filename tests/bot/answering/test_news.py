import re
from datetime import date

import pytest

from bot.answering.asked_news import find_news_subject
from bot.answering.confidence import Verdict
from bot.answering.wording import say_conditions
from embeddings.filters import Filters

AI = r"\bAI\b|artificial intelligence|人工智能"
STABLECOIN = r"\bstablecoins?\b|穩定幣"
VIRTUAL_BANK = r"\b(?:virtual|digital) banks?\b|(?:虛擬|數字|數碼)銀行"
TOKEN = r"\btokeni[sz]ation\b|代幣化|通證化"
ANYTHING = ""


def _newest(service, pattern: str, limit: int = 3) -> list[str]:
    """The ids of the newest articles with a pattern in title, excerpt or topics, by date."""
    groups = service.answerer.groups
    told = [
        article
        for article in service.answerer.articles
        if article.extent != "teaser"
        and re.search(
            pattern, "\n".join((article.title, article.excerpt, *article.topics)), re.IGNORECASE
        )
    ]
    dated = sorted((a for a in told if a.published), key=lambda a: a.id)
    dated.sort(key=lambda a: a.published, reverse=True)
    leaders: dict[str, str] = {}
    for article in (*dated, *(a for a in told if not a.published)):
        leaders.setdefault(groups[article.id], article.id)
    return list(leaders.values())[:limit]


@pytest.mark.parametrize(
    ("question", "pattern"),
    [
        ("what's new with stablecoins", STABLECOIN),
        ("穩定幣最新消息", STABLECOIN),
        ("稳定币有什么新闻？", STABLECOIN),
        ("latest stablecoin news please", STABLECOIN),
        ("newest AI news", AI),
        ("最近有咩AI新聞", AI),
        ("any news about artificial intelligence?", AI),
        ("any news about virtual banks?", VIRTUAL_BANK),
        ("虛擬銀行近況", VIRTUAL_BANK),
        ("latest on ZA Bank", r"\bZA Bank\b|眾安銀行"),
        ("what is the latest on mBridge?", r"\bmBridge\b|多邊央行數碼貨幣橋|貨幣橋"),
        ("Any updates on Project Ensemble?", r"\bEnsemble(?:TX)?\b"),
        ("数码港最近有什么动态？", r"\bCyberport\b|數碼港"),
        ("show me recent news on Octopus", r"\bOctopus\b|八達通"),
        ("news about deepfakes", r"\bdeepfakes?\b|深偽|深度偽造"),
        ("any news about PromptPay", r"\bPromptPay\b"),
        ("most recent article on ZA Bank", r"\bZA Bank\b|眾安銀行"),
        ("What's the latest?", ANYTHING),
        ("any news?", ANYTHING),
        ("最近有咩新聞？", ANYTHING),
        ("最新文章", ANYTHING),
    ],
)
def test_news_of_a_subject_are_its_newest_articles_by_date(service, question, pattern):
    answer = service.answerer.answer(question)
    assert answer.verdict is Verdict.ANSWERED
    assert [source.article.id for source in answer.sources] == _newest(service, pattern)
    assert all(source.number == place for place, source in enumerate(answer.sources, start=1))
    assert [quote.source for quote in answer.quotes] == [s.number for s in answer.sources]
    assert "newer articles preferred" in say_conditions(answer) or "優先" in say_conditions(
        answer
    ).replace("优", "優")


def test_news_are_those_of_the_time_and_the_conditions_asked_for(service):
    def days(question: str, **conditions) -> list[date]:
        answer = service.answerer.answer(question, filters=Filters(**conditions))
        return [source.article.published_on for source in answer.sources]

    assert {day.year for day in days("any AI news in 2024?")} == {2024}
    assert max(days("newest AI news", until=date(2023, 12, 31))).year == 2023


@pytest.mark.parametrize(
    "question",
    ["any news this week?", "news about tesla", "latest on the weather", "any football news?"],
)
def test_news_that_no_article_has_are_not_found(service, question):
    assert service.answerer.answer(question).verdict is Verdict.NOT_FOUND


def test_what_asks_for_a_fact_is_no_question_for_news(service):
    answer = service.answerer.answer("what is the latest number of fintech companies")
    assert "1,200" in answer.quotes[0].text


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("what is the latest number of fintech companies", None),
        ("what new rules did the SFC make", None),
        ("is this fake news", None),
        ("whats the latest hkma plan for trade finance?", None),
        ("金管局幾時發牌？", None),
        ("Latest developments in tokenisation", "tokenisation"),
        ("Anything new on CDI?", "CDI"),
        ("可唔可以話我知最近有咩FPS新聞", "FPS"),
        ("any AI news in 2024?", "AI"),
        ("What is the newest article about HSBC?", "HSBC"),
        ("what does the new article 23 law say", None),
        ("最新關於數碼港嘅文章", "數碼港"),
        ("最新一篇講人工智能嘅文章", "人工智能"),
        ("有咩新嘢？", ""),
        ("headlines", ""),
    ],
)
def test_a_question_for_news_is_known_and_what_it_is_about(question, subject):
    assert find_news_subject(question) == subject
