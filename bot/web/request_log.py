"""The log: one JSON line for each request and for whatever else is worth knowing, on stderr."""

import logging
import sys

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

_FROM = logging.INFO
_TALKATIVE = ("faiss.loader", "httpx", "httpx2")
# What every line has, whoever wrote it.
_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def set_up_log() -> None:
    """Write all that is logged in this process as lines of JSON, in which nothing acts."""
    formatter = ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),  # ASCII alone, so that no terminal acts on it
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_FROM)
    for talkative in _TALKATIVE:
        logging.getLogger(talkative).setLevel(logging.ERROR)


def open_log(name: str) -> BoundLogger:
    """A logger whose lines have fields of their own."""
    return BoundLogger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        context={},
    )
