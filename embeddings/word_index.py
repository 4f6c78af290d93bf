"""Search by words: BM25 (Robertson and Zaragoza 2009) over passages and over whole articles.

words.trie          the words, each with its number (a succinct trie: Yata 2011, marisa-trie)
passages/           which passages have which words, and the score that each gives
articles/           the same of articles, which have of each word their best passage's score
"""

from pathlib import Path

import marisa_trie

from embeddings.postings import Families, Postings

WORDS_FILE = "words.trie"
PASSAGES_FOLDER = "passages"
ARTICLES_FOLDER = "articles"


class WordIndex:
    """Finds passages by words, and scores them; may be shared by threads."""

    def __init__(
        self, words: marisa_trie.Trie, passages: Postings, articles: Postings, *, highest: float
    ) -> None:
        self._words = words
        self.passages = passages
        self.articles = articles
        self.highest = highest

    @classmethod
    def load(
        cls, folder: Path, *, passage_families: Families, article_families: Families
    ) -> "WordIndex":
        """What `WordIndexWriter` wrote, given the family of each passage and of each article."""
        words = marisa_trie.Trie()
        words.mmap(str(folder / WORDS_FILE))
        passages = Postings.load(folder / PASSAGES_FOLDER, passage_families)
        return cls(
            words,
            passages,
            Postings.load(folder / ARTICLES_FOLDER, article_families),
            highest=passages.highest_of_all(),
        )

    def number(self, word: str) -> int | None:
        """The number of a word; None if no passage has it."""
        found: int | None = self._words.get(word)
        return found

    def rarity(self, word: str) -> float:
        """How much a word tells: the best BM25 score that it alone gives a passage, 0 if unknown.

        The rarer a word, the higher.
        """
        number = self.number(word)
        return 0.0 if number is None else self.passages.highest(number)
