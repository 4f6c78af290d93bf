"""How fast articles are read: `python -m benchmarks.loading [ARTICLES]` (10,000 by default).

Makes so many Markdown files with front matter and a tenth as many web pages, of sentences of the
starter corpus, and reads them: anew, as they are kept in the cache, and with one file changed. Then
the index of them is built in the same three cases, with vectors drawn by lot: what encoding takes
is measured elsewhere. Times depend on the machine.
"""

import hashlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.service.rebuilding import plan_rebuild
from bot.settings import Settings
from corpus.load import load_corpus
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.starter import starter_folder
from embeddings.build import build_index, build_lock
from embeddings.bundled_encoder import BundledEncoder
from embeddings.encoder import BUNDLED, Matrix, to_unit_rows

Result = TypeVar("Result")

_SENTENCES = 14
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="2024-03-05T09:00:00+08:00">
<link rel="canonical" href="https://news.example/{name}"></head>
<body><nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>{title}</h1>
{paragraphs}</article><footer><a href="/about">About</a></footer></body></html>
"""
_FILE = """---
title: "{title}"
publishedDateTime: 2024-03-05T09:00:00+08:00
webUrl: https://news.example/{name}
provider:
  name: Example News
topics: [payments, banking]
---

{paragraphs}
"""


def write_articles(folder: Path, count: int, rng: random.Random) -> None:
    """So many files of both kinds, each of other sentences."""
    sentences = [
        article.body[start:end]
        for article in load_corpus([starter_folder()]).articles
        for start, end in split_sentences(article.body)
        if end - start > 40
    ]
    pages = count // 10
    for number in range(count + pages):
        chosen = rng.sample(sentences, _SENTENCES)
        parts = [" ".join(chosen[at : at + 3]) for at in range(0, _SENTENCES, 3)]
        about = {"title": f"Story {number} of the payment towns", "name": f"story-{number}"}
        if number < count:
            text = _FILE.format(paragraphs="\n\n".join(parts), **about)
            (folder / f"story-{number}.md").write_text(text, encoding="utf-8")
        else:
            text = _PAGE.format(paragraphs="\n".join(f"<p>{part}</p>" for part in parts), **about)
            (folder / f"story-{number}.html").write_text(text, encoding="utf-8")


class _Lots(BundledEncoder):
    """The default encoder with a vector by lot for each text, the same each time."""

    def _encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            lot = int.from_bytes(hashlib.sha256(text.encode()).digest())
            row[:] = np.random.default_rng(lot).standard_normal(self.dim)
        return to_unit_rows(rows)


def bring_up_to_date(
    articles: Sequence[Article], *, settings: Settings, encoder: BundledEncoder
) -> None:
    """Build the index of these articles in the home."""
    with build_lock(settings.index_folder):
        build_index(
            articles,
            folder=settings.index_folder,
            encoder=encoder,
            encoder_name=BUNDLED,
            sources=["articles"],
        )


def timed(what: str, count: int, run: Callable[[], Result]) -> Result:
    """What it gives; prints how long it took."""
    began = time.perf_counter()
    result = run()
    took = time.perf_counter() - began
    print(f"{what:45} {took:7.1f} s  {count / took:9,.0f} a second", flush=True)
    return result


def main() -> None:
    """Time it all."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place) / "articles", Path(place) / "home"
        folder.mkdir()
        write_articles(folder, count, random.Random(1))
        markdown = sorted(folder.glob("*.md"))[:500]
        pages = sorted(folder.glob("*.html"))[:200]
        print(f"{os.cpu_count()} cores")
        timed("Markdown, this process alone", len(markdown), lambda: load_corpus(markdown))
        timed("web pages, in all processes", len(pages), lambda: load_corpus(pages))
        settings = Settings(home=home)
        total = count + count // 10

        def read() -> Sequence[Article]:
            return plan_rebuild(settings, [folder]).corpus.articles

        before = timed("all, read anew", total, read)
        timed("all, unchanged", total, read)
        with (folder / "story-0.md").open("a", encoding="utf-8") as file:
            file.write("\nOne more sentence came to it.\n")
        after = timed("all, one changed", total, read)
        encoder = _Lots()
        for what, articles in (("anew", before), ("unchanged", before), ("one changed", after)):
            build = partial(bring_up_to_date, articles, settings=settings, encoder=encoder)
            timed(f"index without encoding, {what}", total, build)


if __name__ == "__main__":
    main()
