"""Which texts share a band of their MinHashes: those that may be alike (Broder 1997; Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3).
"""

import numpy as np
import numpy.typing as npt

_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


class Bands:
    """Groups of rows of `hashes`, of shape (n, permutations), whose numbers in a band are the same.

    Only rows that are `told` have any. Each band is as many numbers of a row as there are of these
    for each of so many `bands`, three at most.
    """

    def __init__(
        self, hashes: npt.NDArray[np.uint32], told: npt.NDArray[np.bool_], *, bands: int
    ) -> None:
        width = hashes.shape[1] // bands
        rows = np.flatnonzero(told)
        self._groups = np.full((bands, len(hashes)), -1, dtype=np.int32)
        self._members: list[npt.NDArray[np.int64]] = []
        self._starts: list[npt.NDArray[np.int64]] = []
        for band in range(bands):
            part = hashes[rows, band * width : (band + 1) * width].astype(np.uint64)
            keys = (part * _MIX[:width]).sum(axis=1, dtype=np.uint64)
            order = np.argsort(keys, kind="stable")
            starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order][:1] ^ np.uint64(1)))
            sizes = np.diff(starts, append=len(order))
            shared = np.repeat(sizes > 1, sizes)
            members = rows[order[shared]]
            kept = sizes[sizes > 1]
            self._groups[band, members] = np.repeat(np.arange(len(kept), dtype=np.int32), kept)
            self._members.append(members)
            self._starts.append(np.concatenate([[0], np.cumsum(kept)]))

    def before(self, row: int) -> list[int]:
        """The earlier rows that share a band with this one, in order."""
        found: set[int] = set()
        for band in np.flatnonzero(self._groups[:, row] >= 0):
            start, end = self._starts[band][self._groups[band, row] :][:2]
            members = self._members[band][start:end]
            found.update(members[: np.searchsorted(members, row)].tolist())
        return sorted(found)
