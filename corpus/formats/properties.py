"""What a file's own properties say: title, author and key words, if no program put them there."""

import re

from corpus.text import fold_line

_MAX_KEYWORDS = 50
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


def fields_of_properties(*, title: str, author: str, keywords: str) -> dict[str, object]:
    """Fields as in front matter from a title that is right and the properties of a file.

    The dates there say when the file was made, which may be years from its publication.
    """
    fields: dict[str, object] = {"title": title} if title else {}
    author = fold_line(author)
    # One word is the name of a computer's user.
    if says_something(author) and (" " in author or not author.isascii()):
        fields["author"] = author
    words = [fold_line(word) for word in _BETWEEN.split(keywords)]
    if any(words):
        fields["tags"] = [word for word in words if word][:_MAX_KEYWORDS]
    return fields
