"""The files of models that ship, which are checked before anything reads them."""

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus.regular_files import IrregularFileError, check_regular
from embeddings.errors import EncoderError

MODELS = Path(__file__).parent / "models"


def check_files(model: str, known: Mapping[Path, str]) -> None:
    """Compare files with their SHA-256; raises EncoderError for one that is missing or another."""

    def check(path: Path) -> None:
        try:
            check_regular(path)
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except IrregularFileError as error:
            raise EncoderError(model, f"{error}; install Sampan again") from error
        except OSError as error:
            raise EncoderError(model, f"{path} is missing; install Sampan again") from error
        if digest != known[path]:
            raise EncoderError(model, f"{path} is not the file we know; install Sampan again")

    with ThreadPoolExecutor() as executor:
        list(executor.map(check, known))
