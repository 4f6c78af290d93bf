import pytest

from corpus.formats.markdown import read_markdown


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("Press ++ctrl+s++ to ^^save^^ it.", "Press ctrl+s to save it."),
        ("A {++new++} word{-- old--}, {~~bad~>good~~} and {==kept==}{>>why?<<}.",
         "A new word, good and kept."),
        ("Made of H~2~O and x^2^, on the 5^th^.", "Made of H2O and x², on the 5th."),
        ("It was ::marked:: here.", "It was marked here."),
        ("We launched it :rocket: today.", "We launched it today."),
        (":material-bank: The bank opened.", "The bank opened."),
        ('One.\n\n--8<-- "part.md"\n\nTwo.', "One.\n\nTwo."),
        ("One.\n\n<<< @/parts/a.ts{2}\n\nTwo.", "One.\n\nTwo."),
        ("As shown ((01234567-89ab-cdef-0123-456789abcdef)), it rose.", "As shown, it rose."),
        ("Fees fell [see @doe99, pp. 3-5; @roe01].", "Fees fell."),
        ("- One\n  id:: 12\n\t- two\n  :LOGBOOK:\n  CLOCK: 1\n  :END:\n- Three",
         "- One\n  - two\n- Three"),
        ("About #[[virtual banks]] here.", "About virtual banks here."),
        ("One.\n\n[file:A/b.pdf]", "One."),
        ("The rate is `r mean(x)` now.", "The rate is now."),
        ("[Read on](#){ .button } now.", "Read on now."),
        ("Row\n\n: The caption {#tbl-a}", "Row\n\nThe caption"),
        ("First &nbsp; second.", "First second."),
        ("A term <Badge text='x' /> stays.", "A term stays."),
        ("```{r, echo=FALSE}\nplot(x)\n```", "```r,\nplot(x)\n```"),
        ("```{python}\nprint(1)\n```", "```python\nprint(1)\n```"),
    ],
)  # fmt: skip
def test_marks_of_single_dialects_go_and_their_words_stay(written, prose):
    assert read_markdown(written).body == prose


@pytest.mark.parametrize(
    "text",
    [
        "C++ and C++ are one; i++ too.",
        "At 10:30: or 5:1 odds, a:b:c stays.",
        ":author: Dana Wick",
        "Write to [@desk] or [me @ work].",
        "It is ~5% to ~10 and 2^10 = 1024.",
        "std::vector and a::b stay.",
        "They (all of them) left ((so it seems)).",
        "#1 of #2 #",
    ],
)
def test_text_that_only_looks_like_such_marks_stays(text):
    assert read_markdown(text).body == text


def test_sentences_that_a_template_parted_stay_apart():
    text = '{{< tab "a" >}}Fees are capped.{{< /tab >}}{{< tab "b" >}}Rates are not.{{< /tab >}}'
    assert read_markdown(text).body == "Fees are capped. Rates are not."


def test_a_tag_of_several_words_between_two_signs_is_a_tag():
    read = read_markdown("The bank opened.\n\n#work #virtual banks#")
    assert read.body == "The bank opened."
    assert read.tags == ("virtual banks", "work")


def test_a_chinese_heading_without_a_space_is_one():
    assert read_markdown("##背景\n\n銀行開業。\n\n###（一）費用").body == (
        "## 背景\n\n銀行開業。\n\n### （一）費用"
    )
