"""What the name of a file, and of the folders it lies in, says of its article."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from corpus.dates import PublishedDate, read_date
from corpus.text import fold_line, has_han

_INDEX = frozenset({"index", "_index", "default"})
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY_FIRST = re.compile(
    rf"{_YEAR}(?:(?P<sign>[-_.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})"
    r"|(?P<month_2>\d\d)(?P<day_2>\d\d)"
    r"|年(?P<month_3>\d{1,2})月(?P<day_3>\d{1,2})[日號号])(?!\d)[-_.\s]*"
)
_DAY_FOLDERS = re.compile(rf"(?:^|/){_YEAR}/(?P<month>\d{{1,2}})(?:/(?P<day>\d{{1,2}}))?(?=/|$)")
_DATE_FOLDER = re.compile(rf"{_YEAR}(?P<sign>[-_.]?)(?P<month>\d\d)(?:(?P=sign)(?P<day>\d\d))?")
_LANGUAGE = (
    r"(?P<language>(?:zh|en)(?:[-_](?:hant|hans|[a-z]{2})){0,2}|yue|ja|ko|fr|de|es|pt|it|ru|th|vi|id"
    r"|tc|sc|hant|hans)"
)
_LANGUAGE_ENDING = re.compile(rf"(?<=\S)\.{_LANGUAGE}$", re.IGNORECASE)
_MARKED_LANGUAGE = re.compile(
    r"(?<=\S)[-_](?P<language>zh[-_](?:hant|hans|[a-z]{2})|(?-i:TC|SC|tc|sc|en|EN)"
    r"|(?<=_)zh)$",
    re.IGNORECASE,
)
_LANGUAGE_FOLDER = re.compile(_LANGUAGE, re.IGNORECASE)
_NOTION_ID = re.compile(
    r"(?<![\s_-])[\s_-]*+(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
    re.IGNORECASE,
)
_EMPTY_WORDS = frozenset(
    "index readme untitled unnamed page post article story news document doc docs note notes new "
    "draft file text txt main content default home copy export download output temp tmp test img "
    "dsc scan screenshot image section part chapter item entry node id no version final md html "
    "未命名 無標題 无标题 新文件 新文檔 新文档 新增文字文件 新建文本文档 文件 文章 頁面 页面 副本"
    "".split()
)
_ORDER_NUMBER = re.compile(r"^0\d{0,2}[-_. ]+(?=\D)")
_WORD = re.compile(r"[^\W_]+")
_MANY_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """What a path says: `title` is "" where the name says nothing that a reader would understand.

    `language` is a tag such as "zh-hk", "" where none is named. `is_section` is whether it is the
    file of a folder that lists others.
    """

    title: str
    published: PublishedDate | None
    language: str
    is_draft: bool
    is_section: bool


def name_article(path_below_folder: str) -> str:
    """What the id of an article begins with: the file's name without its ending.

    A file called "index" has the name of its folder, and keeps the language that it names.
    """
    path = PurePosixPath(path_below_folder)
    stem, language, _ = _without_language(path.stem)
    if stem.casefold() not in _INDEX:
        return path.stem.strip() or path.stem
    folder = _bundle_of(path)
    ending = f".{language}" if language else ""
    return f"{folder}{ending}" if folder else path.stem


def read_name(path_below_folder: str) -> NameFacts:
    """The title, date, language and state that a file's path tells."""
    path = PurePosixPath(path_below_folder)
    stem, language, is_ending = _without_language(path.stem)
    is_index = stem.casefold() in _INDEX
    named = (_bundle_of(path) if is_index else stem) or stem
    folders = list(path.parent.parts)
    if not language:
        tags = (_LANGUAGE_FOLDER.fullmatch(folder) for folder in reversed(folders))
        language = next((tag["language"] for tag in tags if tag), "")
    name = _NOTION_ID.sub("", unquote(named))
    if not is_ending and not is_index:
        marked = _MARKED_LANGUAGE.search(name)
        name = name[: marked.start()] if marked else name
        language = marked["language"] if marked else language
    return NameFacts(
        title=_title_of(name),
        published=_date_in(name) or _date_of_folders(folders),
        language=language.replace("_", "-").casefold(),
        is_draft=any(folder.casefold() == "_drafts" for folder in folders),
        is_section=stem.casefold() == "_index",
    )


def _without_language(stem: str) -> tuple[str, str, bool]:
    """A name without the ending that tells its language, that language, and if there is one."""
    match = _LANGUAGE_ENDING.search(stem)
    return (stem[: match.start()], match["language"], True) if match else (stem, "", False)


def _bundle_of(path: PurePosixPath) -> str:
    """The name of the folder that stands for its article; parts of a date are joined."""
    parts: list[str] = []
    for folder in reversed(path.parent.parts):
        parts.insert(0, folder)
        if not folder.isdecimal():
            break
    while len(parts) > 1 and not parts[0].isdecimal():
        parts.pop(0)
    return "-".join(parts)


def _title_of(name: str) -> str:
    """The words of a name as a title: "harbour-pay-wins-licence" → "Harbour pay wins licence"."""
    text = fold_line(_ORDER_NUMBER.sub("", _DAY_FIRST.sub("", name, count=1)))
    if " " not in text:
        text = " ".join(re.split(r"[-_+]+", text)).strip()
    words = _WORD.findall(text)
    telling = [word for word in words if _says_something(word)]
    if not telling:
        return ""
    # One small word may be anything; one with a capital was written as a title.
    is_written = any(has_han(word) or not word.islower() for word in telling)
    is_phrase = sum(map(str.isalpha, words)) > 1 and max(map(len, telling)) >= _MANY_LETTERS
    if not is_written and not is_phrase:
        return ""
    return text[:1].upper() + text[1:] if text.islower() else text


def _says_something(word: str) -> bool:
    """Whether it is a word of a language: no figures, no id, none of the names of any file."""
    folded = word.casefold()
    has_digit = any(character.isdigit() for character in folded)
    return (
        folded not in _EMPTY_WORDS and (not has_digit or has_han(folded)) and not folded.isdigit()
    )


def _date_in(name: str) -> PublishedDate | None:
    """The day that a name begins with."""
    match = _DAY_FIRST.match(name)
    if match is None:
        return None
    found = match.groupdict()
    month = found["month"] or found["month_2"] or found["month_3"]
    day = found["day"] or found["day_2"] or found["day_3"]
    return read_date(f"{found['year']}-{int(month)}-{int(day)}")


def _date_of_folders(folders: list[str]) -> PublishedDate | None:
    """The day or month that folders such as 2021/07/09 or 2021-07 name, the nearest first."""
    for folder in reversed(folders):
        dated = _date_in(folder)
        if dated:
            return dated
        if match := _DATE_FOLDER.fullmatch(folder):
            return _date_from(match)
    matches = list(_DAY_FOLDERS.finditer("/".join(folders)))
    return _date_from(matches[-1]) if matches else None


def _date_from(match: re.Match[str]) -> PublishedDate | None:
    day = match["day"]
    return read_date(f"{match['year']}-{match['month']}" + (f"-{day}" if day else ""))
