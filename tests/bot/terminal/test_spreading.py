"""Encoding by many workers, and in parts whose vectors are then brought together."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tiny_model import write_folder

_ROOT = Path(__file__).parents[3]
_WORDS = ("bank", "licence", "robot", "query", "passage")


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(40):
        words = " ".join(_WORDS[(n + k) % 5] for k in range(n % 7 + 1))
        (folder / f"a{n:02}.md").write_text(f"---\ntitle: {words} {n}\n---\n\n{words}, {n}.\n")
    return folder


@pytest.fixture
def model(tmp_path) -> str:
    return str(write_folder(tmp_path / "tiny"))


def _sampan(home: Path, *arguments: str, model: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which may start others."""
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "SAMPAN_HOME": str(home),
        "SAMPAN_ENCODER": model,
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=env,
        cwd=home.parent,
        timeout=120,
    )


def _encode(home: Path, *arguments: str, model: str) -> dict[str, Any]:
    done = _sampan(home, "index", *arguments, "--json", model=model)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _generation(home: Path) -> str:
    return (home / "index" / "CURRENT").read_text()


def test_parts_of_several_machines_become_one_index_without_encoding(tmp_path, articles, model):
    homes = [tmp_path / f"machine{n}" for n in (1, 2, 3)]
    parts = [
        _encode(home, str(articles), "--shard", f"{n}/3", model=model)
        for n, home in enumerate(homes, start=1)
    ]
    assert sum(part["passages"] for part in parts) == 40
    assert all(part["encoded"] == part["passages"] > 0 for part in parts)
    assert not any((home / "index" / "CURRENT").exists() for home in homes)

    home = tmp_path / "home"
    files = [str(other / "vectors.sqlite") for other in homes]
    merged = _sampan(home, "vectors", "merge", *files, "--json", model=model)
    assert merged.returncode == 0, merged.stderr
    assert [one["copied"] for one in json.loads(merged.stdout)] == [p["encoded"] for p in parts]

    whole = _encode(home, str(articles), "--shard", "1/1", model=model)
    assert (whole["passages"], whole["encoded"]) == (40, 0)
    assert _encode(home, str(articles), model=model)["passages"] == 40
    alone = tmp_path / "alone"
    _encode(alone, str(articles), model=model)
    assert _generation(home) == _generation(alone)


def test_workers_build_the_same_index(tmp_path, articles, model):
    built = _encode(tmp_path / "many", str(articles), "--workers", "3", model=model)
    assert built["is_new_generation"]
    _encode(tmp_path / "alone", str(articles), model=model)
    assert _generation(tmp_path / "many") == _generation(tmp_path / "alone")
    assert not list((tmp_path / "many").glob(".building-*"))
    again = _encode(tmp_path / "many", "--workers", "3", model=model)
    assert not again["is_new_generation"]


def test_a_file_that_is_no_cache_is_told_and_the_others_are_merged(sampan, articles, tmp_path):
    text = tmp_path / "text"
    text.write_text("no database")
    assert sampan("vectors", "merge", str(text)).status == 2
    unnamable = "x" * 300
    elsewhere = tmp_path / "elsewhere"
    sampan("index", str(articles), "--shard", "1/20", SAMPAN_HOME=str(elsewhere))
    files = (str(text), unnamable, str(elsewhere / "vectors.sqlite"))
    done = sampan("vectors", "merge", *files)
    assert done.status == 1
    assert "copied, 0 known before" in done.stdout
    assert "text cannot be read" in " ".join(done.stderr.split())
    assert "cannot be read: File name too long" in " ".join(done.stderr.split())


def test_a_folder_is_told_to_be_no_cache(sampan):
    done = sampan("vectors", "merge", ".")
    assert done.status == 2
    assert ". is a folder, not a file" in done.stderr


@pytest.mark.parametrize("shard", ["9/8", "half", ""])
def test_what_is_no_part_is_told(sampan, articles, shard):
    done = sampan("index", str(articles), "--shard", shard)
    assert done.status == 2
    assert "names no part" in done.stderr


def test_a_skipped_article_of_a_part_is_told(sampan, articles):
    (articles / "binary.txt").write_bytes(bytes(range(256)))
    done = sampan("index", str(articles), "--shard", "1/40")
    assert done.status == 1
    assert "binary.txt: file: is binary" in " ".join(done.stderr.split())
    assert done.stdout.startswith("Part 1/40 of 40 articles: ")
