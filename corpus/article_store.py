"""Articles and their passages in one SQLite file, read by row: no text stays in memory.

Written once by `ArticleStoreWriter`, then only read. Rows are counted from 0 in the order in which
articles, and the passages of each, were added.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar, overload
from urllib.parse import quote

from corpus.article_json import article_from_json
from corpus.conditions import ANY, BEGINNING_S, Condition
from corpus.databases import HARDENING, check_database, telling_damage
from corpus.errors import ArticlesDamagedError
from corpus.naming import all_of, any_of, asked_name, within
from corpus.recent import Recent
from corpus.schema import Article, Passage
from corpus.text import is_encodable

Record = TypeVar("Record")

_KEPT = 512  # articles that were read last
_AT_ONCE = 500  # values that one statement names
_BATCH = 50  # rows that are read before the first of them is asked for


class ArticleStore:
    """Reads the file; may be shared by threads.

    Raises ArticlesDamagedError, from any method, for a file that is damaged.
    """

    def __init__(self, path: Path) -> None:
        check_database(path)
        # The file never changes: no lock on it is needed, and none is looked for.
        self._connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        weakref.finalize(self, self._connection.close)
        self._lock = threading.Lock()
        for statement in HARDENING:
            self._connection.execute(statement)
        self._size = self.count()
        ((self._passages,),) = self.query("SELECT ifnull(max(row) + 1, 0) FROM passages")
        self._kept: Recent[int, Article] = Recent(_KEPT)

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that a statement gives."""
        with self._lock, telling_damage():
            return self._connection.execute(sql, values).fetchall()

    def query_by(self, sql: str, values: Sequence[Any]) -> Iterator[Any]:
        """What a statement that ends in IN gives for the values, so many at once."""
        distinct = list(dict.fromkeys(values))
        for at in range(0, len(distinct), _AT_ONCE):
            part = distinct[at : at + _AT_ONCE]
            yield from self.query(f"{sql} ({', '.join('?' * len(part))})", part)

    @property
    def articles(self) -> Sequence[Article]:
        """All articles by row, each read when it is asked for."""
        return _Rows(self._size, self.article, self._every_article)

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages by row, each read when it is asked for."""
        return _Rows(self._passages, self.passage, self._every_passage)

    @property
    def stories(self) -> Mapping[str, str]:
        """For each article id the leader of its group of duplicates."""
        return _Stories(self)

    def article(self, row: int) -> Article:
        """The article in a row."""
        return self._kept.get(row, self._read_article)

    def read_articles(self, rows: Sequence[int]) -> list[Article]:
        """The articles in these rows, in their order; those not read lately at once."""
        unread = [row for row in rows if row not in self._kept]
        sql = "SELECT row, record FROM articles WHERE row IN"
        read = {row: _parse(record) for row, record in self.query_by(sql, unread)}

        def make(row: int) -> Article:
            return read[row] if row in read else self._read_article(row)

        return [self._kept.get(row, make) for row in rows]

    def passage(self, row: int) -> Passage:
        """The passage in a row."""
        return self.read_passages([row])[0]

    def read_passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages in these rows, in their order; each with the words of its article."""
        found = {
            row: (article, start, end, headings)
            for row, article, start, end, headings in self.query_by(
                "SELECT row, article, start, end, headings FROM passages WHERE row IN", rows
            )
        }
        if len(found) < len(set(rows)):
            raise ArticlesDamagedError("a passage is missing")
        return [self._passage(self.article(found[row][0]), *found[row][1:]) for row in rows]

    def count(self, condition: Condition = ANY) -> int:
        """How many articles meet a condition."""
        sql = f"SELECT count(*) FROM articles WHERE {condition.sql}"
        ((count,),) = self.query(sql, condition.values)
        return int(count)

    def newest_day(self) -> date | None:
        """The day of the newest dated article."""
        days = self.days()
        return days[1] if days else None

    def days(self) -> tuple[date, date] | None:
        """The days of the oldest and the newest dated article."""
        sql = "SELECT day FROM articles WHERE moment IS NOT NULL ORDER BY moment {} LIMIT 1"
        found = [day for order in ("ASC", "DESC") for (day,) in self.query(sql.format(order))]
        try:
            return (date.fromisoformat(found[0]), date.fromisoformat(found[1])) if found else None
        except (ValueError, TypeError, IndexError) as error:
            raise ArticlesDamagedError("the day of an article is damaged") from error

    def rows(self, condition: Condition = ANY) -> list[int]:
        """The rows of the articles that meet a condition, in order."""
        sql = f"SELECT row FROM articles WHERE {condition.sql} ORDER BY row"
        return [row for (row,) in self.query(sql, condition.values)]

    def newest(
        self, limit: int, condition: Condition = ANY, *, after: tuple[float, str] | None = None
    ) -> list[Article]:
        """The first articles that meet a condition, the newest first and undated ones last.

        Equal ones are in the order of their ids. Only those behind a place in that order, if one
        is given: seconds since 1970, `BEGINNING_S` for an undated one, and an id.
        """
        found = condition
        if after is not None:
            moment, id = after
            found = found & Condition(
                f"(-ifnull(moment, {BEGINNING_S}), id) > (?, ?)", (-moment, id)
            )
        sql = f"SELECT row FROM articles WHERE {found.sql} ORDER BY moment DESC, id LIMIT {limit:d}"
        return [self.article(row) for (row,) in self.query(sql, found.values)]

    def languages(self) -> dict[str, int]:
        """How many articles each language has, the largest first."""
        sql = "SELECT language, count(*) AS n FROM articles GROUP BY 1 ORDER BY n DESC, language"
        return dict(self.query(sql))

    def rows_of(self, ids: Sequence[str]) -> dict[str, int]:
        """The rows of the articles with these ids, by id; an unknown one is not there."""
        possible = [id for id in ids if is_encodable(id)]
        return dict(self.query_by("SELECT id, row FROM articles WHERE id IN", possible))

    def passage_rows_of(self, articles: Sequence[int]) -> list[int]:
        """The rows of the passages of the articles in these rows, in order."""
        return sorted(
            row for (row,) in self.query_by("SELECT row FROM passages WHERE article IN", articles)
        )

    def provider_keys(self, articles: Sequence[int]) -> list[str]:
        """The provider of the article in each of these rows, folded; "" for none."""
        found = dict(self.query_by("SELECT row, provider_key FROM articles WHERE row IN", articles))
        return [found[row] for row in articles]

    def story_of(self, article_id: str) -> str | None:
        """The leader of an article's group; None for an unknown one."""
        found = self.query("SELECT story FROM articles WHERE id = ?", (article_id,))
        return str(found[0][0]) if found else None

    def members_of(self, story: str) -> list[Article]:
        """The articles of a group, in the order of their rows."""
        return [self.article(row) for row in self.rows(Condition("story = ?", (story,)))]

    def newest_naming(
        self, groups: Sequence[Sequence[str]], condition: Condition = ANY
    ) -> Iterator[int]:
        """The rows of the articles that name one text of each group, newest first, undated last.

        A title, an alias, an excerpt or a topic names a text that is a whole word or several, also
        in the plural, or Chinese, in any spelling; "regulat*" is any word that starts so. A little
        more is found than that: a space within a text may stand for another sign. They are read as
        they are asked for, some at once.
        """
        each = [[one for text in group for one in asked_name(text)] for group in groups if group]
        if not all(each):
            return  # texts of which nothing is left name nothing
        asked = [any_of(of_group) for of_group in each]
        match = "naming MATCH ? AND" if asked else ""
        found = "naming CROSS JOIN subjects ON place = naming.rowid" if asked else "subjects"
        sql = f"""SELECT place, article FROM {found} WHERE {match} place > ?
            AND EXISTS (SELECT 1 FROM articles WHERE row = subjects.article AND ({condition.sql}))
            ORDER BY place LIMIT {_BATCH}"""
        values = [within("title about", all_of(asked))] if asked else []
        last = 0
        while rows := self.query(sql, (*values, last, *condition.values)):
            yield from (row for _, row in rows)
            last = rows[-1][0]

    def _read_article(self, row: int) -> Article:
        found = self.query("SELECT record FROM articles WHERE row = ?", (row,))
        if not found:
            raise ArticlesDamagedError("an article is missing")
        return _parse(found[0][0])

    def _every_article(self) -> Iterator[Article]:
        """All in order, none of which is kept."""
        for first in range(0, self._size, _AT_ONCE):
            rows = self.query(
                "SELECT record FROM articles WHERE row BETWEEN ? AND ? ORDER BY row",
                (first, first + _AT_ONCE - 1),
            )
            for (record,) in rows:
                yield _parse(record)

    def _every_passage(self) -> Iterator[Passage]:
        for number, article in enumerate(self._every_article()):
            places = self.query(
                "SELECT start, end, headings FROM passages WHERE article = ? ORDER BY row",
                (number,),
            )
            for place in places:
                yield self._passage(article, *place)

    @staticmethod
    def _passage(article: Article, start: int, end: int, headings: str) -> Passage:
        return Passage(
            article_id=article.id,
            start=start,
            end=end,
            text=article.body[start:end],
            headings=tuple(json.loads(headings)),
        )


