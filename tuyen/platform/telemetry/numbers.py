"""Counters of this process. With PROMETHEUS_MULTIPROC_DIR set, of all workers of a hub together."""

import functools
from typing import Any

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 8.0)

requests = Counter("tuyen_requests_total", "Requests answered", ["method", "status"])
seconds = Histogram("tuyen_request_seconds", "Time to answer", ["method"], buckets=BUCKETS)


def count(method: str, status: int, took: float) -> None:
    answered, taken = _cells(method, status // 100)
    answered.inc()
    taken.observe(took)


@functools.lru_cache(maxsize=128)
def _cells(method: str, hundreds: int) -> tuple[Any, Any]:
    """Counter and histogram of one kind of answer; looking them up costs more than counting."""
    return requests.labels(method, f"{hundreds}xx"), seconds.labels(method)
