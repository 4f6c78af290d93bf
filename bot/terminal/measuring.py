"""The commands that measure answers, and fit how sure they are."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.printing import AsJson, note, print_json, print_rich, show_progress


def evaluate(
    file: Annotated[Path, typer.Argument(help="Questions with known answers, JSON Lines.")],
    curve: Annotated[
        Path | None, typer.Option(help="Draw the risk-coverage curve into this SVG file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure answers against questions with known answers, or turns of conversations."""
    from bot.evaluation.abstention import draw_curve
    from bot.evaluation.conversations import is_conversations
    from bot.evaluation.known_questions import read_questions
    from bot.evaluation.measurement import evaluate_answers
    from bot.service.quality import Measured, write_measured
    from bot.service.wiring import open_service
    from bot.settings import load_settings
    from bot.terminal.render import render_evaluation
    from bot.terminal.report import render_abstention

    if is_conversations(file):
        _converse(file, as_json=as_json)
        return
    questions = read_questions(file)
    settings = load_settings()
    service = open_service(settings)
    with show_progress("Answering") as progress:
        measurement = evaluate_answers(service.answerer, questions, progress=progress)
    evaluation = measurement.evaluation
    if curve:
        curve.write_text(draw_curve(measurement.abstention.curve), encoding="utf-8")
    measured = Measured(
        index_id=service.index_id,
        questions_file=file.name,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        figures=evaluation.overall,
    )
    try:
        write_measured(settings.home, measured)
    except OSError as error:
        note(f"The figures are not kept for /status: {error.strerror}")
    if not as_json:
        print_rich(render_evaluation(evaluation))
        print_rich(render_abstention(measurement.abstention))
        return
    print_json(
        {
            "overall": evaluation.overall,
            "by_language": evaluation.by_language,
            "by_direction": evaluation.by_direction,
            "by_kind": evaluation.by_kind,
            "abstention": asdict(measurement.abstention),
            "questions": measurement.details,
        }
    )


def _converse(file: Path, *, as_json: bool) -> None:
    """Measure what turns of conversations are met with."""
    from bot.evaluation.conversations import evaluate_conversations, read_conversations
    from bot.service.wiring import open_service
    from bot.settings import load_settings
    from bot.terminal.report import render_conversing

    conversations = read_conversations(file)
    talk = open_service(load_settings()).talk
    with show_progress("Talking") as progress:
        found = evaluate_conversations(talk, conversations, progress=progress)
    if as_json:
        print_json({"overall": found.figures, "turns": found.turns})
    else:
        print_rich(render_conversing(found.figures))


def calibrate(
    files: Annotated[list[Path], typer.Argument(help="Questions with known answers, JSON Lines.")],
    output: Annotated[
        Path | None, typer.Option(help="Write here instead of into the home folder.")
    ] = None,
    any_encoder: Annotated[
        bool, typer.Option(help="Use only what means the same for any encoder.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fit how sure an answer is, to questions that the index in use answers or does not."""
    from bot.answering.confidence import UNFITTED
    from bot.evaluation.calibration import collect_examples, fit_calibration
    from bot.evaluation.known_questions import read_questions
    from bot.service.calibrations import calibration_path, write_calibration
    from bot.service.wiring import open_service
    from bot.settings import load_settings
    from bot.terminal.report import render_calibration
    from embeddings.encoders import open_encoder

    questions = {q.question: q for file in files for q in read_questions(file)}
    settings = load_settings()
    answerer = open_service(settings, calibration=UNFITTED).answerer
    with show_progress("Answering") as progress:
        examples = collect_examples(answerer, list(questions.values()), progress=progress)
    encoder = "any encoder" if any_encoder else open_encoder(settings.encoder).fingerprint
    calibration = fit_calibration(examples, encoder=encoder, for_any=any_encoder)
    path = output or calibration_path(settings.home, encoder)
    write_calibration(path, calibration)
    if as_json:
        print_json({"path": str(path), **calibration.figures})
    else:
        print_rich(render_calibration(calibration, path))
