"""Articles → passages of whole sentences."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.lists import is_bare_line, opens_line
from corpus.schema import Article, Passage
from corpus.sentences import split_paragraphs, split_sections, split_sentences
from corpus.text import Span

CountTokens = Callable[[str], int]

_LEAD_IN_TOKENS = 24  # a line this short introduces what follows it
_CLAUSE_END = re.compile(r"[，；：、]\s*|\s+")  # not the comma inside 1,000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkOptions:
    """How large a passage may be, in tokens of the encoder.

    Paragraphs of one section are joined while they fit in `join_tokens`, and a list or a table with
    what leads to it while they fit in `max_tokens`. A paragraph longer than `max_tokens` is cut
    between sentences, and the last `overlap` sentences of one part open the next. A sentence longer
    than `max_tokens` is cut inside.
    """

    max_tokens: int = 256
    join_tokens: int = 16
    overlap: int = 1

    def __post_init__(self) -> None:
        if not 16 <= self.max_tokens <= 400 or self.join_tokens > self.max_tokens:
            raise ValueError("max_tokens must be 16 to 400, and join_tokens no larger")
        if not 0 <= self.overlap <= 3:
            raise ValueError("overlap must be 0 to 3 sentences")


def split_article(
    article: Article, *, count_tokens: CountTokens, options: ChunkOptions
) -> list[Passage]:
    """The passages of one article, in order.

    Every character of the body but white space, list markers and heading lines is in at least one
    passage. Headings travel in `Passage.headings`. A body of headings alone is one passage.
    """
    passages: list[Passage] = []
    sections = split_sections(article.body) or [((), (0, len(article.body)))]
    for headings, section in sections:
        for start, end in _spans(article.body, section, count_tokens, options):
            passages.append(
                Passage(
                    article_id=article.id,
                    start=start,
                    end=end,
                    text=article.body[start:end],
                    headings=headings,
                )
            )
    return passages


def _spans(
    body: str, section: Span, count_tokens: CountTokens, options: ChunkOptions
) -> Iterator[Span]:
    pending: Span | None = None
    pending_tokens = 0
    is_led = False  # whether what is pending ends in a colon, or in the list behind one
    for paragraph in split_paragraphs(body, section):
        tokens = count_tokens(body[slice(*paragraph)])
        is_led = is_led and _is_list(body, paragraph)
        is_joined = is_led or pending_tokens <= _LEAD_IN_TOKENS
        limit = options.max_tokens if is_joined else options.join_tokens
        is_led = is_led or body[paragraph[1] - 1] in ":："
        if (
            pending
            and pending_tokens + tokens <= limit
            and count_tokens(body[pending[0] : paragraph[1]]) <= limit
        ):
            pending = (pending[0], paragraph[1])
            pending_tokens += tokens
            continue
        if pending:
            yield pending
            pending = None
        if tokens <= options.max_tokens:
            pending, pending_tokens = paragraph, tokens
            continue
        yield from _cut_paragraph(body, paragraph, count_tokens, options)
    if pending:
        yield pending


def _is_list(body: str, paragraph: Span) -> bool:
    """Whether each line is an item or a row, or short and without a stop."""
    return all(
        opens_line(line, 0, len(line)) or line.lstrip().startswith("|") or is_bare_line(line)
        for line in body[slice(*paragraph)].split("\n")
    )


def _cut_paragraph(
    body: str, paragraph: Span, count_tokens: CountTokens, options: ChunkOptions
) -> Iterator[Span]:
    """A long paragraph in parts of whole sentences; each part adds at least one new sentence."""

    def fits(part: Sequence[Span], span: Span) -> bool:
        # The text is counted, not its sentences: list markers stand between them.
        return count_tokens(body[part[0][0] : span[1]]) <= options.max_tokens

    part: list[Span] = []
    for sentence in split_sentences(body, paragraph):
        for span in _cut_sentence(body, sentence, count_tokens, options.max_tokens):
            if part and not fits(part, span):
                yield part[0][0], part[-1][1]
                part = part[-options.overlap :] if options.overlap else []
                while part and not fits(part, span):
                    part.pop(0)
            part.append(span)
    if part:
        yield part[0][0], part[-1][1]


def _cut_sentence(
    body: str, span: Span, count_tokens: CountTokens, max_tokens: int
) -> Iterator[Span]:
    """The sentence itself, or its halves and quarters where it alone is too long."""
    start, end = span
    if end - start < 2 or count_tokens(body[start:end]) <= max_tokens:
        yield span
        return
    middle = (start + end) // 2
    # Cut behind the clause mark or space that is nearest to the middle, if one is near.
    marks = [m.end() for m in _CLAUSE_END.finditer(body, start + 1, end - 1)]
    cut = min(marks, key=lambda mark: abs(mark - middle), default=middle)
    if not start < cut < end or abs(cut - middle) > (end - start) // 4:
        cut = middle
    for part in ((start, cut), (cut, end)):
        text = body[slice(*part)]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            stripped = (part[0] + lead, part[0] + len(text.rstrip()))
            yield from _cut_sentence(body, stripped, count_tokens, max_tokens)
