from datetime import date

import pytest

from bot.store.keys import KEYS_FILE, note_use, read_keys, revoke_key

_ELSEWHERE = "0.0.0.0:8000"
_PATHS = (
    "/v1/about",
    "/v1/topics",
    "/v1/articles",
    "/v1/articles/2022-10-24-cdi-goes-live",
    "/v1/search?q=cdi",
    "/v1/examples",
    "/v1/why/0123456789abcdef",
    "/metrics",
)
_QUESTION = {"question": "What is Project Ensemble?"}


def test_on_this_machine_nobody_needs_a_key(web):
    assert web.get("/v1/about").status_code == 200


@pytest.mark.parametrize("path", _PATHS)
def test_from_elsewhere_everything_needs_a_key(open_web, path):
    response = open_web(listen=_ELSEWHERE).get(path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.json()["code"] == "key_missing"


def test_what_is_posted_needs_a_key_too_and_health_needs_none(open_web):
    client = open_web(listen=_ELSEWHERE)
    assert client.post("/v1/answers", json=_QUESTION).status_code == 401
    vote = {"answer": "0123456789abcdef", "value": 1}
    assert client.post("/v1/votes", json=vote).status_code == 401
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_key_opens_until_it_is_revoked(open_web, key_of, tmp_path):
    client, key = open_web(listen=_ELSEWHERE), key_of("reading-room")
    other = key_of("other")
    assert client.get("/v1/about", headers=key).status_code == 200
    revoke_key(tmp_path, "reading-room")
    refused = client.get("/v1/about", headers=key)
    assert (refused.status_code, refused.json()["code"]) == (401, "key_unknown")
    assert client.get("/v1/about", headers=other).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Bearer sampan_wrong", "Bearer ", "Basic cmVhZGluZzpyb29t", "sampan_wrong", "Bearer é"],
)
def test_what_is_no_key_opens_nothing(open_web, key_of, header):
    key_of("reading-room")
    client = open_web(listen=_ELSEWHERE)
    headers = {"Authorization": header.encode()}
    assert client.get("/v1/about", headers=headers).status_code == 401


def test_the_day_on_which_a_key_was_used_is_kept(open_web, key_of, tmp_path):
    key = key_of("reading-room")
    assert read_keys(tmp_path)[0].used is None
    open_web(listen=_ELSEWHERE).get("/v1/about", headers=key)
    assert read_keys(tmp_path)[0].used >= date(2026, 6, 1)


def test_nobody_passes_while_the_keys_cannot_be_read(open_web, key_of, tmp_path):
    client, key = open_web(listen=_ELSEWHERE), key_of("reading-room")
    assert client.get("/v1/about", headers=key).status_code == 200
    (tmp_path / KEYS_FILE).write_text('{"keys": []}')
    for _ in range(2):
        response = client.get("/v1/about", headers=key)
        assert (response.status_code, response.json()["code"]) == (503, "keys_unreadable")


def test_a_public_page_lets_anybody_ask_within_the_limit_of_an_address(open_web):
    client = open_web(listen=_ELSEWHERE, public_page=True, address_questions=2)
    asked = [client.post("/v1/answers", json=_QUESTION) for _ in range(3)]
    assert [response.status_code for response in asked] == [200, 200, 429]
    assert 0 < int(asked[2].headers["retry-after"]) <= 60
    assert asked[2].json()["code"] == "too_often"
    assert client.get("/v1/search", params={"q": "ensemble"}).status_code == 429
    assert client.get("/v1/about").status_code == 200  # looking around is not counted


def test_a_public_page_shows_its_counts_to_keys_alone(open_web, key_of):
    client = open_web(listen=_ELSEWHERE, public_page=True)
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=key_of("prometheus")).status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8::1", "2001:db8::2:1", True),  # of one household
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
    ],
)
def test_addresses_of_one_household_share_a_limit(open_web, one, other, are_one):
    settings = {"listen": _ELSEWHERE, "public_page": True, "address_questions": 1}
    first = open_web(peer=one, **settings)
    second = open_web(peer=other, **settings)
    second.app.state.shared = first.app.state.shared
    ask = {"params": {"q": "ensemble"}}
    assert first.get("/v1/search", **ask).status_code == 200
    assert second.get("/v1/search", **ask).status_code == (429 if are_one else 200)


def test_a_key_has_a_limit_of_its_own(open_web, key_of):
    client = open_web(listen=_ELSEWHERE, public_page=True, address_questions=1, key_questions=2)
    key = key_of("reading-room")
    ask = {"params": {"q": "ensemble"}}
    statuses = [client.get("/v1/search", headers=key, **ask).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/v1/search", **ask).status_code == 200


def test_behind_a_proxy_on_this_machine_keys_are_wanted_and_its_word_is_taken(open_web, key_of):
    client = open_web(peer="127.0.0.1", trusted_proxies=["127.0.0.1"], key_questions=1)
    assert client.get("/v1/about").status_code == 401
    public = open_web(
        peer="127.0.0.1", trusted_proxies=["127.0.0.1"], public_page=True, address_questions=1
    )
    ask = {"params": {"q": "ensemble"}}
    for address, status in (("198.51.100.1", 200), ("198.51.100.2", 200), ("198.51.100.1", 429)):
        headers = {"X-Forwarded-For": f"{address}"}
        assert public.get("/v1/search", headers=headers, **ask).status_code == status


def test_who_is_no_named_proxy_cannot_say_who_asks(open_web):
    client = open_web(listen=_ELSEWHERE, public_page=True, address_questions=1)
    ask = {"params": {"q": "ensemble"}}
    statuses = [
        client.get("/v1/search", headers={"X-Forwarded-For": f"198.51.100.{n}"}, **ask).status_code
        for n in (1, 2)
    ]
    assert statuses == [200, 429]


def test_a_conversation_belongs_to_the_key_that_began_it(open_web, key_of):
    client = open_web(listen=_ELSEWHERE)
    mine, other = key_of("mine"), key_of("other")
    question = {"question": "How many virtual bank licences were granted in 2019?"}
    first = client.post("/v1/answers", json=question, headers=mine).json()
    going_on = {"question": "who got the first ones?", "conversation": first["conversation"]}
    told = client.post("/v1/answers", json=going_on, headers=mine).json()
    assert "virtual bank" in told["question"].lower()
    told = client.post("/v1/answers", json=going_on, headers=other).json()
    assert "virtual bank" not in str(told.get("question")).lower()


def test_a_use_that_was_noted_brings_no_revoked_key_back(key_of, tmp_path):
    key_of("reading-room")
    revoke_key(tmp_path, "reading-room")
    note_use(tmp_path, "reading-room", date(2026, 6, 2))
    assert read_keys(tmp_path) == []
