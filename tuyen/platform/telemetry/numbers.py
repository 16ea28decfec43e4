"""Counters of this process. With PROMETHEUS_MULTIPROC_DIR set, of all workers of a hub together."""

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 8.0)

requests = Counter("tuyen_requests_total", "Requests answered", ["method", "status"])
seconds = Histogram("tuyen_request_seconds", "Time to answer", ["method"], buckets=BUCKETS)


def count(method: str, status: int, took: float) -> None:
    requests.labels(method, f"{status // 100}xx").inc()
    seconds.labels(method).observe(took)
