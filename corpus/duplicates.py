"""The same story twice: one canonical address, or nearly the same text."""

from collections.abc import Sequence

from datasketch import MinHash, MinHashLSH

from corpus.schema import Article
from corpus.text import fold_key, has_han
from corpus.web import canonical_url

_PERMUTATIONS = 128
_LIKENESS = 0.7
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
    lsh = MinHashLSH(threshold=_LIKENESS, num_perm=_PERMUTATIONS)
    hashes: dict[str, MinHash] = {}
    for article in sorted(articles, key=lambda article: article.id):
        for url in (article.url, article.original_url):
            key = canonical_url(url) if url else ""
            if "/" in key or "?" in key:  # the front page of a site is no story
                join(article.id, by_url.setdefault(key, article.id))
        shingles = _shingles(article.body)
        if len(shingles) < _MIN_SHINGLES:
            continue
        minhash = MinHash(num_perm=_PERMUTATIONS)
        minhash.update_batch([shingle.encode() for shingle in sorted(shingles)])
        for other in sorted(map(str, lsh.query(minhash))):
            if minhash.jaccard(hashes[other]) >= _LIKENESS:
                join(article.id, other)
        lsh.insert(article.id, minhash)
        hashes[article.id] = minhash
    return {article_id: find(article_id) for article_id in leader}


def _shingles(text: str) -> set[str]:
    folded = fold_key(text)
    if has_han(folded):
        units, size = list(folded.replace(" ", "")), 5
    else:
        units, size = folded.split(), 3
    return {" ".join(units[i : i + size]) for i in range(len(units) - size + 1)}
