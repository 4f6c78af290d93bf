"""Draws docs/discord-*.svg, an answer on Discord: `python -m benchmarks.discord_picture`.

One is drawn from the very embed and buttons that the bot sends, the other from the same answer as
Components V2, for comparison. Colours and sizes are those of Discord's dark theme; the viewer's
fonts stand in for Discord's. Needs the index of the starter corpus ("sampan index").
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import discord
from discord import ui

from bot.answering.answer import Answer
from bot.discord_app.answer_buttons import answer_view
from bot.discord_app.embeds import answer_embed
from bot.service.wiring import open_service
from bot.settings import load_settings

_DOCS = Path(__file__).parents[1] / "docs"
_QUESTION = "Which banks were in the first GenA.I. Sandbox?"
_WIDTH = 640
_LEFT, _INNER = 72, 500
_TOKEN = re.compile(
    r"\\(?P<plain>[^\w\s])|\*\*(?P<bold>.+?)\*\*|\[(?P<link>\[\d+\]|(?:\\.|[^\]])+)\]\(<[^>]*>\)"
    r"|\*(?P<italic>.+?)\*|<t:(?P<time>\d+):D>"
)
_NARROW, _WIDE = "il.,:;'|!()[]·ftj ", "mwMW@—…"
_FILLS = {"link": "#00a8fc", "quote": "#dbdee1", "small": "#b5bac1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of a line in one style."""

    text: str
    style: str = ""


@dataclass(slots=True)
class Canvas:
    """Shapes and lines of text from the top down; `y` is where the next one begins."""

    y: float = 0
    shapes: list[str] = field(default_factory=list)

    def text(self, markdown: str, *, size: int = 14, weight: int = 400, style: str = "") -> None:
        """One line of Discord's Markdown, wrapped; a quote gets its bar."""
        is_quote = markdown.startswith("> ")
        x, room = (_LEFT + 28, _INNER - 44) if is_quote else (_LEFT + 16, _INNER - 32)
        top = self.y
        for runs in _wrap(list(_runs(markdown.removeprefix("> "), style)), size, room):
            self.y += size * 1.35
            spans = "".join(_span(run) for run in runs)
            self.shapes.append(
                f'<text x="{x}" y="{self.y:.0f}" font-size="{size}" font-weight="{weight}"'
                f' xml:space="preserve">{spans}</text>'
            )
        if is_quote:
            self.rectangle(_LEFT + 16, top + 4, 4, self.y - top, "#4e5058", radius=2)

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 4
    ) -> None:
        """A box, in front of what was drawn before."""
        self.shapes.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"'
            f' rx="{radius}" fill="{fill}"/>'
        )

    def buttons(self, labels: Sequence[str], x: float) -> None:
        """A row of buttons."""
        for label in labels:
            width = _width(label, 14) + 32
            self.rectangle(x, self.y, width, 32, "#4e5058", radius=8)
            self.shapes.append(
                f'<text x="{x + width / 2:.0f}" y="{self.y + 21:.0f}" font-size="14"'
                f' font-weight="500" text-anchor="middle">{escape(label)}</text>'
            )
            x += width + 8
        self.y += 32


def main() -> None:
    """Answer a question and draw both renderings."""
    draw_answer(open_service(load_settings()).answerer.answer(_QUESTION), _DOCS)


def draw_answer(answer: Answer, folder: Path) -> None:
    """Draw an answer as an embed and as Components V2, each into its file in the folder."""
    keyed = replace(answer, id="0" * 16)  # as the journal gives them
    view, embed = answer_view(keyed), answer_embed(keyed)
    (folder / "discord-embed.svg").write_text(draw_embed(embed, view), encoding="utf-8")
    components = in_components(embed, view).to_components()
    (folder / "discord-components.svg").write_text(draw_components(components), encoding="utf-8")


def in_components(embed: discord.Embed, view: ui.View) -> ui.LayoutView:
    """The same answer as Components V2: text and buttons in one container."""
    row: ui.ActionRow[Any] = ui.ActionRow()
    for item in view.children:
        row.add_item(item)
    layout = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=embed.colour)
    container.add_item(ui.TextDisplay(f"### {embed.title}"))
    for part in (embed.description or "").split("\n\n"):
        container.add_item(ui.TextDisplay(part))
    container.add_item(ui.Separator())
    container.add_item(ui.TextDisplay(f"-# {embed.footer.text}"))
    container.add_item(row)
    return layout.add_item(container)


def draw_embed(embed: discord.Embed, view: ui.View) -> str:
    """An embed with its buttons below."""
    canvas, box_top = _headed()
    canvas.y += 12
    canvas.text(embed.title or "", size=16, weight=600)
    canvas.y += 4
    for line in (embed.description or "").split("\n"):
        if line:
            canvas.text(line)
        canvas.y += 2 if line else 6
    canvas.y += 6
    canvas.text(embed.footer.text or "", size=12, style="small")
    _frame(canvas, box_top, embed.colour)
    canvas.y += 24
    canvas.buttons([_label(button) for button in view.to_components()[0]["components"]], _LEFT)
    return _svg(canvas, "An answer on Discord, as an embed")


