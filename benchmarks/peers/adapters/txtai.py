"""txtai: vectors and BM25 together, over whole articles, since it splits nothing by itself."""

from collections.abc import Sequence

from txtai import Embeddings

from benchmarks.peers.adapters.serving import CANDIDATES, Article, Task, serve


class Txtai:
    """`hybrid=True`, all else as it comes."""

    package = "txtai"

    def load_model(self, task: Task) -> None:
        self._embeddings = Embeddings(_configuration(task))

    def index(self, articles: Sequence[Article], task: Task) -> int:
        self._embeddings.index((article.id, article.text) for article in articles)
        self._embeddings.save(str(task.folder))
        return len(articles)

    def open(self, task: Task) -> None:
        self._embeddings = Embeddings()  # with the index it loads the model
        self._embeddings.load(str(task.folder))

    def search(self, question: str) -> list[str]:
        return [id for id, _ in self._embeddings.search(question, CANDIDATES)]


def _configuration(task: Task) -> dict[str, object]:
    configuration: dict[str, object] = {"path": task.model, "hybrid": True}
    if task.query_prompt:
        configuration["instructions"] = {"query": task.query_prompt, "data": task.passage_prompt}
    return configuration


if __name__ == "__main__":
    serve(Txtai())
