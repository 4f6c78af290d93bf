"""What every fuzz target shares: hostile text, changed seeds, and how many examples are tried.

A target is one file `test_<name>.py` with tests made by `fuzzed`, which take one input and no
fixture; what was once found lies in `seeds/`. `make test` tries fifty inputs of each,
`make fuzz` as many as FUZZ_EXAMPLES says (see `run.py`).
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_SEEDS = Path(__file__).parent / "seeds"
_SAMPLES = Path(__file__).parent.parent / "data"
_EXAMPLES = 50

# Characters that have hurt somebody before: they unfold, combine, turn the line, end it, or are
# no characters at all.
HOSTILE = (
    "ﷺ", "ﷻ", "㌖", "ß", "İ", "ŉ", "\u0301", "\u0323", "\u200b", "\u200d", "\u202e", "\u2066",
    "\ufeff", "\u00a0", "\u3000", "\u2028", "\x85", "\x00", "\x1b", "\ud800", "\udfff", "\ufffe",
    "\ufffd", "\U0010ffff", "\U000e0041", "\U0001f468\u200d\U0001f469", "億", "萬", "〇", "\n",
    "\n\n", "\r\n", "\t", " ", "---", "...", "。", "！", "](", "![", "<", ">", "&", "#", "```", "|",
    "https://a.hk/", "2020", "1 January 2020", "2026年1月2日", "weibo ", "1:1", "9" * 50, "1,",
)  # fmt: skip


def hostile_text(*, max_size: int = 60) -> st.SearchStrategy[str]:
    """Text of every plane, lone surrogates included, mixed with what has hurt before, in runs."""
    piece = st.one_of(
        st.sampled_from(HOSTILE),
        st.text(max_size=8),
        st.characters(categories=None),
        st.sampled_from(("The bank opened on Monday. ", "銀行今日開業。", "a", "B", "7")),
    )
    runs = st.tuples(piece, st.sampled_from((1, 1, 1, 2, 9, 40)))
    return st.lists(runs, max_size=max_size).map(lambda parts: "".join(p * n for p, n in parts))


def changed_seeds(pattern: str) -> st.SearchStrategy[str]:
    """A seed or sample of that name, as it is or with pieces cut out, doubled or put in."""
    files = [path for folder in (_SEEDS, _SAMPLES) for path in sorted(folder.glob(pattern))]
    seeds = [path.read_text("utf-8") for path in files]
    edit = st.tuples(
        st.integers(0, 4000), st.integers(0, 40), st.integers(0, 3), st.sampled_from(HOSTILE)
    )
    drawn = st.tuples(st.sampled_from(seeds), st.lists(edit, max_size=6))
    return drawn.map(lambda parts: functools.reduce(_edit, parts[1], parts[0]))


def _edit(text: str, edit: tuple[int, int, int, str]) -> str:
    at, length, times, put_in = edit
    at %= len(text) + 1
    return text[:at] + put_in + text[at : at + length] * times + text[at + length :]


def fuzzed(
    inputs: st.SearchStrategy[Any], *, examples: int = _EXAMPLES
) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    """Make a test that tries many inputs of a check that takes one."""

    def decorate(check: Callable[[Any], None]) -> Callable[[], None]:
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(inputs)
        def test(value: Any) -> None:
            check(value)

        test.__name__ = check.__name__
        test.__doc__ = check.__doc__
        test.check, test.inputs = check, inputs  # type: ignore[attr-defined]
        return test

    return decorate
