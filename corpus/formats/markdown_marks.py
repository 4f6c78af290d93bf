"""Marks that only some dialects of Markdown have, taken out of what stands within lines."""

import re

from corpus.formats.tags import HOLE, close_holes

# Without any of these no rule here finds anything.
_SIGNS = re.compile(r"\+\+|--|\^|~|::|:[a-z+]|\{[=>]|\(\(|<<<|:END:|#\[\[|\[(?:file|image):|@\w")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
# Chinese is written without spaces, and so are its headings: ##背景.
_BARE_HEADING = re.compile(r"(?m)^(#{2,6})(?=[一-鿿【《「『（“])")
# Lines that put in another file, and Logseq's record of hours.
_INCLUDE = re.compile(r"(?m)^[ \t>]*+(?:;*--8<--.*|<<<[ \t]++[@./~][^\n]*+)$")
_LOGBOOK = re.compile(
    r"(?m)^[ \t]*+:(?:LOGBOOK|PROPERTIES):[ \t]*+\n"
    r"(?:(?![ \t]*+:END:|[ \t]*+\n)[^\n]*+\n){0,60}+[ \t]*+:END:[ \t]*+(?:\n|\Z)"
)
_CRITIC_GONE = re.compile(r"\{--(?:[^{}\n]){1,500}?--\}|\{>>(?:[^{}\n]){0,500}?<<\}")
_CRITIC_NEW = re.compile(
    r"\{(?:\+\+(?P<added>[^{}\n]{1,500}?)\+\+|==(?P<marked>[^{}\n]{1,500}?)=="
    r"|~~[^{}\n>]{0,500}~>(?P<new>[^{}\n>]{0,500}?)~~)\}"
)
_KEYS = re.compile(r"(?<![\w+])\+\+(?P<keys>[\w\"-]{1,20}(?:\+[\w\"-]{1,20}){0,5})\+\+(?![\w+])")
_INSERTED = re.compile(r"(?<!\^)\^\^(?=[^\s^])(?P<words>[^\^\n]{1,500})(?<!\s)\^\^(?!\^)")
_OLD_MARKED = re.compile(r"(?<![:\w])::(?=[^\s:])(?P<words>[^:\n]{1,300})(?<!\s)::(?![:\w])")
_SUBSCRIPT = re.compile(r"(?<=[A-Za-z)])~(?P<figures>\d{1,3}|[+-])~(?!~)")
_SUPERSCRIPT = re.compile(r"(?<=[\w)])\^(?P<figures>\d{1,3}|[+-]|st|nd|rd|th)\^(?!\^)")
# ":rocket:" between spaces; at the start of a line a word between colons may be a field's name.
_ICON = re.compile(
    r"(?<![\w:]):(?:material|fontawesome|octicons|simple|fa|mdi)-[\w-]{1,60}:(?:\{[^{}\n]*+\})?(?!\w)"
    r"|(?<=[ \t(>|]):(?:[+-]1|[a-z][a-z0-9_-]{1,40}):(?![\w:])"
)
_BLOCK_REFERENCE = re.compile(r"\(\([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\)\)")
_WORDED_TAG = re.compile(r"#\[\[(?P<words>[^\[\]\n|]{1,100})\]\]")
_ATTACHMENT = re.compile(r"\[(?:file|image):[^\[\]\n]{1,300}\](?!\()")
_CITATION = re.compile(
    r"\[(?:(?:see|see also|cf\.?|e\.g\.,?|also|in) )?-?@[A-Za-z][\w:.-]{0,80}\d\w{0,10}"
    r"(?:[,;][^\[\]\n]{0,300})?\](?![(:\[])"
)


def drop_marks(text: str) -> str:
    """The text without such marks; the words between them stay.

    Icons, citations, what an editor struck out or remarked, and lines that put in another file go.
    """
    text = _BARE_HEADING.sub(r"\1 ", text) if "##" in text else text
    if not _SIGNS.search(text):
        return text
    text = _INCLUDE.sub("", _LOGBOOK.sub("", text))
    for pattern in (_CRITIC_GONE, _ICON, _BLOCK_REFERENCE, _ATTACHMENT, _CITATION):
        text = pattern.sub(HOLE, text)
    text = _CRITIC_NEW.sub(lambda match: match[match.lastgroup or 0], text)
    for pattern in (_KEYS, _INSERTED, _OLD_MARKED, _WORDED_TAG, _SUBSCRIPT):
        text = pattern.sub(lambda match: match[1], text)
    text = _SUPERSCRIPT.sub(lambda match: match[1].translate(_SUPERSCRIPTS), text)
    return close_holes(text) if HOLE in text else text
