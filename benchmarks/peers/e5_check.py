"""Whether the folder that the libraries read holds the model that Sampan runs."""

import json
import subprocess
from pathlib import Path

import numpy as np

from benchmarks.peers.e5_folder import PASSAGE_PROMPT, QUERY_PROMPT
from embeddings.encoder import BUNDLED
from embeddings.encoders import open_encoder

_QUERIES = (
    "When did the GenA.I. sandbox start?",
    "邊間銀行最先攞到虛擬銀行牌照？",
    "数字人民币 APP",
)
_PASSAGES = (
    "On 17 May 2024 the HKMA opened the digital yuan trial to the general public in Hong Kong.",
    "2024年5月起，香港居民憑本地手機號碼便可開立數字人民幣錢包，不必先在內地開銀行戶口。",
    "Ｆｕｌｌ　ｗｉｄｔｈ,  two  spaces, a line\nand HK$200 million – 25.6%.",
)
_IN_ENVIRONMENT = """
import json, sys
from sentence_transformers import SentenceTransformer
texts = json.loads(sys.stdin.read())
rows = SentenceTransformer(sys.argv[1], device="cpu").encode(texts, show_progress_bar=False)
print(json.dumps(rows.tolist()))
"""


def measure_likeness(python: Path, folder: Path) -> float:
    """The smallest cosine between a text's vector from the folder and that from Sampan.

    Raises CalledProcessError when the folder cannot be used.
    """
    texts = [*(QUERY_PROMPT + text for text in _QUERIES), *(PASSAGE_PROMPT + t for t in _PASSAGES)]
    done = subprocess.run(
        [python, "-c", _IN_ENVIRONMENT, str(folder)],
        check=True,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
    )
    theirs = np.array(json.loads(done.stdout.splitlines()[-1]), np.float32)
    encoder = open_encoder(BUNDLED)
    ours = np.vstack([encoder.encode_queries(_QUERIES), encoder.encode_passages(_PASSAGES)])
    return float((theirs * ours).sum(axis=1).min())
