import ast
import importlib
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[2] / "benchmarks"
# The adapters run where the other libraries are installed.
_MODULES = sorted(
    ".".join(path.relative_to(_FOLDER.parent).with_suffix("").parts)
    for path in _FOLDER.rglob("*.py")
    if "adapters" not in path.parts
)


@pytest.mark.parametrize("name", [name for name in _MODULES if not name.endswith("__main__")])
def test_a_benchmark_finds_what_it_imports(name):
    importlib.import_module(name)


@pytest.mark.parametrize("path", sorted(_FOLDER.rglob("*.py")), ids=str)
def test_a_benchmark_names_only_what_sampan_has(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "bot",
            "corpus",
            "embeddings",
        ):
            module = importlib.import_module(node.module)
            assert all(hasattr(module, alias.name) for alias in node.names), node.module
