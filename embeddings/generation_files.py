"""The files of a generation, and those of them that hold plain arrays."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.centring import LanguageMeans

ARTICLES_FILE = "articles.sqlite"
VECTORS_FILE = "vectors.npy"
LENGTHS_FILE = "lengths.npy"
ARTICLE_ROWS_FILE = "article_rows.npy"
FAMILIES_FILE = "families.npy"
NEWNESS_FILE = "newness.npy"
MEANS_FILE = "means.npz"
FAISS_FILE = "centred.faiss"
WORDS_FOLDER = "words"


def map_array(path: Path) -> npt.NDArray[Any]:
    """An array that stays on disk."""
    mapped: npt.NDArray[Any] = np.load(path, mmap_mode="r")
    return mapped.view(np.ndarray)  # of which a part is taken ten times as fast


def write_means(path: Path, means: LanguageMeans) -> None:
    """The means as one matrix: the overall mean, then each family's in the order of names."""
    families = sorted(means.by_family)
    rows = np.stack([means.overall, *(means.by_family[family] for family in families)])
    with path.open("wb") as file:
        np.savez(file, rows=rows, families=np.array(families, dtype=np.str_))


def read_means(path: Path) -> LanguageMeans:
    """What `write_means` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        overall, *rows = arrays["rows"]
        families = arrays["families"].tolist()
    return LanguageMeans(overall=overall, by_family=dict(zip(families, rows, strict=True)))
