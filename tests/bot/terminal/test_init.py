import contextlib
import io
import os
import pty
import select
import shutil
import signal
import stat
import subprocess
import sys
import termios
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_server import Site

from bot.service import first_steps, keeping
from bot.settings import Settings
from bot.terminal.cli import main
from corpus.lexicon import open_lexicon
from corpus.sources.fetching import Fetcher
from embeddings.index import open_articles

_ROOT = Path(__file__).parents[3]
_TOKEN = "MTk4NjIy.Cl2FMQ.hunter-2_hunter"
_BREAD = {
    "rye": "Rye bread is a dense loaf made of rye flour, water and salt. It keeps for days.",
    "oven": "The stone oven was built in 1921 by a mason. It holds sixty loaves at once.",
    "crust": "Golden Crust, a bakery on Mill Lane, opened in March 2014. It has 14 bakers.",
}
_TITLES = {"rye": "Rye bread", "oven": "The stone oven", "crust": "Golden Crust turns ten"}


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory) -> Path:
    """A home that has made the dictionary's table, which takes longest of all."""
    home = tmp_path_factory.mktemp("dictionary") / "home"
    open_lexicon(home)
    return home


@pytest.fixture
def folder(tmp_path, dictionary) -> Path:
    shutil.copytree(dictionary, tmp_path / "home")
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, body in _BREAD.items():
        (folder / f"{name}.md").write_text(f"---\ntitle: {_TITLES[name]}\n---\n{body}\n")
    (folder / "bun.md").write_text(
        "---\ntitle: 菠蘿包的故事\n---\n菠蘿包是一種香港常見的甜麵包。\n"
    )
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    entry = (
        "<entry><title>The mill grinds again</title><id>mill</id>"
        '<link href="https://mill.example/again"/><updated>2026-03-02T00:00:00Z</updated>'
        "<content>The mill on Mill Lane grinds rye again since 2 March 2026, says the miller, who"
        " repaired its wheel over the winter with the help of two carpenters.</content></entry>"
    )
    site.answers["/feed"] = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Mill news</title>{entry}</feed>'
    )
    yield site
    site.close()


