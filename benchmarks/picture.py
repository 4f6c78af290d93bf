"""Draws the documentation's picture of an answer: `python -m benchmarks.picture`.

Needs the index of the starter corpus ("sampan index").
"""

import io
import re
from pathlib import Path

from rich.console import Console

from bot.service.wiring import open_service
from bot.settings import load_settings
from bot.terminal.render import render_answer

_PICTURE = Path(__file__).parents[1] / "docs" / "answer.svg"
_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_FIXED_WIDTH = re.compile(r' textLength="[\d.]+"(?=[^>]*>[^<]*[一-鿿])')
_QUESTIONS = (
    "Which banks were in the first GenA.I. Sandbox?",
    "香港最新有幾多間金融科技公司？",
)


def main() -> None:
    """Answer two questions and export what a terminal shows."""
    answerer = open_service(load_settings()).answerer
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True)
    for question in _QUESTIONS:
        console.print(f'[green]$[/green] sampan ask "{question}"')
        console.print(render_answer(answerer.answer(question, limit=2)))
        console.print()
    svg = console.export_svg(title="sampan", unique_id="sampan")
    # The viewer's own fonts do, at the width that Chinese takes in them.
    svg = _FIXED_WIDTH.sub("", _WEB_FONT.sub("", svg))
    _PICTURE.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
