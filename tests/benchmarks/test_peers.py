"""What the comparison with other libraries prints, and how it picks what it asks."""

import math

import pytest

from benchmarks.peers.known import spread
from benchmarks.peers.table import Row, percentile, render_table


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 10.0), (0.95, 19.0), (1.0, 20.0)]
)
def test_a_percentile_is_one_of_the_values(share, expected):
    assert percentile([float(n) for n in range(20, 0, -1)], share) == expected


def test_nothing_measured_has_no_percentile():
    assert math.isnan(percentile([], 0.5))


def test_items_are_taken_evenly_and_in_order():
    assert spread(range(10), 5) == [0, 2, 4, 6, 8]
    assert spread(range(3), 5) == spread(range(3), None) == [0, 1, 2]


def test_each_row_has_as_many_cells_as_the_heading():
    measured = Row(
        title="One",
        passages=1200,
        indexing_s=[3.0, 60.0, 2.0],
        took_ms=[9.0, 10.0, 30.0],
        cold_s=[1.25],
        resident_mb=570.4,
        success=("0.900 / 1.000", "0.800 / –"),
    )
    failed = Row(title="Two", failure="not installed: a | b")
    heading, _, one, two, three = render_table([measured, failed, Row(title="Three")]).splitlines()
    assert one == (
        "| One | 1,200 | 3.0 | 400.0 | 10.0 | 30.0 | 1.2 | 570 | 0.900 / 1.000 | 0.800 / – |"
    )
    assert two.startswith("| Two | failed: not installed: a \\| b | – |")
    assert three.startswith("| Three | – | – |")
    columns = heading.count("|")
    assert [line.replace("\\|", "").count("|") for line in (one, two, three)] == [columns] * 3
