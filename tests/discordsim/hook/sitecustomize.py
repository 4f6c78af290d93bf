"""Points an unmodified discord.py at the simulator that DISCORD_SIM_URL names.

Python imports this file at its start when the folder stands on PYTHONPATH.
"""

import importlib.abc
import importlib.util
import os
import socket
import sys
from pathlib import Path

_URL = os.environ.get("DISCORD_SIM_URL", "").rstrip("/")
_NET = os.environ.get("DISCORD_SIM_NET", "log")
_DISCORD_HOSTS = (
    "discord.com",
    "discord.gg",
    "discordapp.com",
    "discordapp.net",
    "discord.media",
)
_OWN_HOSTS = ("localhost", "::1", "0.0.0.0")


def _point_http(module):
    module.Route.BASE = _URL + "/api/v10"
    set_version = module._set_api_version

    def set_version_and_base(value):
        set_version(value)
        module.Route.BASE = f"{_URL}/api/v{value}"

    module._set_api_version = set_version_and_base


def _point_gateway(module):
    import yarl

    url = _URL.replace("http", "ws", 1) + "/gateway/"
    module.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


def _point_assets(module):
    module.Asset.BASE = _URL + "/cdn"


_CHANGES = {
    "discord.http": _point_http,
    "discord.gateway": _point_gateway,
    "discord.asset": _point_assets,
}


class _ChangingLoader(importlib.abc.Loader):
    """Loads a module as another loader does, then changes it."""

    def __init__(self, inner, change):
        self._inner = inner
        self._change = change

    def create_module(self, spec):
        return self._inner.create_module(spec)

    def exec_module(self, module):
        self._inner.exec_module(module)
        self._change(module)

    def __getattr__(self, name):
        return getattr(self._inner, name)


class _ChangingFinder(importlib.abc.MetaPathFinder):
    """Finds the modules that must be changed, by the other finders."""

    def find_spec(self, fullname, path=None, target=None):
        change = _CHANGES.get(fullname)
        if change is None:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _ChangingLoader(spec.loader, change)
                return spec
        return None


def _say(text):
    sys.stderr.write(f"discordsim: {text}\n")
    sys.stderr.flush()


def _refuse_discord():
    """No look-up of a real Discord host."""
    look_up = socket.getaddrinfo

    def guarded(host, *args, **options):
        name = host.decode() if isinstance(host, bytes) else (host or "")
        if name.lower().rstrip(".").endswith(_DISCORD_HOSTS):
            _say(f"BLOCKED look-up of {name}")
            raise socket.gaierror(-2, "the simulator blocks real Discord hosts: " + name)
        return look_up(host, *args, **options)

    socket.getaddrinfo = guarded


def _watch_connections(event, args):
    if event != "socket.connect":
        return
    address = args[1]
    if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
        return
    if address[0].startswith("127.") or address[0] in _OWN_HOSTS:
        return
    _say(f"NETWORK connect to {address[0]}:{address[1]}{' BLOCKED' * (_NET == 'block')}")
    if _NET == "block":
        raise ConnectionRefusedError(111, "the simulator blocks the network")


def _run_hidden_sitecustomize():
    """Go on to a sitecustomize that this one hides, if there is one."""
    here = Path(__file__).resolve().parent
    for folder in sys.path:
        file = Path(folder) / "sitecustomize.py"
        if folder and Path(folder).resolve() != here and file.is_file():
            spec = importlib.util.spec_from_file_location("_hidden_sitecustomize", file)
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
            return


if _URL:
    sys.meta_path.insert(0, _ChangingFinder())
    # Without these, discord.py asks for zlib, which is all that the simulator speaks.
    sys.modules.setdefault("zstandard", None)
    sys.modules.setdefault("compression.zstd", None)
    _refuse_discord()
    if _NET in ("log", "block"):
        sys.addaudithook(_watch_connections)
_run_hidden_sitecustomize()
