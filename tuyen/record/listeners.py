"""What persons announce becomes work for somebody."""

import datetime as dt
import math

from django.apps import apps
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.core.bus import listens_to
from tuyen.core.ids import from_event
from tuyen.platform import changes
from tuyen.platform.access.chart_access import PRIVACY_OFFICER, reviewing_unit
from tuyen.platform.access.events import BreakGlassReviewed, ChartOpenedByBreakGlass
from tuyen.platform.changes.events import StepRefused
from tuyen.record.actions.tasks import CLOSED, DONE
from tuyen.record.models import Task
from tuyen.record.queries.leaves import BREAK_GLASS
from tuyen.record.queries.tasks import open_about
from tuyen.registry.persons.events import NumberShared, PersonRegistered
from tuyen.registry.persons.models import Person
from tuyen.registry.terms import settled

DAYS_TO_JUDGE = 7
HOURS_A_DAY = 24
STEP_REFUSED = "step_refused"


@listens_to(PersonRegistered)
def tell_the_commune(event: PersonRegistered) -> None:
    """The commune must hear of somebody whom nobody knows within the hours of the decree."""
    if event.kind != "unknown":
        return
    hours = rulebook.on("identity/unknown_person", event.day)["notify_hours"]
    _write(
        Task(
            id=from_event(event.person_id, "unknown_person"),
            unit_id=event.unit_id,
            patient_id=event.person_id,
            compartment=event.compartment,
            kind="unknown_person",
            title=_("Báo Ủy ban nhân dân xã về người chưa rõ danh tính"),
            due_on=event.day + dt.timedelta(days=math.ceil(hours / HOURS_A_DAY)),
            priority=2,
        )
    )


@listens_to(NumberShared)
def ask_whether_they_are_one(event: NumberShared) -> None:
    """For the unit of the hidden record where one is hidden: only there may both be seen."""
    people = {
        row.id: row for row in Person.objects.filter(id__in=[event.first_id, event.second_id])
    }
    if len(people) < 2:
        return
    one = max(people.values(), key=lambda row: (row.compartment, row.id))
    unit_id = one.home_unit_id or one.entered_unit_id
    if unit_id is None:
        return
    other = event.first_id if one.id == event.second_id else event.second_id
    _write(
        Task(
            id=from_event(event.first_id, f"{event.second_id.hex} is one"),
            unit_id=unit_id,
            patient_id=one.id,
            compartment=one.compartment,
            kind="possible_duplicate",
            subject_id=other,
            title=_("Hai hồ sơ mang cùng một số: xem có phải một người"),
            due_on=clock.today() + dt.timedelta(days=DAYS_TO_JUDGE),
        )
    )


@listens_to(StepRefused)
def tell_whose_step_was_refused(event: StepRefused) -> None:
    """Another unit took another step first, on another machine; what was done here needs a look."""
    what = apps.get_model(event.model)._meta.verbose_name
    _write(
        Task(
            id=from_event(event.conflict_id, STEP_REFUSED),
            unit_id=event.origin_unit_id,
            patient_id=event.patient_id,
            compartment=event.compartment,
            kind=STEP_REFUSED,
            subject_id=event.row_id,
            title=_("“%(what)s”: bước vừa làm không được nhận, nơi khác đã làm bước khác trước")
            % {"what": what},
            due_on=clock.today() + dt.timedelta(days=1),
            priority=2,
        )
    )


@listens_to(ChartOpenedByBreakGlass)
def ask_for_a_conclusion(event: ChartOpenedByBreakGlass) -> None:
    """Without the person: the task tells nobody whose chart it was, the page of the leave does."""
    unit_id = reviewing_unit(event.unit_id)
    days = settled.on("privacy/break_glass", event.day, event.unit_id)["review_days"]
    _write(
        Task(
            id=from_event(event.leave_id, BREAK_GLASS),
            unit_id=unit_id,
            role=PRIVACY_OFFICER,
            kind=BREAK_GLASS,
            subject_id=event.leave_id,
            title=_("Kết luận một lần mở khẩn cấp hồ sơ"),
            due_on=event.day + dt.timedelta(days=days),
            priority=1,
        )
    )


@listens_to(BreakGlassReviewed)
def it_is_concluded(event: BreakGlassReviewed) -> None:
    for task in open_about(event.leave_id, BREAK_GLASS):
        task.status, task.outcome = DONE, event.conclusion
        task.done_by, task.done_at = event.reviewed_by, clock.now()
        with changes.apply(actor=SYSTEM, reason="record.task_done") as log:
            log.change(task, CLOSED)


def _write(task: Task) -> None:
    """Once, however often it is delivered."""
    if Task.objects.filter(pk=task.id).exists():
        return
    with changes.apply(actor=SYSTEM, reason="record.task") as log:
        log.create(task)
