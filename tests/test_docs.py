"""The documentation as a site, and what its page on security promises."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_SECURITY = (_ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_RISKS = [f"LLM{number:02}" for number in range(1, 11)] + [f"API{n}" for n in range(1, 11)]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built as strictly as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        command,
        cwd=_ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


class _Resources(HTMLParser):
    """Collects what a browser fetches for a page by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag != "a":
            self.found += [
                values[name] or "" for name in ("src", "href", "srcset") if name in values
            ]


def test_every_page_is_in_the_menu_and_asks_nobody_else_for_anything(site):
    pages = {path.stem for path in (_ROOT / "docs").glob("*.md")}
    menu = (site / "index.html").read_text(encoding="utf-8")
    for page in pages:
        assert f'href="{page}.html"' in menu, page
    for path in site.rglob("*.html"):
        resources = _Resources()
        resources.feed(path.read_text(encoding="utf-8"))
        assert len(resources.found) > 3
        assert [one for one in resources.found if re.match(r"(?:https?:)?//", one)] == []
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", path.read_text(encoding="utf-8"))


def test_what_lies_outside_the_site_is_named_by_its_path(site):
    articles = (site / "articles.html").read_text(encoding="utf-8")
    assert "<code>corpus/fields.yaml</code>" in articles
    assert 'href="../' not in articles


def test_every_risk_is_spoken_of():
    named = re.findall(r"^\| \*\*((?:LLM|API)\d+) ", _SECURITY, re.MULTILINE)
    assert named == _RISKS


def test_every_test_that_is_named_exists():
    named = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", _SECURITY)
    assert len(named) > 50
    assert _SECURITY.count("::") == len(named)
    for path, test in named:
        found = re.search(
            rf"^(?:async )?def {test}\(", (_ROOT / path).read_text(encoding="utf-8"), re.MULTILINE
        )
        assert found, f"{path}::{test}"


def test_every_risk_has_a_test():
    for row in re.findall(r"^\| (?!what could|---).*$", _SECURITY, re.MULTILINE):
        assert "::test_" in row, row[:60]
