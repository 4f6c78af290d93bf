import csv
import io

import pytest

from bot.service.csv_text import write_csv


def _read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  @", *"＝＋－＠"])
def test_no_cell_is_a_formula(start):
    cell = f'{start}HYPERLINK("https://evil.example","x")'
    assert _read(write_csv(["a"], [[cell]]))[1] == [f"'{cell}"]


def test_what_is_harmless_stays_as_it_is():
    cells = ["八達通, “FPS”", 'a "b"\nc', "1-2", "a=b", ""]
    assert _read(write_csv(["a"], [cells])) == [["a"], cells]


def test_numbers_are_numbers_and_nothing_is_empty():
    assert _read(write_csv(["a", "b"], [[-3, None]])) == [["a", "b"], ["-3", ""]]
