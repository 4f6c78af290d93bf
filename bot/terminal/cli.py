"""The command `sampan`.

What a command needs is imported when it runs, so that help is instant.
"""

import os
import sys
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.adding import add, refresh
from bot.terminal.articles import articles_app
from bot.terminal.backup import backup, restore
from bot.terminal.chat import chat
from bot.terminal.drafting import questions
from bot.terminal.indexing import index
from bot.terminal.init import init
from bot.terminal.keys import keys_app
from bot.terminal.mcp import serve_assistants
from bot.terminal.measuring import calibrate, evaluate
from bot.terminal.printing import (
    AsJson,
    note,
    open_streams,
    print_json,
    print_rich,
    show_log,
    show_warnings,
)
from bot.terminal.serving import serve
from bot.terminal.sources import sources_app
from bot.terminal.unanswered import unanswered
from bot.terminal.vectors import vectors_app
from corpus.errors import AppError
from embeddings.errors import install_command

# Which extra brings what the base installation lacks.
_EXTRAS = {
    "ir_measures": "evaluation",
    "mcp": "mcp",
    "mcp_types": "mcp",
    "sklearn": "evaluation",
}

app = typer.Typer(
    name="sampan",
    epilog="Start with: sampan init",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(articles_app, name="articles")
app.add_typer(sources_app, name="sources")
app.add_typer(keys_app, name="keys")
app.add_typer(vectors_app, name="vectors")

Since = Annotated[
    str | None, typer.Option(help="Only articles from this day on: 2024, 2024-06 or last month.")
]
Until = Annotated[str | None, typer.Option(help="Only articles up to the end of this day.")]
Providers = Annotated[
    list[str] | None, typer.Option("--provider", help="Only this provider; may be repeated.")
]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", help="Only this topic; may be repeated.")
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", help="Only articles in this language: en, zh, zh-Hant or zh-Hans."),
]


def _show_version(is_asked: bool) -> None:
    if is_asked:
        print_rich(f"sampan {metadata.version('sampan')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FILE", help="Read this settings file; else the first of ours."
        ),
    ] = None,
) -> None:
    """Answers questions with the exact sentences of your articles, and a link to each."""
    if config is not None:
        # Whatever this command starts reads the same file.
        os.environ["SAMPAN_CONFIG"] = str(config.expanduser().absolute())


def main() -> None:
    """Run the command line: 0 done, 1 something was skipped or found wrong, 2 not possible."""
    open_streams()
    show_warnings()
    try:
        app()
    except AppError as error:
        note(f"Error: {error}", style="red")
        sys.exit(2)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        note(f"Error: this needs more packages; run: {install_command(extra)}", style="red")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # The reader of a pipe has seen enough, or the disk below the output is full; nothing may
        # be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            note(f"Error: {error.strerror or error}")
            sys.exit(2)


@app.command(epilog='Example: sampan ask "邊間銀行最先攞到虛擬銀行牌照？" --until 2019')
def ask(
    words: Annotated[list[str], typer.Argument(metavar="QUESTION", help="In English or Chinese.")],
    since: Since = None,
    until: Until = None,
    provider: Providers = None,
    topic: Topics = None,
    language: Languages = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10, help="At most this many quotes.")
    ] = 3,
    explain: Annotated[bool, typer.Option(help="Show how each passage was found.")] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question with quotes and their sources, or say that nothing was found."""
    import asyncio

    from bot.answering.question import parse_text
    from bot.service.asking import Asking
    from bot.service.turns import Turn
    from bot.service.wiring import open_service, open_writer
    from bot.service.worker import InPlace
    from bot.settings import load_settings
    from bot.talking.intents import read_intents
    from bot.terminal.face import JsonFace, TextFace

    question = " ".join(words)
    if not read_intents(question).intents:
        parse_text(question)  # a bad question is told before anything slow is loaded
    settings = load_settings()
    service = open_service(settings)
    filters = service.make_filters(
        since=since,
        until=until,
        providers=provider or (),
        topics=topic or (),
        languages=language or (),
    )
    turn = Turn(text=question, filters=filters, limit=limit)
    face = (JsonFace if as_json else TextFace)(is_explained=explain)

    worker = InPlace(service, open_writer(settings, service))
    asyncio.run(Asking(worker, settings).ask(turn, face))
    face.end()


app.command(epilog="Example: sampan chat")(chat)


@app.command(epilog="Example: sampan why 0f3a5c7e9b21")
def why(
    answer_id: Annotated[str, typer.Argument(metavar="ID", help="An answer's id.")],
    as_json: AsJson = False,
) -> None:
    """Show how an answer came about: analysis, conditions, ranks, scores and confidence."""
    from bot.settings import load_settings
    from bot.store.traces import find_trace
    from bot.terminal.report import render_trace

    trace = find_trace(load_settings().home, answer_id)
    if as_json:
        print_json(trace)
    else:
        print_rich(render_trace(trace))


app.command(epilog="Example: sampan init --name Crumb --articles ~/articles --http")(init)
app.command(epilog="Example: sampan backup sampan-2026-06-01.zip")(backup)
app.command(epilog="Example: sampan restore sampan-2026-06-01.zip")(restore)
app.command(epilog="Example: sampan index starter ~/articles --dry-run")(index)
app.command(epilog="Example: sampan add starter ~/notes https://news.example/feed.xml")(add)
app.command(epilog="Example: sampan refresh")(refresh)
app.command(epilog="Example: sampan questions my-questions.jsonl")(questions)
app.command(epilog="Example: sampan evaluate tests/evaluation/dev.jsonl --json")(evaluate)
app.command(epilog="Example: sampan calibrate questions.jsonl more-questions.jsonl")(calibrate)
app.command(epilog="Example: sampan unanswered --days 7 --csv")(unanswered)


app.command(epilog="Example: sampan serve --port 8000")(serve)


@app.command("bot", epilog="Example: SAMPAN_DISCORD_TOKEN=… sampan bot")
def serve_discord() -> None:
    """Answer on Discord until stopped; docs/discord.md says how to set a server up."""
    from bot.discord_app.run import run_bot
    from bot.settings import load_settings

    show_log()
    run_bot(load_settings())


app.command("mcp", epilog="Example: sampan mcp --http 127.0.0.1:8765")(serve_assistants)


@app.command(epilog="Example: sampan doctor")
def doctor(
    discord: Annotated[
        bool, typer.Option("--discord", help="Ask Discord about token, commands and permissions.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check settings, encoder and index, and say what to do about each finding."""
    from bot.service.doctor import examine
    from bot.terminal.report import render_checks

    findings = examine()
    if discord:
        from bot.discord_app.doctor import examine_discord
        from bot.settings import load_settings

        findings += examine_discord(load_settings())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_rich(render_checks(findings))
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(1)
