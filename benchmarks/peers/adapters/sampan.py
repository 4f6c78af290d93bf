"""Sampan: the command's own way to index, and its search or its whole answer."""

from collections.abc import Sequence

from benchmarks.peers.adapters.serving import CANDIDATES, Article, Task, serve
from bot.answering.answerer import Answerer
from bot.answering.question import QuestionReader
from bot.service.wiring import choose_calibration
from bot.settings import Settings
from corpus.dates import today_in_hong_kong
from corpus.glossary import load_glossary
from corpus.lexicon import open_lexicon
from corpus.load import load_corpus
from embeddings.build import build_index, build_lock
from embeddings.encoders import open_encoder
from embeddings.index import open_index
from embeddings.search import Searcher


class Sampan:
    """Reading and cleaning the files counts as indexing, and so does making the dictionary."""

    package = "sampan"

    def load_model(self, task: Task) -> None:
        self._settings = Settings(home=task.folder)
        self._encoder = open_encoder(self._settings.encoder)

    def index(self, articles: Sequence[Article], task: Task) -> int:
        open_lexicon(self._settings.home)
        with build_lock(self._settings.index_folder):
            return build_index(
                load_corpus([task.articles.parent / "articles"]).articles,
                folder=self._settings.index_folder,
                encoder=self._encoder,
                encoder_name=self._settings.encoder,
                sources=[],
            ).passages

    def open(self, task: Task) -> None:
        self.load_model(task)
        index = open_index(self._settings.index_folder, fingerprint=self._encoder.fingerprint)
        lexicon = open_lexicon(self._settings.home)
        self._searcher = Searcher(index, self._encoder, load_glossary(), lexicon)
        self._reader = QuestionReader(self._searcher, today=today_in_hong_kong)
        calibration = choose_calibration(self._settings, self._encoder.fingerprint)
        self._answerer = Answerer(self._searcher, calibration)
        self._is_whole_answer = task.is_whole_answer

    def search(self, question: str) -> list[str]:
        if self._is_whole_answer:
            return [article.id for article in self._answerer.answer(question).ranked]
        hits = self._searcher.search(self._reader.read(question).query, k=CANDIDATES)
        return [hit.article.id for hit in hits]


if __name__ == "__main__":
    serve(Sampan())
