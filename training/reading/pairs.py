"""Questions written about articles → pairs of question and passage, as the reader will meet them.

`python -m training.reading.pairs OUT.jsonl.gz FOLDER QUESTIONS.jsonl … [FOLDER QUESTIONS.jsonl …]`

Each folder of articles is indexed as Sampan does. A passage that holds a whole answer of a question
is a positive; the other passages of that article, and what the search finds elsewhere, are
negatives. A passage of another article may answer all the same, and so may another one of its
own where more than a fact is asked for: these are marked as doubtful. A line of a file of questions
may have judged such a passage: `{"question", "article", "start", "answers"}`, with the place in the
body at which the passage starts.
"""

import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.service.rebuilding import rebuild
from bot.service.wiring import open_models
from bot.settings import Settings
from corpus.glossary import load_glossary
from corpus.schema import Article, Passage
from corpus.text import Span
from embeddings.index import open_index
from embeddings.reader_input import heading_of, text_before
from embeddings.search import Searcher

_HITS = 10
_OTHERS = 5  # hits of other articles that are kept, by question
_MERGED_CHARS = 900

Pair = dict[str, Any]


def make_pairs(folder: Path, lines: Sequence[dict[str, Any]]) -> Iterator[Pair]:
    """The pairs of questions on the articles of a folder, and what was judged of them."""
    questions = [line for line in lines if "start" not in line]
    judged: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if "start" in line:
            judged.setdefault(line["question"], []).append(line)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        rebuild(settings, [folder])
        models = open_models(settings)
        index = open_index(settings.index_folder, fingerprint=models.encoder.fingerprint)
        searcher = Searcher(index, models.encoder, load_glossary(), models.lexicon)
        articles = {article.id: article for article in index.articles}
        passages: dict[str, list[Passage]] = {}
        for passage in index.store.passages:
            passages.setdefault(passage.article_id, []).append(passage)
        for question in questions:
            article = articles[question["article"]]
            yield from _own(question, article, passages[article.id])
            hits = searcher.search(searcher.make_query(question["question"]), k=_HITS)
            others = [hit for hit in hits if hit.article.id != article.id][:_OTHERS]
            for hit in others:
                yield _pair(question, hit.article, hit.passage, is_doubtful=True)
            for line in judged.get(question["question"], ()):
                other = articles[line["article"]]
                for passage in passages[other.id]:
                    if passage.start == line["start"]:
                        yield _judged(question, other, passage, line["answers"])


def _judged(
    question: dict[str, Any], article: Article, passage: Passage, answers: Sequence[str]
) -> Pair:
    """A pair whose passage was read by somebody, and answers with these words or not at all.

    Raises ValueError where they are not in it.
    """
    found = [article.body.find(answer, passage.start, passage.end) for answer in answers]
    if -1 in found:
        raise ValueError(f"{article.id} does not say {answers[found.index(-1)]!r} in that passage")
    spans = [(at, at + len(answer)) for at, answer in zip(found, answers, strict=True)]
    pair = _pair(question, article, passage, spans, is_doubtful=False)
    return pair | {"is_judged": True}


def _own(question: dict[str, Any], article: Article, passages: Sequence[Passage]) -> Iterator[Pair]:
    answers = list(_find(article.body, question["answers"]))
    for number, passage in enumerate(passages):
        is_broad = question["kind"] not in ("factoid", "missing")
        pair = _pair(question, article, passage, answers, is_doubtful=is_broad)
        yield pair
        if pair["answers"] and number + 1 < len(passages):  # a longer one, as others cut them
            longer = _merge(article.body, passage, passages[number + 1])
            if longer:
                yield _pair(question, article, longer, answers, is_doubtful=False)


def _merge(body: str, passage: Passage, following: Passage) -> Passage | None:
    if following.end - passage.start > _MERGED_CHARS or following.headings != passage.headings:
        return None
    return Passage(
        article_id=passage.article_id,
        start=passage.start,
        end=following.end,
        text=body[passage.start : following.end],
        headings=passage.headings,
    )


def _find(body: str, answers: Sequence[str]) -> Iterator[Span]:
    for answer in answers:
        at = body.find(answer)
        while at >= 0:
            yield at, at + len(answer)
            at = body.find(answer, at + 1)


def _pair(
    question: dict[str, Any],
    article: Article,
    passage: Passage,
    answers: Sequence[Span] = (),
    *,
    is_doubtful: bool,
) -> Pair:
    held = [
        [start - passage.start, article.body[start:end]]
        for start, end in answers
        if passage.start <= start and end <= passage.end
    ]
    return {
        "source": "written",
        "language": question["language"],
        "title": heading_of(article, passage),
        "question": question["question"],
        "before": text_before(article, passage),
        "passage": passage.text,
        "answers": held,
        "kind": question["kind"],
        "article": article.id,
        "start": passage.start,
        "is_doubtful": is_doubtful and not held,
    }


def main() -> None:
    """Write the pairs of the files named."""
    out, *rest = sys.argv[1:]
    with gzip.open(out, "wt", encoding="utf-8") as file:
        groups: list[tuple[Path, list[dict[str, Any]]]] = []
        for name in rest:
            if Path(name).is_dir():
                groups.append((Path(name), []))
            elif groups:
                lines = Path(name).read_text(encoding="utf-8").splitlines()
                groups[-1][1].extend(json.loads(line) for line in lines if line.strip())
            else:
                sys.exit(f"{name} has no folder of articles before it")
        for folder, questions in groups:
            for pair in make_pairs(folder, questions):
                file.write(json.dumps(pair, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
