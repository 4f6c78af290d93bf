import os

import pytest

from corpus.drafts import replace_file
from corpus.regular_files import IrregularFileError, check_regular, make_way, read_regular


def test_files_links_to_them_and_nothing_will_do(tmp_path):
    (tmp_path / "a").write_bytes(b"text")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "loose").symlink_to("nowhere")
    for name in ("a", "link", "loose", "missing"):
        check_regular(tmp_path / name)
        make_way(tmp_path / name)
    assert read_regular(tmp_path / "link") == b"text"
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "missing")


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    for name, kind in (
        ("pipe", "pipe"),
        ("link", "pipe"),
        ("zero", "device"),
        ("folder", "folder"),
    ):
        with pytest.raises(IrregularFileError) as caught:
            read_regular(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name} is a {kind}, not a file"


def test_what_is_made_again_takes_the_place_of_all_but_a_folder(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "zero"):
        replace_file(tmp_path / name, b"new")
        assert (tmp_path / name).read_bytes() == b"new"
        assert not (tmp_path / name).is_symlink()
    with pytest.raises(IrregularFileError, match="is a folder, not a file"):
        replace_file(tmp_path / "folder", b"new")
    assert (tmp_path / "folder").is_dir()
