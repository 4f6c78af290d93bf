import re

import pytest


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/readyz", "/v1/about", "/v1/articles?limit=1", "/openapi.json", "/nowhere"],
)
def test_head_gives_what_get_does_without_the_body(web, path):
    got, told = web.get(path), web.head(path)
    assert told.status_code == got.status_code
    assert told.content == b""
    for header in ("content-type", "content-length", "content-security-policy"):
        assert told.headers[header] == got.headers[header]


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/internal/ToOpen"])
def test_what_is_only_posted_has_no_head(web, path):
    assert web.head(path).status_code == 405


def test_a_head_is_counted_at_its_route(web):
    web.head("/readyz")
    counted = r'^sampan_\w+_total{method="HEAD",route="/readyz",status="200"} [1-9]'
    assert re.search(counted, web.get("/metrics").text, re.MULTILINE)
