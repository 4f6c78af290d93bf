import pytest

from corpus.words import split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The banks were launching payments", ["bank", "launch", "payment"]),
        ("HK$1.6 billion", ["hk$1.6", "1.6", "billion"]),
        ("US$220 million", ["us$220", "220", "million"]),
        ("57% of 1,200 companies", ["57%", "57", "1200", "compani"]),
        ("cross-border", ["crossborder", "cross", "border"]),
        ("e-HKD and E-HKD", ["ehkd", "hkd", "ehkd", "hkd"]),
        ("circular 24EC55", ["circular", "24ec55"]),
        ("HKMA's", ["hkma"]),
        ("虛擬銀行", ["虚拟", "拟银", "银行"]),
        ("虚拟银行", ["虚拟", "拟银", "银行"]),
        ("2025年", ["2025", "年"]),
        ("GenAI沙盒", ["genai", "沙盒"]),
        ("", []),
        ("?!…", []),
    ],
)
def test_words(text, words):
    assert split_words(text) == words


def test_dotted_and_plain_abbreviations_meet():
    assert split_words("GenA.I.")[0] == split_words("GenAI")[0]
    assert split_words("A.I.")[0] == split_words("AI")[0]
