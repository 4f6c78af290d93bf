from pathlib import Path

from fuzz.inputs import changed_seeds, fuzzed, hostile_text
from hypothesis import strategies as st

from bot.answering.blocks import block_around, is_lead_in
from corpus.chunk import ChunkOptions, split_article
from corpus.clean import clean_body
from corpus.dates import find_published, parse_published
from corpus.errors import ArticleError
from corpus.languages import detect_language
from corpus.lists import begins_item, find_items
from corpus.named_periods import find_periods
from corpus.parse import parse_text
from corpus.schema import search_text
from corpus.sentences import split_sentences
from corpus.words import split_words

_TEXTS = st.one_of(hostile_text(), changed_seeds("*.txt"))
_DATES = st.one_of(
    hostile_text(max_size=6),
    st.from_regex(
        r"\A[0-9]{1,6}[-/.年 ]{0,3}(Jan|q|h|第|上)?[0-9]{0,6}[-/月.]?[0-9]{0,4}", fullmatch=True
    ),
)


@fuzzed(_TEXTS)
def test_passages_are_exact_slices_of_the_article(raw):
    try:
        article = parse_text(raw, path=Path("a.txt"), article_id="a").article
    except ArticleError:
        return
    passages = split_article(
        article, count_tokens=lambda text: len(text) // 3, options=ChunkOptions(max_tokens=32)
    )
    assert passages
    for passage in passages:
        assert article.body[passage.start : passage.end] == passage.text != ""
        split_words(search_text(article, passage))


@fuzzed(_TEXTS)
def test_sentences_are_disjoint_and_in_order(text):
    behind = 0
    for start, end in split_sentences(text):
        assert behind <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        behind = end


@fuzzed(_TEXTS)
def test_any_text_has_a_language(text):
    assert detect_language(text) in {"en", "zh-Hant", "zh-Hans", "ja", "ko", "und"}


@fuzzed(_TEXTS)
def test_items_inside_a_text_begin_with_markers_and_are_in_order(text):
    found = find_items(text, 0, len(text))
    assert found == sorted(set(found))
    assert all(begins_item(text, place) for place in found)


@fuzzed(_TEXTS)
def test_the_block_of_a_sentence_holds_it(text):
    spans = split_sentences(text)
    for place in range(len(spans)):
        is_lead_in(text, spans, place)
        block = block_around(text, spans, place)
        assert block is None or 0 <= block[0] <= place <= block[1] < len(spans)


@fuzzed(_TEXTS)
def test_cleaning_only_takes_away(text):
    assert len(clean_body(text)) <= 3 * len(text)


@fuzzed(_TEXTS)
def test_any_text_has_words(text):
    assert all(word and word == word.strip() for word in split_words(text))


@fuzzed(st.lists(_DATES, max_size=5).map(" ".join))
def test_any_text_has_periods_and_dates_or_none(text):
    for named in find_periods(text):
        assert text[named.start : named.end]
        assert named.period.since <= named.period.until
    find_published(text)
    parse_published(text)
