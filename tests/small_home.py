"""A data folder over a few articles, one of which has editions: indexed in a moment."""

import shutil
from pathlib import Path

from forked import run

from bot.service.calibrations import calibration_path, load_calibration, write_calibration
from bot.service.quality import Measured, write_measured
from embeddings.encoder import BUNDLED
from embeddings.encoders import open_encoder
from embeddings.index import current_generation
from embeddings.sources import read_sources, write_sources

QUESTION = "How many users does Kettle Pay have?"
CHINESE = "茶壺支付有多少用戶？"
UNKNOWN = "When did the Kowloon Lunar Biscuit Museum open?"
_BODY = {
    "kettle.md": "Kettle Pay, a wallet, has 450,000 users in Hong Kong. It opened in May 2021.",
    "harbour.md": "Harbour Bank got a virtual bank licence from the HKMA on 27 March 2019.",
    "tram.md": "The tram company takes payment by the Faster Payment System since June 2020.",
    "lantern.md": "Lantern Insurance sold 12,000 policies by telephone in the year 2022.",
}
_TITLE = {
    "kettle.md": "Kettle Pay has 450,000 users",
    "harbour.md": "Harbour Bank licensed",
    "tram.md": "Trams take FPS",
    "lantern.md": "Lantern Insurance sells policies",
}


def write_articles(folder: Path) -> Path:
    """The articles, in the first edition."""
    folder.mkdir(parents=True)
    for name, body in _BODY.items():
        (folder / name).write_text(
            f"---\ntitle: {_TITLE[name]}\nurl: https://{name[:-3]}.example/news\n---\n{body}\n"
        )
    write_edition(folder, 1)
    return folder


def write_edition(folder: Path, number: int) -> None:
    """The article that changes; each edition needs one passage encoded and a new generation."""
    draft = folder / ".draft"
    draft.write_text(f"---\ntitle: Edition\n---\nThis is edition {number} of the almanac.\n")
    draft.replace(folder / "edition.md")


def build_home(folder: Path) -> Path:
    """A data folder that has answered in both languages, and a generation before that in use."""
    articles = write_articles(folder / "articles")
    home = folder / "home"
    for edition in (1, 2):
        write_edition(articles, edition)
        built = run("index", str(articles), home=home)
        assert built.status == 0, built.stderr
    _add_own_figures(home)
    for question in (QUESTION, CHINESE):
        asked = run("ask", question, home=home)
        assert asked.status == 0, asked.stderr
    return home


def _add_own_figures(home: Path) -> None:
    """What "calibrate" and "evaluate" leave; the figures are those that ship with Sampan."""
    fingerprint = open_encoder(BUNDLED).fingerprint
    shipped = load_calibration(home, fingerprint)
    write_calibration(calibration_path(home, fingerprint), shipped)
    measured = Measured(
        index_id=current_generation(home / "index").name,
        questions_file="some.jsonl",
        day="2026-01-02",
        figures={"questions": 2, "success@1": 1.0},
    )
    write_measured(home, measured)


def copy_home(home: Path, folder: Path) -> Path:
    """A copy to be harmed, whose articles are its own."""
    shutil.copytree(home.parent, folder)
    index = folder / "home" / "index"
    named = [name.replace(str(home.parent), str(folder)) for name in read_sources(index)]
    write_sources(index, named)
    return folder / "home"
