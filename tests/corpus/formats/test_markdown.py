import random
import re
from pathlib import Path

import pytest

from corpus.formats.markdown import read_markdown

_PROSE = (
    "5 * 3 * 2 is 5*3*2, and snake_case stays a_b_c.",
    "From HK$5 and HK$6 it rose to $5_000 and $6_000.",
    "I <3 banks; a < b and c > d; x <B and C> y.",
    "C# and F#, AT&T and R&D, [sic] and [1].",
    "On 2024-03-05 the #1 bank, as it says, opened.",
    "The set {x} and {y} in a template of a contract.",
    "Price* and fee* differ\n\n* Subject to review",
    "　　第一段文字。\n\n　　第二段文字。",
    "Cards 123***456 and 789***012 belong to A123*****(4).",
    "Paragraph [12](b) of [2024] HKCFI 12 says so.",
    "Write to <your name> at <the desk>.",
    "import duties from China rose\n\nexport default rates fell",
    "It is 100%% sure and 50%% not.",
    "http://a.example/b_c_d?x=1&copy=2 and name@bank.example",
    "以下銀行獲發牌照：\n\n明燈銀行\n閘門銀行\n山頂銀行",
    "Lead-in:\n\n- one\n- two\n\n1. first\n2. second\n\n> quoted\n> twice",
    "Key facts:\n- one\n- two",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "A title\n\nA paragraph that somebody cut for width at sixty characters or more\ngoes on.",
    "# A heading\n\nText.\n\n## Another\nText at once.",
    "It rose ~5% to ~10, where a == b == c, and 10^6 is x^2.",
    "a ** b ** c and std::vector, if !important.",
    "Section 1(a):\n(i) one\n(ii) two",
    "甲　乙　丙",
)


def body(text: str) -> str:
    return read_markdown(text).body


@pytest.mark.parametrize("prose", _PROSE)
def test_ordinary_prose_comes_back_to_the_character(prose):
    assert body(prose) == prose
    assert read_markdown(prose).tags == ()


def test_emphasis_goes_also_where_chinese_leaves_no_space_around_it():
    assert body("**bold** *it* ***both*** __st__ _em_ ~~old~~ ==new==") == (
        "bold it both st em old new"
    )
    assert body("**注意：**這是**「重點」**的內容。") == "注意：這是「重點」的內容。"


def test_bold_that_a_converter_closed_behind_a_space_goes():
    assert body("**Note: **the fee rose and **Lantern Bank **paid.") == (
        "Note: the fee rose and Lantern Bank paid."
    )


def test_links_leave_their_words_and_pictures_nothing():
    text = (
        'See [the notice](https://a.example/b_(c) "t"), [fees][f], [rules] and <https://b.example>.'
        " ![Chart](c.png){width=50%} [![Badge](b.svg)](u) [spaced](<a b>)"
        "\n\n[f]: https://f.example 'Fees'\n[rules]: <r.html>\n[//]: # (a remark)"
    )
    assert body(text) == "See the notice, fees, rules and https://b.example. spaced"


def test_a_picture_between_words_leaves_one_space():
    assert body("one ![x](y) two [[1]](#cite) three") == "one two three"


def test_footnotes_lose_their_marks_and_keep_their_sentences():
    text = (
        "It charges 0.3 per cent.[^1] It lists[^n] fees^[An aside.].\n\n"
        "[^1]: Without network costs.\n[^n]: In full\n    since May.\n"
    )
    assert body(text) == (
        "It charges 0.3 per cent. It lists fees.\n\nAn aside.\n\n"
        "Without network costs.\n\nIn full\nsince May."
    )


def test_comments_of_every_kind_go():
    text = (
        "<!-- legal says no\n\nsecond --> One.<!-- x --> Two. %% hidden %%\n\n%%\nno\n\nblock\n%%"
        "\n\n{% comment %}hidden{% endcomment %}{# hidden #}\n\n<!--more-->\n\nThree."
    )
    assert body(text) == "One. Two.\n\nThree."


def test_a_comment_that_is_never_closed_hides_its_paragraph_only():
    assert body("One.\n\n<!-- note to self\nmore\n\nTwo.") == "One.\n\nTwo."


