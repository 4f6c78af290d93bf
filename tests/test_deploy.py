"""What runs Sampan on a machine of its own: units, container, compose file."""

import configparser
import os
import re
import shutil
import signal
import subprocess
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from bot.settings import Settings
from bot.terminal.cli import app

_ROOT = Path(__file__).parents[1]
_DEPLOY = _ROOT / "deploy"
_SERVICES = sorted(_DEPLOY.glob("*.service"))
_COMPOSE = yaml.safe_load((_DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
_COMMANDS = set(get_command(app).commands)
# What keeps a unit from anything but its own folder and the network.
_FENCES = {
    "CapabilityBoundingSet": "",
    "LockPersonality": "true",
    "NoNewPrivileges": "true",
    "PrivateTmp": "true",
    "ProtectHome": "true",
    "ProtectSystem": "strict",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
    "RestrictNamespaces": "true",
    "RestrictSUIDSGID": "true",
    "StateDirectoryMode": "0700",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "User": "sampan",
}


def _read(unit: Path) -> dict[str, dict[str, str]]:
    """A unit's sections; of what is named twice, all."""

    class Both(dict[str, object]):
        def __setitem__(self, key: str, value: object) -> None:
            if isinstance(value, list) and isinstance(old := self.get(key), list):
                value = old + value
            super().__setitem__(key, value)

    parser = configparser.RawConfigParser(dict_type=Both, strict=False, delimiters=("=",))
    parser.optionxform = str
    parser.read(unit, encoding="utf-8")
    return {name: dict(parser[name]) for name in parser.sections()}


@pytest.mark.parametrize("unit", _SERVICES, ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_of_ours_behind_its_fences(unit):
    service = _read(unit)["Service"]
    assert {name: service.get(name) for name in _FENCES} == _FENCES
    for name in ("ExecStartPre", "ExecStart"):
        for command in service.get(name, "").splitlines():
            program, subcommand, *_ = command.removeprefix("-").split()
            assert program == "/opt/sampan/.venv/bin/sampan"
            assert subcommand in _COMMANDS
    for line in service["Environment"].splitlines():
        assert line.partition("=")[0].removeprefix("SAMPAN_").lower() in Settings.model_fields


def test_the_refresh_alone_fetches():
    runs = {unit.stem: _read(unit)["Service"] for unit in _SERVICES}
    assert runs.keys() == {"sampan-bot", "sampan-web", "sampan-refresh"}
    for name, service in runs.items():
        fetches_not = "SAMPAN_REFRESH_MINUTES=0" in service["Environment"].splitlines()
        assert fetches_not == (name != "sampan-refresh")
    timer = _read(_DEPLOY / "sampan-refresh.timer")
    assert timer["Timer"]["OnUnitInactiveSec"] == "1h"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_each_unit(tmp_path):
    for unit in (*_SERVICES, _DEPLOY / "sampan-refresh.timer"):
        text = unit.read_text(encoding="utf-8").replace("/opt/sampan/.venv/bin/sampan", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    for unit in sorted(tmp_path.iterdir()):
        command = ["systemd-analyze", "verify", str(unit)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert [line for line in done.stderr.splitlines() if "sampan" in line] == []


_OURS = [name for name, one in _COMPOSE["services"].items() if one["image"] == "sampan"]


@pytest.mark.parametrize("name", _OURS)
def test_a_container_has_no_more_than_it_needs(name):
    service = _COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["home:/data"]
    assert "privileged" not in service
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    said = " ".join(service["command"])
    assert re.search(r"sampan (\w+)", said.replace("start-sampan", "sampan"))[1] in _COMMANDS
    for variable in service.get("environment", {}):
        assert variable.removeprefix("SAMPAN_").lower() in Settings.model_fields


def test_the_containers_share_a_home_and_one_fetches():
    services = _COMPOSE["services"]
    assert set(_OURS) == {"service", "bot", "refresh"}
    assert all("build" in services[name] for name in ("service",))
    assert services["bot"]["profiles"] == ["discord"]
    off = [services[name]["environment"]["SAMPAN_REFRESH_MINUTES"] for name in ("service", "bot")]
    assert off == ["0", "0"]
    assert "SAMPAN_REFRESH_MINUTES" not in services["refresh"]["environment"]


def test_milvus_is_started_only_where_it_is_asked_for_and_reached_by_ours_alone():
    services = _COMPOSE["services"]
    others = services.keys() - set(_OURS)
    assert others == {"milvus", "etcd", "minio"}
    for name in others:
        assert services[name]["profiles"] == ["milvus"]
        assert "ports" not in services[name]
        assert {volume.partition(":")[0] for volume in services[name]["volumes"]} == {name}
    assert _COMPOSE["networks"]["milvus"]["internal"] is True
    assert [services[name]["networks"] for name in ("etcd", "minio")] == [["milvus"]] * 2
    for name in _OURS:
        assert {"SAMPAN_INDEX", "SAMPAN_INDEX_TOKEN"} <= services[name]["environment"].keys()
    told = (_DEPLOY / "compose.yaml").read_text(encoding="utf-8").partition("\nname:")[0]
    assert "SAMPAN_INDEX=http://milvus:19530" in told


def test_the_image_holds_every_package():
    said = (_DEPLOY / "Containerfile").read_text(encoding="utf-8")
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    let_in = (_ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in (package.removesuffix("*") for package in packages):
        assert f"COPY {name} {name}\n" in said
        assert f"!{name}" in let_in
    for name in re.search(r"^COPY (pyproject.*) \./$", said, re.MULTILINE)[1].split():
        assert f"!{name}" in let_in


@pytest.fixture
def started(tmp_path):
    """Runs the container's first program over a `sampan` that notes how it was called."""
    noted = tmp_path / "noted"
    sampan = tmp_path / "sampan"
    sampan.write_text(f'#!/bin/sh\necho "$@" >> {noted}\neval "$DOES"\n')
    sampan.chmod(0o755)

    def start(*arguments: str, does: str, **settings: str) -> subprocess.Popen[bytes]:
        path = f"{tmp_path}:{os.environ['PATH']}"
        environment = {"PATH": path, "DOES": does, **settings}
        return subprocess.Popen(["sh", str(_DEPLOY / "start"), *arguments], env=environment)

    start.noted = lambda: noted.read_text().splitlines() if noted.exists() else []
    return start


@pytest.mark.parametrize(
    ("arguments", "does", "status", "noted"),
    [
        ((), "exit 0", 0, ["index", "bot"]),
        (("serve", "--port", "80"), "exit 0", 0, ["index", "serve --port 80"]),
        (("bot",), "exit 2", 0, ["index", "bot"]),  # nothing that starting again would mend
        (("bot",), "exit 1", 1, ["index", "bot"]),
    ],
)
def test_the_container_indexes_and_then_runs_a_command(started, arguments, does, status, noted):
    assert started(*arguments, does=does).wait(10) == status
    assert started.noted() == noted


def test_a_bot_that_asks_a_service_is_not_indexed_for(started):
    elsewhere = {"does": "exit 0", "SAMPAN_SERVICE_URL": "http://service:8000"}
    assert started("bot", **elsewhere).wait(10) == 0
    assert started.noted() == ["bot"]
    assert started("serve", **elsewhere).wait(10) == 0
    assert started.noted() == ["bot", "index", "serve"]


def test_a_signal_reaches_what_runs(started):
    process = started("serve", does='[ "$1" = index ] || exec sleep 30')
    while started.noted() != ["index", "serve"]:
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 128 + signal.SIGTERM
