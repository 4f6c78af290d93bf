"""What commands import and read whatever they do: imported once, by the process they fork from."""

from importlib import import_module

from bot.talking.sayings import load_sayings
from corpus.glossary import load_glossary

for name in (
    "bot.evaluation.drafts",
    "bot.service.asking",
    "bot.service.doctor",
    "bot.service.examples",
    "bot.service.keeping",
    "bot.service.rebuilding",
    "bot.service.refresh",
    "bot.service.renewing",
    "bot.service.session",
    "bot.service.wiring",
    "bot.service.worker",
    "bot.terminal.adding",
    "bot.terminal.articles",
    "bot.terminal.cli",
    "bot.terminal.drafting",
    "bot.terminal.face",
    "bot.terminal.indexing",
    "bot.terminal.render",
    "bot.terminal.report",
    "bot.terminal.source_tables",
    "bot.terminal.unanswered",
    "corpus.duplicates",
    "embeddings.word_index",
    "embeddings.bundled_encoder",
    "embeddings.faiss_index",
):
    import_module(name)
load_glossary()
load_sayings()
