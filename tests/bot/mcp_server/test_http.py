"""Assistants over HTTP."""

import json
import urllib.error
import urllib.request
from contextlib import contextmanager

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from mcp_assistant import assisting

from bot.errors import SettingsError
from bot.mcp_server.run import is_of_this_machine, serve_http
from bot.settings import Settings
from bot.store.keys import read_keys, revoke_key

_OPENED = "When did the Commercial Data Interchange open?"
_ACCEPTED = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
_PING = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}).encode()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_assistants_old_and_new_are_answered(address, mode):
    with assisting(address, mode=mode) as assistant:
        told = assistant.call("ask", question=_OPENED).structured_content
        assert told["short_answer"] == "24 October 2022"
        name = told["conversation"]
        later = assistant.call("ask", question="And who runs it?", conversation=name)
        assert later.structured_content["kind"] == "answer"


def test_another_cannot_go_on_from_a_conversation_by_guessing(address):
    with assisting(address) as one, assisting(address) as other:
        one.call("ask", question=_OPENED)
        told = other.call("ask", question="And who runs it?", conversation="1")
        assert told.structured_content["kind"] == "reply"


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, _PING, 200),
        ({"Host": "evil.example"}, _PING, 421),
        ({"Origin": "https://evil.example"}, _PING, 403),
        ({"Content-Type": "text/plain"}, _PING, 400),
        ({}, b"{" * 70_000, 413),
        ({}, b"not json", 400),
        ({"Mcp-Protocol-Version": "2099-01-01"}, b"[]", 400),
    ],
)
def test_what_is_no_request_of_an_assistant_is_refused(address, headers, content, status):
    request = urllib.request.Request(address, content, {**_ACCEPTED, **headers})
    found, said = _send(request)
    assert found == status
    assert b"Traceback" not in said


def test_half_a_character_is_no_question(address):
    call = {"name": "ask", "arguments": {"question": "\ud800 what?"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    request = urllib.request.Request(address, json.dumps(body).encode(), _ACCEPTED)
    _, said = _send(request)
    assert b"Traceback" not in said


def _send(request):
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_off_this_machine_a_key_is_needed_and_each_has_its_own_conversations(open_address, keys):
    for headers in ({}, {"Authorization": "Bearer sampan_none"}, {"Authorization": keys.one}):
        request = urllib.request.Request(open_address, _PING, {**_ACCEPTED, **headers})
        assert _send(request)[0] == 401
    with _with_key(open_address, keys.one) as one, _with_key(open_address, keys.other) as other:
        told = one.call("ask", question=_OPENED).structured_content
        name = told["conversation"]
        for assistant, kind in ((other, "reply"), (one, "answer")):
            later = assistant.call("ask", question="And who runs it?", conversation=name)
            assert later.structured_content["kind"] == kind
        assert [key.used is not None for key in read_keys(keys.home)] == [True, True]


def test_what_a_key_asks_is_counted(open_address, keys):
    with _with_key(open_address, keys.other) as assistant:
        told = [assistant.call("read_article", id="none").content[0].text for _ in range(8)]
    assert told[0].startswith("No article has this id")
    assert "seconds" in told[-1]


def test_a_revoked_key_opens_nothing(open_address, keys):
    revoke_key(keys.home, "other")
    headers = {**_ACCEPTED, "Authorization": f"Bearer {keys.other}"}
    assert _send(urllib.request.Request(open_address, _PING, headers))[0] == 401


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_addresses_of_this_machine_need_no_key(host):
    assert is_of_this_machine(host)


@pytest.mark.parametrize("address", ["0.0.0.0:80", "[::]:80", "192.0.2.1:80", "example.org:80"])
def test_without_a_key_nothing_is_served_elsewhere(address, tmp_path):
    with pytest.raises(SettingsError, match=r"^--http: .* make a key first"):
        serve_http(Settings(home=tmp_path), address)


@pytest.mark.parametrize("address", ["8765", ":80", "x:99999", "http://127.0.0.1:80"])
def test_what_is_no_address_is_said(address, tmp_path):
    with pytest.raises(SettingsError, match=r"^--http: should be an address and a port"):
        serve_http(Settings(home=tmp_path), address)


@contextmanager
def _with_key(address, key):
    client = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"})
    with assisting(streamable_http_client(address, http_client=client)) as assistant:
        yield assistant
        assistant.do(client.aclose)
