import pytest

from bot.service.quality import Measured, describe_measured, read_measured, write_measured

_FIGURES = {"questions": 248, "success@1": 0.875, "success@5": 0.995, "false_refusal": 0.01}


@pytest.fixture
def measured() -> Measured:
    """Figures without any question that has no answer."""
    return Measured(index_id="abc", questions_file="dev.jsonl", day="2026-11-22", figures=_FIGURES)


def test_the_figures_are_those_of_the_index_they_were_measured_on(measured, tmp_path):
    assert read_measured(tmp_path, "abc") is None
    write_measured(tmp_path, measured)
    assert read_measured(tmp_path, "abc") == measured
    assert read_measured(tmp_path, "another") is None
    assert [path.name for path in tmp_path.iterdir()] == ["measured.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"index_id": "abc"}', "\udcff"])
def test_a_damaged_record_counts_as_none(tmp_path, text):
    (tmp_path / "measured.json").write_bytes(text.encode(errors="surrogateescape"))
    assert read_measured(tmp_path, "abc") is None


def test_a_changed_figure_counts_as_none(tmp_path, measured):
    write_measured(tmp_path, measured)
    path = tmp_path / "measured.json"
    path.write_text(path.read_text().replace("0.875", "0.975"))
    assert read_measured(tmp_path, "abc") is None


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_figures_are_told_in_a_sentence(measured, language):
    told = describe_measured(measured, language)
    for part in ("248", "dev.jsonl", "2026-11-22", "87.5%", "99.5%", "1.0%", "–"):
        assert part in told
    assert "sampan evaluate" in describe_measured(None, language)
