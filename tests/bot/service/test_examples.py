import asyncio
import shutil
from pathlib import Path

import pytest
from forked import run

from bot.answering.confidence import Verdict
from bot.errors import BusyError
from bot.service.examples import Examples
from bot.service.wiring import Service, open_service
from bot.service.worker import InPlace
from bot.settings import Settings
from bot.talking.examples import MOST_CHARS

BAKERY = {
    "Rye bread": "Rye bread is a dense loaf made of rye flour, water and salt. It keeps for days.",
    "Our stone oven": "The stone oven was built in 1921 by a mason. It holds sixty loaves at once.",
    "Golden Crust turns ten": "Golden Crust, a bakery on Mill Lane, opened in March 2014. We sell "
    "bread. Today Golden Crust has 14 bakers.",
    "菠蘿包的故事": "菠蘿包是一種香港常見的甜麵包，表面的脆皮像菠蘿。麵包店每天早上七時出爐。",
    # Nothing in it says what a thing is.
    "Opening hours": "We open at seven and close at six. On Mondays we rest.",
}


@pytest.fixture(scope="module")
def bakery(tmp_path_factory, lexicon_home) -> Service:
    folder: Path = tmp_path_factory.mktemp("bakery")
    shutil.copytree(lexicon_home, folder / "home")
    articles = folder / "articles"
    articles.mkdir()
    for number, (title, body) in enumerate(BAKERY.items()):
        (articles / f"{number}.md").write_text(f"---\ntitle: {title}\n---\n{body}\n")
    built = run("index", str(articles), home=folder / "home")
    assert built.status == 0, built.stderr
    return open_service(Settings(home=folder / "home"))


class Counting(InPlace):
    """Counts what it runs, and is too busy from some piece of work on."""

    def __init__(self, service: Service, *, busy_from: int = 1000) -> None:
        super().__init__(service, None)
        self.ran = 0
        self._busy_from = busy_from

    async def run(self, work):
        self.ran += 1
        if self.ran >= self._busy_from:
            raise BusyError(50)
        return await super().run(work)


async def test_any_corpus_gives_questions_that_it_answers(bakery):
    found = await Examples(InPlace(bakery, None)).find("en")
    assert sorted(found) == [
        "What is Golden Crust?",
        "What is rye bread?",
        "When was the stone oven built?",
    ]


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
async def test_the_starter_corpus_answers_its_three(service, language):
    worker = Counting(service)
    found = await Examples(worker).find(language)
    assert len(set(found)) == 3
    assert worker.ran <= 14
    for question in found:
        assert len(question) <= MOST_CHARS
        assert service.answerer.answer(question).verdict is Verdict.ANSWERED


async def test_they_are_found_once_for_an_index_and_a_language(bakery):
    worker = Counting(bakery)
    examples = Examples(worker)
    assert examples.known("zh-Hant") == ()
    first, second = await asyncio.gather(examples.find("zh-Hant"), examples.find("zh-Hant"))
    assert first == second == examples.known("zh-Hant")
    assert first[0] == "菠蘿包是甚麼？"
    ran = worker.ran
    await examples.find("zh-Hant")
    assert worker.ran == ran + 1  # it asks which index there is


async def test_a_busy_bot_gives_those_that_it_knows(bakery):
    worker = Counting(bakery, busy_from=3)
    examples = Examples(worker)
    assert await examples.find("en") == ()
    assert worker.ran == 3
