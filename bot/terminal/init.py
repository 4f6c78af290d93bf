"""`sampan init`: from nothing to answers, step by step."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.adding import add_one, note_refresh
from bot.terminal.indexing import make, show_built
from bot.terminal.init_questions import Answers, Given, Questions
from bot.terminal.printing import note, print_rich

if TYPE_CHECKING:
    from bot.service.keeping import Added
    from bot.service.rebuilding import Rebuilt
    from bot.settings import Settings

_HERE = ("127.0.0.1", "::1", "localhost")


def init(
    name: Annotated[str | None, typer.Option(help="What the bot is called.")] = None,
    subject: Annotated[str | None, typer.Option(help="What the articles are about.")] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH|URL", help='Where articles are, or "starter"; may be repeated.'),
    ] = None,
    discord: Annotated[
        bool | None, typer.Option("--discord/--no-discord", help="Whether it answers on Discord.")
    ] = None,
    token_file: Annotated[
        typer.FileText | None,
        typer.Option(help="A file that holds the token of its Discord application; -: stdin."),
    ] = None,
    token_in_settings: Annotated[
        bool,
        typer.Option("--token-in-settings", help="Keep the token in the settings file itself."),
    ] = False,
    http: Annotated[
        bool | None, typer.Option("--http/--no-http", help="Whether it answers over HTTP.")
    ] = None,
    listen: Annotated[
        str | None, typer.Option(metavar="ADDRESS:PORT", help="Where it answers over HTTP.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; what is not given is as usual.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a settings file that says otherwise.")
    ] = False,
) -> None:
    """Set up: ask what is needed, write sampan.toml, index the articles and try the answers."""
    from bot.errors import SettingsError
    from bot.service.first_steps import read_standing, settings_path
    from bot.settings import load_settings

    given = Given(
        name=name,
        subject=subject,
        articles=articles or None,
        discord=True if token_file else discord,
        token=token_file.read(1000) if token_file else None,
        http=http,
        listen=listen,
    )
    is_asking = not yes and sys.stdin.isatty()
    if not (is_asking or yes or given.is_anything):
        raise SettingsError(
            "sampan init",
            "has nobody to ask here; give --name, --subject, --articles, --discord or --no-discord,"
            " --listen or --no-http, or --yes for what is usual",
        )
    path = settings_path(Path.cwd())
    settings = load_settings(file=path)
    standing = read_standing(path)
    answers = Questions(given, standing, settings, path).answer(is_asking=is_asking)
    _write(
        path,
        standing,
        answers,
        is_asking=is_asking,
        is_forced=force,
        token_in_settings=token_in_settings,
    )
    os.environ["SAMPAN_CONFIG"] = str(path)
    show_built(_build(load_settings(), answers, yes=yes))
    question = _try_it()
    _tell_next(path, answers, question)


def _write(
    path: Path,
    standing: dict[str, Any],
    answers: Answers,
    *,
    is_asking: bool,
    is_forced: bool,
    token_in_settings: bool,
) -> None:
    """The settings file, and the token where it belongs."""
    from bot.service.settings_text import (
        ENVIRONMENT_FILE,
        compare_settings,
        overriding,
        write_settings,
        write_variable,
    )

    values = dict(answers.values)
    if answers.token and token_in_settings:
        values["discord_token"] = answers.token
    differences = compare_settings(standing, values)
    if path.exists() and not differences:
        note(f"{path} says so already; it stays as it is.")
    else:
        if path.exists():
            note(f"{path} says otherwise:")
            for difference in differences:
                for line in difference.lines():
                    note(f"  {line}")
            if is_asking and not is_forced:
                is_forced = typer.confirm("Replace it, and keep a copy?", default=False)
        copy = write_settings(path, values, is_forced=is_forced)
        note(f"Written: {path}" + (f"; as it was: {copy}" if copy else ""))
    if answers.token and not token_in_settings:
        beside = path.with_name(ENVIRONMENT_FILE)
        write_variable(beside, "discord_token", answers.token)
        note(f"Written: {beside}, with the token, for your user alone")
    for variable in overriding(values):
        note(f"{variable} is set in the environment and wins over what the file says.")


def _build(settings: "Settings", answers: Answers, *, yes: bool) -> "Rebuilt":
    """The index of what was chosen; what lies in the network is fetched and kept fresh."""
    from bot.service.keeping import Wishes, keeping, open_fetcher, take_back

    addresses = [place.written for place in answers.places if place.is_address]
    if not addresses:
        return make(yes=yes)
    added: list[Added] = []
    folders: list[Path] = []
    with keeping(settings.home, on_wait=note_refresh):
        fetcher = open_fetcher(settings)
        try:
            for address in addresses:
                one = add_one(settings, address, Wishes(), fetcher, is_quiet=False)
                added.append(one)
                folders.append(one.folder)
            return make(also=folders, yes=yes)
        except BaseException:  # whoever breaks it off has added nothing
            for one in added:
                take_back(settings, one)
            raise


def _try_it() -> str:
    """Ask the new index some questions, and show the answers; gives the first of them."""
    import asyncio

    from rich.text import Text

    from bot.service.asking import Asking
    from bot.service.first_steps import find_questions
    from bot.service.turns import Turn
    from bot.service.wiring import open_service
    from bot.service.worker import InPlace
    from bot.settings import load_settings
    from bot.terminal.face import TextFace

    settings = load_settings()
    service = open_service(settings)

    async def ask_all() -> str:
        questions = await find_questions(service)
        asking = Asking(InPlace(service, None), settings)
        for question in questions:
            print_rich(Text(f"\n> {question}", style="bold"))
            await asking.ask(Turn(text=question), TextFace())
        return questions[0] if questions else ""

    return asyncio.run(ask_all())


def _tell_next(path: Path, answers: Answers, question: str) -> None:
    """What to type now."""
    from rich.text import Text

    from bot.network import parse_listen
    from bot.service.settings_text import ENVIRONMENT_FILE
    from bot.settings import load_settings
    from bot.settings_file import find_settings_file

    settings = load_settings()
    del os.environ["SAMPAN_CONFIG"]
    is_found = find_settings_file(Path.cwd()) == path
    sampan = "sampan" if is_found else f"sampan --config {path}"
    lines = [f'{sampan} ask "{question or "…"}"', f"{sampan} chat"]
    if answers.discord:
        beside = path.with_name(ENVIRONMENT_FILE)
        before = "SAMPAN_DISCORD_TOKEN=… "
        if settings.discord_token is not None:
            before = ""
        elif beside.exists():
            before = f"set -a; . {beside}; set +a; "
        lines.append(f"{before}{sampan} bot")
    if answers.http:
        is_here = parse_listen(settings.listen)[0] in _HERE
        if not is_here:
            lines.append(f"{sampan} keys add NAME    # for each who may ask")
        then = f"    # then open http://{settings.listen}/" if is_here else ""
        lines.append(f"{sampan} serve{then}")
    print_rich(Text("\n".join(("\nNow:", *(f"  {line}" for line in lines)))))
