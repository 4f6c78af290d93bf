"""The house stands: which room may import which, and where each heavy library is at home."""

import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

_ROOT = Path(__file__).parents[1]
_PACKAGES = ("corpus", "embeddings", "bot", "sampan", "training")
# Each of these is slow to import or ties us to its maker, so few modules or rooms may name it.
_AT_HOME_IN = {
    "aiohttp": "bot.discord_app | bot.service.connection | bot.writing.model_stream",
    "aiosqlite": "bot.store",
    "cn2an": "corpus",
    "rensa": "corpus.duplicates",
    "discord": "bot.discord_app",
    "faiss": "embeddings.faiss_index",
    "fastapi": "bot.web",
    "feedparser": "corpus.sources.feeds",
    "frontmatter": "corpus.front_matter",
    "ir_measures": "bot.evaluation.measures",
    "mammoth": "corpus.formats.docx",
    "mcp": "bot.mcp_server",
    "mcp_types": "bot.mcp_server",
    "marisa_trie": (
        "embeddings.counted_words | embeddings.milvus_words | embeddings.tokens"
        " | embeddings.vocabulary | embeddings.word_index | embeddings.word_index_writing"
        " | training.export"
    ),
    "onnx": "training",
    "onnxruntime": "embeddings.engine",
    "opencc": "corpus.text | training.reading.examples",
    "prometheus_client": "bot.web",
    "protego": "corpus.sources.robots",
    "pymilvus": "embeddings.milvus_connection",
    "pypdf": "corpus.formats.pdf",
    "ray": "embeddings.cluster",
    "rich": "bot.terminal",
    "sentence_transformers": "embeddings.sentence_encoder",
    "sklearn": "bot.evaluation | training.messages",
    "starlette": "bot.web",
    "structlog": "bot.web",
    "trafilatura": "corpus.formats.page | corpus.formats.page_text",
    "typer": "bot.terminal",
    "uvicorn": "bot.mcp_server | bot.web",
}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import of our packages, those inside functions too."""
    return grimp.build_graph(*_PACKAGES, include_external_packages=True, cache_dir=None)


def test_every_room_imports_only_rooms_below_it():
    # In a process of its own: it sets up logging for the whole one that it runs in.
    command = (str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    done = subprocess.run(command, cwd=_ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_modules_import_each_other_in_a_circle(imports):
    ours = [name for name in imports.modules if name.partition(".")[0] in _PACKAGES]
    graph = {name: imports.find_modules_directly_imported_by(name) for name in ours}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize(("library", "home"), _AT_HOME_IN.items())
def test_a_heavy_library_has_one_home(imports, library, home):
    assert library in imports.modules
    users = imports.find_modules_that_directly_import(library)
    homes = tuple(f"{name}." for name in home.split(" | "))
    assert [user for user in sorted(users) if not f"{user}.".startswith(homes)] == []


def test_every_module_is_short_enough_to_be_read():
    long = {
        str(path.relative_to(_ROOT)): lines
        for package in _PACKAGES
        for path in sorted((_ROOT / package).rglob("*.py"))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}