def test_entities_and_backslashes_become_what_they_stand_for():
    assert body("A &amp; B&nbsp;C &#39;d&#39; &lt;e&gt; 1\\. \\*f\\*") == "A & B C 'd' <e> 1. *f*"


def test_both_kinds_of_heading_become_one():
    assert body("Title\n=====\n\nSub\n---\n\n### Third ### {#third .x}\n\nText.") == (
        "# Title\n\n## Sub\n\n### Third\n\nText."
    )


def test_a_line_under_a_sentence_parts_paragraphs_and_makes_no_heading():
    assert body("The bank opened on Monday.\n---\nIt closed on Friday.") == (
        "The bank opened on Monday.\n\nIt closed on Friday."
    )


def test_prose_set_in_by_four_spaces_is_prose():
    assert body("Title\n\n    The bank opened.\n\n    It *closed*.\n\n    - a\n    - b") == (
        "Title\n\nThe bank opened.\n\nIt closed.\n\n- a\n- b"
    )


def test_short_items_stand_on_lines_one_after_another_with_their_numbers():
    text = "Banks:\n\n* **A** Bank\n\n* [ ] B Bank\n\n1) x\n\n    - y\n\n2) z"
    assert body(text) == "Banks:\n\n* A Bank\n* B Bank\n\n1) x\n   - y\n2) z"


def test_long_items_stay_paragraphs():
    text = "1. " + "The bank opened on Monday. " * 9 + "\n\n2. " + "It closed on Friday. " * 12
    assert "\n\n2. It closed" in body(text)


def test_lines_of_a_quotation_that_were_cut_for_width_are_joined():
    text = (
        "> We shall open the second phase of the trial in the spring of next\n"
        "> year, he said.\n>\n> " + "我們將於明年春天開展第二階段" * 5 + "\n> 試驗。"
    )
    assert body(text) == (
        "> We shall open the second phase of the trial in the spring of next year, he said.\n>\n"
        "> " + "我們將於明年春天開展第二階段" * 5 + "試驗。"
    )


def test_callouts_keep_their_titles():
    assert (
        body("> [!info]- Status\n> Live.\n\n> [!NOTE]\n> Soon.") == "> Status\n> Live.\n\n> Soon."
    )


def test_tables_keep_every_cell_in_one_form():
    text = "a | *b*\n:-- | --:\n1<br>2 | [x](y)\n<ul><li>p</li><li>q</li></ul> | r | beyond\n"
    assert body(text) == ("| a | b |\n| --- | --- |\n| 1 2 | x |\n| p; q | r | beyond |")


def test_words_of_code_stay_with_backticks_only_where_they_would_be_mark_up():
    assert body("Call `POST /v1`, `fee_rate` and `<div>`.") == (
        "Call POST /v1, fee_rate and `<div>`."
    )


def test_code_stays_as_it_stands_and_what_draws_goes():
    text = (
        "Before.\n\n```python\nx = {{ y }}  # *a*\n\n<b>\n```\n\n```mermaid\ngraph TD\n```\n\n"
        "~~~dataview\nLIST\n~~~\n\nAfter."
    )
    assert body(text) == "Before.\n\n```python\nx = {{ y }}  # *a*\n\n<b>\n```\n\nAfter."


def test_prose_between_fences_is_prose():
    text = "He wrote:\n```\nDear Sir, the bank has *opened* its new branch.\n```\nThat was all."
    assert body(text) == (
        "He wrote:\n\nDear Sir, the bank has opened its new branch.\n\nThat was all."
    )


def test_shortcodes_and_liquid_go_and_what_they_frame_stays():
    text = (
        "Fee 0.2 per cent. {{% notice info %}}Prices are in HK$.{{% /notice %}}\n\n"
        '{{< figure src="a.png" caption="A till" >}}\n\n{{< tabs >}}\n- *a*\n- b\n{{< /tabs >}}\n\n'
        '{{< mermaid >}}\ngraph\n{{< /mermaid >}}\n\nSee [this]({{< ref "x.md" >}}) and '
        '[that]({% link _a/b.md %}). {% include x.html a="b" %}{{ page.title }}\n\n'
        "{% highlight ruby %}\nputs 1\n{% endhighlight %}\n{: .lead}\n"
    )
    assert body(text) == (
        "Fee 0.2 per cent. Prices are in HK$.\n\n- a\n- b\n\nSee this and that.\n\n"
        "```ruby\nputs 1\n```"
    )


