"""Chroma: a collection on disk as it comes, of whole articles, since it splits nothing itself."""

from collections.abc import Sequence

import chromadb
import numpy as np
from chromadb.api.types import Documents, Embeddings
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from benchmarks.peers.adapters.serving import CANDIDATES, Article, Task, serve

_COLLECTION = "articles"


class Chroma:
    """Its default model, run by sentence-transformers as for the others."""

    package = "chromadb"

    def load_model(self, task: Task) -> None:
        self._model = (
            _Prompted(task)
            if task.query_prompt
            else SentenceTransformerEmbeddingFunction(task.model)
        )

    def index(self, articles: Sequence[Article], task: Task) -> int:
        client = chromadb.PersistentClient(str(task.folder))
        collection = client.create_collection(_COLLECTION, embedding_function=self._model)
        collection.add(ids=[a.id for a in articles], documents=[a.text for a in articles])
        return collection.count()

    def open(self, task: Task) -> None:
        self.load_model(task)
        client = chromadb.PersistentClient(str(task.folder))
        self._collection = client.get_collection(_COLLECTION, embedding_function=self._model)
        self._k = min(CANDIDATES, self._collection.count())

    def search(self, question: str) -> list[str]:
        (found,) = self._collection.query(query_texts=[question], n_results=self._k)["ids"]
        return list(found)


class _Prompted(SentenceTransformerEmbeddingFunction):
    """Puts one prompt before questions and another before passages, which its own cannot."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.model)
        self._query_prompt, self._passage_prompt = task.query_prompt, task.passage_prompt

    def __call__(self, input: Documents) -> Embeddings:
        return self._encode(input, self._passage_prompt)

    def embed_query(self, input: Documents) -> Embeddings:
        return self._encode(input, self._query_prompt)

    def _encode(self, texts: Documents, prompt: str) -> Embeddings:
        return list(np.asarray(self._model.encode(list(texts), prompt=prompt), np.float32))


if __name__ == "__main__":
    serve(Chroma())
