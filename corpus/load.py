"""Files and folders → Articles, and a list of what could not be used."""

import codecs
import hashlib
import logging
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

from corpus.errors import ArticleError
from corpus.languages import detect_language
from corpus.parse import parse_article
from corpus.schema import Article, Link
from corpus.web import canonical_url

log = logging.getLogger(__name__)

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
STARTER = "the starter corpus"
_MAX_FILE_BYTES = 20_000_000
_MIN_TEASER_CHARS = 40
_DEEPEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that was wrong with a file: repaired, or reason enough to skip it."""

    path: str
    reason: str
    is_skipped: bool

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(slots=True)
class Corpus:
    """Articles ordered by id, and the problems met on the way."""

    articles: list[Article] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def skipped(self) -> list[Problem]:
        """The problems that cost an article."""
        return [problem for problem in self.problems if problem.is_skipped]


def starter_folder() -> Path:
    """The folder of the articles that ship with Sampan."""
    return Path(str(resources.files("corpus").joinpath("articles")))


def find_source(name: str) -> Path:
    """The path of a source by the name that `name_source` gave it."""
    return starter_folder() if name == STARTER else Path(name)


def name_source(path: Path) -> str:
    """How a source is remembered: the starter corpus moves with the installation."""
    return STARTER if path == starter_folder() else str(path)


def load_corpus(paths: Sequence[Path]) -> Corpus:
    """Every article under `paths`, with teasers for the related ones that we do not hold.

    Never raises for a bad file: each is a Problem, and the others are read.
    """
    corpus = Corpus()
    files = list(_walk(paths, corpus.problems))
    for file, article_id in zip(files, _name_articles(files), strict=True):
        try:
            article, repairs = _read_article(file.path, article_id)
        except ArticleError as error:
            corpus.problems.append(
                Problem(
                    path=str(error.path), reason=f"{error.field}: {error.reason}", is_skipped=True
                )
            )
            continue
        corpus.articles.append(replace(article, path=file.name))
        corpus.problems.extend(
            Problem(path=str(file.path), reason=repair, is_skipped=False) for repair in repairs
        )
    corpus.articles.extend(make_teasers(corpus.articles))
    corpus.articles.sort(key=lambda article: article.id)
    return corpus


def _read_article(path: Path, article_id: str) -> tuple[Article, tuple[str, ...]]:
    """The article of one file; whatever goes wrong with it is an ArticleError."""
    try:
        return parse_article(read_text(path), path=path, article_id=article_id)
    except ArticleError:
        raise
    except Exception as error:
        # A defect, and still no reason to lose the other files. What an exception says may quote
        # the file or name our modules, so it is for the log only.
        log.debug("an article could not be read: %r", str(path), exc_info=True)
        reason = "cannot be understood; save its text as plain Markdown, or take it away"
        raise ArticleError(path, "file", reason) from error


def read_text(path: Path) -> str:
    """The file's text; raises ArticleError if it is unreadable, binary, too large or not UTF-8."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError(path, "file", "is no regular file")  # a pipe would never end
        if status.st_size > _MAX_FILE_BYTES:
            raise ArticleError(path, "file", "is larger than 20 MB; split it")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise ArticleError(path, "file", f"cannot be read: {reason.lower()}") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ArticleError(path, "file", "is UTF-16; save it as UTF-8") from error
        if _is_binary(data):
            raise ArticleError(path, "file", "is binary, not text") from error
        reason = f"is not UTF-8 (byte {error.start + 1:,}); save it as UTF-8"
        raise ArticleError(path, "file", reason) from error
    if _is_binary(data):
        raise ArticleError(path, "file", "is binary, not text")
    return text


def make_teasers(articles: Sequence[Article]) -> list[Article]:
    """An article for each related link that says something, unless we hold the article itself."""
    held = {
        canonical_url(url)
        for article in articles
        for url in (article.url, article.original_url)
        if url
    }
    ids = {article.id for article in articles}
    teasers: dict[str, Article] = {}
    for article in articles:
        for link in article.related:
            key = canonical_url(link.url)
            if key not in held and key not in teasers and len(link.excerpt) >= _MIN_TEASER_CHARS:
                teaser = _make_teaser(link, key, article)
                while teaser.id in ids:
                    teaser = replace(teaser, id=f"{teaser.id}-link")
                ids.add(teaser.id)
                teasers[key] = teaser
    return list(teasers.values())


