"""Who gets a person's bundles: the nodes of units that care for the person, with what came before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from tuyen.core import clock, facts
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox.models import Holding, Letter, Trace
from tuyen.platform.mailbox.post import Want
from tuyen.platform.mailbox.rules import (
    HISTORY,
    NEVER_TO_ANOTHER_CHAIN,
    Receiver,
    below,
    directory,
    serving,
    stream_of,
    summary_first,
)
from tuyen.platform.mailbox.summary import ends_by_itself, ends_care, leads


class Care(NamedTuple):
    """A unit that cares for a person today, as routing needs it."""

    path: str
    chain: str
    kind: str
    compartment: str


def care_of(patients: Collection[UUID], on: dt.date) -> dict[UUID, list[Care]]:
    """Open care links of many people, in two statements."""
    is_open = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = list(
        CareLink.objects.filter(is_open, patient_id__in=patients).values_list(
            "patient_id", "unit_id", "kind", "compartment"
        )
    )
    units = ScopeNode.objects.filter(unit_id__in={unit for _who, unit, _kind, _part in rows})
    known = {
        unit: (path, chain) for unit, path, chain in units.values_list("unit_id", "path", "chain")
    }
    found: dict[UUID, list[Care]] = defaultdict(list)
    for patient, unit, kind, compartment in rows:
        if unit in known:
            found[patient].append(Care(*known[unit], kind, compartment))
    return found


def cared_for_by(receivers: Sequence[Receiver], care: Iterable[Care]) -> set[Receiver]:
    """Whose units care for the person. A link in a hidden compartment counts only for whoever may know it."""
    found: set[Receiver] = set()
    others = directory(receivers).others
    for link in care:
        found.update(serving(receivers, link.path, link.compartment))
        if link.kind not in NEVER_TO_ANOTHER_CHAIN:
            found.update(
                each
                for each in others
                if each.chain == link.chain and each.may_have(link.compartment)
            )
    return found


def served_units(receiver: Receiver, receivers: Sequence[Receiver]) -> Any:
    """Units of this machine: below it, without those that have a machine nearer, unless it is their hub."""
    found = ScopeNode.objects.filter(path__startswith=receiver.path)
    if not receiver.is_hub:
        for each in below(
            [other for other in receivers if other.path != receiver.path], receiver.path
        ):
            found = found.exclude(path__startswith=each.path)
    return found.values("unit_id")


class Due(NamedTuple):
    """For each person of a batch who must have the record, and every record that is the same person."""

    receivers: dict[UUID, set[Receiver]]
    records: dict[UUID, frozenset[UUID]]


def due(bundles: Sequence[Bundle], receivers: Sequence[Receiver]) -> Due:
    return due_for({each.patient_id for each in bundles if each.patient_id}, receivers)


def carers(patients: Collection[UUID], receivers: Sequence[Receiver]) -> dict[UUID, set[Receiver]]:
    """Of each person, the machines of those who care today."""
    return due_for(patients, receivers).receivers


def due_for(patients: Collection[UUID], receivers: Sequence[Receiver]) -> Due:
    if not patients:
        return Due({}, {})
    joined = facts.ask("persons.joined", person_ids=patients)
    records = {each: joined.get(each, frozenset({each})) for each in patients}
    everyone = frozenset().union(*records.values())
    care = care_of(everyone, clock.today())
    found = {
        patient: cared_for_by(receivers, (link for each in same for link in care.get(each, ())))
        for patient, same in records.items()
    }
    return Due(found, records)


def wants(bundles: Sequence[Bundle], receivers: Sequence[Receiver]) -> list[Want]:
    """What of these bundles goes where; before them, for whoever newly cares, what was said earlier."""
    asked = due(bundles, receivers)
    begun = _begin(bundles, asked)
    begun.at_once.extend(_last_words(bundles, asked, receivers))
    whole = set(directory(receivers).whole)
    for bundle in bundles:
        if bundle.patient_id is None:
            continue
        stream = stream_of(bundle.reason)
        for receiver in sorted(asked.receivers[bundle.patient_id] | whole):
            if goes_to(bundle, receiver):
                begun.at_once.append(Want(receiver.id, stream, bundle.id))
    return begun.at_once + begun.later


def _last_words(bundles: Sequence[Bundle], asked: Due, receivers: Sequence[Receiver]) -> list[Want]:
    """A node whose care ended hears that it did, and nothing after. What it misses is noted: should its
    units care again, it gets that too. One that missed something hears of a further end that names a unit
    of its own: it may have seen the person again meanwhile, with its line cut."""
    by_id = directory(receivers).by_id
    rows = Holding.objects.filter(patient_id__in=asked.receivers, until_ms=None)
    left: dict[UUID, list[tuple[Holding, Receiver]]] = defaultdict(list)
    for held in rows.only("pk", "peer_id", "patient_id", "is_behind"):
        receiver = by_id.get(held.peer_id)
        if receiver and receiver not in asked.receivers[held.patient_id]:
            left[held.patient_id].append((held, receiver))
    found: list[Want] = []
    behind: set[Any] = set()
    for bundle in bundles:
        for held, receiver in left.get(bundle.patient_id, ()) if bundle.patient_id else ():
            if not goes_to(bundle, receiver):
                continue
            if _is_the_last_word(bundle, held, receiver):
                found.append(Want(receiver.id, stream_of(bundle.reason), bundle.id))
            elif not held.is_behind:
                behind.add(held.pk)
    if behind:
        Holding.objects.filter(pk__in=behind).update(is_behind=True)
    return found


def _is_the_last_word(bundle: Bundle, held: Holding, receiver: Receiver) -> bool:
    if not held.is_behind:
        return ends_care(bundle)
    units = ends_by_itself(bundle)
    return bool(units) and _is_any_below(units, receiver.path)


def _is_any_below(units: Collection[UUID], path: str) -> bool:
    named = ScopeNode.objects.filter(unit_id__in=units, path__startswith=path)
    return bool(path) and named.exists()


def goes_to(bundle: Bundle, receiver: Receiver) -> bool:
    """Not back to where it came from, and nothing of a compartment that is not granted."""
    is_theirs = receiver.id in (bundle.origin_node, bundle.from_peer)
    return not is_theirs and receiver.may_have(bundle.compartment)


class Begun(NamedTuple):
    """What a node that begins to care gets: what is needed at once, and the rest when there is time."""

    at_once: list[Want]
    later: list[Want]


def _begin(bundles: Sequence[Bundle], asked: Due) -> Begun:
    """Keep who holds whose record from now on; collect what they must have of the time before."""
    streams: dict[tuple[Receiver, UUID], int] = {}
    for bundle in bundles:
        if bundle.patient_id is None:
            continue
        for receiver in asked.receivers[bundle.patient_id]:
            for record in asked.records[bundle.patient_id]:
                before = streams.get((receiver, record), HISTORY)
                streams[receiver, record] = min(before, stream_of(bundle.reason))
    new = begin_to_hold(streams)
    in_batch = {bundle.id: stream_of(bundle.reason) for bundle in bundles}
    return backfill({pair: streams[pair] for pair in new}, now=in_batch)


def begin_to_hold(pairs: Iterable[tuple[Receiver, UUID]]) -> list[tuple[Receiver, UUID]]:
    """Of these, who did not hold the record; from now on they do."""
    asked = sorted(pairs, key=lambda each: (each[0].id, each[1]))
    rows = Holding.objects.filter(patient_id__in={patient for _receiver, patient in asked})
    known = {(row.peer_id, row.patient_id): row for row in rows}
    now_ms = int(clock.now().timestamp() * 1000)
    ended = [
        row.id
        for each, patient in asked
        if (row := known.get((each.id, patient))) and (row.until_ms is not None or row.is_behind)
    ]
    if ended:
        Holding.objects.filter(pk__in=ended).update(
            until_ms=None, forgotten_ms=None, is_behind=False
        )
    fresh = [pair for pair in asked if (pair[0].id, pair[1]) not in known]
    Holding.objects.bulk_create(
        [Holding(peer_id=each.id, patient_id=patient, since_ms=now_ms) for each, patient in fresh],
        ignore_conflicts=True,
        batch_size=500,
    )
    again = [
        pair for pair in asked if (row := known.get((pair[0].id, pair[1]))) and row.id in ended
    ]
    return fresh + again


def backfill(
    pairs: dict[tuple[Receiver, UUID], int], *, now: Mapping[UUID, int] | None = None
) -> Begun:
    """What was said about these people, for whoever does not have it: the summary in the stream asked
    for, the rest in the stream of history.

    now: bundles that are on their way themselves, each in its stream; they take their place by age
    among the others, so that a visit does not come before the person.
    """
    begun, now = Begun([], []), now or {}
    if not pairs:
        return begun
    patients = {patient for _receiver, patient in pairs}
    by_patient: dict[UUID, list[tuple[Bundle, bool]]] = defaultdict(list)
    for bundle in _said_about(patients):
        if bundle.patient_id:
            by_patient[bundle.patient_id].append((bundle, leads(bundle)))
    sent = lettered(pairs, [each.id for rows in by_patient.values() for each, _first in rows])
    for (receiver, patient), stream in pairs.items():
        rows = [
            (each.id, each.hlc, is_first)
            for each, is_first in by_patient[patient]
            if goes_to(each, receiver) and (receiver.id, each.id) not in sent
        ]
        summary, rest = summary_first(each for each in rows if each[0] not in now)
        chosen = {*summary, *now}
        first = [id_ for id_, _hlc, _leads in rows if id_ in chosen]
        begun.at_once.extend(Want(receiver.id, now.get(id_, stream), id_) for id_ in first)
        begun.later.extend(Want(receiver.id, HISTORY, id_) for id_ in rest)
    begun.later.extend(_of_units(pairs))
    return begun


def _of_units(pairs: Iterable[tuple[Receiver, UUID]]) -> Iterator[Want]:
    """What units have said of these people in rows of their own that go with the care: appointments."""
    by_patient: dict[UUID, set[UUID]] = defaultdict(set)
    patients = {patient for _receiver, patient in pairs}
    traced = Trace.objects.filter(row_id__in=patients).values_list("row_id", "bundle_id")
    for patient, bundle_id in traced:
        by_patient[patient].add(bundle_id)
    every = {each for found in by_patient.values() for each in found}
    bundles = Bundle.objects.in_bulk(every) if every else {}
    sent = lettered(pairs, every) if every else set()
    for receiver, patient in pairs:
        rows = [bundles[id_] for id_ in by_patient[patient] if id_ in bundles]
        for bundle in sorted(rows, key=lambda each: (each.hlc, each.id)):
            if goes_to(bundle, receiver) and (receiver.id, bundle.id) not in sent:
                yield Want(receiver.id, HISTORY, bundle.id)


def _said_about(patients: Collection[UUID]) -> Iterable[Bundle]:
    asked = Bundle.objects.filter(patient_id__in=patients).order_by("hlc", "id")
    return asked.only(
        "id", "hlc", "patient_id", "compartment", "origin_node", "from_peer", "schema_ver", "body"
    )


def lettered(
    pairs: Iterable[tuple[Receiver, UUID]], bundles: Collection[UUID]
) -> set[tuple[UUID, UUID]]:
    """(peer, bundle) that have a letter already; those that a peer was told to forget count as new."""
    peers = {receiver.id for receiver, _patient in pairs}
    rows = Letter.objects.filter(bundle_id__in=bundles, peer_id__in=peers)
    return {(peer, id_) for peer, id_ in rows.values_list("peer_id", "bundle_id") if id_}
