"""Which step of a signal may follow which; which clusters of cases are told at once; who is one signal."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from tuyen.domains.surveillance.rules.weeks import week_of

VERSION = "1"
NAMESPACE = uuid.UUID("6f3b1c52-6f0e-5d43-9a6b-1f7f5a1d2c07")


class Status(StrEnum):
    NEW = "new"
    VERIFIED = "verified"
    FALSE = "false"
    CLOSED = "closed"


NEXT = {
    Status.NEW: {Status.VERIFIED, Status.FALSE},
    Status.VERIFIED: {Status.CLOSED, Status.FALSE},
    Status.FALSE: {Status.VERIFIED},
    Status.CLOSED: {Status.VERIFIED},
}


def may_follow(now: str, then: str) -> bool:
    return Status(then) in NEXT[Status(now)]


class Alert(NamedTuple):
    """So many cases of one commune whose onsets lie within so many days of each other."""

    disease: str
    cases: int
    within_days: int


class Cluster(NamedTuple):
    alert: Alert
    cases: int
    monday: dt.date  # of the newest onset


def clusters(
    onsets: Mapping[str, Sequence[dt.date]], alerts: Sequence[Alert], today: dt.date
) -> list[Cluster]:
    """Disease → onsets of one commune: of each disease the strictest alert that is met today."""
    found: dict[str, Cluster] = {}
    for alert in sorted(alerts, key=lambda each: (each.cases, each.within_days)):
        since = today - dt.timedelta(days=alert.within_days)
        recent = [each for each in onsets.get(alert.disease, ()) if since <= each <= today]
        if len(recent) >= alert.cases:
            monday = week_of(max(recent)).monday
            found[alert.disease] = Cluster(alert, len(recent), monday)
    return list(found.values())


def fingerprint(parameters: Mapping[str, Any]) -> str:
    """Of the settings of a method: two signals with the same one were judged alike."""
    said = json.dumps(parameters, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def id_of(*parts: object) -> uuid.UUID:
    """One id for one thing found, whoever looks and however often."""
    return uuid.uuid5(NAMESPACE, "|".join(str(each) for each in parts))
