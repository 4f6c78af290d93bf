"""The words of a paragraph of Markdown, without what marks, links or notes them."""

import re
from collections.abc import MutableMapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from corpus.formats.markdown_lines import fold_label
from corpus.formats.tags import HOLE, close_holes

# Without any of these a paragraph says what it says.
_MARKS = re.compile(r"[\\*\[\]_]|&[#A-Za-z]|~~|==|\^\[")
_MOST_MARKS = 5_000
_RUNS = {"*": "*", "_": "_", "~": "~~", "=": "=="}
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    r"\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_WIKI = re.compile(r"\[\[(?P<target>[^\[\]\n|\\#^]*+)(?P<part>[#^][^\[\]\n|\\]*+)?"
                   r"(?:\\?\|(?P<shown>[^\[\]\n]*+))?\]\]")  # fmt: skip
_WIKI_FILES = re.compile(
    r"\s*+(?:file|image|category|檔案|文件|圖像|分類|分类)\s*+:", re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"\{[ \t]?(?::[^{}\n]*+|[.#][^{}\n]*+|[\w-]++=[^{}\n]*+)\}")
_DESTINATION = re.compile(
    r"\(\s*+(?:<[^<>\n]*+>|(?P<bare>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]*+\))*+\))*+))"
    r"(?:\s++(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\([^()]*+\)))?\s*+"
    r"(?:=\d*+x\d*+\s*+)?\)",
    re.DOTALL,
)
# A destination with spaces in it, as drafts have it.
_LOOSE_DESTINATION = re.compile(r"\((?:https?:|/|\.\.?/|#)[^()\n]*+\)")
_PARAGRAPH_MARK = re.compile(r"[\d\s]*+")
_PROVISION = re.compile(r"[a-z]|[ivx]{1,5}|\d{1,3}")
_NOTE_WORDS = re.compile(r"[\[\]\d*†‡§¶#↑↩︎⤴^ ]*")
_FORBIDDEN_LABEL = re.compile(r"\A\^[^\s\]]+\Z")


def words_of(source: str, *, labels: frozenset[str], notes: list[str]) -> str:
    """The words of one paragraph, line by line; notes that stand within it are added to `notes`."""
    if _MARKS.search(source):
        source = _read(source, labels, notes)
    return "\n".join(line.strip(" \t") for line in source.split("\n"))


def is_wide(character: str) -> bool:
    """Whether it is a character of Chinese, Japanese or Korean writing, its marks included."""
    return bool(_WIDE.match(character))


def _read(source: str, labels: frozenset[str], notes: list[str]) -> str:
    if len(_MARKS.findall(source)) > _MOST_MARKS:
        return source
    env: MutableMapping[str, Any] = {"labels": labels, "notes": notes, "skips": {}, "bold": []}
    env["brackets"] = _pair_brackets(source)
    tokens = _parser().inline.parse(source, _parser(), env, [])
    words = "".join(
        "\n" if token.type in ("softbreak", "hardbreak") else token.content for token in tokens
    )
    return close_holes(words) if HOLE in words else words


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.inline.ruler.enable(["text", "newline", "escape", "entity"])
    parser.inline.ruler.before("entity", "bracket", _bracket)
    parser.inline.ruler.before("entity", "bracket_end", _bracket_end)
    parser.inline.ruler.before("entity", "inline_note", _inline_note)
    parser.inline.ruler.before("entity", "run", _run)
    parser.inline.ruler2.push("runs", _drop_runs)
    parser.inline.ruler2.enableOnly(["balance_pairs", "runs"])
    parser.inline.ruler.enableOnly(
        ["text", "newline", "escape", "bracket", "bracket_end", "inline_note", "run", "entity"]
    )
    return parser


def _pair_brackets(source: str) -> dict[int, int]:
    """Where each bracket is closed, those behind a backslash left out."""
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for match in re.finditer(r"\\.|\[|\]", source, re.DOTALL):
        if match[0] == "[":
            open_at.append(match.start())
        elif match[0] == "]" and open_at:
            pairs[open_at.pop()] = match.start()
    return pairs


def _bracket(state: StateInline, _: bool) -> bool:
    """A link's words, a picture, a wiki's link or the mark of a footnote."""
    source, at = state.src, state.pos
    is_picture = source.startswith("![", at)
    if not is_picture and source[at] != "[":
        return False
    opening = at + 1 if is_picture else at
    wiki = _WIKI.match(source, opening)
    if wiki and not source.startswith("(", wiki.end()) and (wiki["target"].strip() or wiki["part"]):
        state.pos = wiki.end()
        is_shown = not is_picture and not _WIKI_FILES.match(wiki["target"])
        _append(state, _wiki_words(wiki) if is_shown else HOLE)
        return True
    closing = state.env["brackets"].get(opening)
    if closing is None:
        return False
    words = source[opening + 1 : closing]
    if not is_picture and _FORBIDDEN_LABEL.match(words):
        _append(state, HOLE)
        state.pos = closing + 1
        return True
    end = _end_of_link(source, words, closing + 1, state.env["labels"])
    if end is None:
        return False
    if is_picture or (_is_note(words) and _is_local(source[closing + 1 : end])):
        _append(state, HOLE)
        state.pos = end
        return True
    state.env["skips"][closing] = end
    state.pos = opening + 1
    return True


def _bracket_end(state: StateInline, _: bool) -> bool:
    end = state.env["skips"].get(state.pos)
    if end is None:
        return False
    state.pos = end
    return True


def _inline_note(state: StateInline, _: bool) -> bool:
    if not state.src.startswith("^[", state.pos):
        return False
    closing = state.env["brackets"].get(state.pos + 1)
    if closing is None:
        return False
    state.env["notes"].append(state.src[state.pos + 2 : closing])
    _append(state, HOLE)
    state.pos = closing + 1
    return True


def _append(state: StateInline, text: str) -> None:
    """Write words; older releases of the parser keep them in a plain string."""
    state.pending += text


def _end_of_link(source: str, words: str, at: int, labels: frozenset[str]) -> int | None:
    """Where a link ends that has its words before `at`; None where it is no link."""
    if source.startswith("(", at):
        match = _DESTINATION.match(source, at) or _LOOSE_DESTINATION.match(source, at)
        if match and not _is_provision(words, match):
            attributes = _ATTRIBUTES.match(source, match.end())
            return attributes.end() if attributes else match.end()
    if source.startswith("[", at):
        closing = source.find("]", at, at + 1_000)
        label = source[at + 1 : closing] if closing >= 0 else "\n"
        if fold_label(label or words) in labels:
            return closing + 1
    if source.startswith("{", at) and (attributes := _ATTRIBUTES.match(source, at)):
        return attributes.end()
    return at if len(words) < 1_000 and fold_label(words) in labels else None


def _is_provision(words: str, match: re.Match[str]) -> bool:
    """Whether it is a paragraph of a law or a judgment, such as [12](b), and no link."""
    bare = match.groupdict().get("bare")
    return bool(bare and words.isdigit() and _PROVISION.fullmatch(bare))


def _is_note(words: str) -> bool:
    return len(words) <= 12 and bool(_NOTE_WORDS.fullmatch(words))


def _is_local(target: str) -> bool:
    """Whether a link leads to a place in its own page."""
    return target.startswith(("(#", "(<#"))


def _wiki_words(match: re.Match[str]) -> str:
    if match["shown"] is not None and match["shown"].strip():
        shown: str = match["shown"].rpartition("|")[2] or match["shown"]
        return shown
    target = match["target"].strip().removesuffix(".md").rpartition("/")[2]
    return target or (match["part"] or "").lstrip("#^")


def _run(state: StateInline, _: bool) -> bool:
    """A run of asterisks and the like that may open or close emphasis.

    Between letters or figures none opens it: 5*3*2 and a masked 123***456 stay. What stands beside
    Chinese characters counts as beside a mark: they are written without spaces.
    """
    source, at = state.src, state.pos
    marker = source[at]
    whole = _RUNS.get(marker)
    if whole is None:
        return False
    end = at
    while end < state.posMax and source[end] == marker:
        end += 1
    if len(whole) == 2 and end - at != 2:
        _append(state, source[at:end])
        state.pos = end
        return True
    can_open, can_close = _flanks(source[at - 1 : at], source[end : end + 1], marker)
    step = len(whole)
    if marker == "*" and end - at == 2:
        state.env["bold"].append((len(state.tokens) + bool(state.pending), can_open))
    for _number in range((end - at) // step):
        token = state.push("text", "", 0)
        token.content = whole
        if can_open or can_close:
            state.delimiters.append(
                Delimiter(
                    marker=ord(marker),
                    length=end - at if step == 1 else 0,
                    token=len(state.tokens) - 1,
                    end=-1,
                    open=can_open,
                    close=can_close,
                )
            )
    state.pos = end
    return True


def _flanks(before: str, after: str, marker: str) -> tuple[bool, bool]:
    """Whether a run between these two characters can open emphasis, and whether it can close it."""
    before_kind, after_kind = _flank_kind(before), _flank_kind(after)
    left = after_kind != " " and (after_kind != "." or before_kind != "w")
    right = before_kind != " " and (before_kind != "." or after_kind != "w")
    # Chinese is written without spaces, and its marks stand within emphasis.
    if _is_cjk(before) or _is_cjk(after):
        left, right = after_kind != " ", before_kind != " "
    if marker == "_":
        is_word = before_kind == "w" == after_kind
        return left and not (is_word or (right and before_kind != ".")), right and not is_word
    if before_kind == "w" == after_kind and not (_is_cjk(before) or _is_cjk(after)):
        return False, not (before.isdigit() and after.isdigit())
    return left, right


def _flank_kind(character: str) -> str:
    if not character or character.isspace():
        return " "
    return "w" if character.isalnum() or character in "\x01\x02\x03" else "."


def _is_cjk(character: str) -> bool:
    return bool(character) and is_wide(character)


def _drop_runs(state: StateInline) -> None:
    """Take away each pair that was found."""
    for delimiter in state.delimiters:
        if delimiter.end != -1:
            state.tokens[delimiter.token].content = ""
            state.tokens[state.delimiters[delimiter.end].token].content = ""
    _drop_loose_bold(state)


def _drop_loose_bold(state: StateInline) -> None:
    """Take away bold that a converter closed behind a space: **Note: **text."""
    left = [
        (token, can_open)
        for token, can_open in state.env["bold"]
        if state.tokens[token].content == state.tokens[token + 1].content == "*"
    ]
    number = 0
    while number + 1 < len(left):
        (opener, can_open), (closer, _) = left[number : number + 2]
        if not can_open:
            number += 1
            continue
        for token in (opener, opener + 1, closer, closer + 1):
            state.tokens[token].content = ""
        number += 2
