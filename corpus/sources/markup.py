"""XML from strangers: decoded as declared, without entities, and mended where it is broken."""

import codecs
import re
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from corpus.formats.encodings import find_encoding
from corpus.sources.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # starts as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"\s{0,99}<\?xml\b[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})"
)
_IN_PROLOG = re.compile(r"\s*+(?:<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)")
_DOCTYPE = re.compile(r"\s*+<!DOCTYPE(?:[^<>\[\"']|\"[^\"]*+\"|'[^']*+')*+>", re.IGNORECASE)
_DECLARATION = re.compile(r"<!(?:ENTITY|DOCTYPE|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})")
_DECLARES = "declares entities of its own, which is refused; ask the site for a plain feed"
_CDATA_START, _CDATA_END = "<![CDATA[", "]]>"
_REFERENCE = re.compile(
    r"&(?:([A-Za-z][A-Za-z0-9]{0,31})(;?)|(?!#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};))"
)
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The elements of an XML text; `damage` says what was wrong with it, "" for nothing."""

    root: Any
    damage: str


def decode_xml(content: bytes, *, charset: str | None = None) -> str:
    """The text of an XML file: by its mark, its own declaration or the server's, else as UTF-8.

    Never raises: what cannot be decoded becomes U+FFFD.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content.startswith((b"<\0", b"\0<")):
        return content.decode("utf-16-le" if content[0] else "utf-16-be", "replace")
    declared = _DECLARED.match(content)
    names = [declared[1].decode("ascii") if declared else None, charset, "utf-8"]
    encodings = [found for name in names if name and (found := find_encoding(name))]
    for encoding in dict.fromkeys(encodings):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    # All are wrong somewhere: the first is most likely only damaged.
    return content.decode(encodings[0], "replace")


def parse_xml(text: str, *, url: str) -> Tree:
    """The tree of an XML text, mended where it is broken; nothing that it declares is used.

    A document type that only points elsewhere is passed over unread. Raises UnreadableError for one
    that declares anything, and for what is no XML at all.
    """
    from lxml import etree

    text = strip_prolog(text, url=url)
    pieces = split_at_cdata(text)
    outside = pieces[::2]
    if any(_DECLARATION.search(piece) for piece in outside):
        raise UnreadableError(url, _DECLARES)
    pieces[::2] = [_REFERENCE.sub(_resolve, piece) for piece in outside]
    mended = _NOT_IN_XML.sub("", "".join(pieces))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(mended.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(url, "is no XML that can be read") from error
    if root is None:
        raise UnreadableError(url, "is no XML that can be read")
    wrong = next((entry for entry in parser.error_log if entry.level_name != "WARNING"), None)
    if wrong is None and mended == text:
        return Tree(root=root, damage="")
    where = f" (first in line {wrong.line:,})" if wrong is not None else ""
    return Tree(root=root, damage=f"is broken{where} and was read as far as possible")


def root_name(text: str) -> str:
    """The name of the first element in lower case, without its prefix; "" when there is none."""
    try:
        found = _ROOT.match(strip_prolog(text, url=""))
    except UnreadableError:
        return ""
    return found[1].lower() if found else ""


def strip_prolog(text: str, *, url: str) -> str:
    """The text from its root element on; raises UnreadableError where it declares entities."""
    text = text.removeprefix("\ufeff")
    position = _skip_prolog(text)
    if doctype := _DOCTYPE.match(text, position):
        position = _skip_prolog(text, doctype.end())
    rest = text[position:].lstrip(_XML_SPACE)
    if _DECLARATION.match(rest):
        raise UnreadableError(url, _DECLARES)
    return rest


def split_at_cdata(text: str) -> list[str]:
    """The text in pieces, of which every second one is a CDATA section."""
    pieces: list[str] = []
    position = 0
    while (start := text.find(_CDATA_START, position)) >= 0:
        end = text.find(_CDATA_END, start)
        if end < 0:
            break
        pieces += [text[position:start], text[start : end + len(_CDATA_END)]]
        position = end + len(_CDATA_END)
    return [*pieces, text[position:]]


def _skip_prolog(text: str, position: int = 0) -> int:
    while found := _IN_PROLOG.match(text, position):
        position = found.end()
    return position


def _resolve(reference: re.Match[str]) -> str:
    """HTML's names, which XML does not know, as their characters; a bare "&" as what it means."""
    name, end = reference[1], reference[2]
    if name and end and name in _OF_XML:
        return reference[0]
    character = html5.get(f"{name};") if name and end else None
    if character and not any(one in "&<>" for one in character):
        return character
    return f"&amp;{reference[0][1:]}"
