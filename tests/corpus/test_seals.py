import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.seals import open_sealed, seal

_FIELDS = {"name", "share"}


@given(st.text(), st.floats(allow_nan=False))
def test_what_was_sealed_is_opened_again(name, share):
    record = {"name": name, "share": share}
    assert open_sealed(json.dumps(seal(record)), fields=_FIELDS) == record


@given(st.data())
def test_no_changed_byte_changes_what_is_read(data):
    record = {"name": "香港", "share": 0.875}
    raw = bytearray(json.dumps(seal(record), ensure_ascii=False).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    for is_optional in (False, True):
        try:
            assert open_sealed(bytes(raw), fields=_FIELDS, is_optional=is_optional) == record
        except ValueError:
            continue


@pytest.mark.parametrize("raw", ["", "[]", "null", "{}", '{"name": 1}', "[" * 100_000, b"\xff"])
def test_what_is_no_such_record_is_a_value_error(raw):
    with pytest.raises(ValueError, match="."):
        open_sealed(raw, fields=_FIELDS)


def test_a_record_without_a_digest_will_do_only_where_that_is_said():
    raw = json.dumps({"name": "a", "share": 1})
    assert open_sealed(raw, fields=_FIELDS, is_optional=True) == {"name": "a", "share": 1}
    with pytest.raises(ValueError, match="changed"):
        open_sealed(raw, fields=_FIELDS)


def test_a_record_may_lack_only_what_is_named():
    fields, later = {*_FIELDS, "reader"}, {"reader"}
    older = json.dumps(seal({"name": "a", "share": 1}))
    assert open_sealed(older, fields=fields, may_lack=later) == {"name": "a", "share": 1}
    with pytest.raises(ValueError, match="other fields"):
        open_sealed(older, fields=fields)
    with pytest.raises(ValueError, match="other fields"):
        open_sealed(json.dumps(seal({"name": "a", "reader": "b"})), fields=fields, may_lack=later)
    with pytest.raises(ValueError, match="changed"):
        open_sealed(older.replace('"a"', '"b"'), fields=fields, may_lack=later)
