"""One file → the articles in it, whatever kind of file it is."""

import logging
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.errors import ArticleError, DraftError, NotAnArticleError
from corpus.fields import Fields, FieldTable
from corpus.file_names import name_article
from corpus.file_parts import FileParts
from corpus.formats.archives import ArchivedFile, open_archive
from corpus.formats.encodings import decode_text
from corpus.formats.kinds import HEAD_BYTES, Kind, describe_counts, kind_of_file
from corpus.formats.paged_text import unpage_text
from corpus.formats.records import RowKind
from corpus.formats.rows import read_rows
from corpus.formats.saved_pages import is_frame_of_page, read_mhtml, read_webarchive
from corpus.parse import ParsedArticle, parse_parts, parse_text
from corpus.problems import Problem
from corpus.readings import FileReading, failed, join_readings, problem_of
from corpus.walking import File

log = logging.getLogger(__name__)

_MAX_BYTES = 100_000_000
_MAX_ARCHIVE_BYTES = 1_000_000_000
_HARMLESS = frozenset({Kind.MARKDOWN, Kind.MDX, Kind.TEXT})
_ROW_KINDS: dict[Kind, RowKind] = {
    Kind.JSONL: "jsonl",
    Kind.JSON: "json",
    Kind.CSV: "csv",
    Kind.TSV: "tsv",
}
_UNKNOWN = "is of a kind that we do not know"
_REMEDY = "save its text as plain Markdown, or take it away"


def read_file(file: File, *, table: FieldTable) -> FileReading:
    """The articles of a file; whatever is wrong with it is a problem of the reading."""

    def read() -> FileReading:
        if is_frame_of_page(file.path, depth=len(PurePosixPath(file.name).parts) - 1):
            raise NotAnArticleError(file.path, "page", "is a part of another saved page")
        data = _read_bytes(file.path)
        kind = kind_of_file(file.name, data[:HEAD_BYTES])
        return _FileReader(file, table).read(kind, data)

    return _guarded(file, read)


def _guarded(file: File, read: Callable[[], FileReading]) -> FileReading:
    """What is read; whatever is raised is a problem."""
    try:
        return read()
    except (DraftError, NotAnArticleError) as error:
        return problem_of(file, f"{error.field}: {error.reason}", "left out")
    except ArticleError as error:
        return failed(file, error.reason, error.field)
    except Exception:
        # A defect, and still no reason to lose the other files. What an exception says may quote
        # the file or name our modules, so it is for the log only.
        log.debug("an article could not be read: %r", str(file.path), exc_info=True)
        return failed(file, f"cannot be understood; {_REMEDY}")


def is_harmless(file: File) -> bool:
    """Whether only code that no file can harm would read it; what cannot be opened is."""
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):  # a pipe would never end
            return True
        with file.path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError:
        return True
    return kind_of_file(file.name, head) in _HARMLESS


