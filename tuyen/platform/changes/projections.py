"""Consequences inside the transaction: pure functions (before, after) → deltas, and where deltas go.

A room declares in its `projections.py`:

    @projection(Encounter)
    def count_visits(before: Encounter | None, after: Encounter | None) -> Iterable[Delta]: ...

Local writes and operations from other nodes run the same functions. A delta names its sink; the sink
gets all deltas of one transaction at once, so that it can sort them and write each row once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Protocol

Project = Callable[[Any, Any], Iterable["Delta"]]


class Delta(Protocol):
    """What a projection asks for. `sink` is the name under which the receiver registered."""

    @property
    def sink(self) -> str: ...


Sink = Callable[[Any, list[Any]], None]  # (cursor, deltas), inside the transaction

Arrive = Callable[[Any], Iterable["Delta"]]

_projections: dict[type, list[Project]] = defaultdict(list)
_arrivals: dict[type, list[Arrive]] = defaultdict(list)
_sinks: dict[str, Sink] = {}


def projection(model: type) -> Callable[[Project], Project]:
    def register(project: Project) -> Project:
        _projections[model].append(project)
        return project

    return register


def sink(name: str) -> Callable[[Sink], Sink]:
    def register(write: Sink) -> Sink:
        _sinks[name] = write
        return write

    return register


def arrival(*models: type) -> Callable[[Arrive], Arrive]:
    """For a new row that another node sends, beside its projections: what was here before it came.

    Bundles overtake each other between nodes. A row written here finds nothing that speaks of it yet,
    so an act does not pay for the question.
    """

    def register(arrive: Arrive) -> Arrive:
        for model in models:
            _arrivals[model].append(arrive)
        return arrive

    return register


def deltas_of_arrival(model: type, row: Any) -> Iterable[Delta]:
    for arrive in _arrivals.get(model, ()):
        yield from arrive(row)


def projected_models() -> list[type]:
    return list(_projections)


def deltas_of(model: type, before: Any, after: Any) -> Iterable[Delta]:
    for project in _projections.get(model, ()):
        yield from project(before, after)


def projections_of(model: type) -> list[Project]:
    """For whoever asks about many rows of one table."""
    return _projections.get(model, [])


def has_projections(model: type) -> bool:
    return model in _projections


def flush(cursor: Any, deltas: Iterable[Delta]) -> None:
    """Hand each sink its deltas, sinks in the order of their names (locks are taken alike)."""
    by_sink: dict[str, list[Delta]] = defaultdict(list)
    for delta in deltas:
        by_sink[delta.sink].append(delta)
    for name in sorted(by_sink):
        _sinks[name](cursor, by_sink[name])
