"""Other engines on the same vectors: `python -m benchmarks.vector_engines --folder DIR`.

Run `python -m benchmarks.scale 100000 --folder DIR` before. The engines are installed into an
environment of their own in the folder, each is filled with the centred vectors of that index and
asked one query after another in a process of its own, with and without a condition that leaves a
hundredth. Each is used as its documentation has it for a collection of this size; what recall it
reaches stands beside its time. The last row is Sampan's own search by vectors.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_K = 10
_WARM = 20
_PACKAGES = ("numpy", "lancedb", "qdrant-client", "milvus-lite", "pymilvus", "chromadb")
_TAGS = 100

Search = Callable[[Any, int | None], Sequence[int]]
"""A vector and a tag or None → the ids of the ten nearest."""


def open_lancedb(vectors: Any, folder: str) -> Search:
    """A table with its index of inverted lists, refined."""
    import lancedb
    import pyarrow

    table = lancedb.connect(folder).create_table(
        "passages",
        pyarrow.table(
            {
                "id": range(len(vectors)),
                "tag": [row // 5 % _TAGS for row in range(len(vectors))],
                "vector": pyarrow.FixedSizeListArray.from_arrays(
                    vectors.reshape(-1), vectors.shape[1]
                ),
            }
        ),
    )
    table.create_index(metric="dot", num_partitions=256, num_sub_vectors=48)
    table.create_scalar_index("tag")

    def search(vector: Any, tag: int | None) -> Sequence[int]:
        query = table.search(vector).metric("dot").nprobes(40).refine_factor(20).limit(_K)
        if tag is not None:
            query = query.where(f"tag = {tag}", prefilter=True)
        found: Sequence[int] = query.select(["id"]).to_arrow()["id"].to_pylist()
        return found

    return search


def open_qdrant(vectors: Any, folder: str) -> Search:
    """Its local mode, which compares every vector."""
    from qdrant_client import QdrantClient, models

    client = QdrantClient(path=folder)
    size = models.VectorParams(size=vectors.shape[1], distance=models.Distance.DOT)
    client.create_collection("passages", vectors_config=size)
    for at in range(0, len(vectors), 1000):
        part = vectors[at : at + 1000]
        ids = list(range(at, at + len(part)))
        payloads = [{"tag": row // 5 % _TAGS} for row in ids]
        client.upsert("passages", models.Batch(ids=ids, vectors=part.tolist(), payloads=payloads))

    def search(vector: Any, tag: int | None) -> Sequence[int]:
        chosen = None
        if tag is not None:
            match = models.FieldCondition(key="tag", match=models.MatchValue(value=tag))
            chosen = models.Filter(must=[match])
        found = client.query_points(
            "passages", query=vector, query_filter=chosen, limit=_K, with_payload=False
        )
        return [int(point.id) for point in found.points]

    return search


def open_milvus_lite(vectors: Any, folder: str) -> Search:
    """A collection with a graph (HNSW)."""
    from pymilvus import DataType, MilvusClient

    client = MilvusClient(f"{folder}/milvus.db")
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("tag", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=vectors.shape[1])
    params = client.prepare_index_params()
    graph = {"M": 16, "efConstruction": 200}
    params.add_index("vector", index_type="HNSW", metric_type="IP", params=graph)
    client.create_collection("passages", schema=schema, index_params=params)
    for at in range(0, len(vectors), 2000):
        rows = [
            {"id": at + n, "tag": (at + n) // 5 % _TAGS, "vector": vector}
            for n, vector in enumerate(vectors[at : at + 2000])
        ]
        client.insert("passages", rows)
    client.flush("passages")
    client.load_collection("passages")

    def search(vector: Any, tag: int | None) -> Sequence[int]:
        chosen = "" if tag is None else f"tag == {tag}"
        (found,) = client.search(
            "passages", [vector], filter=chosen, limit=_K, search_params={"params": {"ef": 100}}
        )
        return [int(one["id"]) for one in found]

    return search


def open_chroma(vectors: Any, folder: str) -> Search:
    """A collection on disk with a graph (HNSW)."""
    import chromadb

    client = chromadb.PersistentClient(folder)
    collection = client.create_collection(
        "passages", configuration={"hnsw": {"space": "ip", "ef_search": 100}}
    )
    for at in range(0, len(vectors), 2000):
        rows = range(at, min(at + 2000, len(vectors)))
        collection.add(
            ids=[str(row) for row in rows],
            embeddings=vectors[rows.start : rows.stop],
            metadatas=[{"tag": row // 5 % _TAGS} for row in rows],
        )

    def search(vector: Any, tag: int | None) -> Sequence[int]:
        where = None if tag is None else {"tag": tag}
        found = collection.query(query_embeddings=[vector], n_results=_K, where=where, include=[])
        return [int(one) for one in found["ids"][0]]

    return search


ENGINES: dict[str, Callable[[Any, str], Search]] = {
    "LanceDB": open_lancedb,
    "Qdrant, local mode": open_qdrant,
    "Milvus Lite": open_milvus_lite,
    "Chroma": open_chroma,
}


def main() -> None:
    """Compare, or measure one engine in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--engine", choices=[*ENGINES, "Sampan"])
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(_measure(options.engine, options.folder, options.passages)))
        return
    _export(options.folder, options.passages)
    own = options.folder / "engines"
    python = own / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", own], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--no-input", *_PACKAGES]
        subprocess.run(install, check=True)
    print("| engine | filled in s | p50 ms | p95 ms | recall@10 | p95 ms (1 %) | recall@10 (1 %) |")
    print("|---|---|---|---|---|---|---|")
    for engine in [*ENGINES, "Sampan"]:
        with_python = [sys.executable, "-m", "benchmarks.vector_engines"]
        command = with_python if engine == "Sampan" else [python, __file__]
        about = ["--folder", options.folder, "--passages", str(options.passages)]
        run = subprocess.run([*command, *about, "--engine", engine], stdout=subprocess.PIPE)
        if run.returncode:
            print(f"| {engine} | failed |", flush=True)
            continue
        figures = json.loads(run.stdout.splitlines()[-1])
        print(f"| {engine} | " + " | ".join(f"{value:.3g}" for value in figures) + " |", flush=True)


