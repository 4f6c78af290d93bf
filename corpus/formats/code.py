"""Code in Markdown: what is kept as it stands, what is prose in fact, and what draws something."""

import re

_MACHINERY = frozenset(
    "chart chartjs chartsview csvtable dataview dataviewjs dot echarts excalidraw figure flow "
    "flowchart gallery gantt graphviz image image-layout include infographic katex kanban "
    "leaflet mermaid plantuml puml query sequence tabs tasks tikz timeline toc toctree "
    "vega vega-lite vegalite video button buttons meta-bind tracker mindmap markmap "
    "{figure} {image} {toctree} {mermaid} {contents} {embed} {youtube}".split()
)
# What notebooks and books run or show when they stand in braces: ```{python}
_RUN = frozenset(
    "r python python3 julia bash sh sql js javascript ojs observable rust cpp c code code-block "
    "code-cell sourcecode literalinclude csharp java html css json yaml toml stan "
    "scala perl ruby".split()
)
_PROSE = frozenset("md markdown none note plain plaintext quote text txt".split())
# What would be read as mark-up if it stood in the text without its backticks.
_NEEDS_TICKS = re.compile(
    r"<[A-Za-z/!?%]|\\|&[#\w]|[*_~=]{2}|\]\(|!?\[\[|\{[{%#<]|%%|`|!\[|(?<!\w)[*_](?=\S)"
    r"|(?<=\S)[*_](?!\w)|\$.*\$|\A(?:[#|!=+-]+\s|:::|>|\d+[.)]\s)|[\x00-\x1f]|\[\^"
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_SYMBOL = re.compile(r"[{}();=<>|\\/_+*#$@\[\]^~&%─-╿]")
_LAST_WORDS_LINE = 4


def is_machinery(language: str) -> bool:
    """Whether a fence of that language draws or lists something, and shows none of its words."""
    return language in _MACHINERY or language.startswith("meta-bind")


def is_prose(language: str, code: str) -> bool:
    """Whether what stands between fences is text that somebody reads."""
    if language.startswith(("ad-", "{")):
        return language.strip("{}.,") not in _RUN
    if language and language not in _PROSE:
        return False
    words = len("".join(_WORDS.findall(code)))
    longest = max((len(_WORDS.findall(line)) for line in code.split("\n")), default=0)
    has_sentence = longest >= _LAST_WORDS_LINE or len(max(_WORDS.findall(code) or [""])) >= 8
    return (
        has_sentence
        and words >= 0.6 * len("".join(code.split())) > 0
        and len(_SYMBOL.findall(code)) <= max(2.0, 0.04 * len(code))
    )


def is_query(code: str) -> bool:
    """Whether code within a line is worked out where it is shown, in Obsidian or a notebook."""
    return code.startswith(("= ", "$= ", "r ", "{r} ", "{python} ", "{julia} ", "{ojs} "))


def words_of_code(code: str) -> str:
    """Code within a line: its words, with backticks only where they would be read as mark-up."""
    words = " ".join(code.split())
    if not _NEEDS_TICKS.search(words):
        return words
    longest = max(map(len, re.findall(r"`+", words)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{pad}{words}{pad}{ticks}"


def fenced(language: str, code: str) -> str:
    """Code of several lines between fences that no line of it closes."""
    longest = max(map(len, re.findall(r"(?m)^[ \t>]*+(`{3,}+)", code)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"
