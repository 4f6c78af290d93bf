"""`sampan questions`: questions to look through, from the articles of the index."""

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.printing import json_line, note


def questions(
    file: Annotated[
        Path, typer.Argument(help="Write JSON Lines here; - prints them.", allow_dash=True)
    ],
    limit: Annotated[int, typer.Option(min=3, max=1000, help="At most this many.")] = 60,
    force: Annotated[bool, typer.Option("--force", help="Write over the file.")] = False,
) -> None:
    """Draft questions with known answers from your articles, to look through and calibrate with."""
    from bot.errors import DraftFileError
    from bot.evaluation.drafts import draft_questions
    from bot.evaluation.known_questions import FEWEST, question_to_json
    from bot.settings import load_settings
    from corpus.glossary import load_glossary
    from embeddings.index import open_articles

    is_printed = str(file) == "-"
    if not is_printed and file.exists() and not force:
        raise DraftFileError(file, "exists; give another name, or --force to write over it")
    settings = load_settings()
    articles = list(open_articles(settings.index_folder).articles)
    drafts = draft_questions(articles, load_glossary(*settings.glossary), limit=limit)
    text = "".join(f"{json_line(question_to_json(draft))}\n" for draft in drafts)
    if is_printed:
        typer.echo(text, nl=False)
    else:
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise DraftFileError(file, f"cannot be written: {error.strerror}") from error
    answerable = sum(bool(draft.articles) for draft in drafts)
    is_few = min(answerable, len(drafts) - answerable) < FEWEST
    enough = f" until there are at least {FEWEST} of each," if is_few else ""
    where = "calibrate with them" if is_printed else f"run: sampan calibrate {file}"
    note(
        f"{answerable} questions that your articles should answer, and {len(drafts) - answerable}"
        " that they should not. These are drafts: look through them, delete or mend what is wrong,"
        f" add questions that your members ask,{enough} then {where}"
    )
