"""May this person open that chart, and on what ground? Break-glass, and the log of readers."""

import datetime as dt
import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.platform.access.events import BreakGlassReviewed, ChartOpenedByBreakGlass
from tuyen.platform.access.models import (
    BreakGlass,
    CareLink,
    CompartmentGrant,
    ReadLog,
    RoleAssignment,
    ScopeNode,
)
from tuyen.platform.changes import driver, lean, writer
from tuyen.platform.changes.turns import write_turn

BREAK_GLASS_MINUTES = 60
REASON_LETTERS = 15
PRIVACY_OFFICER = "privacy_officer"
INSIDE_A_UNIT = ("department", "service_point")


class Ground(StrEnum):
    CARE = "care"
    BREAK_GLASS = "break_glass"


class Opening(NamedTuple):
    """On what ground a chart is open, and until when (break-glass ends in mid-page)."""

    ground: Ground
    until: dt.datetime | None = None


def units_of(who: Actor) -> Q:
    """Scope nodes whose patients are mine: my unit and its departments, or all below for a subtree."""
    if who.scope == "subtree":
        return Q(path__startswith=who.path)
    inside = Q(path__startswith=who.path, kind__in=INSIDE_A_UNIT)
    return Q(unit_id=who.unit_id) | inside


def links_of(who: Actor) -> Q:
    """Care links that give `who` a ground today, hidden compartments left out."""
    today = clock.today()
    in_force = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))
    return (
        in_force
        & Q(compartment__in=["", *who.compartments])
        & Q(unit_id__in=ScopeNode.objects.filter(units_of(who)).values("unit_id"))
    )


def linked_sql(person_column: str, who: Actor) -> tuple[str, list[Any]]:
    """`links_of` as one ready condition on a column of persons, for the read before every visit."""
    today = writer.prepared(CareLink, "valid_from", clock.today())
    hidden = ["", *who.compartments]
    mine, values = _units_sql(who)
    sql = (
        "EXISTS (SELECT 1 FROM access_carelink l JOIN access_scopenode n ON n.unit_id = l.unit_id "
        f"WHERE l.patient_id = {person_column} AND l.valid_from <= %s "
        "AND (l.valid_to IS NULL OR l.valid_to >= %s) "
        f"AND l.compartment IN ({lean.marks(hidden)}) AND {mine})"
    )
    return sql, [today, today, *hidden, *values]


def _units_sql(who: Actor) -> tuple[str, list[Any]]:
    below, path = "substr(n.path, 1, %s) = %s", [len(who.path), who.path]
    if who.scope == "subtree":
        return below, [*path]
    kinds = lean.marks(INSIDE_A_UNIT)
    sql = f"(n.unit_id = %s OR ({below} AND n.kind IN ({kinds})))"
    return sql, [lean.ready(who.unit_id), *path, *INSIDE_A_UNIT]


def opening_of(patient_ids: Iterable[uuid.UUID], who: Actor) -> Opening | None:
    """The ground on which `who` may read this person's chart now; None: only break-glass can help."""
    ids = list(patient_ids)
    if not who.may("chart.open"):
        return None
    if CareLink.objects.filter(links_of(who), patient_id__in=ids).exists():
        return Opening(Ground.CARE)
    ends = [who.opened[id_] for id_ in ids if id_ in who.opened]
    if ends and max(ends) > clock.now():
        return Opening(Ground.BREAK_GLASS, max(ends))
    return None


def may_break_glass(who: Actor) -> bool:
    return who.may("breakglass.open")


def require_break_glass(who: Actor, reason: str) -> None:
    if not may_break_glass(who):
        raise NotPermitted(_("Tài khoản này không được mở khẩn cấp hồ sơ. Xin nhờ bác sĩ trực."))
    if len(reason.strip()) < REASON_LETTERS:
        raise Refused(
            _("Xin ghi rõ lý do mở khẩn cấp, ít nhất %(n)s chữ cái.") % {"n": REASON_LETTERS},
            field="reason",
        )


def break_glass(*, patient_id: uuid.UUID, reason: str, by: Actor) -> BreakGlass:
    """Open a chart for an hour, in the open: the privacy officer and the person will see it."""
    require_break_glass(by, reason)
    now = clock.now()
    row = BreakGlass(
        patient_id=patient_id,
        account_id=by.account_id,
        account_name=by.name,
        unit_id=by.unit_id,
        reason=reason.strip(),
        opened_at=now,
        expires_at=now + dt.timedelta(minutes=BREAK_GLASS_MINUTES),
    )
    with changes.apply(actor=by, reason="access.break_glass", why=row.reason) as log:
        log.create(row)
        log.announce(ChartOpenedByBreakGlass(row.id, patient_id, by.unit_id, clock.today()))
    return row