def draw_components(components: Sequence[Any]) -> str:
    """A container of Components V2."""
    container = components[0]
    canvas, box_top = _headed()
    for component in container["components"]:
        canvas.y += 10
        if component["type"] == discord.ComponentType.text_display.value:
            _draw_text(canvas, component["content"])
        elif component["type"] == discord.ComponentType.separator.value:
            canvas.rectangle(_LEFT + 16, canvas.y, _INNER - 32, 1, "#4e5058")
        else:
            canvas.buttons([_label(button) for button in component["components"]], _LEFT + 16)
    _frame(canvas, box_top, discord.Colour(container["accent_color"]))
    return _svg(canvas, "The same answer as Components V2")


def _draw_text(canvas: Canvas, content: str) -> None:
    for line in content.split("\n"):
        if line.startswith("### "):
            canvas.text(line.removeprefix("### "), size=18, weight=700)
        elif line.startswith("-# "):
            canvas.text(line.removeprefix("-# "), size=12, style="small")
        else:
            canvas.text(line, size=16)


def _headed() -> tuple[Canvas, float]:
    """The avatar, the bot's name and its mark; says where the box begins."""
    canvas = Canvas()
    canvas.shapes += [
        '<circle cx="36" cy="36" r="20" fill="#1f8b4c"/>',
        '<text x="36" y="42" font-size="18" text-anchor="middle">舢</text>',
        f'<text x="{_LEFT}" y="30" font-size="16" font-weight="600">Sampan</text>',
        '<rect x="142" y="17" width="34" height="16" rx="4" fill="#5865f2"/>',
        '<text x="159" y="29" font-size="11" font-weight="600" text-anchor="middle">APP</text>',
    ]
    canvas.y = 40
    return canvas, canvas.y


def _frame(canvas: Canvas, top: float, colour: discord.Colour | None) -> None:
    """Put the box with its coloured edge behind what was drawn since `top`."""
    canvas.y += 16
    behind = Canvas()
    behind.rectangle(_LEFT, top, _INNER, canvas.y - top, str(colour))
    behind.rectangle(_LEFT + 4, top, _INNER - 4, canvas.y - top, "#2b2d31")
    canvas.shapes[:0] = behind.shapes
    canvas.y -= 16


def _svg(canvas: Canvas, title: str) -> str:
    height = canvas.y + 32
    shapes = "\n".join(canvas.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}"'
        f' width="{_WIDTH}" font-family="gg sans, Noto Sans, Helvetica, Arial, sans-serif"'
        f' fill="#dbdee1">\n<title>{title}</title>\n'
        f'<rect width="100%" height="100%" rx="8" fill="#313338"/>\n{shapes}\n</svg>\n'
    )


def _runs(markdown: str, style: str) -> Iterator[Run]:
    """Discord's Markdown, as much of it as an answer uses, in its styles."""
    end = 0
    for match in _TOKEN.finditer(markdown):
        yield Run(text=markdown[end : match.start()], style=style)
        end = match.end()
        kind, inner = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "time":
            day = datetime.fromtimestamp(int(inner), UTC)
            yield Run(text=f"{day.day} {day:%B %Y}", style=style)
        elif kind == "plain":
            yield Run(text=inner, style=style)
        else:
            yield from (Run(text=run.text, style=kind) for run in _runs(inner, kind))
    yield Run(text=markdown[end:], style=style)


def _wrap(runs: Sequence[Run], size: int, room: float) -> Iterator[list[Run]]:
    """Lines that are no wider than `room`; Chinese may break anywhere."""
    line: list[Run] = []
    used = 0.0
    for run in runs:
        for word in re.findall(r"[⺀-鿿＀-￯]|[^\s⺀-鿿＀-￯]+\s*|\s+", run.text):
            width = _width(word.rstrip(), size) * (1.08 if run.style == "bold" else 1)
            if line and used + width > room:
                yield line
                line, used = [], 0.0
            line.append(Run(text=word, style=run.style))
            used += width + _width(word[len(word.rstrip()) :], size)
    if line:
        yield line


def _width(text: str, size: int) -> float:
    """About how wide a text is in a common sans-serif font."""
    return size * sum(_ems(character) for character in text.replace("\u2060", ""))


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.31
    if character in _WIDE:
        return 0.87
    return 0.67 if character.isupper() else 0.56


def _span(run: Run) -> str:
    fill = f' fill="{_FILLS[run.style]}"' if run.style in _FILLS else ""
    weight = ' font-weight="700"' if run.style == "bold" else ""
    slant = ' font-style="italic"' if run.style == "italic" else ""
    return f"<tspan{fill}{weight}{slant}>{escape(run.text)}</tspan>"


def _label(button: Any) -> str:
    return str(button.get("label") or button["emoji"]["name"])


if __name__ == "__main__":
    main()
