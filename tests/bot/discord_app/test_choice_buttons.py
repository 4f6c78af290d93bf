"""What is no answer, as Discord shows it."""

from bot.discord_app.choice_buttons import BUTTON, reply_text, reply_view
from bot.talking.reply import Reply

_LONG = "What is it that the authority said of " + "deposits and " * 5 + "loans?"


def _labels(reply: Reply) -> list[str]:
    view = reply_view(reply)
    return [item.item.label for item in view.children] if view else []


def test_each_question_is_a_button_once_and_one_too_long_stands_in_the_text():
    choices = ("What is FPS?", _LONG, " What  is FPS? ", "", "轉數快是甚麼？")
    reply = Reply(text="Which one?", language="en", choices=choices)
    assert _labels(reply) == ["What is FPS?", "轉數快是甚麼？"]
    assert reply_text(reply) == f"Which one?\n- {_LONG}"


async def test_the_buttons_have_ids_that_are_read_again():
    reply = Reply(
        text="Which one?", language="en", choices=tuple(f"What is {n}?" for n in range(9))
    )
    view = reply_view(reply)
    ids = [item.item.custom_id for item in view.children]
    assert len(ids) == len(set(ids)) == 5
    assert all(BUTTON.fullmatch(one) for one in ids)
    assert view.timeout is None


def test_without_choices_there_are_no_buttons():
    assert reply_view(Reply(text="Hello.", language="en")) is None


def test_nothing_that_is_said_acts_as_mark_up_or_is_too_long(answer):
    hostile = "@everyone **x** [a](https://evil.example) " + "_" * 3000
    articles = tuple(source.article for source in answer.sources) * 30
    reply = Reply(text=hostile, language="en", choices=(hostile,), articles=articles)
    text = reply_text(reply)
    assert len(text) <= 2000
    assert "@everyone" not in text
    assert "](https://evil" not in text
    named = reply_text(Reply(text="New:", language="en", articles=articles[:1]))
    assert named.startswith("New:\n- ")
    assert articles[0].url in named
