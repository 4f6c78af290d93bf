import re

from fuzz.inputs import changed_seeds, fuzzed, hostile_text
from hypothesis import strategies as st

from corpus.formats.markdown import read_markdown
from corpus.formats.markup import html_to_markdown

_MARKS = st.sampled_from(
    ("*", "**", "_", "`", "```\n", "~~~\n", "[", "](", "]", "![", "(", ")", "<", ">", "# ",
     "- ", "1. ", "> ", "| ", "|-|\n", "{{", "}}", "{{< ", " >}}", "{% ", " %}", "{% raw %}",
     "{#", "%%", "$", "$$", "\\", "&", "&#", ":::", "!!! ", "=== ", "[^", "[^1]: ", "^[", "[[",
     "]]", "==", "~~", "<!--", "-->", "<table>", "<td colspan=9>", "<ul>", "<li>", "</ul>",
     "<br>", "<p>", "<figure>", "<script>", "<pre>", "<sup>", "<A b={", "}", "/>",
     "import a from 'b'\n", "export const a = {\n", "a:: b", " ^a1", "#tag", "\x01", "\x02",
     "\x03", "\x04", "\n", "\n\n", "    ", "\t")
)  # fmt: skip
_PIECES = st.one_of(_MARKS, hostile_text(max_size=2), st.just("The bank opened on Monday. "))
_TEXTS = st.lists(st.tuples(_PIECES, st.sampled_from((1, 1, 1, 2, 30, 400))), max_size=40).map(
    lambda parts: "".join(piece * times for piece, times in parts)
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@fuzzed(st.one_of(_TEXTS, changed_seeds("*.md")))
def test_any_text_is_markdown_of_some_body(text):
    read = read_markdown(text)
    assert not _CONTROLS.search(read.body)
    assert all(tag and not tag.isspace() for tag in read.tags)
    assert read.body == read.body.strip("\n")


@fuzzed(_TEXTS)
def test_any_text_is_a_fragment_of_html(text):
    assert not _CONTROLS.search(html_to_markdown(text))
