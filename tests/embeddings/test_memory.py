"""What a build holds in memory does not grow with the texts and vectors that it writes."""

from pathlib import Path

from forked import run

_BUILD = Path(__file__).parent / "build_and_weigh.py"
_DIM = 4096


def test_neither_all_texts_nor_all_vectors_are_in_memory(tmp_path):
    done = run(str(tmp_path / "index"), "300", str(_DIM), home=tmp_path, program=_BUILD)
    assert done.status == 0, done.stderr
    *peaks, passages = (int(line) for line in done.stdout.split())
    assert len(peaks) > 5
    vectors = passages * _DIM * 4
    assert vectors > 40e6
    # From the second batch on, when everything was imported and used once.
    assert (peaks[-1] - peaks[1]) * 1024 < 0.25 * vectors
