"""Files made to cost all time, memory or stack: each ends soon, as an article or a problem."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.load import load_corpus
from corpus.parse import parse_text

_ROOT = Path(__file__).parents[2]
_SIZE = 100_000
_PROSE = "<p>The bank opened on Monday in Central and sold accounts to many people.</p>" * 2

_READ = """
import resource, sys, time
from pathlib import Path
from corpus import load
from corpus.chunk import ChunkOptions, split_article
from corpus.fields import load_fields
from corpus.file_reading import read_file
from corpus.named_periods import find_periods
from corpus.formats.page import parse_html
from corpus.words import split_words

resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
# What other processes read would cost this one no time.
table = load_fields(None)
load.read_in_processes = lambda files, **_: [read_file(file, table=table) for file in files]
parse_html("<p>a</p>")  # loads what reads pages
for path in sorted(Path(sys.argv[1]).iterdir()):
    began = time.process_time()  # a busy machine fails no test
    corpus = load.load_corpus([path])
    for article in corpus.articles:
        for passage in split_article(article, count_tokens=len, options=ChunkOptions()):
            assert article.body[passage.start : passage.end] == passage.text
            split_words(passage.text)
        find_periods(article.body)
    split_words(path.read_text("utf-8"))
    seconds = time.process_time() - began
    ends = "read" if corpus.articles else "problem" if corpus.problems else "nothing"
    print(path.stem, ends, "soon" if seconds < 10 else f"after {seconds:.1f} s")
"""


def _read(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    assert done.returncode == 0, (done.stdout, done.stderr[-500:])
    return done.stdout.splitlines()


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


def test_texts_of_one_thing_end_soon(tmp_path):
    for name, piece in _TEXTS.items():
        times = _SIZE // len(piece)
        body = "".join(piece.replace("{n}", str(number)) for number in range(times))
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: A bank\n---\n{body}", "utf-8")
    assert _read(tmp_path) == [f"{name} read soon" for name in sorted(_TEXTS)]


_PAGES = {
    "nested": "<div>",
    "bold": "<b>",
    "paragraphs": "<p>x",
    "tables": "<table><tr><td>",
    "attributes": "<div " + "a=1 " * 50_000 + ">",
    "quoted": "<div x='>' " + " ".join(f"a{n}" for n in range(50_000)) + ">",
    "entities": "&amp;&#x10ffff;",
    "data": '<script type="application/ld+json">' + '[{"@type":' * 30_000 + "</script>",
    "bomb": '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>&b;&b;',
}


def test_pages_of_one_thing_end_soon(tmp_path):
    for name, piece in _PAGES.items():
        for tags in (9_000, 100_000):
            times = max(1, min(_SIZE // len(piece), tags // max(1, piece.count("<"))))
            path = tmp_path / f"{name}-{tags}.html"
            path.write_text(f"<html><body>{_PROSE}{piece * times}", "utf-8")
    said = _read(tmp_path)
    assert len(said) == 2 * len(_PAGES)
    assert [line for line in said if not line.endswith((" read soon", " problem soon"))] == []


def test_a_page_that_is_too_costly_says_why():
    with pytest.raises(ArticleError) as caught:
        parse_text("<body>" + "<p>x</p>" * 60_000, path=Path("a.html"), article_id="a")
    assert caught.value.reason.endswith(
        "tags without its scripts and pictures, more than 60,000; save its text as Markdown"
    )


def test_a_bad_page_ends_no_other(tmp_path):
    (tmp_path / "a.html").write_text("<body>" + "<p>x</p>" * 60_000)
    (tmp_path / "b.txt").write_text("A bank opens\n\nThe bank opened on Monday.\n")
    corpus = load_corpus([tmp_path])
    assert [article.id for article in corpus.articles] == ["b"]
    assert len(corpus.skipped) == 1


def test_data_and_quotes_in_attributes_do_not_count():
    row = "<div data-x='" + '{"a": "b c"} ' * 500 + "'></div>"
    page = f"<body>{_PROSE}{row}<img src='data:image/png;base64,{'A=' * 5000}'>"
    article = parse_text(page, path=Path("a.html"), article_id="a").article
    assert "The bank opened" in article.body
