"""The real `sampan serve`, with processes that end, die and are begun again."""

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx2
import pytest

from bot.errors import ListenError
from bot.settings import Settings
from bot.store.keys import add_key, revoke_key
from bot.web import running
from bot.web.running import run_web

_ROOT = Path(__file__).parents[3]
_QUESTION = {"question": "What are stablecoins?"}
_BODY = json.dumps(_QUESTION).encode()
_PATIENCE_S = 180.0


class _Served:
    """A running `sampan serve`."""

    def __init__(self, home: Path, *options: str, **environment: str) -> None:
        self.log = home / "serve.log"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        clean = {name: v for name, v in os.environ.items() if not name.startswith("SAMPAN_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "bot",
                    "serve",
                    "--port",
                    self.url.rpartition(":")[2],
                    *list(options),
                ],
                cwd=home,
                env={**clean, "SAMPAN_HOME": str(home), "PYTHONPATH": str(_ROOT), **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def get(self, path: str, **more) -> httpx2.Response:
        return httpx2.get(f"{self.url}{path}", timeout=_PATIENCE_S, **more)

    def ask(self, **more) -> httpx2.Response:
        return httpx2.post(f"{self.url}/v1/answers", json=_QUESTION, timeout=_PATIENCE_S, **more)

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [
            int(pid)
            for pid in children.split()
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def has_begun(self) -> bool:
        return self.log.read_text().count("answering from index") >= 2


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(is_so, what: str) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up, what
        time.sleep(0.05)


@pytest.fixture
def home(starter_home, tmp_path) -> Path:
    return shutil.copytree(starter_home, tmp_path / "home")


def test_two_processes_answer_are_replaced_and_end_well(home):
    key = {"Authorization": f"Bearer {add_key(home, 'one', 'reader', today=date(2026, 6, 1))}"}
    served = _Served(home, "--processes", "2")
    try:
        _wait_for(served.has_begun, "both processes answer")
        with ThreadPoolExecutor(4) as executor:
            asked = [executor.submit(served.ask, headers=key) for _ in range(4)]
            assert {one.result().status_code for one in asked} == {200}

        revoke_key(home, "one")
        time.sleep(1)
        refused = [served.get("/v1/about", headers=key).status_code for _ in range(12)]
        assert set(refused) == {401}  # by whichever process

        first, second = served.workers
        os.kill(first, signal.SIGKILL)
        assert served.ask().status_code == 200
        _wait_for(lambda: len(set(served.workers) - {first}) == 2, "the killed one is replaced")
        _wait_for(lambda: served.log.read_text().count("answering from") == 3, "it answers")

        counted = served.get("/metrics").text
        total = sum(map(float, re.findall(r'route="/v1/answers",status="200"} (\S+)', counted)))
        assert total == 5  # of all processes, the killed one's too
        assert second in served.workers

        with ThreadPoolExecutor(3) as executor:
            asked = [executor.submit(served.ask) for _ in range(3)]
            _wait_for(lambda: _waiting(served) == 3, "three questions wait")
            served.process.send_signal(signal.SIGTERM)
            assert [one.result().status_code for one in asked] == [200] * 3
        assert served.process.wait(_PATIENCE_S) == 0
    finally:
        served.process.kill()
        served.process.wait()
    log = served.log.read_text()
    assert "stablecoins" not in log
    assert "Traceback" not in log


def _waiting(served: _Served) -> float:
    return float(
        re.search(r"^sampan_waiting_questions (\S+)", served.get("/metrics").text, re.M)[1]
    )


def test_one_process_finishes_what_it_began(tmp_path):
    served = _Served(tmp_path)
    try:
        _wait_for(lambda: "startup complete" in served.log.read_text(), "it has started")
        with socket.create_connection(("127.0.0.1", served.port), timeout=_PATIENCE_S) as client:
            head = f"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(_BODY)}"
            kind = "Content-Type: application/json\r\nX-Request-ID: slow-one"
            client.sendall(f"{head}\r\n{kind}\r\n\r\n".encode() + _BODY[:10])
            time.sleep(0.5)
            served.process.send_signal(signal.SIGTERM)
            _wait_for(lambda: "Shutting down" in served.log.read_text(), "it obeys")
            client.sendall(_BODY[10:])
            answer = client.recv(65_536).decode()
        assert answer.startswith("HTTP/1.1 503")
        assert "slow-one" in answer  # it came to an answer, which is that there is no index
        assert served.process.wait(_PATIENCE_S) == 0
    finally:
        served.process.kill()
        served.process.wait()


def test_a_setting_that_is_wrong_ends_it_with_one_sentence(sampan):
    run = sampan("serve", SAMPAN_LISTEN="nowhere")
    assert run.status == 2
    assert run.stderr.startswith("Error: SAMPAN_LISTEN: should be an address and a port")
    assert run.stderr.count("\n") == 1


def test_a_port_in_use_ends_it_with_one_sentence(sampan):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        run = sampan("serve", SAMPAN_LISTEN=address)
    assert run.status == 2
    assert run.stderr == (
        f"Error: {address} is in use by another program; name another with --host and --port\n"
    )


def test_it_says_where_it_serves_and_that_nobody_has_a_key_yet(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(running, "set_up_log", lambda: None)
    monkeypatch.setattr(running, "_run_one", lambda *_: None)
    caplog.set_level(logging.INFO)
    run_web(Settings(home=tmp_path, listen="127.0.0.1:0"))
    assert re.search(r"serving at http://127\.0\.0\.1:[1-9]\d*/", caplog.text)
    assert "sampan keys add" not in caplog.text
    run_web(Settings(home=tmp_path, listen="0.0.0.0:0"))
    assert "sampan keys add" in caplog.text


@pytest.mark.parametrize("listen", ["203.0.113.7:8000", "no-such-host.invalid:8000"])
def test_what_is_no_address_of_this_machine_is_named(tmp_path, listen):
    with pytest.raises(ListenError, match=f"{listen} is no address of this machine"):
        run_web(Settings(home=tmp_path, listen=listen))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_only_a_person_can_mend_ends_it(tmp_path, processes):
    (tmp_path / "journal.sqlite").write_bytes(b"no database" * 500)
    served = _Served(tmp_path, "--processes", processes)
    try:
        assert served.process.wait(_PATIENCE_S) == 2
    finally:
        served.process.kill()
    log = served.log.read_text()
    assert "journal.sqlite" in log
    assert log.endswith("the log above says why\n")
    assert "Traceback" not in log


def test_processes_do_not_outlive_the_one_that_began_them(tmp_path):
    served = _Served(tmp_path, "--processes", "2")
    try:
        _wait_for(lambda: served.log.read_text().count("startup complete") == 2, "both started")
        workers = served.workers
    finally:
        served.process.kill()
        served.process.wait()
    _wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "they end too")
