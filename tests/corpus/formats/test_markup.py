import pytest

from corpus.formats.markdown import read_markdown
from corpus.formats.markup import html_to_line, html_to_markdown


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


def test_html_becomes_markdown_without_links_pictures_and_scripts():
    text = html_to_markdown(
        "<h2>Rates <i>up</i></h2><p>One <a href='x'>link</a>,<br>a line.<br><br>Another.</p>"
        "<ul><li>First<ul><li>Inner</li></ul></li><li>Second</li></ul><ol start=3><li>Third</ol>"
        "<blockquote><p>Said.</p></blockquote><img src=x><script>x()</script><style>y</style>"
        "<figure><img><figcaption>A picture.</figcaption></figure><pre>a  b\n c</pre>"
        "<table><tr><th>Bank</th><th>Rate</th></tr><tr><td>Lantern</td><td>4|5</td></tr></table>",
        is_escaped=True,
    )
    assert text == (
        "## Rates up\n\nOne link,\na line.\n\nAnother.\n\n- First\n  - Inner\n- Second\n"
        "3. Third\n\n"
        "> Said.\n\n```\na  b\n c\n```\n\n| Bank | Rate |\n| --- | --- |\n| Lantern | 4\\|5 |"
    )


def test_words_that_look_like_markdown_are_escaped():
    html = "<p># no</p><p>1. no</p><p>- no</p><p>*x* `y` &lt;b&gt; 2 * 3 a_b</p>"
    assert html_to_markdown(html, is_escaped=True) == (
        "\\# no\n\n1\\. no\n\n\\- no\n\n\\*x\\* \\`y\\` \\<b> 2 * 3 a_b"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p># no</p><p>1. no</p><p>- no</p><p>&gt; no</p><p>=== no</p>",
        "<h2>*x* 1. &lt;b&gt; _y_</h2><p>`c` [a](b) \\ &amp;amp; a_b 2 * 3 &lt;5</p>",
        "<ul><li>- no<li>*x*<ul><li>1. no</ul></ul><ol start=3><li># no</ol>",
        "<table><tr><th>*x*<th>a|b<tr><td>&lt;b&gt;<td>`c` [a](b) \\</table>",
        "<blockquote><p># no</p><ul><li>_y_</ul></blockquote><pre>if a:\n    *b* = c_d[0]</pre>",
        "1. one\n2. *two*\n\nC:\\new_folder\\",
    ],
)
def test_what_is_escaped_and_read_as_markdown_is_what_it_was(html):
    assert read_markdown(html_to_markdown(html, is_escaped=True)).body == html_to_markdown(html)


def test_text_without_tags_keeps_its_lines_and_paragraphs():
    text = html_to_markdown("One\r\ntwo <5%\n\n\nThree &amp; four")
    assert text == "One\ntwo <5%\n\nThree & four"


def test_code_keeps_its_lines_and_prose_set_as_code_is_prose():
    code = "<pre><code>if a:\n    b()\n\nc()</code></pre><p>After."
    assert html_to_markdown(code) == "```\nif a:\n    b()\n\nc()\n```\n\nAfter."
    prose = "<pre>The bank   opened on Monday.\nIt closed again.</pre>"
    assert html_to_markdown(prose) == "The bank opened on Monday.\nIt closed again."


def test_controls_forms_formulas_and_menus_are_gone_but_for_a_table_in_a_form():
    html = (
        "<nav><a href='#a'>no</a></nav><p>One <math><mi>no</mi></math>two<button>no</button></p>"
        "<form><p>no</p><input></form><form><table><tr><td>x<td>y</table></form>"
    )
    assert html_to_markdown(html) == "One two\n\n| x | y |\n| --- | --- |"


@pytest.mark.parametrize(
    "tag",
    ['<a href="x"">', '<a href="x>', "<a title=it's>", "<a title='it's'>", '<a "x">', "<a ='>"],
)
def test_a_tag_with_broken_quotation_marks_costs_no_text(tag):
    html = f'<p>One {tag}two</a> isn\'t <b class="y">three</b> \\</p><p>four'
    assert html_to_markdown(html) == "One two isn't three \\\n\nfour"


def test_a_line_is_the_words_without_marks():
    html = (
        "<h2>One</h2><p>two &amp; <b>three</b></p><ul><li>four</ul>"
        "<table><tr><td>a<td>b|c</table><script>no</script>"
    )
    assert html_to_line(html) == "One two & three four a b|c"
    assert html_to_line("Rates <5%\n at x<y") == "Rates <5% at x<y"


@pytest.mark.parametrize(
    "piece",
    ["<b>", "<p>", "<ul><li>", "<table><tr><td>", "`", "<", "&", "*", "\\", "<pre>", "<br>"],
)
def test_what_is_repeated_without_end_is_read_soon(piece):
    html_to_markdown(f"<p>x</p>{piece * 30_000}", is_escaped=True)
