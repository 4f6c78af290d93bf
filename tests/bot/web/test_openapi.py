"""The OpenAPI document says what happens, whatever is asked.

`SCHEMA_EXAMPLES=500 python -m pytest tests/bot/web/test_openapi.py` asks for long.
"""

import os
import re
from datetime import date
from pathlib import Path

import pytest
import schemathesis
import schemathesis.specs.openapi.schemas  # now: beside another thread 3.11 may fail to
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from bot.store.keys import add_key

_EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "5"))
_ROOT = Path(__file__).parents[3]
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture
def document(web):
    return web.get("/openapi.json").json()


def test_every_answer_is_one_that_the_document_tells_of(web, web_home, document):
    key = add_key(web_home, "schema", "operator", today=date(2026, 6, 1))
    schema = schemathesis.openapi.from_dict(document)
    schema.app = _begun(web.app)

    def ask(case):
        response = case.call(
            base_url="http://127.0.0.1:8000",
            headers={"Authorization": f"Bearer {key}"},
            timeout=60,
        )
        # On this machine nobody needs a key, and what is JSON may still be no question.
        case.validate_response(response, excluded_checks=[ignored_auth, positive_data_acceptance])

    asked = 0
    for operation in (result.ok() for result in schema.get_all_operations()):
        asked += 1
        _try(operation, ask)
    assert asked == sum(map(len, document["paths"].values()))


def _begun(app):
    """The app without its beginning and end, which it has had and is to have once."""

    async def begun(scope, receive, send):
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for moment in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{moment}.complete"})

    return begun


def _try(operation, ask):
    @settings(
        max_examples=_EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask_each(case):
        ask(case)

    ask_each()


def test_every_problem_is_declared_as_one(document):
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["description"].endswith("."), path
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert response["content"] == _PROBLEM, path


def test_the_guide_tells_of_every_path(document):
    guide = (_ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(?:GET |POST )?(/[a-z][a-z0-9/{}_.-]*)[`?]", guide))
    assert set(document["paths"]) - told == set()
    assert {path for path in told if path.startswith("/v1/")} - set(document["paths"]) == set()


def test_no_page_is_served_that_loads_the_document_by_scripts_of_others(web):
    assert web.get("/docs").status_code == 404
    assert web.get("/redoc").status_code == 404
