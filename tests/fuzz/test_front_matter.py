from pathlib import Path

from fuzz.inputs import HOSTILE, changed_seeds, fuzzed, hostile_text
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.file_names import name_article, read_name
from corpus.parse import parse_text
from corpus.yaml_repair import repair_yaml

_TAGS = st.sampled_from(
    ("", "!!bool ", "!!int ", "!!float ", "!!timestamp ", "!!binary ", "!!set ", "!!omap ", "!x ",
     "&a ", "*a ", "<<: ", "? ", "- ", "| ", "> ", "[", "{", "'", '"', "%", "@", "!!null ")
)  # fmt: skip
_NAMES = st.sampled_from(
    "title publishedDateTime webUrl originalUrl provider topics quality related excerpt "
    "category author aliases tags date lastmod source language draft status params <<".split()
)
_FENCES = st.sampled_from(
    ("---", "+++", ";;;", "...", "", "{", "}", "------", "---json", "# A bank")
)
_SHAPES = st.sampled_from(
    (
        "{}: {}",
        "{} = {}",
        '"{}": {},',
        "- {}: {}",
        "  {}: {}",
        "\t{}: {}",
        "{}：{}",
        "{}:{}",
        "{} {}",
    )
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
        parsed = parse_text(raw, path=Path("a.md"), article_id="a")
    except ArticleError:
        return
    assert parsed.article.title.strip()
    assert parsed.article.body
    assert all(isinstance(repair, str) for repair in parsed.repairs)
    repr(parsed.article).encode("utf-8")


@fuzzed(st.lists(_LINES, max_size=8))
def test_fields_give_an_article_or_a_named_error(lines):
    _read("---\n" + "\n".join(lines) + "\n---\nThe bank opened on Monday.\n")


@fuzzed(
    st.tuples(
        _FENCES,
        st.lists(st.builds(lambda shape, *two: shape.format(*two), _SHAPES, _NAMES, _VALUES)),
        _FENCES,
    )
)
def test_fields_of_any_system_give_an_article_or_a_named_error(parts):
    opening, lines, closing = parts
    _read("\n".join((opening, *lines, closing, "The bank opened on Monday.")))


@fuzzed(st.lists(_LINES, max_size=8).map("\n".join))
def test_mended_lines_are_yaml_or_left_to_be_refused(text):
    mended, repairs = repair_yaml(text, is_known=lambda name: name == "title")
    assert mended.count("\n") <= text.count("\n")
    assert all(": " in repair for repair in repairs)


@fuzzed(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=4), max_size=12).map("/".join))
def test_any_path_has_a_name(path):
    facts = read_name(path)
    assert isinstance(name_article(path), str)
    assert facts.title == facts.title.strip()
    assert facts.published is None or facts.published.moment.tzinfo


@fuzzed(changed_seeds("*.md"))
def test_changed_files_give_an_article_or_a_named_error(raw):
    _read(raw)
