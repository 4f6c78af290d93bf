import json

from fuzz import patterns
from fuzz.test_engine import run_module


def test_no_pattern_is_slow_on_hostile_text():
    done = run_module("fuzz.patterns", timeout_s=600)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout)
    assert report["patterns"] > 100
    assert report["slow"] == []


def test_a_pattern_that_explodes_is_found():
    exploding = ("(?:(?:a|b)\\s*,?\\s*)+", "(a+)+", "(?:x|xx)*y")
    report = json.loads(run_module("fuzz.patterns", *exploding, timeout_s=120).stdout)
    assert {one["name"] for one in report["slow"]} == set(exploding)


def test_patterns_are_found_wherever_they_are_kept():
    found = patterns.patterns()
    places = " ".join(found)
    known = ("corpus.furniture._LINK", "corpus.named_periods._FORMS", "boilerplate.yaml", "bot.")
    assert [place for place in known if place not in places] == []
