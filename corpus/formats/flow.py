"""Lines that were cut for the width of a page, joined into paragraphs again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from corpus.formats.hyphens import count_words, is_cut_word, join_cut_word
from corpus.text import script_of

_ITEM = re.compile(
    r"[•‣▪▫■□●○◦⁃∙·‧➢➤✓✔►▶◆◇*–—-][ \t]+\S|(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)][ \t]+\S"
    r"|[（(](?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[)）]"
    r"|[一二三四五六七八九十]{1,3}、|\d{1,3}、|[①-⑳]|#{1,6} "
)
_BULLETS = "•‣▪▫■□●○◦⁃∙➢➤✓✔►▶◆◇"
_LONE_BULLET = re.compile(rf"[{_BULLETS}·‧*-]|\d{{1,3}}[.)]|[（(]\w{{1,3}}[)）]")
_NUMERIC = re.compile(r"[-–+(]?(?:HK\$|US\$|[$€£¥])?\d[\d,.]*%?\)?|[-–—]|n/?a", re.IGNORECASE)
_WIDE_GAP = re.compile(r"\S(?:\t| {3,}|(?: ?\.){5,} ?|…{2,} ?)\S")
_ENDS_SENTENCE = re.compile(r"[.!?。！？…:：;；][\"'”’»)\]」』）】》]{0,3}$")
_ROOM = 0.75  # a line with less than this of the width was ended on purpose
_CHINESE_ROOM = 0.85
_LEAST_FILLED = 0.4  # a line with less words than this was ended on purpose, whatever follows
_NARROW_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One line of a page, and what its place on the page says of it.

    `opens` means that a gap, another size or the like certainly parts it from the line before;
    `indent` is in characters; `prefix` is the Markdown mark of a heading, or "".
    """

    text: str
    page: int = 0
    indent: float = 0.0
    opens: bool = False
    prefix: str = ""


@dataclass(slots=True)
class _Flow:
    """The body as far as it is written, and where each page begins in it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    starts: dict[int, int] = field(default_factory=dict)

    def add(self, text: str, page: int) -> None:
        self.starts.setdefault(page, self.length)
        self.put(text)

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def replace_last(self, text: str) -> None:
        self.length += len(text) - len(self.pieces[-1])
        self.pieces[-1] = text


def flow_lines(lines: Sequence[PageLine], *, page_count: int) -> tuple[str, tuple[int, ...]]:
    """The text of lines, wrapped ones joined, and the offset in it where each page begins.

    A page without text begins where the next one does.
    """
    words = count_words(line.text for line in lines)
    lines = _with_their_bullets([line for line in lines if line.text.strip()])
    widths = _widths(lines)
    flow = _Flow()
    for number, line in enumerate(lines):
        text = _plain_bullet(line.text.strip())
        if number == 0:
            flow.add(line.prefix + text, line.page)
            continue
        before = lines[number - 1]
        joint = _joint(before, line, widths[number - 1])
        if joint == " " and is_cut_word(flow.pieces[-1]):
            flow.replace_last(join_cut_word(flow.pieces[-1], text, words))
            joint = ""
        elif joint == " ":
            joint = _space_between(flow.pieces[-1], text)
        flow.put(joint)
        flow.add(text if joint in ("", " ") else line.prefix + text, line.page)
    body = "".join(flow.pieces)
    starts = [flow.starts.get(page, -1) for page in range(page_count)]
    behind = len(body)
    for page in range(page_count - 1, -1, -1):
        behind = starts[page] = behind if starts[page] < 0 else starts[page]
    return body, (0, *starts[1:])


def is_item(text: str) -> bool:
    """Whether a line opens an item of a list."""
    return bool(_ITEM.match(text.lstrip()))


def is_row(text: str) -> bool:
    """Whether a line is a row of a table: columns apart, or numbers side by side at its end."""
    text = text.strip()
    if _WIDE_GAP.search(text):
        return True
    last = text.rsplit(None, 2)
    return len(last) == 3 and all(
        _NUMERIC.fullmatch(cell) and any(map(str.isdigit, cell + last[1])) for cell in last[1:]
    )


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop or the like, with the quotes that close behind it."""
    return bool(_ENDS_SENTENCE.search(text.rstrip()[-8:]))


def display_width(text: str) -> int:
    """How wide a line is, in Latin letters: a Chinese character is as wide as two."""
    return len(text) + sum(character >= "\u2e80" for character in text)


