"""Damaged files of the home folder: made again, or told in one sentence; never another value."""

import asyncio
import contextlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import HashEncoder
from fuzz.inputs import fuzzed
from hypothesis import strategies as st

from bot.answering.confidence import Calibration, Example, Weight
from bot.errors import CalibrationError, TraceError
from bot.service.calibrations import read_calibration, write_calibration
from bot.service.quality import Measured, read_measured, write_measured
from bot.store.digests import Digest
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.journal_key import KEY_FILE
from bot.store.remembered import Asked
from bot.store.traces import find_trace, keep_trace
from bot.talking.history import Exchange
from corpus import lexicon as lexicon_module
from corpus.errors import AppError
from corpus.lexicon import _Entry, open_lexicon
from embeddings.errors import EmbeddingError
from embeddings.filters import Filters
from embeddings.index import current_generation
from embeddings.manifest import CURRENT_FILE
from embeddings.sources import read_sources, write_sources
from embeddings.vector_cache import VectorCache

Damage = Callable[[bytes], bytes | None]
"""What becomes of a file's content; None where the file is removed."""

_TEXTS = [f"text {number}" for number in range(30)]


def _flip(flips: list[tuple[float, int]]) -> Damage:
    def damage(raw: bytes) -> bytes:
        changed = bytearray(raw)
        for place, bits in flips:
            if changed:
                changed[int(place * len(changed))] ^= bits
        return bytes(changed)

    return damage


def _overwrite(place: float, content: bytes) -> Damage:
    def damage(raw: bytes) -> bytes:
        at = int(place * len(raw))
        return raw[:at] + content + raw[at + len(content) :]

    return damage


_PLACES = st.floats(0, 1, exclude_max=True)
# Half of the flips are in a database's header and schema, which are small and matter most.
_SPOTS = _PLACES | st.floats(0, 0.02)
_DAMAGES: st.SearchStrategy[Damage] = st.one_of(
    st.lists(st.tuples(_SPOTS, st.integers(1, 255)), min_size=1, max_size=8).map(_flip),
    st.builds(_overwrite, _SPOTS, st.binary(min_size=1, max_size=600)),
    _PLACES.map(lambda place: lambda raw: raw[: int(place * len(raw))]),
    st.binary(max_size=300).map(lambda content: lambda raw: content),
    st.just(lambda raw: None),
    st.just(lambda raw: raw + raw),
)


