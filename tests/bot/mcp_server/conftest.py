"""An assistant that talks to the real process."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_assistant import Assistant, assisting

from bot.store.keys import add_key

_ROOT = Path(__file__).parents[3]
_SNIPPET = re.search(
    r"```json\n(.*?)```", (_ROOT / "docs" / "mcp.md").read_text(encoding="utf-8"), re.DOTALL
)[1]
_TEE = '"$@" | tee "$WIRE"'


@dataclass(frozen=True)
class Keys:
    """A home and two keys of it."""

    home: Path
    one: str
    other: str


@pytest.fixture(scope="module")
def wire(tmp_path_factory) -> Path:
    """All that the process wrote to its stdout, as it stands after `assistant`."""
    return tmp_path_factory.mktemp("mcp") / "wire.jsonl"


@pytest.fixture(scope="module")
def log(wire) -> Path:
    """All that the process wrote to its stderr."""
    return wire.with_name("log.txt")


@pytest.fixture(scope="module")
def assistant(starter_home, wire, log) -> Iterator[Assistant]:
    """An assistant that has started Sampan as the documentation says, over the starter corpus."""
    said = json.loads(_SNIPPET)["mcpServers"]["sampan"]
    assert Path(said["command"]).name == "sampan"
    assert set(said["env"]) == {"SAMPAN_HOME"}
    parameters = StdioServerParameters(
        command="sh",
        args=["-c", _TEE, "sh", sys.executable, "-m", "bot", *said["args"]],
        env={
            "SAMPAN_HOME": str(starter_home),
            "PYTHONPATH": str(_ROOT),
            "WIRE": str(wire),
            "PATH": os.environ["PATH"],
        },
        cwd=wire.parent,
    )
    with log.open("w") as errors, assisting(stdio_client(parameters, errlog=errors)) as one:
        yield one


@pytest.fixture(scope="module")
def address(starter_home, tmp_path_factory) -> Iterator[str]:
    """Where a process answers over HTTP."""
    with _serving("127.0.0.1:0", starter_home, tmp_path_factory.mktemp("mcp")) as address:
        yield address


@pytest.fixture(scope="module")
def keys(starter_home, tmp_path_factory) -> Keys:
    """A home with two keys that may ask."""
    home = shutil.copytree(starter_home, tmp_path_factory.mktemp("keys") / "home")
    today = datetime.now(UTC).date()
    return Keys(home, *(add_key(home, name, "reader", today=today) for name in ("one", "other")))


@pytest.fixture(scope="module")
def open_address(keys, tmp_path_factory) -> Iterator[str]:
    """Where a process answers over HTTP that other machines reach too."""
    folder = tmp_path_factory.mktemp("mcp")
    with _serving("0.0.0.0:0", keys.home, folder, SAMPAN_KEY_QUESTIONS="6") as address:
        yield address.replace("0.0.0.0", "127.0.0.1")


@contextmanager
def _serving(listen: str, home: Path, folder: Path, **settings: str) -> Iterator[str]:
    log = folder / "log.txt"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "mcp", "--http", listen],
            env={**os.environ, "SAMPAN_HOME": str(home), "PYTHONPATH": str(_ROOT), **settings},
            cwd=folder,
            stderr=errors,
        )
    try:
        while not (found := re.search(r"answered at (http://\S+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        yield found[1]
    finally:
        process.terminate()
        assert process.wait(30) == 0