@pytest.fixture
def init(monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs `sampan init` here: its status, stdout and stderr. What is typed makes a terminal."""

    def open_fetcher(settings: Settings) -> Fetcher:
        return Fetcher(allowed_hosts=settings.allowed_hosts, pause=lambda _: None)

    monkeypatch.setattr(keeping, "open_fetcher", open_fetcher)
    monkeypatch.setattr(first_steps, "open_fetcher", open_fetcher)
    monkeypatch.setenv("SAMPAN_CONFIG", "")

    def init(
        *arguments: str, typed: str | None = None, config: Path | None = None
    ) -> tuple[int, str, str]:
        stdin = io.StringIO(typed or "")
        stdin.isatty = lambda: typed is not None
        monkeypatch.setattr(sys, "stdin", stdin)
        before = ["--config", str(config)] if config else []
        monkeypatch.setattr(sys, "argv", ["sampan", *before, "init", *arguments])
        monkeypatch.setenv("SAMPAN_CONFIG", "")
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return init


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_without_a_terminal_and_options_it_names_the_options(init, tmp_path):
    status, out, err = init()
    assert (status, out) == (2, "")
    for option in ("--name", "--articles", "--discord", "--listen", "--yes"):
        assert option in err
    assert list(tmp_path.iterdir()) == []


def test_options_alone_lead_to_answers_and_again_change_nothing(init, tmp_path, folder):
    options = ("--name", "Crumb", "--subject", "bread", "--articles", "articles", "--http")
    status, out, err = init(*options, "--discord")
    assert status == 0, err
    assert "articles: 4 articles in 2 languages" in err
    assert tomllib.loads((tmp_path / "sampan.toml").read_text(encoding="utf-8")) == {
        "name": "Crumb",
        "subject": "bread",
        "articles": ["articles"],
        "listen": "127.0.0.1:8000",
    }
    assert "4 articles" in out
    for question in ("> What is rye bread?", "> When was the stone oven built?"):
        assert question in out
    assert "made of rye flour" in out
    assert out.count("\n> ") == 3
    for line in (
        '  sampan ask "',
        "  sampan chat\n",
        "  SAMPAN_DISCORD_TOKEN=… sampan bot\n",
        "  sampan serve    # then open http://127.0.0.1:8000/\n",
    ):
        assert line in out
    before = (tmp_path / "sampan.toml").stat()
    status, out, err = init("--yes")
    assert status == 0, err
    assert "says so already" in err
    assert "up to date" in out
    assert (tmp_path / "sampan.toml").stat() == before


def test_a_file_that_says_otherwise_stays_unless_forced(init, tmp_path, folder):
    path = tmp_path / "sampan.toml"
    mine = 'name = "Crumb" # mine\narticles = ["./articles"]\nuser_questions = 3\n'
    path.write_text(mine)
    status, out, err = init("--name", "Crust", "--no-discord")
    assert (status, out) == (2, "")
    assert '- name = "Crumb"\n' in err
    assert '+ name = "Crust"\n' in err
    assert "articles = " not in err
    assert "run again with --force" in err
    assert path.read_text() == mine
    assert not (tmp_path / "home" / "index").exists()

    assert init("--name", "Crust", "--force")[0] == 0
    assert (tmp_path / "sampan.toml.old-1").read_text() == mine
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {
        "name": "Crust",
        "articles": ["./articles"],
        "user_questions": 3,
    }


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--articles", "gone"), "gone is neither a file or folder here nor an address"),
        (("--articles", "empty"), "empty holds no article"),
        (("--articles", "http://127.0.0.1:9/x"), "http://127.0.0.1:9/x: "),
        (("--name", "x" * 41), "name: has more than 40 characters; shorten it"),
        (("--listen", "somewhere"), "listen: should be an address and a port"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_written(
    init, tmp_path, folder, monkeypatch, options, says
):
    monkeypatch.setenv("SAMPAN_ALLOWED_HOSTS", '["127.0.0.1"]')
    (tmp_path / "empty").mkdir()
    if "--articles" not in options:
        options = (*options, "--articles", str(folder))
    status, _, err = init(*options)
    assert status == 2
    assert says in err
    assert not (tmp_path / "sampan.toml").exists()


def test_a_token_goes_to_a_file_of_its_own_and_is_never_shown(init, tmp_path, folder):
    (tmp_path / "token").write_text(f"{_TOKEN}\n")
    options = ("--articles", "articles", "--token-file", "token")
    status, out, err = init(*options)
    assert status == 0, err
    env = tmp_path / "sampan.env"
    assert env.read_text() == f"SAMPAN_DISCORD_TOKEN={_TOKEN}\n"
    assert mode(env) == 0o600
    assert "hunter" not in out + err + (tmp_path / "sampan.toml").read_text(encoding="utf-8")
    # What is told to be typed next is what a shell takes.
    line = next(line for line in out.splitlines() if line.endswith("sampan bot"))
    shown = subprocess.run(
        ["sh", "-c", line.replace("sampan bot", "env")], capture_output=True, text=True, check=True
    )
    assert f"SAMPAN_DISCORD_TOKEN={_TOKEN}\n" in shown.stdout


def test_a_token_is_written_into_the_settings_where_that_is_asked_for(
    init, tmp_path, folder, monkeypatch
):
    def stop(*_, **__):
        raise KeyboardInterrupt  # as whoever breaks off the build does

    monkeypatch.setattr("bot.terminal.init.make", stop)
    (tmp_path / "token").write_text(_TOKEN)
    options = ("--articles", "articles", "--token-file", "token", "--token-in-settings")
    status, out, err = init(*options)
    assert status == 130
    settings = tomllib.loads((tmp_path / "sampan.toml").read_text(encoding="utf-8"))
    assert settings["discord_token"] == _TOKEN
    assert mode(tmp_path / "sampan.toml") == 0o600
    assert not (tmp_path / "sampan.env").exists()
    assert "hunter" not in out + err


def test_what_is_no_token_is_refused_unseen(init, tmp_path):
    (tmp_path / "token").write_text("hunter2")
    status, _, err = init("--articles", "gone", "--token-file", "token")
    assert status == 2
    assert "the token: is none; copy it from Discord's developer portal" in err
    assert "hunter" not in err
    assert not (tmp_path / "sampan.env").exists()


def test_a_feed_is_kept_besides_a_folder_and_a_named_file_is_written(
    init, tmp_path, folder, site, monkeypatch
):
    monkeypatch.setenv("SAMPAN_ALLOWED_HOSTS", '["127.0.0.1"]')
    path = tmp_path / "etc" / "own.toml"
    options = ("--articles", "articles", "--articles", f"{site.url}/feed", "--yes")
    status, out, err = init(*options, config=path)
    assert status == 0, err
    assert "/feed: a feed, “Mill news”" in err
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert values["articles"] == [str(folder)]
    titles = {article.title for article in open_articles(tmp_path / "home" / "index").articles}
    assert titles == {*_TITLES.values(), "菠蘿包的故事", "The mill grinds again"}
    assert f'  sampan --config {path} ask "' in out


class Terminal:
    """`sampan init` in a terminal of its own."""

    def __init__(self, tmp_path: Path) -> None:
        ours, theirs = pty.openpty()
        clean = {name: v for name, v in os.environ.items() if not name.startswith("SAMPAN_")}
        home = str(tmp_path / "home")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "init"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=tmp_path,
            env={**clean, "SAMPAN_HOME": home, "PYTHONPATH": str(_ROOT), "TERM": "dumb"},
            start_new_session=True,
        )
        os.close(theirs)
        self._ours = ours
        self._heard = 0
        self.seen = ""

    def wait_for(self, text: str, *, within_s: float = 240.0) -> None:
        """Read until the text is said, behind what was waited for before."""
        until = time.monotonic() + within_s
        while (at := self.seen.find(text, self._heard)) < 0:
            assert time.monotonic() < until, self.seen
            if select.select([self._ours], [], [], 0.2)[0]:
                self.seen += os.read(self._ours, 10_000).decode("utf-8", "replace")
        self._heard = at + len(text)

    def answer(self, asked: str, text: str) -> None:
        self.wait_for(asked)
        os.write(self._ours, f"{text}\n".encode())

    def answer_unseen(self, asked: str, text: str) -> None:
        """Answer once nothing that is typed is shown any more."""
        self.wait_for(asked)
        while termios.tcgetattr(self._ours)[3] & termios.ECHO:
            time.sleep(0.02)
        os.write(self._ours, f"{text}\n".encode())

    def interrupt(self) -> int:
        """Press Ctrl-C until it is heard: just before a line is read, Python may miss one."""
        until = time.monotonic() + 60
        os.killpg(self.process.pid, signal.SIGINT)
        while not select.select([self._ours], [], [], 0.5)[0]:
            assert time.monotonic() < until, (
                "it hears no Ctrl-C; were these tests begun with nohup?"
            )
            os.killpg(self.process.pid, signal.SIGINT)
        return self.end()

    def end(self, *, within_s: float = 120.0) -> int:
        until = time.monotonic() + within_s
        with contextlib.suppress(OSError):  # how a terminal ends
            while time.monotonic() < until:
                if select.select([self._ours], [], [], 0.2)[0]:
                    self.seen += os.read(self._ours, 10_000).decode("utf-8", "replace")
        if time.monotonic() >= until:
            self.process.kill()
        os.close(self._ours)
        return self.process.wait(60)


def test_in_a_terminal_it_asks_until_each_answer_can_be_used(tmp_path, folder):
    terminal = Terminal(tmp_path)
    terminal.answer("What should the bot be called? [Sampan]", "Crumb")
    terminal.answer("What are the articles about?", "bread")
    terminal.answer("First (starter", "artikles")
    terminal.wait_for("artikles is neither a file or folder here")
    terminal.answer("First (starter", "articles")
    terminal.wait_for("4 articles in 2 languages")
    terminal.answer("One more", "")
    terminal.answer("Shall it answer on Discord?", "y")
    terminal.answer_unseen("token of its application", "hunter2")
    terminal.wait_for("is none; copy it")
    terminal.answer_unseen("token of its application", _TOKEN)
    terminal.answer("Shall it answer over HTTP", "n")
    status = terminal.end()
    assert status == 0, terminal.seen
    assert "> What is rye bread?" in terminal.seen
    assert "sampan chat" in terminal.seen
    assert "hunter" not in terminal.seen
    toml = tomllib.loads((tmp_path / "sampan.toml").read_text(encoding="utf-8"))
    assert toml == {"name": "Crumb", "subject": "bread", "articles": ["articles"]}
    assert (tmp_path / "sampan.env").read_text() == f"SAMPAN_DISCORD_TOKEN={_TOKEN}\n"


def test_broken_off_it_leaves_nothing(tmp_path, folder):
    terminal = Terminal(tmp_path)
    terminal.answer("What should the bot be called? [Sampan]", "Crumb")
    terminal.wait_for("What are the articles about?")
    assert terminal.interrupt() in (1, 130)
    assert "Traceback" not in terminal.seen
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "home"]


def test_asked_to_replace_a_file_no_is_what_enter_says(init, tmp_path, folder):
    path = tmp_path / "sampan.toml"
    path.write_text('name = "Crumb"\narticles = ["articles"]\n')
    status, out, err = init("--name", "Crust", typed="bread\ny\nn\nn\n\n")
    assert status == 2
    assert "Keep these articles" in out
    assert "Replace it, and keep a copy?" in out
    assert "was left as it is" in err
    assert path.read_text() == 'name = "Crumb"\narticles = ["articles"]\n'
