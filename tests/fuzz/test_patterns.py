import json
from typing import Any

import pytest
from fuzz.test_engine import run_module


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What came of attacking every pattern; collecting them imports all there is."""
    done = run_module("fuzz.patterns", timeout_s=600)
    assert done.stdout, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_no_pattern_is_slow_on_hostile_text(report):
    assert report["patterns"] > 100
    assert report["slow"] == []


def test_a_pattern_that_explodes_is_found():
    exploding = ("(?:(?:a|b)\\s*,?\\s*)+", "(a+)+", "(?:x|xx)*y")
    done = run_module("fuzz.patterns", *exploding, timeout_s=120)
    assert {one["name"] for one in json.loads(done.stdout)["slow"]} == set(exploding)
    assert done.returncode == 1


def test_patterns_are_found_wherever_they_are_kept(report):
    places = " ".join(report["names"])
    known = ("corpus.furniture._LINK", "corpus.named_periods._FORMS", "boilerplate.yaml", "bot.")
    assert [place for place in known if place not in places] == []
