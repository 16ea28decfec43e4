"""Numbers in Prometheus' text format: counters of the workers, gauges read at the moment."""

import os
import shutil

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from tuyen.platform.health import checks


def _counters() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _gauges() -> CollectorRegistry:
    now = CollectorRegistry()
    free = Gauge("tuyen_disk_free_bytes", "Free space of the data folder", registry=now)
    free.set(shutil.disk_usage(settings.TUYEN_HOME).free)
    fit = Gauge("tuyen_fit", "1 where a check of the node is ok", ["check"], registry=now)
    for finding in checks.readiness():
        fit.labels(finding.name).set(finding.is_ok)
    return now


def text() -> bytes:
    return generate_latest(_counters()) + generate_latest(_gauges())
