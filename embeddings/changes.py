"""What differs between the articles of an index and others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.schema import Article
from embeddings.errors import EmbeddingError
from embeddings.index import current_generation, read_generation_articles

_FEW = 0.1  # a larger share of the articles is not removed without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The ids of what is new, changed and gone, each in order; `before` counts what was there."""

    before: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def removes_much(self) -> bool:
        """Whether more than a tenth of the articles would be gone."""
        return len(self.removed) > _FEW * self.before


def compare_articles(before: Sequence[Article], after: Sequence[Article]) -> Changes:
    """What turns the first articles into the second."""
    old = {article.id: article for article in before}
    new = {article.id: article for article in after}
    return Changes(
        before=len(old),
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(id for id in new.keys() & old.keys() if new[id] != old[id])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def indexed_articles(folder: Path) -> tuple[Article, ...]:
    """The articles of the index in `folder`; none where there is no index that can be read."""
    try:
        return read_generation_articles(current_generation(folder))[0]
    except (EmbeddingError, OSError, ValueError, TypeError):
        return ()
