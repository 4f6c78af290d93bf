import pytest

from bot.identity import introduce
from bot.phrases import LANGUAGES


def subjects(**given) -> dict[str, str]:
    return dict(introduce(**given).subjects)


def test_the_starter_corpus_is_about_hong_kong():
    assert subjects(is_starter=True) == {
        "en": "Hong Kong fintech and AI",
        "zh-Hant": "香港金融科技和人工智能",
        "zh-Hans": "香港金融科技和人工智能",
    }
    greeting = "Ask me something about Hong Kong fintech and AI, in English or Chinese."
    assert introduce(is_starter=True).greeting("en") == greeting


def test_any_other_corpus_is_about_its_main_topics():
    topics = ["Bread", "Cake", "Ovens", "Jobs"]
    assert subjects(topics=topics) == {
        "en": "Bread, Cake, Ovens and whatever else the articles tell",
        "zh-Hant": "Bread、Cake、Ovens和文章其他內容",
        "zh-Hans": "Bread、Cake、Ovens和文章其他内容",
    }
    assert subjects()["en"] == "what the articles tell"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"en": "bread", "zh-Hant": "麵包", "zh-Hans": "面包"}, ("bread", "麵包", "面包")),
        ({"en": "bread", "zh-Hant": "麵包"}, ("bread", "麵包", "面包")),
        ({"en": "bread", "zh-Hans": "面包"}, ("bread", "面包", "面包")),
        ({"en": "bread"}, ("bread", "bread", "bread")),
        ({"zh-Hant": "麵包"}, ("麵包", "麵包", "面包")),
        ({"en": " ", "zh-Hant": "麵包"}, ("麵包", "麵包", "面包")),
    ],
)
def test_what_is_given_in_some_languages_is_said_in_all(given, said):
    identity = introduce(subject=given, greeting=given, is_starter=True)
    assert tuple(map(identity.subject, LANGUAGES)) == said
    assert tuple(map(identity.greeting, LANGUAGES)) == said