def _parse(record: str) -> Article:
    try:
        return article_from_json(json.loads(record))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArticlesDamagedError("the record of an article is damaged") from error


class _Rows(Sequence[Record], Generic[Record]):
    """Records by row, read when they are asked for."""

    def __init__(
        self, size: int, read: Callable[[int], Record], every: Callable[[], Iterator[Record]]
    ) -> None:
        self._size = size
        self._read = read
        self._every = every

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Record]:
        return self._every()

    @overload
    def __getitem__(self, row: int) -> Record: ...

    @overload
    def __getitem__(self, row: slice) -> list[Record]: ...

    def __getitem__(self, row: int | slice) -> Record | list[Record]:
        if isinstance(row, slice):
            return [self._read(one) for one in range(*row.indices(self._size))]
        if not -self._size <= row < self._size:
            raise IndexError(row)
        return self._read(row % self._size)


class _Stories(Mapping[str, str]):
    """The leader of each article's group, by the article's id."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store

    def __getitem__(self, article_id: str) -> str:
        story = self._store.story_of(article_id)
        if story is None:
            raise KeyError(article_id)
        return story

    def __iter__(self) -> Iterator[str]:
        return (id for (id,) in self._store.query("SELECT id FROM articles ORDER BY row"))

    def __len__(self) -> int:
        return self._store.count()
