import os
import time

import pytest

from corpus import drafts
from corpus.drafts import DRAFT_PREFIX, replace_file


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_private_file_is_its_owners_alone_whatever_the_umask(tmp_path, umask):
    path = tmp_path / "file"
    for content in (b"old", b"new"):
        replace_file(path, content, is_private=True)
        assert path.read_bytes() == content
        assert path.stat().st_mode & 0o777 == 0o600
    replace_file(path, b"for all")
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch, step):
    def fail(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "file"
    replace_file(path, b"old")
    monkeypatch.setattr(drafts.os if step == "fsync" else drafts.Path, step, fail)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_drafts_that_a_kill_left_are_removed_and_young_ones_are_not(tmp_path):
    old = tmp_path / f"{DRAFT_PREFIX}file.1"
    young = tmp_path / f"{DRAFT_PREFIX}file.2"
    another = tmp_path / f"{DRAFT_PREFIX}files.3"
    for draft in (old, young, another):
        draft.write_bytes(b"half")
    an_hour_ago = time.time() - 3700
    for draft in (old, another):
        os.utime(draft, (an_hour_ago, an_hour_ago))
    replace_file(tmp_path / "file", b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {"file", young.name, another.name}
