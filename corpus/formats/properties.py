"""What a file's own properties say: title, author and key words, if no program put them there."""

import re

from corpus.formats.page_dates import visible_moments
from corpus.text import fold_line

_MAX_KEYWORDS = 50
_HEAD_CHARS = 2_000
_HEAD_LINES, _TAIL_LINES = 4, 6
_LONGEST_LINE = 60
# A day from or until which something holds is not that of the text.
_OTHER_DAY = re.compile(
    r"\b(?:effective|from|since|until|before|due|deadline|as (?:of|at)|ende?d?|ending|expir\w{1,5}"
    r"|valid)\b|[日號号](?:起|前|止)|截[至止]|生效|有效|至",
    re.IGNORECASE,
)
_BETWEEN = re.compile("[,;，、；|]")
# What programs write where no author gave a title.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel|publisher)\b.*"
    r"|power ?point (?:presentation|簡報|演示文稿)|(?:presentation|document) title"
    r"|(?:untitled|document|doc|slide|layout|presentation|title|print|page|book|scan|blank|user"
    r"|admin|administrator|owner|無標題|无标题|文件|文档|投影片|幻灯片|新建)[\s\d_-]*"
    r"|\W*(?:anonymous|unspecified|unknown|none|null)\W*"
    r"|.*\.(?:docx?|pdf|pptx?|xlsx?|indd|qxd|tex|dvi|rtf|odt|html?|aspx?|pages|key|txt|jpe?g|png)"
    r"|https?:.*|[\x21-\x7e]*[_\d][\x21-\x7e]*)",
    re.IGNORECASE,
)


def says_something(text: str) -> bool:
    """Whether a title or name in the metadata is one, and not what a program filled in."""
    letters = sum(map(str.isalpha, text))
    return letters >= 2 and not _NO_TITLE.fullmatch(text.strip()) and "\ufffd" not in text


def fields_of_properties(*, title: str, author: str, keywords: str, body: str) -> dict[str, object]:
    """Fields as in front matter from a title that is right and the properties of a file.

    The dates there say when the file was made, which may be years from its publication: the date
    is the one that the body begins with, or that a release closes with.
    """
    fields: dict[str, object] = {"title": title} if title else {}
    if moment := _stated_moment(body):
        fields["publishedDateTime"] = moment
    author = fold_line(author)
    # One word is the name of a computer's user.
    if says_something(author) and (" " in author or not author.isascii()):
        fields["author"] = author
    words = [fold_line(word) for word in _BETWEEN.split(keywords)]
    if any(words):
        fields["tags"] = [word for word in words if word][:_MAX_KEYWORDS]
    return fields


def _stated_moment(body: str) -> str:
    """The date in a line of its own under the title or behind the text; "" without one."""
    head = [line.strip() for line in body[:_HEAD_CHARS].split("\n") if line.strip()][:_HEAD_LINES]
    tail = [line.strip() for line in body[-_HEAD_CHARS:].split("\n") if line.strip()][-_TAIL_LINES:]
    head = [
        line
        for line in head
        if len(line) <= _LONGEST_LINE and line[0] not in "|#-*" and not _OTHER_DAY.search(line)
    ]
    closing = visible_moments(tail, title_at=None)
    found = closing or visible_moments(head, title_at=-1)
    return str(found[0]) if found else ""
