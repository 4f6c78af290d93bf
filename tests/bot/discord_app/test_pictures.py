import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from benchmarks.discord_picture import draw_answer, draw_components, draw_embed, in_components
from bot.discord_app.answer_buttons import answer_view
from bot.discord_app.embeds import answer_embed


@pytest.fixture
def parts(answer):
    """An embed and its buttons; Chinese, mark-up and an ampersand among its words."""
    shown = replace(answer, id="0" * 16)
    embed = answer_embed(shown)
    embed.description = embed.description.replace("FPS has", "R&D 轉數快 <has>")
    return embed, answer_view(shown)


@pytest.mark.parametrize("kind", ["embed", "components"])
def test_a_picture_holds_what_the_bot_sends(parts, kind):
    embed, view = parts
    if kind == "embed":
        svg = draw_embed(embed, view)
    else:
        svg = draw_components(in_components(embed, view).to_components())
    words = "".join(ElementTree.fromstring(svg).itertext())
    for part in ("From the articles", "R&D 轉數快 <has>", "Launch of FPS", "17 September 2018"):
        assert re.sub(r"\s", "", part) in re.sub(r"\s", "", words)
    for label in ("👍", "👎", "More", "Why this answer", "Follow up"):
        assert label in words
    assert "https://news.example" not in words


def test_an_answer_of_the_service_is_drawn(service, tmp_path):
    draw_answer(service.answerer.answer("What is the Faster Payment System?"), tmp_path)
    for name in ("discord-embed.svg", "discord-components.svg"):
        drawn = ElementTree.fromstring((tmp_path / name).read_text("utf-8"))
        assert "FPS" in "".join(drawn.itertext())
