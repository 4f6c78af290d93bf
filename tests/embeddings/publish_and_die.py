"""Publishes the index in a folder; the test kills it on the way: FOLDER ADDRESS."""

import sys
from pathlib import Path

from embeddings.index import current_generation, open_index
from embeddings.milvus_connection import Place
from embeddings.milvus_publishing import publish

folder = Path(sys.argv[1])
index = open_index(folder, fingerprint="hash-1")
publish(index, current_generation(folder), Place(address=sys.argv[2]), fingerprint="hash-1")
