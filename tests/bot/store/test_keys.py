import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from bot.errors import KeyFileError, KeyNameError
from bot.store.keys import KEYS_FILE, KeyRing, add_key, note_use, read_keys, revoke_key

_TODAY = date(2026, 6, 1)


def test_a_key_is_known_by_its_text_and_kept_as_a_hash_for_its_owner_alone(tmp_path):
    text = add_key(tmp_path, "reading-room", "reader", today=_TODAY)
    path = tmp_path / KEYS_FILE
    assert text.startswith("sampan_")
    assert len(text) == 50
    assert text.removeprefix("sampan_") not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = KeyRing(tmp_path).find(text)
    assert (key.name, key.role, key.made, key.used) == ("reading-room", "reader", _TODAY, None)
    assert KeyRing(tmp_path).find(text + "x") is None


def test_a_ring_follows_what_others_do_to_the_file(tmp_path):
    ring = KeyRing(tmp_path)
    assert ring.find("sampan_nothing") is None
    text = add_key(tmp_path, "one", "operator", today=_TODAY)
    assert ring.find(text).role == "operator"
    note_use(tmp_path, "one", date(2026, 6, 2))
    assert ring.find(text).used == date(2026, 6, 2)
    revoke_key(tmp_path, "one")
    assert ring.find(text) is None
    (tmp_path / KEYS_FILE).unlink()
    assert ring.find(text) is None


@pytest.mark.parametrize("name", ["", "two words", "-x", "a" * 41, "../up", "名"])
def test_a_name_is_one_plain_word(tmp_path, name):
    with pytest.raises(KeyNameError, match="is no name"):
        add_key(tmp_path, name, "reader", today=_TODAY)


def test_a_name_has_one_key(tmp_path):
    add_key(tmp_path, "one", "reader", today=_TODAY)
    with pytest.raises(KeyNameError, match='"one" has a key'):
        add_key(tmp_path, "one", "operator", today=_TODAY)
    with pytest.raises(KeyNameError, match='"other" has no key'):
        revoke_key(tmp_path, "other")


def test_keys_made_at_once_are_all_there(tmp_path):
    with ThreadPoolExecutor(8) as executor:
        texts = list(
            executor.map(lambda n: add_key(tmp_path, f"k{n}", "reader", today=_TODAY), range(16))
        )
    ring = KeyRing(tmp_path)
    assert sorted(ring.find(text).name for text in texts) == sorted(f"k{n}" for n in range(16))


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: raw.replace(b"reader", b"operator"),
        lambda raw: json.dumps({"keys": "none"}).encode(),
        lambda raw: b"\xff\xfe",
        lambda raw: b"[" * 100_000,
    ],
)
def test_a_file_that_was_changed_is_named(tmp_path, damage):
    text = add_key(tmp_path, "one", "reader", today=_TODAY)
    path = tmp_path / KEYS_FILE
    path.write_bytes(damage(path.read_bytes()))
    for use in (
        lambda: read_keys(tmp_path),
        lambda: KeyRing(tmp_path).find(text),
        lambda: add_key(tmp_path, "two", "reader", today=_TODAY),
    ):
        with pytest.raises(KeyFileError, match=r"keys\.json .* then add its keys anew"):
            use()


def test_what_is_no_file_is_named(tmp_path):
    (tmp_path / KEYS_FILE).mkdir()
    with pytest.raises(KeyFileError, match="is a folder"):
        read_keys(tmp_path)
