"""Every regular expression of the three packages, and the time it takes on hostile text.

Run as a program it attacks them all, each with FUZZ_PUMPS repeated texts, in a process that can be
stopped, and prints what it found as one line of JSON; the status is 1 where one is slow.
"""

import ast
import contextlib
import importlib
import inspect
import json
import os
import pkgutil
import random
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from types import ModuleType
from typing import Any

import regex

import bot
import corpus
import embeddings
from corpus.furniture import load_boilerplate

PACKAGES = (corpus, embeddings, bot)
LENGTHS = (1_000, 5_000)
SLOW_S = 1.0  # of a slow core; what goes back for ever takes minutes
_STOP_S = 1.4
_QUICK_S = 1e-4
_PUMPS = 8  # of which a third are plain; `make fuzz` tries more
_METHODS = ("search", "match", "fullmatch")
_USED_AS = dict.fromkeys(("search", "finditer", "findall", "sub", "subn", "split"), "search") | {
    "match": "match",
    "fullmatch": "fullmatch",
}
_KINDS = (re.Pattern, type(regex.compile("")))
_PLAIN = (" ", "\t", "\n", "　", *"01aA中([<-", "1,", "1.", "a ", "a.", "中 ")
_ENDS = ("", "!", "\x00", "\n", "a", "0", "中", " ")


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns() -> dict[str, Any]:
    """Each compiled pattern, and each given to a function of `re`, by where it was found first."""
    found: dict[tuple[str, int], tuple[str, Any]] = {}
    for module in modules():
        named = [(name, value) for name, value in vars(module).items() if name[:2] != "__"]
        for name, value in named:
            for pattern in _inside(value, depth=6):
                key = (pattern.pattern, pattern.flags)
                found.setdefault(key, (f"{module.__name__}.{name}", pattern))
        for line, method, pattern in _given_inline(module):
            key = (pattern.pattern, pattern.flags)
            found.setdefault(key, (f"{module.__name__}:{line}#{method}", pattern))
    boilerplate = load_boilerplate()
    for pattern in _inside(boilerplate, depth=6):
        found.setdefault((pattern.pattern, pattern.flags), ("boilerplate.yaml#fullmatch", pattern))
    named_patterns: dict[str, Any] = {}
    for name, pattern in found.values():
        key = name
        while key in named_patterns:
            key += "+"
        named_patterns[key] = pattern
    return named_patterns


def _inside(value: object, *, depth: int) -> Iterator[Any]:
    """Patterns in a value, in its items or in its fields."""
    if isinstance(value, _KINDS):
        yield value
        return
    if depth == 0 or isinstance(value, (str, bytes, ModuleType, int, float)):
        return
    children: Iterable[object] = ()
    if isinstance(value, Mapping):
        children = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        children = list(value)
    elif inspect.isclass(value):
        if value.__module__.split(".")[0] in {package.__name__ for package in PACKAGES}:
            children = [item for name, item in vars(value).items() if name[:2] != "__"]
    elif type(value).__module__.split(".")[0] in {package.__name__ for package in PACKAGES}:
        names = [*getattr(type(value), "__slots__", ()), *getattr(value, "__dict__", ())]
        children = [getattr(value, name, None) for name in names]
    for child in children:
        yield from _inside(child, depth=depth - 1)


