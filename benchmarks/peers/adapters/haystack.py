"""Haystack: its splitter by words and its store in memory, each as it comes."""

from collections.abc import Sequence

from haystack import Document
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.adapters.serving import CANDIDATES, Article, Task, serve

_FILE = "store.json"


class Haystack:
    """Passages of 200 words between spaces: Chinese articles mostly stay whole."""

    package = "haystack-ai"

    def load_model(self, task: Task) -> None:
        """Its two embedders, which share what is loaded for one folder."""
        self._texts = SentenceTransformersTextEmbedder(
            model=task.model, prefix=task.query_prompt, progress_bar=False
        )
        self._texts.warm_up()

    def index(self, articles: Sequence[Article], task: Task) -> int:
        embedder = SentenceTransformersDocumentEmbedder(
            model=task.model, prefix=task.passage_prompt, progress_bar=False
        )
        embedder.warm_up()
        documents = [Document(content=a.text, meta={"article": a.id}) for a in articles]
        passages = DocumentSplitter().run(documents=documents)["documents"]
        store = InMemoryDocumentStore()
        store.write_documents(embedder.run(documents=passages)["documents"])
        task.folder.mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(task.folder / _FILE))
        return len(passages)

    def open(self, task: Task) -> None:
        self.load_model(task)
        store = InMemoryDocumentStore.load_from_disk(str(task.folder / _FILE))
        self._retriever = InMemoryEmbeddingRetriever(store, top_k=CANDIDATES)

    def search(self, question: str) -> list[str]:
        vector = self._texts.run(text=question)["embedding"]
        found = self._retriever.run(query_embedding=vector)["documents"]
        return [document.meta["article"] for document in found]


if __name__ == "__main__":
    serve(Haystack())
