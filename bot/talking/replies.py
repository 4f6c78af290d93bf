"""What Sampan says to what is no question."""

from collections.abc import Sequence

from bot.identity import Identity
from bot.phrases import say
from bot.talking.facts import CorpusFacts
from bot.talking.intents import OF_AN_ANSWER, Intent
from bot.talking.reply import Reply
from corpus.dates import HONG_KONG
from corpus.languages import is_chinese

_ABOUT_IT = (Intent.IDENTITY, Intent.ABILITIES, Intent.TOPICS, Intent.SIZE, Intent.NEWNESS)
# Of what is said besides, the first of these is replied to.
_CHAT = (
    Intent.INSULT,
    Intent.GOODBYE,
    Intent.THANKS,
    Intent.PRAISE,
    Intent.GREETING,
    Intent.ASSENT,
)
_INVITING = {Intent.GREETING, Intent.ABILITIES, Intent.TOPICS} | OF_AN_ANSWER


def say_socially(
    intents: Sequence[Intent],
    language: str,
    facts: CorpusFacts,
    identity: Identity,
    *,
    examples: Sequence[str] = (),
) -> Reply:
    """The reply to a message that asks nothing of the articles.

    What it wants to know of us comes first, then its wishes for an answer, of which there is none
    yet, then its manners. `examples` are questions to choose from, where they are of use.
    """
    if Intent.IN_ENGLISH in intents:
        language = "en"
    if Intent.IN_CHINESE in intents and not is_chinese(language):
        language = "zh-Hant"
    asked = [intent for intent in intents if intent in _ABOUT_IT]
    wishes = OF_AN_ANSWER.intersection(intents)
    chat = next((intent for intent in _CHAT if intent in intents), Intent.GREETING)
    if asked:
        gap = " " if language == "en" else ""
        text = gap.join(_tell(intent, language, facts, identity) for intent in asked)
    elif wishes:
        text = _say("said_before_asking", language, identity)
    elif {Intent.IN_CHINESE, Intent.IN_ENGLISH}.intersection(intents):
        text = _say("said_language", language, identity)
    else:
        text = _say(f"said_{chat}", language, identity)
    invites = bool(_INVITING.intersection(intents)) or not intents
    return Reply(text=text, language=language, choices=tuple(examples) if invites else ())


def _tell(intent: Intent, language: str, facts: CorpusFacts, identity: Identity) -> str:
    """What we know of ourselves."""
    if intent is Intent.TOPICS and not facts.topics:
        return identity.greeting(language)
    if intent is Intent.TOPICS:
        return _say("said_topics", language, identity, topics=_listed(facts.topics, language))
    parts = {
        Intent.IDENTITY: ["said_identity"],
        Intent.ABILITIES: ["said_abilities"],
        Intent.SIZE: ["said_size", "said_span"],
        Intent.NEWNESS: ["newest_article", "said_updated"],
    }[intent]
    if facts.newest is None:
        parts = [part for part in parts if part not in ("said_span", "newest_article")]
    gap = " " if language == "en" else ""
    values = {
        "articles": f"{facts.articles:,}",
        "oldest": str(facts.oldest),
        "newest": str(facts.newest),
    }
    days = {
        "newest_article": facts.newest,
        "said_updated": facts.updated_at.astimezone(HONG_KONG).date(),
    }
    return gap.join(
        _say(part, language, identity, day=str(days.get(part)), **values) for part in parts
    )


def _listed(names: Sequence[str], language: str) -> str:
    return (", " if language == "en" else "、").join(names)


def _say(phrase: str, language: str, identity: Identity, **values: str) -> str:
    hello = identity.greeting(language)
    return say(phrase, language).format(hello=hello, name=identity.name, **values)
