import pytest

from corpus.formats.markup import html_to_markdown


def test_paragraphs_headings_and_line_ends_are_parted():
    html = "<h1>Title</h1><p>One <b>bold</b>\n  word.</p><div>Two<br>three<br><br>four</div>five"
    assert html_to_markdown(html) == "# Title\n\nOne bold word.\n\nTwo\nthree\n\nfour\n\nfive"


def test_lists_within_lists_keep_their_numbers_and_their_place():
    html = (
        "<p>Banks:</p><ol start='2'><li>One<ul><li>a</li><li><p>b</p><p>more</p></li></ul></li>"
        "<li>Two</li></ol><ul><li>• three</li></ul>"
    )
    assert html_to_markdown(html) == (
        "Banks:\n\n2. One\n   - a\n   - b\n\n     more\n\n3. Two\n- three"
    )


def test_a_table_keeps_each_cell_and_repeats_what_spans():
    html = (
        "<table><caption>Rates</caption><thead><tr><th>Lender</th><th>3 months</th>"
        "<th>12 months</th></tr></thead><tr><td><p><b>Lantern</b></p></td><td>3.75%</td>"
        "<td><ul><li>3.40%</li><li>3.60% for new clients</li></ul></td></tr>"
        "<tr><td rowspan=2>Peak<br>Bank</td><td colspan=2>3.20% flat</td></tr>"
        "<tr><td>a|b</td><td></td></tr><tr><td colspan=3>Checked today</td></tr></table>"
    )
    assert html_to_markdown(html) == (
        "Rates\n\n| Lender | 3 months | 12 months |\n| --- | --- | --- |\n"
        "| Lantern | 3.75% | 3.40%; 3.60% for new clients |\n"
        "| Peak Bank | 3.20% flat | 3.20% flat |\n| Peak Bank | a\\|b |  |\n| Checked today |  |  |"
    )


def test_a_table_with_heads_before_its_rows_has_an_empty_header():
    html = "<table><tr><th>Founded<td>2019<tr><th>Capital<td>HK$1 billion</table>"
    assert html_to_markdown(html) == (
        "|  |  |\n| --- | --- |\n| Founded | 2019 |\n| Capital | HK$1 billion |"
    )


def test_a_table_that_lays_out_a_page_becomes_paragraphs():
    html = (
        "<table><tr><td><p>One.</p><p>Two.</p></td></tr><tr><td>"
        "<table><tr><td>x<td>y</table></table>"
    )
    assert html_to_markdown(html) == "One.\n\nTwo.\n\n| x | y |\n| --- | --- |"


def test_pictures_scripts_and_comments_are_gone():
    html = (
        "<p>One.<!-- no --><script>no('</p>')</script><style>no</style></p><figure><img alt=no>"
        "<figcaption>no</figcaption></figure><svg><title>no</title></svg><![CDATA[Two.]]>"
    )
    assert html_to_markdown(html) == "One.\n\nTwo."


def test_quotations_and_quoted_words_are_marked():
    html = "<blockquote><p>He said <q>yes</q>.</p><p>Then<br>no.</p></blockquote>After."
    assert html_to_markdown(html) == "> He said “yes”.\n\n> Then\n> no.\n\nAfter."


def test_references_are_written_out():
    assert (
        html_to_markdown("A &amp; B&nbsp;C &lt;3 &#x4e2d; &#99999999999;") == "A & B C <3 中 \ufffd"
    )


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a '", "<!--", "<table>", "<table><td>", "<td rowspan=999 colspan=999>a", "<ul>",
     "<li>", "<blockquote>", "<script>", "<figure><table>", "<pre>", "<h1>a", "&#9", "<br>",
     "</p>"],
)  # fmt: skip
def test_runs_of_tags_end_and_lose_no_text_behind_them(piece):
    written = html_to_markdown(piece * 5_000 + "</script> --> '></a>The end")
    assert "The end" in written
