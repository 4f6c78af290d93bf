"""The examples of the library's documentation are run, over the starter corpus."""

import contextlib
import doctest
import inspect
import io
import re
from pathlib import Path

import pytest

import sampan
from sampan import articles, synchronous

_PAGE = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLES = {
    test.name: test
    for module in (articles, synchronous)
    for test in doctest.DocTestFinder().find(module)
    if test.examples
}


def test_every_method_has_an_example():
    for kind in (sampan.Articles, sampan.Sampan):
        shown = [name for name in vars(kind) if not name.startswith("_") and name != "close"]
        methods = [f"{kind.__module__}.{kind.__name__}.{name}" for name in shown]
        assert [name for name in methods if name not in _EXAMPLES] == []
    for kind in (sampan.AsyncArticles, sampan.AsyncSampan, sampan.AsyncChat):
        twin = getattr(sampan, kind.__name__.removeprefix("Async"))
        for name, method in inspect.getmembers(kind, inspect.iscoroutinefunction):
            if not name.startswith("_"):
                assert inspect.signature(method) == inspect.signature(getattr(twin, name)), name


@pytest.mark.parametrize("name", _EXAMPLES)
def test_an_example_in_a_docstring_is_true(name, starter_home, s, monkeypatch):
    monkeypatch.setenv("SAMPAN_HOME", str(starter_home))
    test = _EXAMPLES[name]
    test.globs = {"s": s}
    said = io.StringIO()
    failed = doctest.DocTestRunner(verbose=False).run(test, out=said.write).failed
    assert failed == 0, said.getvalue()


def test_the_examples_of_the_page_run_and_print_what_it_says(starter_home, monkeypatch):
    monkeypatch.setenv("SAMPAN_HOME", str(starter_home))
    names: dict[str, object] = {}
    blocks = _BLOCK.findall(_PAGE)
    assert len(blocks) > 10
    printed = ""
    for kind, text in blocks:
        if kind == "text":
            assert printed == text
            continue
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(text, "library.md", "exec"), names)
        printed = said.getvalue()


def test_the_page_names_every_error_that_may_be_caught():
    errors = {
        name
        for name in sampan.__all__
        if isinstance(kind := getattr(sampan, name), type) and issubclass(kind, sampan.Error)
    }
    assert errors - {"Error"} == set(re.findall(r"`(\w+Error)`", _PAGE))
