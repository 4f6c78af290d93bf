"""Files made to cost all time, memory or stack: each ends soon, as an article or a problem."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.load import load_corpus
from corpus.parse import parse_article

_ROOT = Path(__file__).parents[2]
_SIZE = 400_000
_PROSE = "<p>The bank opened on Monday in Central and sold accounts to many people.</p>" * 2

_READ = """
import resource, sys
from pathlib import Path
from corpus.chunk import ChunkOptions, split_article
from corpus.load import load_corpus
from corpus.periods import find_periods
from corpus.words import split_words

# Processor time, so that a busy machine fails no test; memory as far as the system counts it.
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
corpus = load_corpus([Path(sys.argv[1])])
for article in corpus.articles:
    for passage in split_article(article, count_tokens=len, options=ChunkOptions()):
        assert article.body[passage.start : passage.end] == passage.text
        split_words(passage.text)
    find_periods(article.body)
split_words(Path(sys.argv[1]).read_text("utf-8")[:200_000])
print(len(corpus.articles), len(corpus.problems))
"""


def _read(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    return done.stdout


_TEXTS = {
    "weibo": "weibo " * 24 + "!\n",
    "links": "[](",
    "years": "2020 ",
    "dates": "January 1, 2020\n",
    "yi": "億",
    "greek": "αβ",
    "unfolds": "ﷺ",
    "combining": "e\u0301\u0323",
    "invisible": "\u200b" * 50 + "。",
    "digits": "1",
    "commas": "1,",
    "lists": "- ",
    "rows": "the of and {n}\n\n",
}


@pytest.mark.parametrize("name", _TEXTS)
def test_a_text_of_one_thing_ends_soon(tmp_path, name):
    piece = _TEXTS[name]
    times = _SIZE // len(piece)
    body = "".join(piece.replace("{n}", str(number)) for number in range(times))
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: A bank\n---\n{body}", "utf-8")
    assert _read(path) == "1 0\n"


_PAGES = {
    "nested": "<div>",
    "bold": "<b>",
    "paragraphs": "<p>x",
    "tables": "<table><tr><td>",
    "attributes": "<div " + "a=1 " * 50_000 + ">",
    "more attributes": "<div x='>' " + " ".join(f"a{n}" for n in range(50_000)) + ">",
    "entities": "&amp;&#x10ffff;",
    "data": '<script type="application/ld+json">' + '[{"@type":' * 30_000 + "</script>",
    "bomb": '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>&b;&b;',
}


@pytest.mark.parametrize("name", _PAGES)
@pytest.mark.parametrize("tags", [9_000, 100_000])
def test_a_page_of_one_thing_ends_soon(tmp_path, name, tags):
    piece = _PAGES[name]
    times = max(1, min(_SIZE // len(piece), tags // max(1, piece.count("<"))))
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{_PROSE}{piece * times}", "utf-8")
    assert _read(path) in ("1 0\n", "0 1\n")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<div>" * 20_000, "has 20,005 tags, more than 10,000; save its text as Markdown"),
        (
            "<div " + "a=1 " * 2_000 + ">",
            "has a tag of more than 1,000 attributes; save its text as Markdown",
        ),
    ],
)
def test_a_page_that_is_too_costly_says_why(page, reason):
    with pytest.raises(ArticleError) as caught:
        parse_article(f"<body>{_PROSE}{page}", path=Path("a.html"), article_id="a")
    assert (caught.value.field, caught.value.reason) == ("page", reason)


def test_a_bad_page_ends_no_other(tmp_path):
    (tmp_path / "a.html").write_text("<body>" + "<p>x" * 50_000)
    (tmp_path / "b.txt").write_text("A bank opens\n\nThe bank opened on Monday.\n")
    corpus = load_corpus([tmp_path])
    assert [article.id for article in corpus.articles] == ["b"]
    assert len(corpus.skipped) == 1


def test_data_and_quotes_in_attributes_do_not_count():
    row = "<div data-x='" + '{"a": "b c"} ' * 500 + "'></div>"
    page = f"<body>{_PROSE}{row}<img src='data:image/png;base64,{'A=' * 5000}'>"
    article, _ = parse_article(page, path=Path("a.html"), article_id="a")
    assert "The bank opened" in article.body
