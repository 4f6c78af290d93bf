import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from fakes import HashEncoder, make_article
from fuzz.inputs import fuzzed, hostile_text
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.as_json import answer_to_json
from bot.answering.asked_kind import wanted_kinds
from bot.answering.asked_time import parse_times
from bot.answering.confidence import UNFITTED
from bot.answering.names import Names
from bot.answering.question import MAX_CHARS, parse_day, parse_text
from bot.errors import QuestionError
from bot.talking.rewriting import rewrite
from bot.talking.turn_words import read_turn
from corpus.glossary import load_glossary
from corpus.lexicon import Lexicon, open_lexicon
from corpus.units import asked_units
from embeddings.build import build_index, build_lock
from embeddings.index import open_index
from embeddings.search import Searcher

_PIECES = st.sampled_from(
    "when 幾時 how many 幾多間 銀行 last week 三個月前 since 2024年8月 截至 and it? 咁佢呢 HKMA "
    "金管局 HK$1.2bn 百分之 億 FPS 轉數快 latest 最新 ?".split()
)
_ASKED = st.one_of(
    hostile_text(max_size=12), st.lists(_PIECES, max_size=40).map(" ".join), st.text(max_size=1200)
)
_TODAY = date(2026, 3, 1)


@cache
def _lexicon() -> Lexicon:
    return open_lexicon(Path(tempfile.mkdtemp(prefix="sampan-fuzz-")))


@cache
def _answerer() -> Answerer:
    """Three articles in both languages, found by words alone."""
    folder = Path(tempfile.mkdtemp(prefix="sampan-fuzz-"))
    encoder = HashEncoder()
    articles = [
        make_article("banks", "HKMA granted 3 licences in 2019. Banks have 1.2 million users."),
        make_article("licences", "金管局在2019年向3間虛擬銀行發出牌照，涉及120萬用戶。"),
        make_article("payments", "FPS has over 450,000 sign-ups, up 25 per cent."),
    ]
    with build_lock(folder / "index"):
        build_index(
            articles, folder=folder / "index", encoder=encoder, encoder_name="hash", sources=[]
        )
    index = open_index(folder / "index", fingerprint=encoder.fingerprint)
    searcher = Searcher(index, encoder, load_glossary(), _lexicon())
    return Answerer(searcher, UNFITTED, today=lambda: _TODAY)


@fuzzed(_ASKED)
def test_any_text_is_answered_exactly_or_refused_in_a_sentence(text):
    try:
        answer = _answerer().answer(text)
    except QuestionError:
        return
    articles = {source.number: source.article for source in answer.sources}
    for quote in answer.quotes:
        assert articles[quote.source].body[quote.start : quote.end] == quote.text
    assert len(answer.question.text) <= MAX_CHARS
    assert answer_to_json(answer)["id"] == answer.id


@cache
def _names() -> Names:
    return Names(load_glossary(), _lexicon())


@fuzzed(_ASKED)
def test_any_text_can_be_read(text):
    try:
        parsed = parse_text(text)
    except QuestionError:
        return
    times = parse_times(parsed, today=_TODAY)
    if times.period and times.period.since and times.period.until:
        assert times.period.since <= times.period.until
    wanted_kinds(parsed)
    asked_units(parsed)
    for before in ("How many users did FPS have in 2019?", parsed):
        assert all(one.text for one in rewrite(read_turn(parsed), before, _names()))


@fuzzed(st.one_of(hostile_text(max_size=3), st.from_regex(r"[0-9]{1,6}-?[0-9]{0,3}-?[0-9]{0,3}")))
def test_any_text_is_a_day_or_none(text):
    try:
        day = parse_day(text)
    except QuestionError:
        return
    assert 1900 <= day.year < 2100
