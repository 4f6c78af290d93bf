"""The text that a page gives machines, where what it shows is less."""

import re
from html import unescape
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|a|b|i|em|strong|span|img|figure)\b[^<>]{0,2000}>", re.I
)
_MAX_CHARS = 1_000_000
_SHORTEST = 200
_SAMPLES = 12
_SAMPLE = 16
_BREAKING = frozenset("p br div h1 h2 h3 h4 h5 h6 li ul ol blockquote section tr table".split())
_SILENT = frozenset(("script", "style", "figure", "iframe", "svg", "figcaption"))


def story_text(shown: str, given: str) -> str:
    """The article's text: what the page shows, or what its linked data gives where that is more.

    What is given also counts where the page shows other things than the article.
    """
    given = plain_text(given[:_MAX_CHARS]) if given.strip() else ""
    if not given:
        return shown
    if len(given) > 1.5 * len(shown) + _SHORTEST:
        return given
    if len(given) >= _SHORTEST and _shared(given, shown) < 0.25:
        return given
    return shown


def plain_text(text: str) -> str:
    """The text in paragraphs, without tags; text without tags keeps its lines."""
    if "&lt;" in text[:2_000] and not _TAG.search(text[:5_000]):
        text = unescape(text)
    if _TAG.search(text):
        parser = _TextParser()
        parser.feed(text)
        parser.close()
        text = "".join(parser.pieces)
    else:
        text = unescape(text)
    lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n"))
    return "\n\n".join(line for line in lines if line)


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BREAKING:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BREAKING and tag != "li":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " ") if self.pieces else data.lstrip())


def _shared(given: str, shown: str) -> float:
    """The share of samples of one text that the other holds, white space aside."""
    sought, held = "".join(given.split()), "".join(shown.split())
    step = max(1, (len(sought) - _SAMPLE) // _SAMPLES)
    samples = [sought[at : at + _SAMPLE] for at in range(0, len(sought) - _SAMPLE, step)]
    return sum(sample in held for sample in samples) / max(1, len(samples))
