import json

import pytest
from fuzz import patterns
from fuzz.test_engine import run_module


def test_no_pattern_is_slow_on_hostile_text():
    done = run_module("fuzz.patterns", timeout_s=600)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout)
    assert report["patterns"] > 100
    assert report["slow"] == []


@pytest.mark.parametrize("name", ["(?:(?:a|b)\\s*,?\\s*)+", "(a+)+", "(x|x )*y"])
def test_a_pattern_that_explodes_is_found(name):
    done = run_module("fuzz.patterns", "--pattern", name, timeout_s=60)
    assert json.loads(done.stdout)["slow"], done.stderr[-2000:]


def test_patterns_are_found_wherever_they_are_kept():
    found = patterns.patterns()
    places = " ".join(found)
    for place in ("corpus.clean._LINK", "corpus.periods._FORMS", "boilerplate.yaml", "bot."):
        assert place in places
