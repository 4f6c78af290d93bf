import json
import os
import stat
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from bot.errors import BackupError
from bot.service.archives import MANIFEST, is_plain, unpack_archive, writing_archive
from corpus.seals import seal


@pytest.fixture
def archive(tmp_path) -> Path:
    """Two files of a home, in an archive."""
    (tmp_path / "one").write_text("one" * 1000)
    (tmp_path / "two").write_text("zwei")
    path = tmp_path / "kept.zip"
    with writing_archive(path) as writer:
        writer.add("home/one", tmp_path / "one")
        writer.add("home/deep/two", tmp_path / "two")
        writer.end({"made": "2026-06-01"})
    return path


def rewrite(archive: Path, change) -> Path:
    """The same archive, with what `change` makes of its members; the seal fits again."""
    with zipfile.ZipFile(archive) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    record = json.loads(members.pop(MANIFEST))
    record.pop("digest")
    record = change(record, members) or record
    changed = archive.with_name("changed.zip")
    with zipfile.ZipFile(changed, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
        new.writestr(MANIFEST, json.dumps(seal(record)))
    return changed


def test_what_was_taken_in_comes_out(archive, tmp_path):
    unpacked = unpack_archive(archive, tmp_path / "out")
    assert unpacked.about == {"made": "2026-06-01"}
    assert unpacked.sizes == {"home/one": 3000, "home/deep/two": 4}
    assert (tmp_path / "out/home/one").read_text() == "one" * 1000
    assert (tmp_path / "out/home/deep/two").read_text() == "zwei"


def test_it_is_its_owners_alone_and_there_when_it_is_whole(archive, tmp_path):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    before = archive.read_bytes()
    with suppress(KeyboardInterrupt), writing_archive(archive) as writer:
        writer.add("home/one", tmp_path / "one")
        raise KeyboardInterrupt
    assert archive.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.zip", "one", "two"]


@pytest.mark.parametrize("target", ["gone/kept.zip", "folder"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, target):
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(BackupError, match=f"{target}: cannot be written: .*; name another place"),
        writing_archive(tmp_path / target) as writer,
    ):
        writer.end({})
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def _what_came_out(archive: Path, folder: Path) -> tuple[str, str] | None:
    """The two files as they came out, or None where the archive was refused."""
    try:
        unpack_archive(archive, folder)
    except BackupError:
        return None
    return (folder / "home/one").read_text(), (folder / "home/deep/two").read_text()


def test_every_byte_that_is_changed_or_missing_is_noticed(archive, tmp_path):
    whole = archive.read_bytes()
    harmed = tmp_path / "harmed.zip"
    refused = 0
    for at in range(0, len(whole), 7):
        harmed.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        # A byte may say nothing, as a time of day does.
        came_out = _what_came_out(harmed, tmp_path / f"out{at}")
        assert came_out in (None, ("one" * 1000, "zwei"))
        refused += came_out is None
    assert refused > 50
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        harmed.write_bytes(whole[:length])
        with pytest.raises(BackupError, match="is damaged, or no backup of Sampan"):
            unpack_archive(harmed, tmp_path / f"short{length}")


def _swap(record, members):
    members["home/one"] = b"two" * 1000


def _longer(record, members):
    members["home/one"] += b"!"


def _bomb(record, members):
    members["home/one"] = b"\0" * 50_000_000


def _unlisted(record, members):
    members["home/three"] = b"3"


def _lost(record, members):
    del members["home/one"]


def _other_fields(record, members):
    record["more"] = 1


@pytest.mark.parametrize("change", [_swap, _longer, _bomb, _unlisted, _lost, _other_fields])
def test_what_is_not_what_was_written_is_refused(archive, tmp_path, change):
    with pytest.raises(BackupError, match="is damaged"):
        unpack_archive(rewrite(archive, change), tmp_path / "out")
    written = tmp_path / "out/home/one"
    assert not written.exists() or written.stat().st_size < 10_000_000


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../out", "home/../../out", "home//x", "./x", "C:/x", "C:x", "home\\..\\x"],
)
def test_a_name_that_leads_elsewhere_is_refused(archive, tmp_path, name):
    def rename(record, members):
        members[name] = members.pop("home/one")
        record["files"][name] = record["files"].pop("home/one")

    with pytest.raises(BackupError, match="names a place outside of it|is damaged"):
        unpack_archive(rewrite(archive, rename), tmp_path / "deep" / "out")
    assert not is_plain(name)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "deep" / "x").exists()


def test_a_link_in_an_archive_is_written_as_a_file(tmp_path):
    """Another program could have put one there; nothing is ever written through it."""
    target = b"/etc/passwd"
    file = {"digest": sha256(target).hexdigest(), "size": len(target), "mode": 0o777}
    record = {"format": 1, "about": {}, "files": {"home/link": file}}
    archive = tmp_path / "kept.zip"
    with zipfile.ZipFile(archive, "w") as new:
        info = zipfile.ZipInfo("home/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        new.writestr(info, target)
        new.writestr(MANIFEST, json.dumps(seal(record)))
    unpack_archive(archive, tmp_path / "out")
    written = tmp_path / "out/home/link"
    assert not written.is_symlink()
    assert written.read_bytes() == target
    assert not written.stat().st_mode & 0o022


def test_a_later_version_is_told(archive, tmp_path):
    def later(record, members):
        return {**record, "format": 2, "more": 1}

    with pytest.raises(BackupError, match="a later version of Sampan; update Sampan"):
        unpack_archive(rewrite(archive, later), tmp_path / "out")


def test_a_file_that_is_none_is_told(tmp_path):
    for name in ("gone.zip", "text.zip", "folder"):
        (tmp_path / "text.zip").write_text("no archive")
        (tmp_path / "folder").mkdir(exist_ok=True)
        with pytest.raises(BackupError, match=f"^{tmp_path / name}: .*(try again|take another)"):
            unpack_archive(tmp_path / name, tmp_path / "out")


def test_a_full_disk_is_told_as_what_it_is(archive, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", refuse)
    with pytest.raises(BackupError, match="cannot be unpacked: no space left on device"):
        unpack_archive(archive, tmp_path / "out")