@contextlib.contextmanager
def _home(made: Path, name: str, damage: Damage) -> Iterator[Path]:
    """A copy of a folder, with one file damaged; what is told of it would fill the screen."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(made, home)
        path = home / name
        content = damage(path.read_bytes())
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        try:
            yield home
        finally:
            logging.disable(logging.NOTSET)


@cache
def _cached() -> Path:
    home = Path(tempfile.mkdtemp(prefix="sampan-fuzz-"))
    VectorCache(home / "vectors.sqlite").encode_passages(HashEncoder(), _TEXTS)
    return home


@fuzzed(_DAMAGES)
def test_a_damaged_vector_cache_gives_the_same_vectors(damage):
    with _home(_cached(), "vectors.sqlite", damage) as home:
        rows = VectorCache(home / "vectors.sqlite").encode_passages(HashEncoder(), _TEXTS)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(_TEXTS))


@fuzzed(_DAMAGES)
def test_a_damaged_dictionary_gives_the_same_translations(damage):
    entries = [
        _Entry(word="公司", is_name=False, senses=("company", "firm")),
        _Entry(word="银行", is_name=False, senses=("bank",)),
    ]
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(lexicon_module, "_read_entries", lambda: entries)  # the whole takes seconds
        home = Path(folder)
        whole = open_lexicon(home).translate("銀行公司")
        (path,) = home.iterdir()
        with _home(home, path.name, damage) as damaged:
            assert open_lexicon(damaged).translate("銀行公司") == whole
            assert open_lexicon(damaged).translate("銀行公司") == whole


@fuzzed(_DAMAGES)
def test_a_damaged_trace_is_the_same_or_told(damage):
    trace = {**_TRACE, "question": "香港 HKD?"}
    with tempfile.TemporaryDirectory() as folder:
        keep_trace(Path(folder), trace, with_text=True)
        with _home(Path(folder), "traces.sqlite", damage) as home:
            with contextlib.suppress(TraceError):
                assert find_trace(home, "abc") == trace
            keep_trace(home, trace | {"id": "new"}, with_text=False)
            assert find_trace(home, "new")["verdict"] == trace["verdict"]


_TRACE: dict[str, Any] = {
    "id": "abc",
    "question": None,
    "language": "en",
    "index": "gen-1",
    "published_at": "2026-01-02T00:00:00+00:00",
    "conditions": "",
    "filters": {},
    "period": None,
    "newest_first": False,
    "verdict": "answered",
    "confidence": 0.9,
    "answered_from": 0.7,
    "unsure_from": 0.3,
    "calibrated_for": "hash-1",
    "signals": {"similarity": {"value": 0.9, "speaks": 2.0}},
    "quotes": [],
    "hits": [{"rank": 1, "article": "fps", "title": "轉數快"}],
}


@fuzzed(_DAMAGES)
def test_a_damaged_calibration_is_the_same_or_told(damage):
    calibration = Calibration(
        encoder="hash-1",
        reader="0123456789ab",
        bias=-1.5,
        weights={"words": Weight(mean=0.5, deviation=0.25, weight=1.0)},
        answer_from=0.7,
        unsure_from=0.3,
        figures={"auroc": 0.9},
        examples=(Example(question="ab12", is_answered=True, signals={"words": None}),),
    )
    with tempfile.TemporaryDirectory() as folder:
        write_calibration(Path(folder) / "calibration.json", calibration)
        with (
            _home(Path(folder), "calibration.json", damage) as home,
            contextlib.suppress(CalibrationError),
        ):
            assert read_calibration(home / "calibration.json") == calibration


@fuzzed(_DAMAGES)
def test_damaged_figures_are_the_same_or_none(damage):
    measured = Measured(index_id="abc", questions_file="a", day="2026-01-02", figures={"n": 0.5})
    with tempfile.TemporaryDirectory() as folder:
        write_measured(Path(folder), measured)
        with _home(Path(folder), "measured.json", damage) as home:
            assert read_measured(home, "abc") in (measured, None)


@fuzzed(st.tuples(_DAMAGES, st.sampled_from(["SOURCES", CURRENT_FILE])))
def test_damaged_pointers_of_the_index_are_the_same_or_told(drawn):
    damage, name = drawn
    with tempfile.TemporaryDirectory() as folder:
        write_sources(Path(folder), ["/articles", "香港"])
        (Path(folder) / ("0" * 15 + "a")).mkdir()
        (Path(folder) / CURRENT_FILE).write_text("0" * 15 + "a\n")
        with _home(Path(folder), name, damage) as home:
            with contextlib.suppress(EmbeddingError):
                # Without a pointer it is as if nothing was ever built.
                assert read_sources(home) in (["/articles", "香港"], [])
                assert read_sources(home) or not (home / CURRENT_FILE).exists()
            with contextlib.suppress(EmbeddingError):
                assert current_generation(home).name == "0" * 15 + "a"


@cache
def _remembered() -> Path:
    """A journal as a killed bot leaves it: the file, the key, and a log beside them."""
    folder = Path(tempfile.mkdtemp(prefix="sampan-fuzz-"))
    home, copy = folder / "running", folder / "killed"

    async def fill() -> None:
        async with open_journal(home, keeps_text=True) as journal:
            for number in range(20):
                await _use(journal, user_id=number)
            await journal.drop_expired(0.0)
            await _use(journal, user_id=99)
            shutil.copytree(home, copy)

    asyncio.run(fill())
    return copy


async def _use(journal: Any, *, user_id: int) -> None:
    """Everything that is kept, and everything that is read."""
    asked = Asked(
        answer=journal.answer_id(str(user_id)),
        user_id=user_id,
        guild_id=1,
        link="https://discord.example/1",
        verdict="not_found",
        topic="Payments",
        language="en",
        text=f"What is the fee of {user_id}?",
        understood=f"What is the fee of {user_id}?",
        filters=Filters(providers=("HKMA",)),
    )
    await journal.record_question(asked, 1.0)
    await journal.votes.give(asked.answer, user_id, -1, 1.0)
    await journal.votes.add_reason(asked.answer, user_id, "wrong", 1.0)
    await journal.remember_turn("thread", user_id, Exchange(question=asked.text), 1.0)
    await journal.promises.make(user_id, asked.text, "en", asked.answer, 1.0)
    await journal.servers.set_setting(user_id, "threads", "on")
    await journal.servers.add_channel(1, user_id)
    await journal.languages.choose(user_id, "en")
    await journal.unanswered.listed(1, 0.0, verdict="not_found")
    await journal.votes.given_in(1, 0.0)
    await journal.watches.add(user_id, "words", asked.text, "en", 1.0)
    await journal.watches.all()
    digest = Digest(guild_id=1, channel_id=user_id, every="daily", told=1.0, tried=1.0)
    await journal.digests.set(digest)
    await journal.digests.all()
    await journal.articles.know([asked.answer])
    await journal.servers.set_channel_setting(1, user_id, "length", "short")
    await journal.turns("thread", user_id, 2.0)
    await journal.votes.count(asked.answer)
    await journal.filters(asked.answer)
    await journal.promises.all()
    await journal.fact("commands")
    journal.servers.channels(1)


@fuzzed(
    st.tuples(
        _DAMAGES,
        st.sampled_from([JOURNAL_FILE, JOURNAL_FILE, f"{JOURNAL_FILE}-wal", KEY_FILE]),
    )
)
def test_a_damaged_journal_is_told_or_goes_on(drawn):
    damage, name = drawn

    async def go_on(home: Path) -> None:
        async with open_journal(home, keeps_text=True) as journal:
            # Whatever still fails is told to whoever asks, and all that is not is done.
            for work in (
                _use(journal, user_id=5),
                _use(journal, user_id=500),
                journal.drop_expired(2.0),
                journal.forget(5),
            ):
                with contextlib.suppress(AppError):
                    await work

    with _home(_remembered(), name, damage) as home, contextlib.suppress(AppError):
        asyncio.run(go_on(home))


@fuzzed(
    st.one_of(
        st.lists(st.tuples(_PLACES, st.integers(1, 255)), min_size=1, max_size=1).map(_flip),
        st.just(lambda raw: raw[:31]),
        st.just(lambda raw: None),
        st.binary(min_size=32, max_size=32).map(lambda content: lambda raw: content),
    )
)
def test_no_other_key_is_taken_for_the_journals(damage):
    async def open_it(home: Path) -> None:
        async with open_journal(home):
            raise AssertionError("it was opened")

    with _home(_remembered(), KEY_FILE, damage) as home, pytest.raises(AppError, match="backup"):
        asyncio.run(open_it(home))
