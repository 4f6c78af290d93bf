"""The same story twice: one canonical address, or nearly the same text."""

from collections.abc import Sequence

from rensa import RMinHash, RMinHashLSH

from corpus.schema import Article
from corpus.text import fold_key, has_han
from corpus.web import canonical_url

_PERMUTATIONS = 128
_BANDS = 32  # of four each: what is alike by 0.7 meets in one of them as good as always
_LIKENESS = 0.7
_SEED = 1
_MIN_SHINGLES = 20  # shorter texts are alike by chance


def group_duplicates(articles: Sequence[Article]) -> dict[str, str]:
    """For each article id, the smallest id of its group of duplicates (most often its own).

    Texts count as the same when the Jaccard similarity of their shingles, estimated by MinHash
    (Broder 1997), is at least 0.7: runs of three words, or of five Chinese characters.
    """
    leader = {article.id: article.id for article in articles}

    def find(article_id: str) -> str:
        while leader[article_id] != article_id:
            article_id = leader[article_id]
        return article_id

    def join(one: str, other: str) -> None:
        first, second = sorted((find(one), find(other)))
        leader[second] = first

    by_url: dict[str, str] = {}
    lsh = RMinHashLSH(threshold=_LIKENESS, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    hashes: dict[int, RMinHash] = {}
    ordered = sorted(articles, key=lambda article: article.id)
    for number, article in enumerate(ordered):
        for url in (article.url, article.original_url):
            key = canonical_url(url) if url else ""
            if "/" in key or "?" in key:  # the front page of a site is no story
                join(article.id, by_url.setdefault(key, article.id))
        shingles = _shingles(article.body)
        if len(shingles) < _MIN_SHINGLES:
            continue
        minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        minhash.update(sorted(shingles))
        for other in sorted(lsh.query(minhash)):
            if minhash.jaccard(hashes[other]) >= _LIKENESS:
                join(article.id, ordered[other].id)
        lsh.insert(number, minhash)
        hashes[number] = minhash
    return {article_id: find(article_id) for article_id in leader}


def _shingles(text: str) -> set[str]:
    folded = fold_key(text)
    if has_han(folded):
        units, size = list(folded.replace(" ", "")), 5
    else:
        units, size = folded.split(), 3
    return {" ".join(units[i : i + size]) for i in range(len(units) - size + 1)}
