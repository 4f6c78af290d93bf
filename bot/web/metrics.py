"""What is counted of requests and answers, for Prometheus; over all processes that serve."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from bot.service.wiring import Service

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes count together; the library looks for it when it is imported."""

_BUCKETS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)


class Metrics:
    """Counts of one app, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "sampan_requests",
            "Requests answered, by the pattern of their path.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self.verdicts = Counter(
            "sampan_answers",
            "Questions answered; reply is what was no question for the articles.",
            ("verdict",),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "sampan_answer_seconds",
            "From a question to its answer, waiting included.",
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self.waiting = Gauge(
            "sampan_waiting_questions",
            "Questions that wait for their answer.",
            multiprocess_mode="livesum",
            registry=self._registry,
        )

    def render(self, service: Service | None) -> bytes:
        """All counts as Prometheus reads them, with how the index is that answers."""
        folder = os.environ.get(FOLDER_VARIABLE)
        told = self._registry
        if folder:
            _forget_dead(Path(folder))
            told = CollectorRegistry()
            MultiProcessCollector(told, folder)  # type: ignore[no-untyped-call]
        index = CollectorRegistry()
        index.register(_IndexCollector(service))
        return generate_latest(told) + generate_latest(index)


class _IndexCollector:
    """Tells of the index in use; every process has the same, but for the seconds of a change."""

    def __init__(self, service: Service | None) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "sampan_ready", "Whether an index answers.", value=int(self._service is not None)
        )
        if self._service:
            age_s = time.time() - self._service.published_at.timestamp()
            yield GaugeMetricFamily(
                "sampan_index_age_seconds", "Since the articles were read.", value=max(0.0, age_s)
            )
            yield GaugeMetricFamily(
                "sampan_articles", "Articles answered from.", value=len(self._service.catalogue)
            )


def _forget_dead(folder: Path) -> None:
    """Leave out how many waited in a process that was killed."""
    for path in folder.glob("gauge_live*_*.db"):
        with suppress(ValueError, FileNotFoundError):
            pid = int(path.stem.rpartition("_")[2])
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