def _export(folder: Path, passages: int) -> None:
    """The centred vectors of an index, queries, and what is nearest to these."""
    import numpy as np

    from embeddings.index import open_index

    index = open_index(folder / str(passages) / "index", fingerprint="given")
    rows = np.arange(index.size)
    parts = [rows[at : at + 50_000] for at in range(0, len(rows), 50_000)]
    centred = [
        index.means.centre(index.vectors(part), index.facts(part).families) for part in parts
    ]
    vectors = np.concatenate(centred).astype(np.float32)
    queries = np.load(next(folder.glob("queries-*.npy")))
    queries = index.means.centre(queries, ["en"] * len(queries))
    np.savez(folder / "exported.npz", vectors=vectors, queries=queries)


def _measure(engine: str, folder: Path, passages: int) -> list[float]:
    import numpy as np

    arrays = np.load(folder / "exported.npz")
    vectors, queries = arrays["vectors"], arrays["queries"]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        if engine == "Sampan":
            search = _open_sampan(folder / str(passages) / "index")
        else:
            search = ENGINES[engine](vectors, home)
        figures = [time.perf_counter() - started]
        tags = np.arange(len(vectors)) // 5 % _TAGS
        for tag in (None, 7):
            allowed = np.arange(len(vectors)) if tag is None else np.flatnonzero(tags == tag)
            took, right = [], []
            for query in queries[:_WARM]:
                search(query, tag)
            for query in queries:
                before = time.perf_counter()
                found = search(query, tag)
                took.append(1000 * (time.perf_counter() - before))
                best = allowed[np.argsort(-(vectors[allowed] @ query), kind="stable")[:_K]]
                right.append(len(set(found) & set(best.tolist())) / _K)
            percentiles = [50, 95] if tag is None else [95]
            figures += [*np.percentile(took, percentiles).tolist(), float(np.mean(right))]
    return figures


def _open_sampan(folder: Path) -> Search:
    from embeddings.filters import Filters
    from embeddings.index import open_index

    index = open_index(folder, fingerprint="given")

    def search(vector: Any, tag: int | None) -> Sequence[int]:
        filters = Filters() if tag is None else Filters(topics=(f"topic {tag}",))
        (found,) = index.find_near(vector[None], _K, filters=filters)
        rows: list[int] = found.rows.tolist()
        return rows

    return search


if __name__ == "__main__":
    main()
