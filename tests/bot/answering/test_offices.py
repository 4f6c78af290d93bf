import pytest

from bot.answering.offices import asked_offices, asks_for_holder_now, body_words, find_posts


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("HKMA chief executive Eddie Yue", {"chief executive"}),
        ("its CEO and founder", {"chief executive", "founder"}),
        ("the group's chief financial officer", {"financial"}),
        ("the Chief Sustainability Officer", {"sustainability"}),
        ("deputy chief executive Arthur Yuen", {"deputy chief executive"}),
        ("the vice-president", {"deputy president"}),
        ("SAMA governor Ayman Alsayari", {"governor"}),
        ("The board is chaired by Harry Shum", {"chair"}),
        ("金管局總裁余偉文", {"chief executive", "president", "governor"}),
        ("副行政总裁", {"deputy chief executive"}),
        ("主席兼行政總裁", {"chair", "chief executive"}),
        ("首席資訊官", {"information"}),
        ("行政長官李家超", {"head of the city"}),
        ("the CIO", {"information", "investment"}),
        ("He presided over the ceosphere of a chieftain", set()),
    ],
)
def test_offices_are_known_in_both_languages(text, offices):
    assert frozenset().union(*(post.offices for post in find_posts(text))) == offices


@pytest.mark.parametrize(
    ("question", "offices"),
    [
        ("who is the CFO of Mox?", {"financial"}),
        ("whos mox's cfo", {"financial"}),
        ("Who did Mox appoint as its chief executive?", {"chief executive"}),
        ("the name of OSL's chairman", {"chair"}),
        ("誰擔任滙豐主席？", {"chair"}),
        ("滙豐主席係邊個？", {"chair"}),
        ("Mox的財務總監叫咩名", {"financial"}),
        ("Which bank's chairman resigned?", set()),
        ("who founded RD, the former chief executive?", set()),
        ("RD 個 founder 係邊個？", set()),
        ("圓幣係邊個創辦㗎？前金管局總裁？", set()),
        ("cfo of mox?", {"financial"}),
        ("Mox CFO", {"financial"}),
        ("邊個係滙豐行政總裁", {"chief executive"}),
        ("滙豐主席", {"chair"}),
        ("金管局總裁係邊位？", {"chief executive", "president", "governor"}),
        ("沙特央行行長叫咩名？", {"chief executive", "president", "governor"}),
        ("What did HSBC's chief executive say about AI?", set()),
        ("who was at the opening besides the HKMA chief executive", set()),
        ("who did the CEO of HSBC partner with", set()),
        ("How much does the CEO of HSBC earn?", set()),
        ("What is FPS?", set()),
    ],
)
def test_whose_office_is_asked_for(question, offices):
    assert asked_offices(question) == offices


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("HKMA chief executive Eddie Yue spoke.", ["hkma"]),
        ("Lufax chairman and chief executive Cho Yong Suk said", ["lufax", "lufax"]),
        ("HSBC's group chief executive spoke", ["hsbc"]),
        ("Eddie Yue, chief executive of the Hong Kong Monetary Authority", ["author monetari"]),
        ("the chief executive of ZA Bank, and its chairman", ["za", ""]),
        ("Chief executive Deniz Guven spoke.", [""]),
        ("Its CEO left. Former chairman Ann stayed.", ["", ""]),
        ("It listed in Shanghai. Chief executive Xu Li spoke.", [""]),
        ("金管局總裁余偉文", [""]),
    ],
)
def test_the_body_of_an_office_is_known_where_it_stands_beside_it(text, bodies):
    assert [" ".join(sorted(post.body)) for post in find_posts(text)] == bodies


@pytest.mark.parametrize(
    ("question", "is_now"),
    [
        ("Who is the CEO of ZA Bank?", True),
        ("金管局行政總裁係邊個？", True),
        ("Who was the CEO of ZA Bank in 2023?", False),
        ("邊個係金管局前總裁？", False),
        ("When did the CEO leave?", False),
    ],
)
def test_whether_it_is_asked_who_holds_an_office_now(question, is_now):
    assert asks_for_holder_now(question) is is_now


def test_a_body_is_known_by_the_stems_of_its_words():
    assert body_words("chairman of the Hong Kong stock exchange") & body_words("Stock Exchanges")
    assert not body_words("CEO of Lund Bank in 2023") & body_words("Oslo Bank 2023")