def _read_bytes(path: Path) -> bytes:
    """What the file holds; raises ArticleError if it is unreadable or too large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError(path, "file", "is no regular file")  # a pipe would never end
        limit = _MAX_ARCHIVE_BYTES if path.suffix.lower() == ".zip" else _MAX_BYTES
        if status.st_size > limit:
            raise ArticleError(path, "file", f"is larger than {limit // 10**6:,} MB; split it")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise ArticleError(path, "file", f"cannot be read: {reason.lower()}") from error


class _FileReader:
    """Reads a file, or a file of an archive, and what lies in it."""

    def __init__(self, file: File, table: FieldTable) -> None:
        self._file = file
        self._table = table
        self._path = file.path

    def read(self, kind: Kind, data: bytes) -> FileReading:
        """The articles of the bytes of a file of that kind; raises ArticleError."""
        match kind:
            case Kind.ZIP:
                return self._read_archive(data)
            case Kind.PDF:
                return self._one(self._parse_pdf(data))
            case Kind.DOCX:
                return self._one(self._parse_docx(data))
            case Kind.FEED:
                return self._read_feed(data)
            case Kind.JSONL | Kind.JSON | Kind.CSV | Kind.TSV:
                return self._read_rows(data, kind)
            case Kind.MHTML:
                return self._read_text(read_mhtml(data, path=self._path), is_html=True)
            case Kind.WEBARCHIVE:
                return self._read_text(read_webarchive(data, path=self._path), is_html=True)
            case Kind.HTML | Kind.MARKDOWN | Kind.MDX | Kind.TEXT:
                return self._read_text(data, is_html=kind is Kind.HTML, is_plain=kind is Kind.TEXT)
        known = f"is a {kind} file, which we do not read"
        raise self._unless_named("file", known if kind is not Kind.UNKNOWN else _UNKNOWN)

    def _unless_named(self, about: str, reason: str) -> ArticleError:
        """Whoever names a file means it; in a folder lies much that is no article."""
        error = ArticleError if self._file.is_named else NotAnArticleError
        return error(self._path, about, reason)

    def _read_text(self, data: bytes, *, is_html: bool, is_plain: bool = False) -> FileReading:
        try:
            decoded = decode_text(data, is_html=is_html)
        except ValueError as error:
            raise ArticleError(self._path, "file", str(error)) from error
        text = unpage_text(decoded.text) if is_plain else decoded.text
        parsed = parse_text(
            text,
            path=self._path,
            article_id=self._file.id,
            name=self._file.name,
            table=self._table,
        )
        repairs: list[str] = []
        if not decoded.is_certain:
            repairs.append(f"file: read as {decoded.encoding}, which it seems to be; save as UTF-8")
        if decoded.replaced:
            repairs.append(f"file: {decoded.replaced} broken characters were replaced")
        return self._one(replace(parsed, repairs=(*repairs, *parsed.repairs)))

    def _parse_pdf(self, data: bytes) -> ParsedArticle:
        from corpus.formats.pdf import read_pdf

        paged = read_pdf(data, path=self._path)
        fields = Fields(paged.fields, {"title": paged.title}, table=self._table)
        parsed = self._parse(fields, paged.body, is_final=True)
        article = replace(parsed.article, page_starts=paged.page_starts)
        return replace(parsed, article=article, repairs=(*parsed.repairs, *paged.repairs))

    def _parse_docx(self, data: bytes) -> ParsedArticle:
        from corpus.formats.docx import read_docx

        word = read_docx(data, path=self._path)
        fields = Fields(word.fields, {"title": word.title}, table=self._table)
        return self._parse(fields, word.body)

    def _read_rows(self, data: bytes, kind: Kind) -> FileReading:
        text = decode_text(data, is_html=False).text
        try:
            rows = read_rows(
                text,
                kind=_ROW_KINDS[kind],
                path=self._path,
                body_names=self._table.names["body"],
            )
        except ArticleError as error:
            raise self._unless_named(error.field, error.reason) from error
        if not rows.rows and not self._file.is_named:
            raise NotAnArticleError(self._path, "rows", "holds no row with a text")
        made: list[FileReading] = []
        for row in rows.rows:
            try:
                parsed = self._parse(Fields(row.fields, table=self._table), row.body, id=row.id)
            except ArticleError as error:
                made.append(self._failed(f"row {row.number:,}: {error.field}: {error.reason}"))
                continue
            made.append(self._one(parsed, about=f"row {row.number:,}: "))
        made.extend(
            self._failed(f"row {problem.number:,}: {problem.reason}") for problem in rows.problems
        )
        return join_readings(made)

    def _read_feed(self, data: bytes) -> FileReading:
        from corpus.formats.markup import html_to_markdown
        from corpus.sources.feeds import parse_feed

        feed = parse_feed(data, url=self._path.as_uri())
        made: list[FileReading] = []
        for number, entry in enumerate(feed.entries, start=1):
            fields: dict[str, Any] = {
                "title": entry.title,
                "webUrl": entry.url,
                "publishedDateTime": entry.published,
                "provider": feed.title,
                "author": entry.author,
                "excerpt": html_to_markdown(entry.summary),
                "topics": list(entry.topics),
                "language": entry.language or feed.language,
            }
            body = html_to_markdown(entry.content)
            try:
                parsed = self._parse(Fields(fields, table=self._table), body, id=str(number))
            except ArticleError as error:
                made.append(self._failed(f"entry {number:,}: {error.field}: {error.reason}"))
                continue
            made.append(self._one(parsed, about=f"entry {number:,}: "))
        return join_readings(made)

    def _read_archive(self, data: bytes) -> FileReading:
        made: list[FileReading] = []
        others: Counter[str] = Counter()
        for packed in open_archive(data, path=self._path):
            if packed.problem:
                made.append(self._failed(f"{packed.name}: {packed.problem}"))
            elif not packed.kind.is_read:
                others[packed.kind] += 1
            else:
                made.append(self._read_packed(packed))
        if others:
            reason = f"archive: also holds {describe_counts(others)}, not read"
            made.append(problem_of(self._file, reason, "left out"))
        return join_readings(made)

    def _read_packed(self, packed: ArchivedFile) -> FileReading:
        name = PurePosixPath(packed.name)
        inner = File(
            path=self._path / packed.name,
            name=f"{PurePosixPath(self._file.name).parent / self._file.path.stem / name}",
            id=f"{self._file.id}--{name_article(packed.name)}",
        )
        reader = _FileReader(inner, self._table)
        return _guarded(inner, lambda: reader.read(packed.kind, packed.data))

    def _parse(
        self, fields: Fields, body: str, *, id: str = "", is_final: bool = False
    ) -> ParsedArticle:
        parts = FileParts(
            fields=fields, body=body, is_markdown=True, has_front_matter=True, is_final=is_final
        )
        article_id = f"{self._file.id}--{id}" if id else self._file.id
        return parse_parts(
            parts, path=self._path, article_id=article_id, name=self._file.name, table=self._table
        )

    def _one(self, parsed: ParsedArticle, *, about: str = "") -> FileReading:
        article = replace(parsed.article, path=self._file.name)
        return FileReading(
            articles=(article,),
            problems=tuple(
                Problem(path=str(self._path), reason=f"{about}{repair}", fate="repaired")
                for repair in parsed.repairs
            ),
            scraped=(article.id,) if parsed.is_scraped else (),
            removed={article.id: parsed.removed} if parsed.removed else {},
        )

    def _failed(self, reason: str) -> FileReading:
        return problem_of(self._file, reason, "skipped")
