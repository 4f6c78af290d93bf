"""Whether it matters how a question is put: `python -m benchmarks.wording`.

Every seventh English and every fifth Chinese question of the first three sets of tests/evaluation
that asks for a fact, a time or a list and has an answer, and every sixth and fourth that has none,
is said as people in a channel would: with courtesy, to the bot by name, with an oath. What is shown
is compared with the facts that a full answer holds. Needs the index of the starter corpus.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.answering.answer import Answer
from bot.answering.confidence import Verdict
from bot.evaluation.known_questions import KnownQuestion, read_questions
from bot.evaluation.measures import held_needs
from bot.service.wiring import Service, open_service
from bot.settings import load_settings
from corpus.text import has_han

_FOLDER = Path(__file__).parents[1] / "tests" / "evaluation"
_SETS = ("dev", "second", "third")
_KINDS = ("factoid", "list", "temporal")
_MARKS = "?？ "

Put = Callable[[str], str]

_ENGLISH: dict[str, Put] = {
    "as it is": lambda text: text,
    "politely": lambda text: (
        f"hey guys, quick question, could you please tell me {text[0].lower()}{text[1:]}"
        " thanks a lot in advance!"
    ),
    "by name": lambda text: f"@Sampan {text} 🙏",
    "with an oath": lambda text: re.sub(
        r"^(what|who|when|where|how|which)\b", r"\1 the hell", text, flags=re.IGNORECASE
    ),
}
_CHINESE: dict[str, Put] = {
    "as it is": lambda text: text,
    "politely": lambda text: f"唔好意思，想請問下{text.rstrip(_MARKS)}？唔該晒，多謝",
    "without its mark": lambda text: text.rstrip(_MARKS),
    "asking for help": lambda text: f"{text.rstrip(_MARKS)} 求解 🙏",
}


def main() -> None:
    """Ask, and print a table."""
    known = [one for name in _SETS for one in read_questions(_FOLDER / f"{name}.jsonl")]
    service = open_service(load_settings())
    print("| | questions | full | firm and full | unsure | refused | false answers |")
    print("|---" * 7 + "|")
    for language, ways, steps in (("English", _ENGLISH, (7, 6)), ("Chinese", _CHINESE, (5, 4))):
        own = [one for one in known if has_han(one.question) == (language == "Chinese")]
        asked = [one for one in own if one.needs and one.kind in _KINDS][:: steps[0]]
        unanswerable = [one for one in own if not one.articles][:: steps[1]]
        for way, put in ways.items():
            figures = _measure(service, asked, unanswerable, put)
            print(f"| {language}, {way} | {len(asked)} + {len(unanswerable)} | {figures} |")


def _measure(
    service: Service,
    asked: Sequence[KnownQuestion],
    unanswerable: Sequence[KnownQuestion],
    put: Put,
) -> str:
    counts = dict.fromkeys(("full", "firm", "unsure", "refused"), 0)
    for one in asked:
        answer = _ask(service, put(one.question))
        shown = [quote.text for quote in answer.quotes] if answer else []
        is_full = all(held_needs(one, shown))
        verdict = answer.verdict if answer else Verdict.NOT_FOUND
        counts["full"] += is_full
        counts["firm"] += is_full and verdict is Verdict.ANSWERED
        counts["unsure"] += verdict is Verdict.UNSURE
        counts["refused"] += verdict is Verdict.NOT_FOUND
    answers = [_ask(service, put(one.question)) for one in unanswerable]
    false = sum(answer is not None and answer.verdict is Verdict.ANSWERED for answer in answers)
    shares = [count / len(asked) for count in counts.values()]
    return " | ".join(f"{share:.3f}" for share in (*shares, false / len(unanswerable)))


def _ask(service: Service, text: str) -> Answer | None:
    """The answer; None where something else is said."""
    said = service.talk.respond(text).said
    return said if isinstance(said, Answer) else None


if __name__ == "__main__":
    main()
