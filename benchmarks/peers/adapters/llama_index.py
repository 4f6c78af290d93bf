"""LlamaIndex: its sentence splitter and its simple vector store, each as it comes."""

from collections.abc import Sequence

from llama_index.core import (
    Document,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.peers.adapters.serving import CANDIDATES, Article, Task, serve


class LlamaIndex:
    """Passages of up to 1,024 tokens."""

    package = "llama-index-core"

    def load_model(self, task: Task) -> None:
        self._model = HuggingFaceEmbedding(
            model_name=task.model,
            query_instruction=task.query_prompt or None,
            text_instruction=task.passage_prompt or None,
        )

    def index(self, articles: Sequence[Article], task: Task) -> int:
        # Metadata would be encoded with the text, and the id gives away words of the title.
        documents = [Document(text=article.text, doc_id=article.id) for article in articles]
        index = VectorStoreIndex.from_documents(documents, embed_model=self._model)
        index.storage_context.persist(str(task.folder))
        return len(index.docstore.docs)

    def open(self, task: Task) -> None:
        self.load_model(task)
        storage = StorageContext.from_defaults(persist_dir=str(task.folder))
        index = load_index_from_storage(storage, embed_model=self._model)
        self._retriever = index.as_retriever(similarity_top_k=CANDIDATES)

    def search(self, question: str) -> list[str]:
        return [found.node.ref_doc_id for found in self._retriever.retrieve(question)]


if __name__ == "__main__":
    serve(LlamaIndex())
