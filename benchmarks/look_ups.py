"""Look-ups among very many articles: `python -m benchmarks.look_ups --articles 100000`.

Writes so many articles to a file, titles, excerpts and topics of words and sentences of the starter
corpus and as long, bodies short, opens it in a process of its own and times what people look up:
each beginning of some hundred titles and subjects as it is typed, and what is looked up of an
article. Times depend on the machine; those in brackets leave out what others had of its cores.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.article_store import ArticleStore
from corpus.article_writing import ArticleStoreWriter
from corpus.catalogue import Catalogue
from corpus.glossary import load_glossary
from corpus.load import load_corpus
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.starter import starter_folder
from corpus.text import has_han

_PROVIDERS = 300
_RARE_TOPICS = 3000
_TYPED = 150  # titles and as many subjects of which every beginning is typed
_READ = 300  # articles of which the related ones are looked up
_LONGEST = 40  # characters of a title that a person types at most


class _Words:
    """Draws texts of the starter corpus' own words."""

    def __init__(self, rng: random.Random) -> None:
        articles = load_corpus([starter_folder()]).articles
        titles = [article.title for article in articles]
        self._rng = rng
        self._english = [word for title in titles if not has_han(title) for word in title.split()]
        self._chinese = [
            title[at : at + 3] for title in titles if has_han(title) for at in range(len(title) - 2)
        ]
        self._sentences = [
            article.body[start:end]
            for article in articles
            for start, end in split_sentences(article.body)
        ]
        self._topics = sorted({topic for article in articles for topic in article.topics})
        self._topics += [self._pair() for _ in range(_RARE_TOPICS)]
        self._providers = sorted({article.provider for article in articles if article.provider})
        self._providers += [self._pair() for _ in range(_PROVIDERS)]

    def article(self, number: int) -> Article:
        """One of them; the first topics and providers are drawn most."""
        rng = self._rng
        is_chinese = rng.random() < 0.3
        words = self._chinese if is_chinese else self._english
        count = rng.randint(4, 9) if is_chinese else rng.randint(6, 14)
        title = ("" if is_chinese else " ").join(rng.choices(words, k=count))
        hours = rng.randrange(12 * 365 * 24)
        return Article(
            id=f"{number:06}",
            title=title,
            body=rng.choice(self._sentences),
            language="zh-Hant" if is_chinese else "en",
            provider=self._one_of(self._providers),
            published=datetime(2014, 1, 1, tzinfo=UTC) + timedelta(hours=hours),
            excerpt=rng.choice(self._sentences),
            topics=tuple({self._one_of(self._topics): None for _ in range(rng.randint(1, 4))}),
            extent="teaser" if rng.random() < 0.15 else "full",
        )

    def subject(self) -> str:
        """Words of several texts, which no title may have together."""
        return " ".join(self._rng.choices(self._english, k=3))

    def _pair(self) -> str:
        return " ".join(self._rng.choices(self._english, k=2))

    def _one_of(self, names: Sequence[str]) -> str:
        return names[int(len(names) * self._rng.random() ** 3)]


def _write(path: Path, count: int) -> None:
    words = _Words(random.Random(1))
    with ArticleStoreWriter(path) as writer:
        for number in range(count):
            writer.add_article(words.article(number))


def _typed(store: ArticleStore, rng: random.Random) -> list[str]:
    """What stands in the field after each keystroke."""
    words = _Words(rng)
    texts = [store.article(rng.randrange(store.count())).title for _ in range(_TYPED)]
    texts += [words.subject() for _ in range(_TYPED)]
    return list(dict.fromkeys(begun for text in texts for begun in _beginnings(text)))


def _beginnings(text: str) -> Iterator[str]:
    for length in range(1, min(len(text), _LONGEST) + 1):
        yield text[:length]


def _time(what: str, look_up: Callable[[str], object], asked: Sequence[str]) -> None:
    took, ran = [], []
    for text in asked:
        started, started_running = time.perf_counter(), time.thread_time()
        look_up(text)
        ran.append(1000 * (time.thread_time() - started_running))
        took.append(1000 * (time.perf_counter() - started))
    shown = "  ".join(
        f"p{percent} {_cut(took, percent):6.2f} ({_cut(ran, percent):6.2f})"
        for percent in (50, 95, 99)
    )
    print(f"{what:32} {len(took):5} times  {shown}  most {max(took):6.2f} ms", flush=True)


def _cut(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def _look_up(path: Path) -> None:
    glossary = load_glossary()
    before = _resident_mb()
    started = time.perf_counter()
    store = ArticleStore(path)
    catalogue = Catalogue(store, glossary)
    print(f"opening {1000 * (time.perf_counter() - started):.1f} ms")
    rng = random.Random(2)
    typed = _typed(store, rng)
    rng.shuffle(typed)
    ids = [store.article(rng.randrange(store.count())).id for _ in range(_READ)]
    topics, providers = ([name for name, _ in known[:300]] for known in _known(catalogue))
    long = [" ".join(rng.sample(typed, 8))[:300] for _ in range(_READ)]
    _time("find, limit 25", lambda text: catalogue.find(text, limit=25), typed)
    _time("find, 300 characters, limit 25", lambda text: catalogue.find(text, limit=25), long)
    _time("find by id, limit 25", lambda text: catalogue.find(text, limit=25), ids)
    _time("topic_names", catalogue.topic_names, typed)
    _time("provider_names", catalogue.provider_names, typed)
    _time("latest, limit 25", lambda _: catalogue.latest(limit=25), ids)
    _time("latest of a topic", lambda name: catalogue.latest(topics=[name]), topics)
    _time("latest of a provider", lambda name: catalogue.latest(providers=[name]), providers)
    _time("related", catalogue.related, ids)
    _time("topics_named", catalogue.topics_named, topics)
    _time("topics", lambda _: catalogue.topics(), ids)
    _time("number of articles", lambda _: len(catalogue), ids)
    _time("span", lambda _: catalogue.span(), ids)
    print(
        f"resident memory {before:.0f} MB before, {_resident_mb():.0f} MB after, without the file"
    )


def _known(catalogue: Catalogue) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    return catalogue.topics(), catalogue.providers()


def _resident_mb() -> float:
    """Memory of the process itself; what it has of a file is the machine's."""
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return (int(fields[1]) - int(fields[2])) * resource.getpagesize() / 1e6


def main() -> None:
    """Write, open and look up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--file", type=Path, help="look up in this file of articles")
    options = parser.parse_args()
    if options.file:
        _look_up(options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.sqlite"
        started = time.perf_counter()
        _write(path, options.articles)
        took = time.perf_counter() - started
        size = path.stat().st_size / 1e6
        print(f"{options.articles:,} articles written in {took:.1f} s, {size:.0f} MB", flush=True)
        command = [sys.executable, "-m", "benchmarks.look_ups", "--file", str(path)]
        subprocess.run(command, check=True, env=os.environ)


if __name__ == "__main__":
    main()
