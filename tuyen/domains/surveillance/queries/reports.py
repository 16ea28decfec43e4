"""Weekly reports: who sent, who is late, what has changed since, and which weeks nobody told of."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Min, Q, QuerySet, Sum

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries.grounds import Ground, counts_in, ground_of
from tuyen.domains.surveillance.rules import reports as rules
from tuyen.domains.surveillance.rules.standing import Bools
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Case, CaseMove
from tuyen.record.rules.cases import diseases

RULES = "surveillance/weekly_reports"
WEEK = dt.timedelta(weeks=1)
MOST_REASONS = 50


def visible_to(who: Actor) -> QuerySet[ReportReceived]:
    """Of my units, and of the area that I answer for."""
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    ground = ground_of(who, clock.today())
    area_ids = ground.area_ids if ground else ()
    rows: QuerySet[ReportReceived] = ReportReceived.objects.filter(
        Q(unit_id__in=mine) | Q(area_id__in=area_ids)
    )
    return rows


def due_at(monday: dt.date) -> dt.datetime:
    rule = rulebook.on(RULES, monday)
    return rules.due_at(monday, rule["due_days"], rule["due_hour"])


def oldest_owed(today: dt.date) -> dt.date:
    """The Monday of the oldest week that may still be told."""
    return week_of(today).monday - WEEK * int(rulebook.on(RULES, today)["oldest_weeks"])


@dataclass(frozen=True)
class CommuneWeek:
    """One commune in the week; report is None where nothing was sent."""

    code: str
    name: str
    state: rules.Sent
    report: ReportReceived | None
    cases: int | None


def of_week(ground: Ground, monday: dt.date) -> list[CommuneWeek]:
    """Every commune of the ground: those that owe first. One statement."""
    rows = ReportReceived.objects.filter(area_id__in=ground.area_ids, monday=monday)
    sent: dict[str, ReportReceived] = {}
    for row in rows.order_by("-sent_at", "-id"):
        sent[ground.area_ids[row.area_id]] = row  # the first that was sent stands
    due, now = due_at(monday), clock.now()
    found = [
        _commune(code, name, sent.get(code), due, now) for code, name in ground.communes.items()
    ]
    order = [rules.Sent.MISSING, rules.Sent.WAITED_FOR, rules.Sent.LATE, rules.Sent.IN_TIME]
    return sorted(found, key=lambda each: order.index(each.state))


def _commune(
    code: str, name: str, row: ReportReceived | None, due: dt.datetime, now: dt.datetime
) -> CommuneWeek:
    state = rules.state_of(row.sent_at if row else None, due, now)
    return CommuneWeek(code, name, state, row, sum(row.counts.values()) if row else None)


@dataclass(frozen=True)
class Owed:
    """A week that this station has not told of, with what it would sign."""

    monday: dt.date
    counts: dict[str, int]
    due: dt.datetime
    is_late: bool


def owed_by(who: Actor, *, weeks: int = 3) -> list[Owed]:
    """Of the last weeks that have ended; the newest first."""
    ground, newest = ground_of(who, clock.today()), week_of(clock.today()).monday - WEEK
    if ground is None or len(ground.communes) != 1:
        return []
    mondays = [newest - WEEK * back for back in range(weeks)]
    sent = set(
        ReportReceived.objects.filter(area_id__in=ground.area_ids, monday__in=mondays).values_list(
            "monday", flat=True
        )
    )
    return [_owed(ground, each) for each in mondays if each not in sent]


def _owed(ground: Ground, monday: dt.date) -> Owed:
    due = due_at(monday)
    return Owed(monday, counts_of(ground, monday), due, clock.now() > due)


def sent_for(ground: Ground, monday: dt.date) -> bool:
    return ReportReceived.objects.filter(area_id__in=ground.area_ids, monday=monday).exists()


def counts_of(ground: Ground, monday: dt.date) -> dict[str, int]:
    """Disease → cases of the week as known now; none of a disease that only some may know of."""
    open_ones = [each.code for each in diseases(monday).values() if not each.compartment]
    rows = counts_in(ground).filter(monday=monday, disease__in=open_ones)
    return {code: int(n) for code, n in rows.values_list("disease").annotate(n=Sum("n"))}


@dataclass(frozen=True)
class Corrected:
    """A report with what is known now: figures that differ, and the reasons told since it was signed."""

    corrections: list[rules.Correction]
    reasons: list[tuple[dt.datetime, str, str]]  # when, disease, why


def corrected(report: ReportReceived, ground: Ground) -> Corrected:
    own = ground.part(ground.area_ids.get(report.area_id, ""))
    changed = rules.corrections(report.counts, counts_of(own, report.monday))
    wanted = {each.disease for each in changed}
    return Corrected(changed, _reasons(report, own, wanted) if wanted else [])


def _reasons(
    report: ReportReceived, ground: Ground, wanted: set[str]
) -> list[tuple[dt.datetime, str, str]]:
    """Why cases of that week moved after it was signed: words of the moves, nobody's name."""
    ends = report.monday + dt.timedelta(days=6)
    known: dict[uuid.UUID, tuple[uuid.UUID, str]] = {
        id_: (patient, disease)
        for id_, patient, disease in Case.objects.filter(
            area_id__in=ground.area_ids,
            custody_site_id=None,
            compartment="",
            disease__in=wanted,
            onset_on__range=(report.monday, ends),
        ).values_list("id", "patient_id", "disease")
    }
    moves = CaseMove.objects.filter(
        case_id__in=known,
        patient_id__in={each[0] for each in known.values()},
        at__gt=report.sent_at,
    ).exclude(why="")
    rows = moves.order_by("at", "id").values_list("at", "case_id", "why")[:MOST_REASONS]
    return [(at, known[case][1], why) for at, case, why in rows]


def silent(ground: Ground, mondays: Sequence[dt.date]) -> tuple[int, dict[str, Bools]]:
    """The week in which the first of this ground sent a report; commune → weeks since then without its own.

    Before that week nobody sent reports: cases are all there was to know. Two statements.
    """
    rows = ReportReceived.objects.filter(area_id__in=ground.area_ids)
    first = rows.aggregate(first=Min("monday"))["first"]
    if first is None:
        return len(mondays), {}
    owed = np.array([each >= first for each in mondays])
    found = {code: owed.copy() for code in ground.communes}
    at = {monday: place for place, monday in enumerate(mondays)}
    for area, monday in rows.values_list("area_id", "monday"):
        if monday in at:
            found[ground.area_ids[area]][at[monday]] = False
    return int((~owed).sum()), found
