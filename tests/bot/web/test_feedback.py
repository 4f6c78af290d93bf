import sqlite3

import pytest

from bot.store.journal_file import JOURNAL_FILE


@pytest.fixture
def answer(web):
    return web.post("/v1/answers", json={"question": "What is Project Ensemble?"}).json()


def _votes(web_home, answer_id):
    with sqlite3.connect(web_home / JOURNAL_FILE) as connection:
        query = "SELECT value, reason, voter FROM votes WHERE answer = ?"
        return connection.execute(query, (answer_id,)).fetchall()


def test_why_tells_how_the_answer_came_about_and_not_what_was_asked(web, answer):
    why = web.get(f"/v1/why/{answer['id']}").json()
    assert why["question"] is None
    assert why["confidence"] == answer["confidence"]
    assert [quote["text"] for quote in why["quotes"]] == [q["text"] for q in answer["quotes"]]
    assert why["hits"][0]["rank"] == 1
    assert why["signals"]


def test_a_vote_is_one_for_each_caller_and_the_last_counts(web, web_home, answer):
    for value, reason in ((1, None), (-1, "It is out of date."), (-1, None)):
        vote = {"answer": answer["id"], "value": value, "reason": reason}
        assert web.post("/v1/votes", json=vote).status_code == 204
    ((value, _, voter),) = _votes(web_home, answer["id"])
    assert value == -1
    assert "127.0.0.1" not in voter


def test_a_reason_is_kept_with_a_vote_against(web, web_home, answer):
    vote = {"answer": answer["id"], "value": -1, "reason": "It is out of date."}
    web.post("/v1/votes", json=vote)
    assert _votes(web_home, answer["id"])[0][:2] == (-1, "It is out of date.")
    praise = web.post("/v1/votes", json={**vote, "value": 1})
    assert (praise.status_code, praise.json()["code"]) == (422, "reason_of_praise")


@pytest.mark.parametrize(
    ("vote", "status", "code"),
    [
        ({"answer": "0123456789abcdef", "value": 1}, 404, "no_answer"),
        ({"answer": "1; DROP TABLE votes", "value": 1}, 422, "field_wrong"),
        ({"answer": "0123456789abcdef", "value": 0}, 422, "field_not_one_of"),
        ({"answer": "0123456789abcdef", "value": True}, 422, "field_no_number"),
        ({"answer": "0123456789abcdef"}, 422, "field_missing"),
        ({"answer": "0123456789abcdef", "value": -1, "reason": "x" * 501}, 422, "field_too_long"),
    ],
)
def test_a_vote_on_nothing_is_refused(web, vote, status, code):
    response = web.post("/v1/votes", json=vote)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_what_is_remembered_is_forgotten_when_it_should_be(web, web_home, answer):
    """Conversations after a day; what was asked, and why it was answered so, after thirty."""
    journal = web.app.state.shared.engine.journal
    with sqlite3.connect(web_home / JOURNAL_FILE) as connection:
        (asked_at,) = connection.execute("SELECT MAX(asked_at) FROM turns").fetchone()

    def count(table):
        with sqlite3.connect(web_home / JOURNAL_FILE) as connection:
            return connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    assert count("turns") > 0
    web.portal.call(journal.drop_expired, asked_at + 86_401)
    assert (count("turns"), count("questions") > 0) == (0, True)
    assert web.get(f"/v1/why/{answer['id']}").status_code == 200
    web.portal.call(journal.drop_expired, asked_at + 31 * 86_400)
    assert count("questions") == 0
    assert web.get(f"/v1/why/{answer['id']}").status_code == 404