def _given_inline(module: ModuleType) -> Iterator[tuple[int, str, Any]]:
    """What stands in a call such as `re.search(r"…", text)`, if the module alone can make it."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        base = node.func.value
        if not (isinstance(base, ast.Name) and base.id in ("re", "regex")):
            continue
        if node.func.attr not in _USED_AS:  # what is compiled is found by its name
            continue
        call = ast.Expression(node.args[0])
        with contextlib.suppress(NameError):  # made of a local value
            text = eval(compile(call, module.__name__, "eval"), dict(vars(module)))
            engine = regex if base.id == "regex" else re
            pattern = text if isinstance(text, _KINDS) else engine.compile(text)
            yield node.lineno, _USED_AS[node.func.attr], pattern


def uses() -> dict[str, set[str]]:
    """How the patterns that have a name of their own are used: by searching, or from the start."""
    used: dict[str, set[str]] = {}
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute) and isinstance(
                node.value, (ast.Name, ast.Attribute)
            ):
                value = node.value
                name = value.id if isinstance(value, ast.Name) else value.attr
                if node.attr in _USED_AS:
                    used.setdefault(name, set()).add(_USED_AS[node.attr])
    return used


def attacks(pattern: Any, length: int) -> Iterator[str]:
    """Strings of about `length` characters made of what the pattern itself looks for."""
    pumps: list[tuple[str, str]] = [("", plain) for plain in _PLAIN]
    try:
        tree = re._parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)  # type: ignore[attr-defined]
    except (re.error, ValueError):
        tree = None  # syntax of the package regex
    if tree is not None:
        for seed in range(4):
            rng = random.Random(seed)
            pumps.extend(_pumps(tree, "", rng))
            pumps.append(("", _sample(tree, rng)))
    unique = list(dict.fromkeys((head[:200], pump[:200]) for head, pump in pumps if pump))
    rng = random.Random(0)
    most = int(os.environ.get("FUZZ_PUMPS", _PUMPS))
    if len(unique) > most:
        plain, own = unique[: len(_PLAIN)], unique[len(_PLAIN) :]
        own = rng.sample(own, min(len(own), most - most // 3))
        unique = rng.sample(plain, most - len(own)) + own
    for head, pump in unique:
        body = (pump * (length // len(pump) + 1))[: max(1, length - len(head))]
        yield head + body + rng.choice(_ENDS)
        yield head + body + "!"
    for (_, one), (_, other) in pairwise(rng.sample(unique, min(most, len(unique)))):
        both = one + other
        yield (both * (length // len(both) + 1))[:length] + "!"
    pieces = [pump for _, pump in unique]
    for _ in range(4):
        yield "".join(rng.choices(pieces, k=length // 2))[:length]
    words = [word[:40] for word in (" ".join(pieces), *pieces)]
    yield " ".join(rng.choices(words, k=length // 4))[:length]


def _pumps(tree: Any, head: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """For each repeat in the pattern: a text that leads up to it, and what it repeats."""
    for op, argument in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            body = argument[2]
            yield head, _sample(body, rng)
            yield head, _sample(body, rng) + " "
            yield from _pumps(body, head, rng)
        elif name == "SUBPATTERN":
            yield from _pumps(argument[3], head, rng)
        elif name == "ATOMIC_GROUP":
            yield from _pumps(argument, head, rng)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _pumps(branch, head, rng)
                yield head, _sample(branch, rng)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _pumps(argument[1], head, rng)
        elif name == "LITERAL":
            yield head, chr(argument)
        head += _sample([(op, argument)], rng)


def _sample(tree: Any, rng: random.Random) -> str:
    """A text that the pattern, or this part of it, most likely matches."""
    said: list[str] = []
    for op, argument in tree:
        name = str(op)
        if name == "LITERAL":
            said.append(chr(argument))
        elif name == "NOT_LITERAL":
            said.append("b" if argument == ord("a") else "a")
        elif name == "ANY":
            said.append(rng.choice("a 1中"))
        elif name == "IN":
            said.append(_member(argument, rng))
        elif name == "BRANCH":
            said.append(_sample(rng.choice(argument[1]), rng))
        elif name == "SUBPATTERN":
            said.append(_sample(argument[3], rng))
        elif name == "ATOMIC_GROUP":
            said.append(_sample(argument, rng))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, body = argument
            times = rng.randint(int(least), min(int(most), int(least) + 2))
            said.append("".join(_sample(body, rng) for _ in range(times)))
    return "".join(said)


def _member(items: Any, rng: random.Random) -> str:
    classes = {
        "CATEGORY_DIGIT": "07",
        "CATEGORY_NOT_DIGIT": "a ",
        "CATEGORY_SPACE": " \t\n",
        "CATEGORY_NOT_SPACE": "a1中",
        "CATEGORY_WORD": "aZ1_中",
        "CATEGORY_NOT_WORD": " .-",
    }
    if str(items[0][0]) == "NEGATE":
        forbidden = set(_literals(items[1:]))
        free = [character for character in "a1 中.b-(" if character not in forbidden]
        return rng.choice(free or ["a"])
    op, argument = rng.choice(items)
    match str(op):
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return chr(rng.choice((argument[0], argument[1])))
    return rng.choice(classes.get(str(argument), "a"))


def _literals(items: Any) -> Iterator[str]:
    for op, argument in items:
        if str(op) == "LITERAL":
            yield chr(argument)
        elif str(op) == "RANGE":
            yield from map(chr, argument)


def _time(pattern: Any, method: str, text: str) -> float:
    """Seconds until the pattern has answered, or until it was stopped."""
    looked_at = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()  # of this process only: a busy machine makes no pattern slow
    signal.setitimer(signal.ITIMER_VIRTUAL, _STOP_S)
    try:
        getattr(pattern, method)(looked_at)
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _stop(*_: object) -> None:
    raise TimeoutError


def measure(name: str, pattern: Any, methods: Iterable[str]) -> dict[str, Any]:
    """The pattern's slowest use, and on what."""
    worst: dict[str, Any] = {"name": name, "seconds": 0.0, "strings": 0}
    short, long = (attacks(pattern, length) for length in LENGTHS)
    for texts in zip(short, long, strict=True):
        for method in methods:
            for text in texts:
                seconds = _time(pattern, method, text)
                worst["strings"] += 1
                if seconds > worst["seconds"]:
                    worst |= {"seconds": seconds, "method": method, "length": len(text)}
                    worst["text"] = f"{text[:60]} … {text[-20:]}"
                if seconds > SLOW_S:
                    return worst
                # Five times the length would not make it slow, unless by the fifth power.
                if seconds < _QUICK_S:
                    break
    return worst


def main() -> int:
    signal.signal(signal.SIGVTALRM, _stop)
    began = time.process_time()
    given = sys.argv[1:]
    chosen = {text: re.compile(text) for text in given} or patterns()
    measured = []
    used = {} if given else uses()
    for name, pattern in chosen.items():
        own = name.rpartition(".")[2].rpartition("#")[2].rstrip("+")
        methods = {name.rpartition("#")[2]} if "#" in name else used.get(own, set(_METHODS))
        measured.append(measure(name, pattern, sorted(methods & set(_METHODS))))
        if measured[-1]["seconds"] > SLOW_S:
            print(measured[-1], file=sys.stderr, flush=True)
    measured.sort(key=lambda one: -one["seconds"])
    strings = sum(one["strings"] for one in measured)
    slow = [one for one in measured if one["seconds"] > SLOW_S]
    print(
        json.dumps(
            {
                "patterns": len(measured),
                "names": sorted(chosen),
                "strings": strings,
                "seconds": round(time.process_time() - began, 1),
                "slow": slow,
                "slowest": measured[:8],
            },
            ensure_ascii=False,
        )
    )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
