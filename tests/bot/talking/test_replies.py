from datetime import UTC, date, datetime

import pytest
from fakes import make_article
from stored_articles import catalogue_of

from bot.identity import introduce
from bot.phrases import LANGUAGES
from bot.talking.facts import CorpusFacts
from bot.talking.intents import Intent
from bot.talking.replies import say_socially
from corpus.glossary import Glossary
from corpus.text import has_han

FACTS = CorpusFacts(
    articles=1234,
    oldest=date(2016, 2, 24),
    newest=date(2026, 6, 17),
    topics=("Bread", "Cake"),
    # The day has begun in Hong Kong already.
    updated_at=datetime(2026, 6, 18, 20, 0, tzinfo=UTC),
)
IDENTITY = introduce("Crumb", topics=FACTS.topics)
EXAMPLES = ("What is rye bread?", "When did the oven open?")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", list(Intent))
def test_every_intent_has_a_reply_in_every_language(intent, language):
    reply = say_socially((intent,), language, FACTS, IDENTITY)
    assert reply.text
    assert "{" not in reply.text
    assert has_han(reply.text) == (reply.language != "en")
    wished = {Intent.IN_ENGLISH: {"en"}, Intent.IN_CHINESE: {"zh-Hant", "zh-Hans"}}
    assert reply.language in wished.get(intent, {language})


@pytest.mark.parametrize(
    ("intent", "held"),
    [
        (Intent.IDENTITY, ("Crumb", "program", "not a person")),
        (Intent.TOPICS, ("Bread, Cake",)),
        (Intent.SIZE, ("1,234", "2016-02-24", "2026-06-17")),
        (Intent.NEWNESS, ("2026-06-17", "2026-06-19")),
        (Intent.ABILITIES, ("1,234", IDENTITY.greeting("en"))),
        (Intent.GREETING, (IDENTITY.greeting("en"),)),
    ],
)
def test_what_is_asked_of_sampan_is_told(intent, held):
    text = say_socially((intent,), "en", FACTS, IDENTITY).text
    assert [part for part in held if part not in text] == []


def test_a_question_about_sampan_comes_before_manners():
    text = say_socially((Intent.GREETING, Intent.IDENTITY, Intent.SIZE), "en", FACTS, IDENTITY).text
    assert text == " ".join(
        say_socially((intent,), "en", FACTS, IDENTITY).text
        for intent in (Intent.IDENTITY, Intent.SIZE)
    )


@pytest.mark.parametrize(
    ("intents", "replied"),
    [
        ((Intent.ASSENT, Intent.THANKS), Intent.THANKS),
        ((Intent.THANKS, Intent.GOODBYE), Intent.GOODBYE),
        ((Intent.INSULT, Intent.ASSENT), Intent.INSULT),
        ((), Intent.GREETING),
    ],
)
def test_one_reply_is_given_to_several_manners(intents, replied):
    text = say_socially(intents, "en", FACTS, IDENTITY).text
    assert text == say_socially((replied,), "en", FACTS, IDENTITY).text


@pytest.mark.parametrize(
    ("intents", "choices"),
    [((Intent.GREETING,), EXAMPLES), ((Intent.ABILITIES,), EXAMPLES), ((Intent.GOODBYE,), ())],
)
def test_examples_are_shown_where_they_are_of_use(intents, choices):
    assert say_socially(intents, "en", FACTS, IDENTITY, examples=EXAMPLES).choices == choices


def test_facts_are_those_of_the_catalogue():
    articles = [
        make_article("old", "Cake.", topics=("Cake",), published=datetime(2020, 1, 1, tzinfo=UTC)),
        make_article(
            "new", "Bread.", topics=("Cake", "Bread"), published=datetime(2024, 1, 1, tzinfo=UTC)
        ),
        make_article("undated", "Tea."),
    ]
    facts = CorpusFacts.of(catalogue_of(articles, Glossary([])), FACTS.updated_at)
    assert (facts.articles, facts.topics) == (3, ("Cake", "Bread"))
    assert (facts.oldest, facts.newest) == (date(2020, 1, 1), date(2024, 1, 1))


def test_nothing_is_said_of_what_is_not_known():
    empty = CorpusFacts.of(
        catalogue_of([make_article("one", "Tea.")], Glossary([])), FACTS.updated_at
    )
    assert "None" not in say_socially((Intent.SIZE, Intent.NEWNESS), "en", empty, IDENTITY).text
    assert say_socially((Intent.TOPICS,), "en", empty, IDENTITY).text == IDENTITY.greeting("en")
