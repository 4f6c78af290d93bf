"""What is said of each article in few words, read from the file of articles by full-text queries.

An article's place is counted from the newest to the oldest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from corpus.article_store import ArticleStore
from corpus.errors import ArticlesDamagedError
from corpus.naming import Beginning, Names, any_of
from corpus.recent import Recent

_COLUMNS = "place, article, story, extent, subjects.title, subjects.about, subjects.publisher"
_BATCH = 100  # rows that are read before the first of them is asked for
_COPIES = 4  # articles that tell one story, as a rule at most
_ROUNDS = 8  # so often more are read where there are more
_KEPT = 8192  # counts, which a person who types on needs again
_TOPICS = 100  # of an article that are looked at; a statement takes no more than 500 parts
_OF_A_TOPIC = 2000  # its newest articles that are looked at for another topic


class Subject(NamedTuple):
    """An article by its row, with its folded title, what else says its subject, and provider."""

    place: int
    article: int
    story: str
    extent: str
    title: str
    about: str
    publisher: str

    @property
    def text(self) -> str:
        """All of it; a name does not go on from one part in the next."""
        return f"{self.title}\n{self.about}\n{self.publisher}"


_TYPES = (int, int, str, str, str, str, str)


class Subjects:
    """Reads them; may be shared by threads."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._counts: Recent[tuple[str, int], int] = Recent(_KEPT)

    def naming(self, asked: str, *, limit: int) -> list[Subject]:
        """The newest that a full-text query finds; more of them where many tell one story."""
        sql = f"""SELECT {_COLUMNS} FROM naming CROSS JOIN subjects ON place = naming.rowid
            WHERE naming MATCH ? AND naming.rowid > ? ORDER BY naming.rowid LIMIT ?"""
        found: list[Subject] = []
        for _ in range(_ROUNDS):
            read = _read(self._store.query(sql, (asked, found[-1].place if found else 0, limit)))
            found += read
            if len(read) < limit or len({one.story for one in found}) >= limit / _COPIES:
                break
        return found

    def called(self, key: str, *, limit: int) -> list[Subject]:
        """The newest whose id, title or alias this is."""
        sql = f"""SELECT {_COLUMNS} FROM subjects WHERE place IN
            (SELECT place FROM names WHERE key = ? ORDER BY place LIMIT ?)"""
        return _read(self._store.query(sql, (key, limit)))

    def latest(self, *, topics: Sequence[str], providers: Sequence[str]) -> Iterator[int]:
        """The rows of the articles with one of these topics and providers, no teasers.

        The newest first, undated ones last, and each story once.
        """
        conditions, values = ["place > ?", "extent <> 'teaser'"], [*topics, *providers]
        if topics:
            chosen = f"SELECT place FROM topic_places WHERE topic IN ({_marks(topics)})"
            conditions.append(f"place IN ({chosen})")
        if providers:
            conditions.append(f"provider IN ({_marks(providers)})")
        sql = f"""SELECT place, article, story FROM subjects WHERE {" AND ".join(conditions)}
            ORDER BY place LIMIT {_BATCH}"""
        told: set[str] = set()
        last = 0
        while rows := self._store.query(sql, (last, *values)):
            for _, article, story in rows:
                if story not in told:
                    told.add(story)
                    yield article
            last = rows[-1][0]

    def at(self, places: Sequence[int]) -> list[Subject]:
        """Those at some places."""
        sql = f"SELECT {_COLUMNS} FROM subjects WHERE place IN"
        return _read(self._store.query_by(sql, places))

    def of(self, article_id: str) -> Subject:
        """That of the article with an id, which is there."""
        sql = f"""SELECT {_COLUMNS} FROM subjects
            WHERE article = (SELECT row FROM articles WHERE id = ?)"""
        found = _read(self._store.query(sql, (article_id,)))
        if not found:
            raise ArticlesDamagedError("an article's subject is missing")
        return found[0]

    def with_urls(self, urls: Sequence[str]) -> list[int]:
        """The places of the articles with these canonical addresses."""
        sql = """SELECT place FROM articles CROSS JOIN subjects ON subjects.article = articles.row
            WHERE url IN"""
        return [place for (place,) in self._store.query_by(sql, urls)]

    def places(self, asked: str, *, limit: int) -> list[int]:
        """The newest that a full-text query finds, by place."""
        sql = "SELECT rowid FROM naming WHERE naming MATCH ? ORDER BY rowid LIMIT ?"
        return [place for (place,) in self._store.query(sql, (asked, limit))]

    def sharing_topics(self, topics: Sequence[str], *, least: int, limit: int) -> list[int]:
        """The places of the newest articles with so many of these topics, the first of them."""
        distinct = list(dict.fromkeys(topics))[:_TOPICS]
        if len(distinct) < least:
            return []
        one = f"""SELECT place FROM
            (SELECT place FROM topic_places WHERE topic = ? ORDER BY place LIMIT {_OF_A_TOPIC})"""
        sql = f"""SELECT place FROM ({" UNION ALL ".join([one] * len(distinct))})
            GROUP BY place HAVING count(*) >= ? ORDER BY place LIMIT ?"""
        return [place for (place,) in self._store.query(sql, (*distinct, least, limit))]

    def count_topics(self, topics: Sequence[str], places: Sequence[int]) -> Counter[int]:
        """How many of these topics the articles at some places have."""
        sql = "SELECT place, topic FROM topics JOIN subjects USING (article) WHERE place IN"
        wanted = set(topics)
        found = set(self._store.query_by(sql, places))
        return Counter(place for place, topic in found if topic in wanted)

    def known(self, term: Beginning | Names) -> str:
        """The full-text query for a term, without names that no article has."""
        if isinstance(term, Beginning):
            return term.asked
        known = [one for one in term.each_asked if self.count(one, most=1)]
        return any_of(known or term.each_asked[:1])

    def count(self, asked: str, *, most: int) -> int:
        """How many a full-text query finds, counted no further than `most`."""
        return self._counts.get((asked, most), self._count)

    def _count(self, asked: tuple[str, int]) -> int:
        sql = "SELECT count(*) FROM (SELECT 1 FROM naming WHERE naming MATCH ? LIMIT ?)"
        ((count,),) = self._store.query(sql, asked)
        return int(count)


def _read(rows: Iterable[Any]) -> list[Subject]:
    subjects = list(map(Subject._make, rows))
    if not all(tuple(map(type, one)) == _TYPES for one in subjects):
        raise ArticlesDamagedError("an article's subject is damaged")
    return subjects


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
