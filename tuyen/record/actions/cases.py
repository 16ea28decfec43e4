"""A case is notified, investigated, classified, closed; every move is signed and can be taken back."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import case_permissions, permissions
from tuyen.record.case_sentences import sentence
from tuyen.record.chart import Chart, chart_of
from tuyen.record.events import CaseNotified, CaseReclassified
from tuyen.record.models import Case, CaseMove
from tuyen.record.models.cases import CaseClass, CaseOrigin, CaseOutcome, CaseStatus
from tuyen.record.queries import cases as queries
from tuyen.record.rules import cases as rules
from tuyen.registry.terms.queries import code_on

CORRECTABLE = frozenset(
    {"onset_on", "rash_on", "first_care_on", "hamlet", "exposure", "signs", "is_inpatient", "icd10",
     "doses", "last_dose_on", "dose_source", "origin", "onset_area_id"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the notifier says. occurred_at, notified_at: earlier than now where paper came first."""

    disease: str
    onset_on: dt.date
    classification: str = "suspected"
    icd10: str = ""
    encounter_id: uuid.UUID | None = None
    occurred_at: dt.datetime | None = None
    notified_at: dt.datetime | None = None
    is_inpatient: bool = False
    more: tuple[tuple[str, Any], ...] = ()  # of CORRECTABLE


