import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.bundled_encoder import safe_text, weights_path

_ROOT = Path(__file__).parents[2]
_STRINGS = 40


def run_module(*arguments: str, timeout_s: float) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(_ROOT), str(_ROOT / "tests")))
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_strings_of_every_block_do_not_kill_the_engine():
    done = run_module("fuzz.engine", str(_STRINGS), timeout_s=300)
    assert (done.returncode, done.stdout.strip()) == (0, str(_STRINGS)), done.stderr[-2000:]


def _unfolded() -> dict[int, int]:
    """How many characters the engine makes of each that it unfolds, read from its weights."""
    data = weights_path().read_bytes()
    pieces, *_ = struct.unpack_from("<i", data, 44)
    (length,) = struct.unpack_from("<Q", data, 64)
    at = 72 + (pieces + 1) * 4 + pieces * 4 + length
    entries, _ = struct.unpack_from("<iI", data, at)
    at += 8
    found: dict[int, int] = {}
    for _ in range(entries):
        character, count = struct.unpack_from("<IB", data, at)
        found[character] = count
        at += 5 + 4 * count
    return found


def test_no_character_unfolds_past_the_engines_buffer():
    # The buffer holds four characters for each byte of UTF-8 that is handed over.
    unfolded = _unfolded()
    assert unfolded[0xFDFA] == 18
    for character in range(0x110000):
        handed = safe_text(chr(character))
        made = sum(unfolded.get(ord(one), 1) for one in handed)
        assert made <= 4 * len(handed.encode("utf-8")), hex(character)


@pytest.mark.parametrize(
    "text", ["", "The bank opened.", "銀行開業㌖½ﬁ", "e\u0301", "👨\u200d👩", "\ufdfb"]
)
def test_ordinary_text_is_handed_over_as_it_is(text):
    assert safe_text(text) == text