def test_what_a_raw_block_shows_is_shown():
    assert body("{% raw %}Write {{ name }}.{% endraw %}") == "Write {{ name }}."


def test_templates_of_a_wiki_go_with_those_inside():
    assert body("{{Infobox\n| a = {{b|c}}\n}}\nThe bank opened.{{cite|x}}") == "The bank opened."


def test_scripts_and_components_of_mdx_go_and_their_prose_stays():
    text = (
        "import Tabs from '@theme/Tabs';\nimport {\n  A,\n  B,\n} from './c';\n\n"
        "export const meta = {\n  a: { b: 1 },\n};\n\n"
        '<Tabs groupId="x" render={() => <b>y</b>}>\n  <TabItem value="a">\n\nFast: 4 seconds.\n\n'
        "  </TabItem>\n</Tabs>\n\n<Cards a={[1]} />\n\nHello{/* no */}{' '}you, "
        '<Tooltip tip="t">word</Tooltip>.{props.x}\n'
    )
    assert body(text) == "Fast: 4 seconds.\n\nHello you, word."


def test_asides_of_every_dialect_keep_their_titles_and_their_prose():
    text = (
        ":::tip Cut-off\nOrders settle.\n:::\n\n:::note[Own title]\nText.\n:::\n\n"
        '::: {.callout title="Third"}\nText.\n:::\n\n!!! warning "Beware"\n    Of this.\n\n'
        '=== "Tab"\n\n    Text.\n'
    )
    assert body(text) == (
        "Cut-off\n\nOrders settle.\n\nOwn title\n\nText.\n\nThird\n\nText.\n\n"
        "Beware\n\nOf this.\n\nTab\n\nText."
    )


def test_notes_of_obsidian_lose_what_only_its_program_reads():
    read = read_markdown(
        "The [[Octo card|card]] and [[folder/Fees#Card]] work. ^block1\n\n![[photo.png]]\n\n"
        "status:: open\n\nIt counted ==2 million== phones. #payments/mobile\n\n"
        "A [x:: y] field; a #StopScams week; colours #fff and #1a2b3c.\n\n#fintech #cards\n"
    )
    assert read.body == (
        "The card and Fees work.\n\nIt counted 2 million phones.\n\n"
        "A field; a #StopScams week; colours #fff and #1a2b3c."
    )
    assert read.tags == ("payments/mobile", "StopScams", "fintech", "cards")


def test_a_heading_without_its_space_is_no_tag():
    read = read_markdown("#背景\n\n銀行開業。\n\n#銀行")
    assert read.body == "#背景\n\n銀行開業。"
    assert read.tags == ("銀行",)


def test_contents_attributes_and_page_breaks_go():
    assert (
        body("[TOC]\n\n[[_TOC_]]\n\n* Contents\n{:toc}\n\n\\newpage\n\nText.\n{: .lead}") == "Text."
    )


def test_html_in_markdown_becomes_markdown():
    text = (
        '<div align="center">\n<h2>Rates <i>now</i></h2>\n<p>One &amp; two.<br>Three</p>\n</div>\n'
        "<table><tr><th>A</th><th>B</th></tr>\n\n<tr><td>1</td><td>2</td></tr></table>\n"
        "<ol start=3><li>x<ul><li>y</li></ul></li></ol><blockquote>He said.</blockquote>\n"
        "<script>var a = '{{';</script><svg><text>no</text></svg><iframe src=x>no</iframe>"
        "<details><summary>More</summary>\n\n*Inner*\n\n</details>"
    )
    assert body(text) == (
        "## Rates now\n\nOne & two.\nThree\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n"
        "3. x\n   - y\n\n> He said.\n\nMore\n\nInner"
    )


