import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.bands import Bands


@given(
    rows=st.lists(st.lists(st.integers(0, 3), min_size=7, max_size=7), min_size=0, max_size=12),
    data=st.data(),
)
def test_rows_that_share_a_band_are_found_and_no_others(rows, data):
    size = len(rows)
    hashes = np.array(rows, dtype=np.uint32).reshape(size, 7)
    told = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
    bands = Bands(hashes, told, bands=3)  # of two each; the last column is in none
    for row in range(size):
        expected = [
            other
            for other in range(row)
            if told[row]
            and told[other]
            and any(rows[row][at : at + 2] == rows[other][at : at + 2] for at in (0, 2, 4))
        ]
        assert bands.before(row) == expected
