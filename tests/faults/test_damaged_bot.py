"""The bot started on a data folder with one file damaged: it answers rightly, or ends and says why.

All starts share one simulated Discord.
"""

import os
import shutil
from pathlib import Path

from damaged_home import Harm, damages, files_in_use, some_of
from discordsim import DiscordSim
from discordsim.errors import DriverError
from live_bot import start
from small_home import CHINESE, QUESTION, UNKNOWN, copy_home

_KIND = "the bot on a damaged file"


async def _use(sim: DiscordSim, home: Path, *, commands: int = 0) -> dict[str, str]:
    """Start the bot, let it remember something of every kind, and give what it answers."""
    await start(sim, home, commands=commands)
    told = {}
    for question in (QUESTION, CHINESE):
        answer = await sim.slash("ask", {"question": question}, settle=0)
        told[question] = answer.text
        await sim.click(answer, "👍", user="alice", settle=0)
    refusal = await sim.slash("ask", {"question": UNKNOWN, "since": "2019"}, settle=0)
    assert "I will write" in (await sim.click(refusal, "Tell me when", settle=0)).text
    await sim.slash("language", {"choice": "en"}, user=sim.add_user("mei"), settle=0)
    await sim.slash("sampan threads", {"state": "off"}, user="owner", settle=0)
    assert await sim.stop_bot() == 0
    return told


async def _complaints(sim: DiscordSim, home: Path, right: dict[str, str]) -> list[str]:
    """What the bot does wrong over a damaged data folder."""
    wrong: list[str] = []
    before = len(sim.bot_log)
    try:
        await start(sim, home, commands=0)
    except DriverError:
        status = await sim.stop_bot()
        if status != 2:
            wrong.append(f"status {status}")
        last = sim.bot_log[-1][1] if len(sim.bot_log) > before else ""
        if not last.startswith("Error: "):
            wrong.append(f"no sentence: {last!r}")
    else:
        for question, expected in right.items():
            answer = await sim.slash("ask", {"question": question}, settle=0)
            if answer.text != expected:
                wrong.append(f"answers {answer.text!r}")
            pressed = await sim.click(answer, "👍", user="alice", settle=0)
            if "Thank you" not in pressed.text:
                wrong.append(f"a vote: {pressed.text!r}")
        status = await sim.stop_bot()
        if status:
            wrong.append(f"ended with {status}")
    said = [line for _, line in sim.bot_log[before:]]
    if any("Traceback" in line for line in said):
        wrong.append("\n".join(said[-30:]))
    return wrong


async def test_the_bot_answers_rightly_or_ends_with_one_sentence(
    small, other, tmp_path, rounds, table
):
    source, second = copy_home(small, tmp_path / "source"), copy_home(other, tmp_path / "other")
    failures: list[str] = []
    async with DiscordSim(privileged=(), rate_limits=False) as sim:
        right = await _use(sim, source, commands=11)
        assert "450,000" in right[QUESTION]
        assert "9,000" in (await _use(sim, second))[QUESTION]
        cases: list[tuple[Path, str, Harm]] = list(damages(source, second))
        files = [*files_in_use(source), Path("bot.alive"), Path("journal.sqlite-wal")]
        cases += [(file, "as a pipe", _put_pipe) for file in files]
        for number, (file, name, harm) in enumerate(
            cases if rounds > 10 else some_of(cases, 3 * rounds)
        ):
            table.tried(_KIND)
            home = copy_home(source, tmp_path / f"copy{number}")
            harm(home / file)
            wrong = await _complaints(sim, home, right)
            shutil.rmtree(home.parent)
            if wrong:
                print(f"{file} {name}: {wrong}", flush=True)
                failures.append(f"{file} {name}: {wrong}")
            else:
                table.survived(_KIND)
    assert failures == []


def _put_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)
