"""What a Prometheus server is told: few series, each of which answers a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

# There would be one beside each series, and nobody asks for them.
disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The series of one process."""

    def __init__(
        self, people: Callable[[], int], held: Callable[[], Mapping[str, int]]
    ) -> None:
        """Begin at zero.

        Args:
            people: how many are in the room.
            held: bytes of the pages' files in memory, by session.
        """
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "recognizer_requests",
            "Requests to the HTTP interface.",
            ("endpoint", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "recognizer_request_seconds",
            "From the head of a request to its answer.",
            ("endpoint",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "recognizer_answers",
            "Drawings and pictures answered, by digit, number, none or unreadable.",
            ("digit",),
            registry=self._registry,
        )
        room = Gauge(
            "recognizer_room_people",
            "Pages open in the room.",
            registry=self._registry,
        )
        room.set_function(people)
        memory = Gauge(
            "recognizer_upload_bytes",
            "Memory that visitors' files take.",
            registry=self._registry,
        )
        memory.set_function(lambda: sum(held().values()))
        ProcessCollector(registry=self._registry)

    def note(self, endpoint: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(endpoint, str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def note_answers(self, results: Sequence[Mapping[str, Any]]) -> None:
        """Drawings and pictures were answered, see `network.results.results`."""
        for result in results:
            if result["digits"]:
                kind = "number"
            elif result["probabilities"] is None:
                kind = "unreadable"
            else:
                kind = "none" if result["digit"] is None else str(result["digit"])
            self._answers.labels(kind).inc()

    def written(self) -> bytes:
        """All series in Prometheus's text format."""
        return generate_latest(self._registry)
