"""The conversation of a measured process with the one that measures it, in lines of JSON.

A request is {"do": "index"}, {"do": "open"} or {"do": "ask", "questions": […]}. What libraries
print goes to standard error, so that it is never taken for a reply.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

CANDIDATES = 40
"""So many passages are asked for; Sampan looks at as many before it answers."""
_RANKED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is indexed: the title and the whole text below it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a process works with; the model's folder is empty for Sampan, which ships its own."""

    articles: Path
    folder: Path
    model: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""
    is_whole_answer: bool = False


class Peer(Protocol):
    """One that is measured; `package` is the distribution whose version is shown."""

    package: str

    def load_model(self, task: Task) -> None:
        """What indexing needs, whatever the articles: its time does not count."""
        ...

    def index(self, articles: Sequence[Article], task: Task) -> int:
        """Index from nothing, save into the task's folder, and say how many passages there are."""
        ...

    def open(self, task: Task) -> None:
        """Load what `index` saved, and the model."""
        ...

    def search(self, question: str) -> list[str]:
        """The articles of the best passages, best first; an article may come several times."""
        ...


def serve(peer: Peer) -> None:
    """Answer requests until there are no more."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    values = json.loads(sys.argv[1])
    task = Task(**values | {"articles": Path(values["articles"]), "folder": Path(values["folder"])})
    for line in sys.stdin:
        print(json.dumps(_reply(peer, task, json.loads(line))), file=replies, flush=True)


def _reply(peer: Peer, task: Task, request: Mapping[str, Any]) -> dict[str, Any]:
    match request["do"]:
        case "index":
            articles = _read_articles(task.articles)
            peer.load_model(task)
            started = time.perf_counter()
            passages = peer.index(articles, task)
            took_s = time.perf_counter() - started
            version = metadata.version(peer.package)
            return {"took_s": took_s, "passages": passages, "version": version}
        case "open":
            peer.open(task)
            return {}
        case "ask":
            answers = [_ask(peer, question) for question in request["questions"]]
            return {"answers": answers, "resident_mb": _resident_mb()}
        case other:
            raise ValueError(f"{other!r} is no request")


def _ask(peer: Peer, question: str) -> dict[str, Any]:
    started = time.perf_counter()
    found = peer.search(question)
    took_ms = 1000 * (time.perf_counter() - started)
    return {"articles": list(dict.fromkeys(found))[:_RANKED], "took_ms": took_ms}


def _read_articles(path: Path) -> list[Article]:
    return [Article(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6