def _joint(before: PageLine, line: PageLine, width: float) -> str:
    """What stands between two lines: " " where they are one, a line end or a blank line."""
    first, second = before.text.strip(), line.text.strip()
    is_new_page = line.page != before.page
    if before.prefix or line.prefix:
        return " " if before.prefix == line.prefix and not line.opens else "\n\n"
    is_ended = ends_sentence(first)
    if is_row(first) or is_row(second) or _opens_item(first, second, width):
        # The items of a list stand together and with their lead-in, and so do a table's rows.
        is_one = is_item(second) and (is_item(first) or first.endswith((":", "：")))
        is_one = is_one or (is_row(first) and is_row(second))
        return "\n\n" if line.opens and not is_one else "\n"
    if line.opens and not is_new_page:
        return "\n\n"
    if is_cut_word(first):
        return " "
    if second[:1].islower():
        return " " if display_width(first) > _LEAST_FILLED * width else "\n"
    if is_new_page and line.opens and is_ended:
        return "\n\n"
    if is_ended and line.indent > before.indent + 1 and not is_item(first):
        return "\n\n"
    if is_new_page and not is_ended:
        # The last line of a page may be short because the page was.
        is_cut = not is_item(first) and display_width(first) > _LEAST_FILLED * width
        return " " if is_cut or not _had_room(first, second, width) else "\n\n"
    if _had_room(first, second, width):
        # What a colon announces stands with it.
        is_paragraph = is_ended and not first.endswith((":", "：", ";", "；"))
        return "\n\n" if is_paragraph or is_new_page else "\n"
    return " "


def _opens_item(first: str, second: str, width: float) -> bool:
    """Whether the second line opens an item; "13. It" and "(a) of" may only go on with prose."""
    if not is_item(second):
        return False
    is_bullet = not second[0].isalnum() and second[0] not in "（("
    return is_bullet or is_item(first) or ends_sentence(first) or _had_room(first, second, width)


def _had_room(first: str, second: str, width: float) -> bool:
    """Whether the first word of the second line would have fitted into the first line."""
    if script_of(second[:1]) == "HAN" or script_of(first[-1:]) == "HAN":
        return display_width(first) + 2 < _CHINESE_ROOM * width
    word = second.split(maxsplit=1)[0]
    return display_width(first) + 1 + min(len(word), 20) < _ROOM * width


def _widths(lines: Sequence[PageLine]) -> list[float]:
    """For each line the width that it was cut for: its block's, if that is prose, or the text's."""
    ordered = sorted(display_width(line.text.strip()) for line in lines)
    usual = float(ordered[len(ordered) * 9 // 10]) if ordered else 0.0
    widths: list[float] = []
    number = 0

    def block_of(line: PageLine) -> int:
        nonlocal number
        number += line.opens
        return number

    for _, group in groupby(lines, key=block_of):
        block = [line.text.strip() for line in group]
        own = _own_width(block)
        widths.extend([min(usual, own) if own else usual] * len(block))
    return widths


def _own_width(block: Sequence[str]) -> float:
    """The width of a block that is wrapped prose for sure, or 0."""
    if len(block) < _NARROW_LINES:
        return 0.0
    goes_on = sum(line[:1].islower() or is_cut_word(line) for line in block[1:])
    widths = [display_width(line) for line in block]
    inner = widths[:-1]
    is_even = min(inner) >= _CHINESE_ROOM * max(inner)
    is_chinese = all(script_of(line[-1:]) == "HAN" or line[-1:] in "，、" for line in block[:-1])
    if goes_on >= (len(block) - 1) / 2 or (is_even and is_chinese):
        return float(max(widths))
    return 0.0


def _with_their_bullets(lines: Sequence[PageLine]) -> list[PageLine]:
    """Bullets that stand alone on a line, in front of the line that they belong to."""
    kept: list[PageLine] = []
    bullet: PageLine | None = None
    for line in lines:
        if bullet is not None:
            line = PageLine(
                text=f"{bullet.text.strip()} {line.text.strip()}",
                page=bullet.page,
                indent=bullet.indent,
                opens=bullet.opens,
            )
            bullet = None
        if _LONE_BULLET.fullmatch(line.text.strip()):
            bullet = line
        else:
            kept.append(line)
    return kept if bullet is None else [*kept, bullet]


def _plain_bullet(text: str) -> str:
    return f"- {text[1:].lstrip()}" if text[0] in _BULLETS and len(text) > 1 else text


def _space_between(first: str, second: str) -> str:
    """A space, but none beside Chinese and its punctuation, which know none."""
    return "" if _is_wide(first.rstrip()[-1:]) or _is_wide(second[:1]) else " "


def _is_wide(character: str) -> bool:
    return bool(character) and (
        "\u2e80" <= character <= "\ua4cf"  # Han, kana and their punctuation
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
        or character >= "\U00020000"
    )
