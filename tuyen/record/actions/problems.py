"""The problem list: illnesses that stay with a person beyond one visit."""

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import chart_of
from tuyen.record.models import Condition
from tuyen.record.queries.courses import ENTERED_IN_ERROR, PROBLEM
from tuyen.registry.terms.queries import code_on


def add_problem(
    *,
    person_id: uuid.UUID,
    name: str,
    by: Actor,
    code: str = "",
    onset_on: dt.date | None = None,
    repeat: changes.Repeat | None = None,
) -> Condition:
    """Put an illness on the list; one that already stands there is not written twice."""
    permissions.require_record(by)
    chart = chart_of(person_id, by)
    if repeat and (earlier := repeat.outcome()):
        raise earlier
    _require_sound(name, onset_on)
    same = chart.of(Condition).filter(category=PROBLEM, clinical_status="active")
    known = (same.filter(code=code) if code else same.filter(name=nfc(name))).first()
    if known:
        return known
    problem = Condition(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
        category=PROBLEM,
        code=code,
        name=nfc(name),
        clinical_status="active",
        onset_on=onset_on,
        day=clock.today(),
    )
    with changes.apply(actor=by, reason="problem.add", repeat=repeat) as log:
        log.create(problem)
        log.result_id = problem.id
    return problem


def _require_sound(name: str, onset_on: dt.date | None) -> None:
    if not nfc(name):
        raise Refused(_("Ghi tên bệnh hoặc vấn đề."), field="name")
    if onset_on is not None and onset_on > clock.today():
        raise Refused(_("Ngày khởi phát chưa tới."), field="onset_on")


def resolve_problem(*, problem: Condition, by: Actor, why: str = "") -> Condition:
    """It is over: a later row says so, the earlier one steps back."""
    permissions.require_record(by)
    if problem.clinical_status != "active":
        raise Refused(_("Bệnh này không còn trong danh sách đang theo dõi."))
    over = _after(problem, clinical_status="resolved", ended_on=clock.today())
    return _written(problem, over, "problem.resolve", why, by)


def correct_problem(
    *,
    problem: Condition,
    name: str,
    by: Actor,
    why: str,
    code: str = "",
    onset_on: dt.date | None = None,
) -> Condition:
    """Another illness, code or onset than was written; the earlier row steps back and stays."""
    permissions.require_amend(by)
    _require_sound(name, onset_on)
    if code and code != problem.code and code_on("icd10", code, clock.today()) is None:
        text = _("Không có mã bệnh “%(code)s” trong ICD-10 Việt Nam.") % {"code": code}
        raise Refused(text, field="code", code="unknown_code")
    if not why.strip():
        raise Refused(_("Ghi vì sao sửa."), field="why")
    mended = _after(problem, name=nfc(name), code=code, onset_on=onset_on)
    return _written(problem, mended, "problem.correct", why, by)


def strike_problem(*, problem: Condition, by: Actor, why: str) -> Condition:
    """Written into the wrong chart or by mistake: a row that says so takes its place."""
    permissions.require_amend(by)
    if not why.strip():
        raise Refused(_("Ghi vì sao gỡ, ví dụ: ghi nhầm người."), field="why")
    struck = _after(problem, verification=ENTERED_IN_ERROR, clinical_status="")
    return _written(problem, struck, "problem.strike", why, by)


def _after(problem: Condition, **changed: Any) -> Condition:
    """The row that corrects this one; told apart from another that came in the meantime."""
    if problem.verification == ENTERED_IN_ERROR:
        raise Refused(_("Bệnh này đã được gỡ vì ghi nhầm."))
    kept = {
        name: getattr(problem, name)
        for name in ("patient_id", "compartment", "encounter_id", "category", "rank", "code",
                     "scheme", "name", "clinical_status", "verification", "onset_on", "ended_on")
    }  # fmt: skip
    return Condition(**kept | changed, amends_id=problem.id, day=clock.today())


def _written(problem: Condition, after: Condition, reason: str, why: str, by: Actor) -> Condition:
    with changes.apply(actor=by, reason=reason, why=nfc(why)) as log:
        log.check(lambda: _require_in_force(problem))
        log.create(after)
    return after


def _require_in_force(problem: Condition) -> None:
    """Inside the transaction, the row being the lock: two corrections never both take its place."""
    same = Condition.objects.filter(pk=problem.id, patient_id=problem.patient_id)
    same.select_for_update().first()
    if Condition.objects.filter(amends_id=problem.id, patient_id=problem.patient_id).exists():
        raise Refused(_("Dòng này vừa được sửa ở máy khác. Xin tải lại trang."))
