"""Lines of Markdown's many dialects that frame prose and are none themselves."""

import re
from collections.abc import Sequence

from corpus.formats.tags import BRACES, HOLE, close_holes

# What a line must hold for any of the rules here to look at it.
_CANDIDATE = re.compile(
    r"^[ \t>]*+(?::::|!!!|\?\?\?|===|import\b|export\b|\[|\*\[|@\[|\{|:[ \t]|\\|::|\(\w|"
    r"(?:[-*+][ \t]++)?[\w][\w -]{0,40}+::|__toc__|(?:[-*+]|\d+\.)[ \t]++[\w ]{1,40}+$)",
    re.IGNORECASE,
)
_TAIL = 80  # of a line: what may be an attribute or the name of a block
_DIRECTIVE = re.compile(
    r"[ \t]*+:{3,}+[ \t]*+(?P<name>[\w-]++|\{(?P<braced>[\w-]++)\})?(?P<rest>.*)$"
)
_BRACKETED_TITLE = re.compile(r"[ \t]*+\[(?P<title>[^\[\]]*+)\]")
_LEAF = re.compile(r"[ \t]*+::[\w-]++(?:\[[^\[\]]*+\])?(?:\{[^{}]*+\})?[ \t]*+$")
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?|===[!+]?)(?:[ \t]++[\w,-]++)*+[ \t]*+(?:\"(?P<title>[^\"\n]*+)\")?$"
)
_IMPORT = re.compile(
    r"import\s++(?:[\"'][^\"'\n]++[\"']|(?:type\s++)?[\w*{$][^\"'\n;]{0,2000}?"
    r"\bfrom\s++[\"'][^\"'\n]++[\"'])\s*+;?\s*+$"
)
_IMPORT_OPENS = re.compile(r"import\s++(?:type\s++)?(?:[\w$]++\s*+,\s*+)?\{[^{}\"']*+$")
_EXPORT = re.compile(
    r"export\s++(?:(?:const|let|var)\s++[\w${\[][^\n=]*+=|(?:async\s++)?function\b[\s*]*+[\w$]*+\s*+\("
    r"|class\s++\w++|default\s++(?:function|class|async|\(|\w++\s*+(?:;|$)|\{|\[)|\{"
    r"|\*\s++from\b|type\s++\w++\s*+=)"
)
_LONGEST_STATEMENT = 300
_FOOTNOTE = re.compile(r"[ \t]{0,3}\[\^[^\]\s]++\]:[ \t]*+(?P<text>.*)$")
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[(?P<short>[^\[\]]++)\]:[ \t]*+(?P<long>.+)$")
_REFERENCE = re.compile(
    r"[ \t>]*+\[(?P<label>(?:[^\[\]\\]|\\.)++)\]:[ \t]*+(?:<(?P<angled>[^<>]*+)>|(?P<bare>\S++))"
    r"(?:[ \t]++(?:\"[^\"]*+\"|'[^']*+'|\(.*\)))?[ \t]*+$"
)
_ADDRESS = re.compile(r"[/.#:%?\\]|^mailto|\x02")
_CONTENTS = re.compile(
    r"(?:\[\[?_?toc_?\]?\]|@\[toc\].*|\{:\s?toc[^{}]*\}|\[\[_toc_\]\]|\{\{toc\}\}|__toc__"
    r"|\[TOCM?\].*|\\(?:newpage|pagebreak|clearpage|tableofcontents|toc))$",
    re.IGNORECASE,
)
_CONTENTS_ITEM = re.compile(r"(?:[-*+]|\d+\.)[ \t]+[\w ]{1,40}$")
_CONTENTS_MARK = re.compile(r"[ \t]*+\{:[ \t]?toc\b")
_ATTRIBUTES = re.compile(r"\{:?[ \t]?(?:[.#][^{}]*|[\w-]+=[^{}]*|:[^{}]*)\}$")
_TRAILING_ATTRIBUTES = re.compile(r"\{[ \t]?(?::[^{}]*+|[#.][A-Za-z][^{}]*+|-)\}$")
_FIELD = re.compile(r"(?:[-*+][ \t]++)?[A-Za-z一-鿿][\w -]{0,40}::(?:[ \t].*)?$")
_INLINE_FIELD = re.compile(r"[\[(][A-Za-z一-鿿][\w -]{0,40}::[ \t][^\[\]()\n]*+[\])]")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^(?=[\w-]*[A-Za-z]|[\w-]{4})[A-Za-z0-9-]+[ \t]*$")
_DEFINITION = re.compile(r"[ ]{0,3}:[ \t]+(?P<text>\S.*)$")
_EXPRESSION = re.compile(BRACES)
_STRING = re.compile(r"\{\s*+(?:\"([^\"]*+)\"|'([^']*+)')\s*+\}")
# What WordPress puts in brackets: a picture with its caption, and what frames prose or nothing.
_BRACKET_CODE = re.compile(
    r"\[caption\b[^\[\]]*+\](?:(?!\[/?caption\b)[\s\S])*+\[/caption\]"
    r"|\[(?:(?:audio|video)\s[^\[\]=]*+=[^\[\]]*+|/(?:audio|caption|embed|video)"
    r"|/?(?:embed|gallery|playlist|(?:vc|et_pb|fusion)_\w++)(?:\s[^\[\]]*+)?)\](?!\()"
)
_HEADING_ID = re.compile(r"\{#[\w-]++\}")