def notify_case(
    *,
    person: Chart | uuid.UUID,
    told: Told,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> Case:
    """Tell of a case; the same illness told again mends the case that stands, and makes no second one."""
    case_permissions.require_notify(by)
    chart = chart_of(person, by)
    if repeat and (earlier := repeat.outcome()):
        raise earlier
    disease = disease_on(told.disease, told.onset_on)
    compartment = _compartment(chart, disease, by)
    case = _new(chart, disease, told, by, compartment)
    require_sound(case, disease, chart.person.birth_date)
    if known := queries.told_before(chart, disease, told.onset_on):
        return _told_again(known, case, by, repeat)
    with changes.apply(actor=by, reason="case.notify", repeat=repeat) as log:
        log.create(case, move_of(case, "notified", "", case.classification, by))
        log.result_id = case.id
        log.announce(CaseNotified(case.id, case.patient_id, case.disease, case.area_id))
    return case


def _compartment(chart: Chart, disease: rules.Disease, by: Actor) -> str:
    case_permissions.require_sees(by, disease.compartment)
    own = permissions.compartment_for(by, chart.person.compartment)
    return own or disease.compartment


def _new(chart: Chart, disease: rules.Disease, told: Told, by: Actor, compartment: str) -> Case:
    now, person = clock.now(), chart.person
    found = told.occurred_at or now
    return Case(
        patient_id=person.id,
        compartment=compartment,
        unit_id=by.unit_id,
        station_id=queries.station_of(person),
        area_id=queries.area_of(person, clock.day_of(found)),
        custody_site_id=by.unit_id if compartment == "custody" else None,
        encounter_id=told.encounter_id,
        disease=disease.code,
        icd10=told.icd10,
        classification=told.classification,
        onset_on=told.onset_on,
        first_care_on=clock.day_of(found),
        is_inpatient=told.is_inpatient,
        occurred_at=found,
        notified_at=told.notified_at or now,
        entered_at=now,
        notified_by_name=by.name,
        **{name: value for name, value in told.more if name in CORRECTABLE},
    )


def _told_again(known: Case, told: Case, by: Actor, repeat: changes.Repeat | None) -> Case:
    """What the second telling adds; a class is moved by classifying only."""
    names = [
        name
        for name in ("icd10", "encounter_id", "rash_on", "exposure", "signs", "doses")
        if getattr(told, name) and not getattr(known, name)
    ]
    if told.is_inpatient and not known.is_inpatient:
        names.append("is_inpatient")
    for name in names:
        setattr(known, name, getattr(told, name))
    with changes.apply(actor=by, reason="case.told_again", repeat=repeat) as log:
        log.create(move_of(known, "told_again", "", told.classification, by))
        if names:
            log.change(known, names)
        log.result_id = known.id
    return known


def disease_on(code: str, day: dt.date) -> rules.Disease:
    try:
        known = rules.diseases(day).get(code)
    except rulebook.NoneInForce:
        raise Refused(_("Ngày này quá xa: kiểm tra lại năm."), field="onset_on") from None
    if known is None:
        raise Refused(_("Chọn một bệnh trong danh mục phải báo cáo."), field="disease")
    return known


def require_sound(case: Case, disease: rules.Disease, birth_on: dt.date | None) -> None:
    """Dates in their order, a class of this disease, a code that the list knows."""
    today, found_on = clock.today(), clock.day_of(case.occurred_at)
    for name, day in (("onset_on", case.onset_on), ("rash_on", case.rash_on)):
        fault = day and rules.fault_of_onset(day, birth_on=birth_on, found_on=found_on, today=today)
        if fault:
            raise Refused(sentence(fault), field=name, code=fault)
    fault = rules.faults_of_times(case.occurred_at, case.notified_at, clock.now())
    if fault:
        raise Refused(sentence(f"told_{fault}"), field="notified_at", code=fault)
    require_class(disease, case.classification)
    if case.icd10 and code_on("icd10", case.icd10, found_on) is None:
        text = _("Không có mã bệnh “%(code)s” trong ICD-10 Việt Nam.") % {"code": case.icd10}
        raise Refused(text, field="icd10", code="unknown_code")


def require_class(disease: rules.Disease, classification: str) -> None:
    if classification not in disease.classes:
        text = _("Bệnh “%(disease)s” không có loại này. Chọn một loại trong danh sách.")
        raise Refused(text % {"disease": disease.label_vi}, field="classification")


def move_of(case: Case, what: str, before: str, after: str, by: Actor, why: str = "") -> CaseMove:
    """The signed line that stands beside a change of a case."""
    return CaseMove(
        patient_id=case.patient_id,
        compartment=case.compartment,
        case_id=case.id,
        unit_id=by.unit_id,
        what=what,
        before=before,
        after=after,
        why=nfc(why),
        at=clock.now(),
        by_name=by.name,
    )


def correct_case(*, case: Case, changed: dict[str, Any], why: str, by: Actor) -> Case:
    """Dates, signs, doses, place: mended with a reason; each field's value before stays in the log."""
    _require_mine(case, by)
    said = _reason(why)
    names = [name for name in changed if name in CORRECTABLE]
    before = {name: getattr(case, name) for name in names}
    for name in names:
        setattr(case, name, changed[name])
    birth_on = queries.birth_of(case)
    require_sound(case, disease_on(case.disease, case.onset_on), birth_on)
    names = [name for name in names if before[name] != getattr(case, name)]
    if names:
        with changes.apply(actor=by, reason="case.correct", why=said) as log:
            log.change(case, names)
            log.create(move_of(case, "corrected", "", "", by, said))
    return case


def investigate(
    *, case: Case, found: dict[str, Any], by: Actor, at: dt.datetime | None = None
) -> Case:
    """The case was looked into: what was found, and when."""
    _require_mine(case, by)
    _require_step(case, rules.Stage.INVESTIGATED)
    when = at or clock.now()
    if when > clock.now() or when < case.occurred_at:
        raise Refused(_("Giờ điều tra phải sau lúc phát hiện ca và chưa ở tương lai."), field="at")
    names = [name for name in found if name in CORRECTABLE]
    for name in names:
        setattr(case, name, found[name])
    require_sound(case, disease_on(case.disease, case.onset_on), queries.birth_of(case))
    case.stage, case.investigated_at = rules.Stage.INVESTIGATED, when
    with changes.apply(actor=by, reason="case.investigate") as log:
        log.change(case, [*names, "stage", "investigated_at"])
        log.create(move_of(case, "investigated", "", "", by))
    return case


def classify(*, case: Case, classification: str, why: str, by: Actor, origin: str = "") -> Case:
    """The class by the definition of the rulebook, with the reason. A closed case is reopened first."""
    _require_mine(case, by)
    _require_step(case, rules.Stage.CLASSIFIED)
    said = _reason(why)
    require_class(disease_on(case.disease, case.onset_on), classification)
    if classification == CaseClass.SUSPECTED and case.stage == rules.Stage.CLASSIFIED:
        raise Refused(
            _("Ca đã phân loại: muốn đưa về nghi ngờ, mở lại bước điều tra trước."),
            field="classification",
        )
    if origin and origin not in CaseOrigin.values:
        raise Refused(_("Chọn nguồn mắc trong danh sách."), field="origin")
    before = case.classification
    case.classification, case.origin = classification, origin or case.origin
    case.stage, case.classified_at = rules.Stage.CLASSIFIED, clock.now()
    with changes.apply(actor=by, reason="case.classify", why=said) as log:
        log.change(case, ["classification", "origin", "stage", "classified_at"])
        log.create(move_of(case, "classified", before, classification, by, said))
        if before != classification:
            log.announce(_reclassified(case, before, classification))
    return case


def _reclassified(case: Case, before: str, after: str) -> CaseReclassified:
    return CaseReclassified(case.id, case.patient_id, case.disease, case.area_id, before, after)


def set_outcome(*, case: Case, outcome: str, on: dt.date | None, by: Actor) -> Case:
    """How it ended; recovered and died need their day."""
    _require_mine(case, by)
    if outcome not in CaseOutcome.values:
        raise Refused(_("Chọn kết cục trong danh sách."), field="outcome")
    if outcome != CaseOutcome.TREATING and on is None:
        raise Refused(_("Ghi ngày có kết cục."), field="outcome_on")
    if on is not None and not case.onset_on <= on <= clock.today():
        raise Refused(
            _("Ngày có kết cục phải từ ngày khởi phát và chưa ở tương lai."), field="outcome_on"
        )
    before, case.outcome, case.outcome_on = case.outcome, outcome, on
    with changes.apply(actor=by, reason="case.outcome") as log:
        log.change(case, ["outcome", "outcome_on"])
        log.create(move_of(case, "outcome", before, outcome, by))
    return case


def close_case(*, case: Case, by: Actor) -> Case:
    """Nothing more is expected: classified, and its outcome known."""
    _require_mine(case, by)
    _require_step(case, rules.Stage.CLOSED)
    if case.outcome == CaseOutcome.TREATING:
        raise Refused(_("Ghi kết cục trước, rồi mới kết thúc ca."), field="outcome")
    case.stage, case.closed_at = rules.Stage.CLOSED, clock.now()
    with changes.apply(actor=by, reason="case.close") as log:
        log.change(case, ["stage", "closed_at"])
        log.create(move_of(case, "closed", "", "", by))
    return case


def step_back(*, case: Case, why: str, by: Actor) -> Case:
    """Takes the last step back, with the reason; what was written stays."""
    _require_mine(case, by)
    said = _reason(why)
    before = rules.Stage(case.stage)
    if before not in rules.BACK:
        raise Refused(_("Ca mới báo cáo: chưa có bước nào để mở lại."))
    case.stage = rules.BACK[before]
    with changes.apply(actor=by, reason="case.step_back", why=said) as log:
        log.change(case, ["stage"])
        log.create(move_of(case, "reopened", before, case.stage, by, said))
    return case


def join_outbreak(*, case: Case, outbreak_id: uuid.UUID | None, by: Actor) -> Case:
    """The case belongs to an outbreak; None takes it out again."""
    with changes.apply(actor=by, reason="case.join_outbreak") as log:
        joining(log, case=case, outbreak_id=outbreak_id, by=by)
    return case


def joining(log: changes.Log, *, case: Case, outbreak_id: uuid.UUID | None, by: Actor) -> None:
    """The same as a part of an act: an outbreak and its cases are written together or not at all."""
    _require_mine(case, by)
    before, case.outbreak_id = case.outbreak_id, outbreak_id
    what = "outbreak" if outbreak_id else "outbreak_left"
    log.change(case, ["outbreak_id"])
    log.create(move_of(case, what, _short(before), _short(outbreak_id), by))


def _short(id_: uuid.UUID | None) -> str:
    return id_.hex[-8:] if id_ else ""


def strike(*, case: Case, why: str, by: Actor) -> Case:
    """Written into the wrong chart or by mistake: it stands struck and is counted nowhere."""
    _require_mine(case, by)
    said = _reason(why)
    case.status = CaseStatus.ENTERED_IN_ERROR
    with changes.apply(actor=by, reason="case.strike", why=said) as log:
        log.change(case, ["status"])
        log.create(move_of(case, "struck", "", "", by, said))
        if case.classification in rules.COUNTED:
            log.announce(_reclassified(case, case.classification, ""))
    return case


def _require_mine(case: Case, by: Actor) -> None:
    """Pages and doors find a case through `visible_to` first: there it is not there."""
    case_permissions.require_investigate(by)
    if case.status != CaseStatus.ACTIVE:
        raise Refused(_("Ca này đã được gỡ vì ghi nhầm."))
    if not queries.visible_to(by).filter(pk=case.id).exists():
        raise NotPermitted(_("Ca bệnh này không thuộc phần việc của đơn vị bạn."))


def _require_step(case: Case, then: rules.Stage) -> None:
    if not rules.may_follow(case.stage, then):
        raise Refused(
            _("Ca đang ở bước “%(stage)s” nên chưa làm được bước này.")
            % {"stage": case.get_stage_display()},
            code="illegal_step",
        )


def _reason(why: str) -> str:
    if not (said := nfc(why)):
        raise Refused(_("Ghi lý do."), field="why")
    return said