def test_figures_go_with_their_captions_unless_they_hold_a_table():
    text = (
        "<figure><img src=a><figcaption>A <b>till</b></figcaption></figure>\n\n"
        "<picture><img></picture>One.\n\n<figure><table><tr><td>a</td><td>b</td></tr></table>"
        "<figcaption>no</figcaption></figure>"
    )
    assert body(text) == "One.\n\n| a | b |\n| --- | --- |"


def test_items_of_markdown_within_a_cell_are_items():
    text = "<table><tr><td>\n\n- a\n- *b*\n\n</td><td>c</td></tr></table>"
    assert body(text) == "| a; b | c |\n| --- | --- |"


def test_codes_in_brackets_go_and_other_brackets_stay():
    text = (
        '[caption id="a"]<img src="a"> A till[/caption]\n\n[gallery ids="1"]\n\n'
        'On [video mp4="a"] and [video] and [Video](u).'
    )
    assert body(text) == "On and [video] and Video."
    assert body("See [annex] and [caption](u).") == "See [annex] and caption."


def test_raised_figures_keep_their_meaning_and_raised_notes_go():
    assert body("10<sup>6</sup> m<sup>2</sup> of H<sub>2</sub>O, he said.<sup>3</sup>") == (
        "10⁶ m² of H2O, he said."
    )


def test_formulas_stay_as_they_are():
    assert body("Let $a_1 * b_2$ and $$x^2 * y^*$$ be.") == "Let $a_1 * b_2$ and $$x^2 * y^*$$ be."


def test_the_starter_articles_lose_nothing_but_emphasis():
    for path in sorted(Path("corpus/articles").glob("*.md")):
        text = path.read_text("utf-8").split("---\n", 2)[2].strip()
        read = read_markdown(text)
        assert read.body == re.sub(r"\*\*(.+?)\*\*", r"\1", text), path.name
        assert read.tags == (), path.name


def test_reading_a_body_again_changes_nothing():
    pieces = (
        "The bank opened. ", "銀行開業。", "**b**", "*i*", "[a](b)", "![c](d)", "\n", "\n\n",
        "# H\n", "- x\n", "1. y\n", "> q\n", "| a | b |\n|---|---|\n| c | d |\n\n", "{{< x >}}",
        "<b>t</b>",
        "<br>", "<p>p</p>", "[^1]", "\n[^1]: n\n", "[[a|b]]", "\n:::tip T\n", "\n:::\n", " #tag",
        "\n---\n", "$a_1$", "`code`", "\n```sh\nls\n```\n", "<ul><li>x</li></ul>", "5", "==m==",
        "：",
    )  # fmt: skip
    rng = random.Random(7)
    for _ in range(400):
        once = body("".join(rng.choice(pieces) for _ in range(rng.randint(1, 14))))
        assert body(once) == once


@pytest.mark.parametrize(
    "piece",
    ["[", "*", "`", "<", "{{", ">", "<a href='", "[a](", "- ", "> - ", "<table><td>", "%%", "$a_",
     "<!--", "\\", "&#", "export const a = {\n", "| a ", "![", "{% a ", "~~~\n", "\n\n", "<p>"],
)  # fmt: skip
def test_runs_of_marks_give_a_body_without_control_characters(piece):
    for times in (3_000, 60_000):
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", body(piece * times + "end"))


def test_control_characters_of_the_text_never_stand_for_what_was_kept_apart():
    assert body("a\x020\x03 `<b>` \x010\x03 b\x04c") == "a0 `<b>` 0 bc"


def test_what_has_too_many_marks_still_loses_comments_scripts_and_tags():
    text = "<p>The bank opened.</p><!-- no --><script>no</script> {{ no }}\n" + "*" * 50_000
    assert body(text).startswith("The bank opened.\n")
    assert "no" not in body(text)


def test_links_in_html_that_are_only_the_mark_of_a_note_go():
    assert body('It rose.<a href="#fn1">1</a> <a href="#back">↩</a>') == "It rose."
    assert body('In <a href="#fees">section 1</a> it says.') == "In section 1 it says."