def read_lines(text: str, *, is_script: bool) -> tuple[str, frozenset[str]]:
    """The text without lines of dialects, and the labels of the links defined in it.

    In a script (MDX), and in what has statements of one, braces hold expressions and go too.
    """
    if "[" in text:
        text = close_holes(_BRACKET_CODE.sub(HOLE, text))
    lines = text.split("\n")
    kept: list[str] = []
    labels: set[str] = set()
    has_statements = False
    number = unclosed = 0
    while number < len(lines):
        line = lines[number]
        tail = line[-_TAIL:]
        if not ("^" in tail or "}" in tail or "::" in line or _CANDIDATE.match(line)):
            kept.append(line)
            number += 1
            continue
        opens = (not kept or not kept[-1].strip()) and _opens_statement(line)
        if opens:
            length = _statement_length(lines, number) if number >= unclosed else 0
            unclosed = max(unclosed, 0 if length else number + _LONGEST_STATEMENT)
            has_statements = True
            kept.append("")
            number += length or 1
            continue
        if reference := _REFERENCE.match(line):
            address = reference["angled"] if reference["bare"] is None else reference["bare"]
            if reference["bare"] is None or _ADDRESS.search(address):
                labels.add(fold_label(reference["label"]))
                number += 1
                continue
        if line[:1] in " \t" and _FIELD.fullmatch(line.strip()) and kept and kept[-1].strip():
            number += 1  # a field of the item above, which goes on below it
            continue
        kept.append(
            _read_line(line, kept[-1] if kept else "", "".join(lines[number + 1 : number + 2]))
        )
        number += 1
    text = "\n".join(kept)
    if is_script or has_statements or "{/*" in text:
        text = _without_expressions(text)
    return text, frozenset(labels)


def fold_label(label: str) -> str:
    """A form under which a link finds its definition."""
    return " ".join(label.split()).casefold()


def _read_line(line: str, before: str, after: str) -> str:
    lead = line[: len(line) - len(line.lstrip(" \t>"))]
    rest = line[len(lead) :].rstrip()
    if rest.startswith(":::"):
        return _directive(rest, lead)
    if (rest[:3] in ("!!!", "???") or rest[:4] in ("=== ", "===!", "===+")) and (
        admonition := _ADMONITION.match(rest)
    ):
        return f"\n{lead}{admonition['title'] or ''}\n"
    if _is_machinery(rest, after):
        return lead.rstrip()
    if footnote := _FOOTNOTE.match(rest):
        return f"\n{lead}{footnote['text']}"
    if abbreviation := _ABBREVIATION.match(rest):
        return f"\n{lead}{abbreviation['short']}: {abbreviation['long']}\n"
    if "::" in rest:
        rest = close_holes(_INLINE_FIELD.sub(HOLE, rest))
    if (definition := _DEFINITION.match(rest)) and len(before) < 100:
        rest = definition["text"]
    if rest.endswith("}"):
        rest = _TRAILING_ATTRIBUTES.sub("", rest).rstrip()
    return lead + _BLOCK_ID.sub("", rest)


def _is_machinery(rest: str, after: str) -> bool:
    """Whether a line asks for a table of contents, sets attributes or is a field of a note."""
    if _CONTENTS_ITEM.match(rest) and _CONTENTS_MARK.match(after):
        return True
    return any(pattern.fullmatch(rest) for pattern in (_CONTENTS, _LEAF, _ATTRIBUTES, _FIELD))


def _directive(rest: str, lead: str) -> str:
    """The title of an aside, between blank lines."""
    match = _DIRECTIVE.match(rest)
    behind = match["rest"] if match else ""
    if bracketed := _BRACKETED_TITLE.match(behind):
        title = bracketed["title"]
    elif match and match["name"]:
        title = re.sub(r"\{[^{}]*+\}", "", behind).strip(" \t:")
    else:
        attribute = re.search(r"title=\"([^\"]*+)\"", behind)
        title = attribute[1] if attribute else ""
    return f"\n{lead}{title}\n" if title else lead.rstrip()


def _opens_statement(line: str) -> bool:
    """Whether a line begins a statement of a script, and no sentence about imports."""
    if line.startswith("import"):
        return bool(_IMPORT.match(line) or _IMPORT_OPENS.match(line))
    return line.startswith("export") and bool(_EXPORT.match(line))


def _statement_length(lines: Sequence[str], number: int) -> int:
    """How many lines a statement takes; 0 where it does not end within reach."""
    depth = 0
    for length, follower in enumerate(lines[number : number + _LONGEST_STATEMENT], start=1):
        depth += sum(map(follower.count, "{([")) - sum(map(follower.count, "})]"))
        if depth <= 0 and not follower.rstrip().endswith(("=>", "=", ",")):
            return length
    return 0


def _without_expressions(text: str) -> str:
    """Without what a script would put in; a string is put in as it is."""

    def value(match: re.Match[str]) -> str:
        if text[match.start() - 1 : match.start()] in ("=", "\\") or _HEADING_ID.match(match[0]):
            return match[0]
        string = _STRING.fullmatch(match[0])
        return (string[1] or string[2] or HOLE) if string else HOLE

    return close_holes(_EXPRESSION.sub(value, text))
