from pathlib import Path

from fuzz.inputs import changed_seeds, fuzzed, hostile_text
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.parse import parse_article

_TAGS = st.sampled_from(
    ("", "!!bool ", "!!int ", "!!float ", "!!timestamp ", "!!binary ", "!!set ", "!!omap ", "!x ",
     "&a ", "*a ", "<<: ", "? ", "- ", "| ", "> ", "[", "{", "'", '"', "%", "@", "!!null ")
)  # fmt: skip
_NAMES = st.sampled_from(
    "title publishedDateTime webUrl originalUrl provider topics quality related excerpt "
    "category <<".split()
)
_VALUES = st.one_of(
    hostile_text(max_size=4),
    st.from_regex(
        r"[-+]?[0-9_]{1,20}(:[0-5]?[0-9]){0,20}(\.[0-9_]*)?(e[-+]?[0-9]+)?", fullmatch=True
    ),
    st.sampled_from(("maybe", "0x", "0b_", ".nan", "-.inf", "~", "2024-02-30", "=", "9" * 5000)),
)
_LINES = st.builds("{}: {}{}".format, _NAMES, _TAGS, _VALUES)


def _read(raw: str) -> None:
    try:
        article, repairs = parse_article(raw, path=Path("a.md"), article_id="a")
    except ArticleError:
        return
    assert article.title.strip()
    assert article.body
    assert all(isinstance(repair, str) for repair in repairs)
    repr(article).encode("utf-8")


@fuzzed(st.lists(_LINES, max_size=8))
def test_fields_give_an_article_or_a_named_error(lines):
    _read("---\n" + "\n".join(lines) + "\n---\nThe bank opened on Monday.\n")


@fuzzed(changed_seeds("*.md"))
def test_changed_files_give_an_article_or_a_named_error(raw):
    _read(raw)