def _make_teaser(link: Link, key: str, source: Article) -> Article:
    return Article(
        id=f"teaser-{hashlib.blake2b(key.encode(), digest_size=6).hexdigest()}",
        title=link.title,
        body=link.excerpt,
        language=detect_language(f"{link.title}\n{link.excerpt}"),
        url=link.url,
        original_url=link.url,
        provider=link.provider,
        published=link.published,
        excerpt=link.excerpt,
        quality=link.quality,
        extent="teaser",
        path=source.path,
    )


def _is_binary(data: bytes) -> bool:
    head = data[:65536]
    nuls = head.count(0)
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head) - nuls
    # A stray NUL is repaired; text has few of them.
    return controls > len(head) / 50 or nuls > len(head) / 4


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read, and its path below the folder that was asked for."""

    path: Path
    name: str


def _name_articles(files: Sequence[_File]) -> list[str]:
    """An id for each file: its name without the ending, and its folders where names clash."""
    stems = Counter(file.path.stem for file in files)
    names = [
        file.path.stem
        if stems[file.path.stem] == 1
        else file.name.removesuffix(file.path.suffix).replace("/", "--")
        for file in files
    ]
    clashes = Counter(names)
    return [
        name if clashes[name] == 1 else f"{name}-{file.path.suffix[1:]}-{_digest(file.path)}"
        for name, file in zip(names, files, strict=True)
    ]


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.as_posix().encode(), digest_size=4).hexdigest()


def _walk(paths: Sequence[Path], problems: list[Problem]) -> Iterator[_File]:
    """The article files under `paths`, each once and in order; what is in the way is listed."""
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
            found = list(_walk_folder(path, problems, root=Path(os.path.realpath(path))))
            if not found:
                suffixes = ", ".join(sorted(SUFFIXES))
                reason = f"folder: holds no article ({suffixes})"
                problems.append(Problem(path=str(path), reason=reason, is_skipped=True))
        elif os.path.lexists(path):
            found = [path]
        else:
            problems.append(Problem(path=str(path), reason="path: does not exist", is_skipped=True))
            continue
        for file in found:
            real = os.path.realpath(file)
            if real in seen:
                continue
            seen.add(real)
            name = file.name if file == path else file.relative_to(path).as_posix()
            if _is_writable_as_utf8(str(file)):
                yield _File(file, name)
            else:
                printable = str(file).encode("utf-8", "backslashreplace").decode()
                reason = "file: its name is not UTF-8; rename it"
                problems.append(Problem(path=printable, reason=reason, is_skipped=True))


def _is_writable_as_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk_folder(
    folder: Path, problems: list[Problem], *, root: Path, above: frozenset[Path] = frozenset()
) -> Iterator[Path]:
    """The article files of a folder that lies in `root`; links that lead out of it are listed."""
    real = Path(os.path.realpath(folder))
    if len(above) > _DEEPEST:
        reason = f"folder: lies deeper than {_DEEPEST} folders; move it up"
        problems.append(Problem(path=str(folder), reason=reason, is_skipped=True))
        return
    if real in above:
        reason = "folder: is a link to a folder above it"
        problems.append(Problem(path=str(folder), reason=reason, is_skipped=True))
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = f"folder: cannot be read: {(error.strerror or 'unknown error').lower()}"
        problems.append(Problem(path=str(folder), reason=reason, is_skipped=True))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        is_folder = os.path.isdir(entry)  # noqa: PTH112 - unlike Path.is_dir it never raises
        if not is_folder and entry.suffix.lower() not in SUFFIXES:
            continue
        if entry.is_symlink() and not Path(os.path.realpath(entry)).is_relative_to(root):
            kind = "folder" if is_folder else "file"
            reason = f"{kind}: leads out of the folder; name what it leads to when you index"
            problems.append(Problem(path=str(entry), reason=reason, is_skipped=True))
        elif is_folder:
            yield from _walk_folder(entry, problems, root=root, above=above | {real})
        else:
            yield entry