def review(*, leave: BreakGlass, conclusion: str, by: Actor) -> None:
    """The privacy officer says whether the leave was right."""
    if not by.may("breakglass.review"):
        raise NotPermitted(_("Chỉ cán bộ bảo vệ dữ liệu được duyệt lần mở khẩn cấp."))
    if leave.reviewed_at is not None:
        raise Refused(_("Lần mở này đã có kết luận; kết luận đã ghi thì giữ nguyên."))
    said = conclusion.strip()
    if len(said) < REASON_LETTERS:
        raise Refused(
            _("Xin ghi rõ kết luận, ít nhất %(n)s chữ cái.") % {"n": REASON_LETTERS},
            field="conclusion",
        )
    leave.review = said
    leave.reviewed_by = by.account_id
    leave.reviewed_at = clock.now()
    with changes.apply(actor=by, reason="access.review_break_glass") as log:
        log.change(leave, ["review", "reviewed_by", "reviewed_at"])
        log.announce(BreakGlassReviewed(leave.id, said, by.account_id))


def reviewing_unit(unit_id: uuid.UUID) -> uuid.UUID:
    """The unit, itself or the nearest above it, with a privacy officer; itself where there is none."""
    path = ScopeNode.objects.filter(unit_id=unit_id).values_list("path", flat=True).first() or "/"
    steps = path.strip("/").split("/")
    above = ["/" + "/".join(steps[:n]) + "/" for n in range(len(steps), 0, -1)]
    nodes = dict(ScopeNode.objects.filter(path__in=above).values_list("path", "unit_id"))
    today = clock.today()
    with_officer = set(
        RoleAssignment.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=today),
            role=PRIVACY_OFFICER,
            valid_from__lte=today,
            unit_id__in=nodes.values(),
        ).values_list("unit_id", flat=True)
    )
    found = (nodes[each] for each in above if each in nodes and nodes[each] in with_officer)
    return next(found, unit_id)


def note_read(patient_id: uuid.UUID, who: Actor, *, what: str, ground: str) -> None:
    """One line in the log of readers; every page that shows a chart writes it."""
    row = ReadLog(
        account_id=who.account_id,
        unit_id=who.unit_id,
        patient_id=patient_id,
        what=what,
        ground=ground,
    )
    with write_turn(), driver.cursor() as cursor:
        writer.insert(cursor, ReadLog, [writer.row_values(row)])


def note_reads(
    patient_ids: Iterable[uuid.UUID], who: Actor, *, what: str, ground: str = ""
) -> None:
    """A line for each person of a list that was handed out; without a ground it is care or a leave."""
    rows = [
        ReadLog(
            account_id=who.account_id,
            unit_id=who.unit_id,
            patient_id=patient_id,
            what=what,
            ground=ground or (Ground.BREAK_GLASS if patient_id in who.opened else Ground.CARE),
        )
        for patient_id in patient_ids
    ]
    with write_turn():
        ReadLog.objects.bulk_create(rows)


def readers_of(patient_ids: Iterable[uuid.UUID], who: Actor) -> list[ReadLog]:
    """Who looked at this person's record, newest first; not from places that tell too much."""
    return list(reads_of(patient_ids, who).order_by("-at")[:500])


def reads_of(patient_ids: Iterable[uuid.UUID], who: Actor) -> QuerySet[ReadLog]:
    """Every reading of this person's record that `who` may know of."""
    rows = ReadLog.objects.filter(patient_id__in=list(patient_ids))
    # Whoever holds such a grant may have met the person in a list of a prison's visits.
    granted = CompartmentGrant.objects.exclude(compartment__in=who.compartments)
    rows = rows.exclude(ground="report", account_id__in=granted.values("account_id"))
    return rows.exclude(unit_id__in=telling_units(who).values("unit_id"))


def oversees_reading(patient_ids: Iterable[uuid.UUID], who: Actor) -> bool:
    """Did a unit that `who` oversees ever treat this person, or open this record? Whoever reads the
    log of readers answers for these units, not for what others do with people they never met."""
    ids, mine = list(patient_ids), ScopeNode.objects.filter(units_of(who)).values("unit_id")
    seen = ["", *who.compartments]
    treated = CareLink.objects.filter(patient_id__in=ids, unit_id__in=mine, compartment__in=seen)
    if treated.exists():
        return True
    return ReadLog.objects.filter(patient_id__in=ids, unit_id__in=mine).exists()


def telling_units(who: Actor) -> QuerySet[ScopeNode]:
    """Units whose very name beside a person tells of a compartment that `who` may not see: prisons."""
    rows = rulebook.versions("unit_compartments")[-1].rows
    kinds = [row["kind"] for row in rows if not who.sees(str(row["compartment"]))]
    return ScopeNode.objects.filter(kind__in=kinds)
