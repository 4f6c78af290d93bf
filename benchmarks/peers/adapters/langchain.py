"""LangChain: its recursive splitter and FAISS, each as it comes."""

from collections.abc import Sequence

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.adapters.serving import CANDIDATES, Article, Task, serve


class LangChain:
    """Passages of up to 4,000 characters."""

    package = "langchain-community"

    def load_model(self, task: Task) -> None:
        self._model = HuggingFaceEmbeddings(
            model_name=task.model,
            encode_kwargs={"prompt": task.passage_prompt} if task.passage_prompt else {},
            query_encode_kwargs={"prompt": task.query_prompt} if task.query_prompt else {},
        )

    def index(self, articles: Sequence[Article], task: Task) -> int:
        documents = [Document(a.text, metadata={"article": a.id}) for a in articles]
        passages = RecursiveCharacterTextSplitter().split_documents(documents)
        FAISS.from_documents(passages, self._model).save_local(str(task.folder))
        return len(passages)

    def open(self, task: Task) -> None:
        self.load_model(task)
        self._store = FAISS.load_local(
            str(task.folder), self._model, allow_dangerous_deserialization=True
        )

    def search(self, question: str) -> list[str]:
        found = self._store.similarity_search(question, k=CANDIDATES)
        return [document.metadata["article"] for document in found]


if __name__ == "__main__":
    serve(LangChain())
