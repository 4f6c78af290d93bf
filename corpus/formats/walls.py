"""Pages that stand before an article or in its place: pay walls, errors, checks, log-ins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

_SENTENCE = re.compile(r"[^.!?。！？\n]*+(?:[.!?。！？]++|\n|$)")
_CHINESE = re.compile("[\u2e80-\u9fff]+")
_LONGEST_SENTENCE = 300
# Latin characters; Chinese ones count threefold.
_STUB, _SHORT, _MEDIUM = 200, 500, 2_500
_MAX_PAGE_CHARS = 3_000_000
_TITLE_IN_PAGE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,300})")
_NAME_BEHIND = re.compile(r"\s*(?:[|｜–—•·]|\s-\s).*", re.DOTALL)
_NEEDS_SCRIPTS = re.compile(
    r"(?:enable|requires?|turn on|without) javascript|javascript (?:is )?(?:disabled|required)"
    r"|(?:啟用|开启|開啟|启用).{0,6}javascript"
)
_EMPTY_ROOT = re.compile(
    r"<div\b[^<>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|main-app)\b[^<>]{0,200}>\s{0,50}</div>"
)
_LEADS_ON = re.compile(
    r"<meta\b[^<>]{0,200}http-equiv=[\"']?refresh[^<>]{0,40}content=[\"']?\s{0,5}[0-9]{1,2}\s{0,5};"
    r"|\blocation(?:\.href)?\s{0,3}=\s{0,3}[\"']|\blocation\.replace\("
)
_CHECKS = re.compile(
    r"cf-browser-verification|_cf_chl|cf-chl|challenge-form|_incapsula_resource|px-captcha"
    r"|captcha-delivery|awswafintegration"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of wall: why its page is no article, its whole titles, its sentences."""

    reason: str
    titles: re.Pattern[str]
    sentences: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Walls:
    kinds: tuple[_Kind, ...]
    offers: re.Pattern[str]
    captions: re.Pattern[str]


def find_wall(title: str, body: str, html: str | None) -> str | None:
    """Why a page is no article, as "asks for a subscription"; None for an article.

    `html` is the whole page, None where there is none. An article about such pages is one: a wall
    speaks to its visitor in most of what it says.
    """
    walls = _load_walls()
    weight = text_weight(body)
    if weight > _MEDIUM and "parent directory" not in body.lower():
        return None
    page = html[:_MAX_PAGE_CHARS].lower() if html and weight <= _SHORT else ""
    titles = [title, *_TITLE_IN_PAGE.findall((html or "")[:100_000].lower())[:1]]
    titles = [" ".join(part.split()).strip(":： ") for part in titles]
    titles += [_NAME_BEHIND.sub("", part) for part in titles]
    titled = next(
        (kind for kind in walls.kinds if any(kind.titles.fullmatch(part) for part in titles)), None
    )
    if weight > _MEDIUM:
        return titled.reason if titled and "listing" in titled.reason else None
    if titled and _begins_as(titled, body):
        return titled.reason
    kind, share = _most_spoken(walls.kinds, body)
    if titled and (weight <= _STUB or share >= 0.2):
        return titled.reason
    if kind and share >= 0.5:
        return kind.reason
    return _wall_in_page(page, weight) or _only_caption(body, weight)


def is_offer(line: str) -> bool:
    """Whether a line asks to subscribe or log in to read on, or links to the rest."""
    line = line.strip("*_> \t")
    if len(line) > _LONGEST_SENTENCE:
        return False
    walls = _load_walls()
    if walls.offers.fullmatch(line):
        return True
    subscription = next(kind for kind in walls.kinds if "subscription" in kind.reason)
    return _spoken_share([subscription.sentences], line) >= 0.6


def text_weight(text: str) -> int:
    """Its length in Latin characters, of which a Chinese one holds about three."""
    return len(text) + (0 if text.isascii() else 2 * sum(map(len, _CHINESE.findall(text))))


def _begins_as(kind: _Kind, body: str) -> bool:
    """Whether the first sentence speaks as such a page does; links to stories may follow it."""
    first = next(filter(str.strip, _SENTENCE.findall(body[:2_000])), "").strip(" \n\t#*-|>")
    return bool(first) and len(first) <= _LONGEST_SENTENCE and bool(kind.sentences.match(first))


def _most_spoken(kinds: Sequence[_Kind], body: str) -> tuple[_Kind | None, float]:
    """The kind of wall that the text speaks most like, and the share that all kinds have of it."""
    shares = [(_spoken_share([kind.sentences], body), kind) for kind in kinds]
    best, kind = max(shares, key=lambda pair: pair[0])
    if not best:
        return None, 0.0
    return kind, _spoken_share([kind.sentences for kind in kinds], body)


def _spoken_share(patterns: Sequence[re.Pattern[str]], text: str) -> float:
    total = spoken = 0
    for sentence in _SENTENCE.findall(text):
        sentence = sentence.strip(" \n\t#*-|>")
        weight = text_weight(sentence)
        total += weight
        if len(sentence) <= _LONGEST_SENTENCE and any(p.match(sentence) for p in patterns):
            spoken += weight
    return spoken / total if total else 0.0


def _wall_in_page(page: str, weight: int) -> str | None:
    """What the mark-up of a page tells that shows next to nothing."""
    if not page or weight > _STUB:
        return None
    if _CHECKS.search(page):
        return "is a check for robots"
    if _LEADS_ON.search(page) and (len(page) < 5_000 or not weight):
        return "only leads to another page"
    if 'type="password"' in page:
        return "asks for a log-in"
    if not weight and (_EMPTY_ROOT.search(page) or _NEEDS_SCRIPTS.search(page)):
        return "shows its text only with JavaScript"
    if _NEEDS_SCRIPTS.search(page) and _EMPTY_ROOT.search(page):
        return "shows its text only with JavaScript"
    return None


def _only_caption(body: str, weight: int) -> str | None:
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    if not lines or weight > _SHORT or len(lines) > 3:
        return None
    is_caption = all(_load_walls().captions.fullmatch(line) for line in lines)
    return "shows a picture and its caption only" if is_caption else None


@cache
def _load_walls() -> _Walls:
    """The wordings that ship with the package; read once."""
    raw = yaml.safe_load(resources.files("corpus").joinpath("walls.yaml").read_text("utf-8"))

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(f"(?:{pattern})" for pattern in patterns)
        for name, words in raw["words"].items():
            joined = joined.replace(f"{{{name}}}", words)
        return re.compile(joined, re.IGNORECASE)

    kinds = (
        _Kind(kind["reason"], any_of(kind["titles"]), any_of(kind["sentences"]))
        for kind in raw["kinds"]
    )
    return _Walls(tuple(kinds), any_of(raw["offers"]), any_of(raw["captions"]))
