import pytest

from bot.answering.courtesy import without_courtesy
from bot.answering.question import MAX_CHARS


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "hey guys, quick question, could you please tell me when FPS launched? thanks a lot!",
            "when FPS launched?",
        ),
        ("wtf is Chapter 18C", "what is Chapter 18C"),
        ("who the hell runs Mox?", "who runs Mox?"),
        ("Does anyone know who runs the HKMA?", "who runs the HKMA?"),
        ("I'd like to know how many banks use it pls", "how many banks use it"),
        ("When did FPS start? 🙏🙏 thx", "When did FPS start?"),
        ("When did FPS start? ty!", "When did FPS start?"),
        ("hello there, what is mBridge", "what is mBridge"),
        ("唔好意思，想請問下轉數快幾時推出？唔該晒，多謝", "轉數快幾時推出？"),
        ("你好，请问数码港在哪里？谢谢大家", "数码港在哪里？"),
        ("唔該想問下數碼港喺邊", "數碼港喺邊"),
        ("唔該話我知轉數快幾時推出", "轉數快幾時推出"),
        ("麻煩話我知轉數快幾時推出", "轉數快幾時推出"),
        ("轉數快幾時推出 求解 🙏", "轉數快幾時推出"),
        ("我想知道邊間銀行最大", "邊間銀行最大"),
    ],
)
def test_what_tells_nothing_of_the_question_is_left_out(said, asked):
    assert without_courtesy(said) == asked


@pytest.mark.parametrize(
    "text",
    [
        "When did FPS launch?",
        "Can you tell me about stablecoins?",
        "I want to know more about mBridge",
        "Hello Bank opened when?",
        "What is a quick question?",
        "Who is George Ty?",
        "Who is Dr Ty",
        "要問責的人是誰",
        "問責局長是誰",
        "問題銀行有幾多間",
        "可以告訴我關於虛擬銀行嗎",
        "知名品牌有邊啲",
        "Thanks!",
        "🙏🙏",
        "謝謝",
    ],
)
def test_what_belongs_to_it_stays(text):
    assert without_courtesy(text) == text


@pytest.mark.parametrize("piece", [" ", "!", "thanks ", "hi, ", "想", "謝謝", "？", "🙏", "pls "])
def test_a_long_one_takes_no_longer(piece):
    assert without_courtesy((piece * MAX_CHARS)[:MAX_CHARS])


@pytest.mark.parametrize(
    "said",
    [
        "Hi everyone, could somebody tell me when the Commercial Data Interchange opened? thx! 🙏",
        "唔好意思，想請問下商業數據通幾時推出？唔該晒",
    ],
)
def test_a_polite_question_is_answered_like_a_plain_one(service, said):
    asked = without_courtesy(said)
    polite, plain = (service.answerer.answer(text) for text in (said, asked))
    assert (polite.verdict, polite.quotes) == (plain.verdict, plain.quotes)
    assert polite.question.text == asked


def test_courtesy_tells_which_language_somebody_speaks(service):
    assert service.answerer.answer("請問 what is mBridge?").question.answer_in == "zh-Hant"
