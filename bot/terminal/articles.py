"""`sampan articles`: look-ups."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.printing import AsJson, note, print_json, print_rich

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.clean import Removed
    from corpus.schema import Article

articles_app = typer.Typer(no_args_is_help=True, help="Look articles up.")

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="At most this many.")]


@articles_app.command(epilog="Example: sampan articles find 虛擬銀行")
def find(
    words: Annotated[
        list[str],
        typer.Argument(metavar="TEXT", help="Words of a title, or any name of a subject."),
    ],
    limit: Limit = 10,
    as_json: AsJson = False,
) -> None:
    """Find articles by title, alias and subject, in either language."""
    _print_articles(_catalogue().find(" ".join(words), limit=limit), as_json)


@articles_app.command(epilog="Example: sampan articles show 2022-10-24-cdi-goes-live")
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    removed: Annotated[
        bool, typer.Option("--removed", help="Show the lines of its file that were left out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one article."""
    from bot.terminal.render import render_article, render_removed
    from corpus.article_json import article_to_json

    article = _catalogue().get(article_id)
    if removed:
        gone = _removed_of(article_id)
        if as_json:
            print_json([{"line": line.text, "reason": line.reason} for line in gone])
        else:
            print_rich(render_removed(gone))
    elif as_json:
        print_json(article_to_json(article))
    else:
        print_rich(render_article(article))


@articles_app.command(epilog="Example: sampan articles latest --topic Payments")
def latest(
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    provider: Annotated[str | None, typer.Option(help="Only this provider.")] = None,
    limit: Limit = 10,
    as_json: AsJson = False,
) -> None:
    """List the newest articles."""
    catalogue = _catalogue()
    found = catalogue.latest(
        topics=catalogue.topics_named(topic) if topic else (),
        providers=catalogue.providers_named(provider) if provider else (),
        limit=limit,
    )
    _print_articles(found, as_json)


@articles_app.command(epilog="Example: sampan articles related 2022-10-24-cdi-goes-live")
def related(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    limit: Limit = 10,
    as_json: AsJson = False,
) -> None:
    """List what an article names as related, and others on its subjects."""
    _print_articles(_catalogue().related(article_id, limit=limit), as_json)


@articles_app.command()
def topics(as_json: AsJson = False) -> None:
    """List the topics."""
    _print_counts(_catalogue().topics(), as_json)


@articles_app.command()
def providers(as_json: AsJson = False) -> None:
    """List the providers."""
    _print_counts(_catalogue().providers(), as_json)


def _catalogue() -> "Catalogue":
    from bot.service.wiring import open_catalogue
    from bot.settings import load_settings

    return open_catalogue(load_settings())


def _removed_of(article_id: str) -> "Sequence[Removed]":
    """What was left out of an article when its file was read, which is read again for it."""
    from bot.service.rebuilding import plan_rebuild
    from bot.settings import load_settings

    return plan_rebuild(load_settings()).corpus.removed.get(article_id, ())


def _print_articles(articles: "Sequence[Article]", as_json: bool) -> None:
    from bot.answering.as_json import articles_to_json
    from bot.terminal.render import render_articles

    if as_json:
        print_json(articles_to_json(articles))
    elif articles:
        print_rich(render_articles(articles))
    else:
        note("No article fits.")


def _print_counts(counts: Sequence[tuple[str, int]], as_json: bool) -> None:
    from bot.terminal.render import render_counts

    if as_json:
        print_json([{"name": name, "articles": count} for name, count in counts])
    else:
        print_rich(render_counts(counts))
