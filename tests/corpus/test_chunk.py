import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.chunk import ChunkOptions, split_article
from corpus.load import load_corpus
from corpus.schema import Article, Passage
from corpus.starter import starter_folder

PIECES = st.sampled_from(
    [
        *(
            "The bank paid HK$1,000,000 to Mr. Lam. ",
            "Why? ",
            "A word ",
            "x" * 30,
            "銀行周一開業。",
        ),
        *(
            "金管局表示歡迎，並會跟進；",
            "\n",
            "\n\n",
            "\n\n\n",
            "\n- ",
            "\n2. ",
            "\n> ",
            "\n# Banks\n",
        ),
        *("\n## 銀行 ##\n", "“Yes,” she said. ", "10:30, ", "\n\n# Last"),
    ]
)
BODIES = st.lists(PIECES, min_size=1, max_size=40).map("".join).filter(str.strip)
OPTIONS = st.builds(
    ChunkOptions,
    max_tokens=st.integers(16, 60),
    join_tokens=st.integers(0, 16),
    overlap=st.integers(0, 3),
)
COUNTS = st.sampled_from([len, lambda text: len(re.findall(r"\w+|[^\w\s]", text))])


def split(body: str, *, count_tokens=len, options=None) -> list[Passage]:
    article = Article(id="a", title="A title", body=body, language="en")
    return split_article(article, count_tokens=count_tokens, options=options or ChunkOptions())


@given(BODIES, COUNTS, OPTIONS)
def test_a_passage_is_the_span_it_names_and_stays_within_its_tokens(body, count_tokens, options):
    passages = split(body, count_tokens=count_tokens, options=options)
    assert [(p.start, p.end) for p in passages] == sorted((p.start, p.end) for p in passages)
    for passage in passages:
        assert body[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert count_tokens(passage.text) <= options.max_tokens


@given(BODIES, COUNTS, OPTIONS)
def test_passages_hold_every_character_but_headings_and_list_markers(body, count_tokens, options):
    passages = split(body, count_tokens=count_tokens, options=options)
    rest = list(body)
    for passage in passages:
        rest[passage.start : passage.end] = "\0" * (passage.end - passage.start)
    for line in "".join(rest).split("\n"):
        if re.match(r"#{1,6}[ \t]+\S", line) and "\0" not in line:
            continue
        assert re.fullmatch(r"(?:[\s\0]|[->](?=[\s\0])|2\.(?=[\s\0]))*", line), line


def test_passages_of_the_starter_corpus_are_the_spans_they_name():
    for article in load_corpus([starter_folder()]).articles:
        passages = split(article.body, count_tokens=lambda text: len(text.split()))
        assert passages
        assert len({passage.id for passage in passages}) == len(passages)
        for passage in passages:
            assert article.body[passage.start : passage.end] == passage.text


def test_a_token_that_cannot_be_cut_may_be_too_long():
    (passage,) = split("字", count_tokens=lambda text: 1000)
    assert passage.text == "字"


def test_headings_travel_beside_the_text():
    passages = split("Lead of it.\n\n# Banks\n\nOne.\n\n## Virtual\n\nTwo.\n\n# Coins\n\nThree.")
    assert [(p.headings, p.text) for p in passages] == [
        ((), "Lead of it."),
        (("Banks",), "One."),
        (("Banks", "Virtual"), "Two."),
        (("Coins",), "Three."),
    ]


def test_a_body_of_headings_alone_is_one_passage():
    assert [p.text for p in split("# Banks\n\n## Coins")] == ["# Banks\n\n## Coins"]


def test_a_short_lead_in_is_joined_to_what_it_introduces():
    options = ChunkOptions(max_tokens=100)
    rule = "Every bank must keep a log of what its machines answer."
    assert len(split(f"Three rules:\n\n{rule}", options=options)) == 1
    assert len(split(f"{rule}\n\n{rule}", options=options)) == 2


@pytest.mark.parametrize(
    "items",
    [
        "- Lantern Bank\n- Gate Bank",
        "- Lantern Bank\n\n- Gate Bank",
        "Lantern Bank\nGate Bank",
        "Lantern Bank\n\nGate Bank",
        "| Bank | Rate |\n|---|---|\n| Lantern | 3% |",
        "（一）明燈銀行；\n（二）閘門銀行；",
    ],
)
def test_a_list_is_joined_to_what_leads_to_it_however_long_that_is(items):
    lead = f"{'The rules changed in May and were changed again. ' * 3}The lenders are:"
    body = f"{lead}\n\n{items}\n\n{'Each of them opened its doors. ' * 3}"
    options = ChunkOptions(max_tokens=300)
    assert split(body, options=options)[0].text == f"{lead}\n\n{items}"
    options = ChunkOptions(max_tokens=len(lead) + 1)
    assert split(body, options=options)[0].text == lead


def test_a_long_paragraph_is_cut_between_sentences_that_overlap():
    body = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
    options = ChunkOptions(max_tokens=40, overlap=1)
    assert [p.text for p in split(body, options=options)] == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_a_long_sentence_is_cut_at_a_space_and_never_inside_a_number():
    body = "the sum of HK$1,000,000,000 and HK$2,000,000,000 was paid at 10:30 to the bank"
    passages = split(body, options=ChunkOptions(max_tokens=20, overlap=0))
    assert " ".join(p.text for p in passages) == body


def test_the_markers_of_a_long_list_count_too():
    body = "\n".join(f"{number}. Rule" for number in range(10, 40))
    for passage in split(body, options=ChunkOptions(max_tokens=30)):
        assert len(passage.text) <= 30


def test_a_passage_keeps_its_id_while_its_words_stay_in_place():
    one, other = split("A bank.\n\n# B\n\nTwo."), split("A bank.\n\n# B\n\nTen.")
    assert one[0].id == other[0].id
    assert one[1].id != other[1].id


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_tokens": 15},
        {"max_tokens": 401},
        {"max_tokens": 20, "join_tokens": 21},
        {"overlap": -1},
        {"overlap": 4},
    ],
)
def test_options_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        ChunkOptions(**wrong)
