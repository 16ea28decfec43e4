"""A dose is given, told from paper, withheld, corrected, struck: each time a new row, nothing is lost."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions, vaccines
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.chart import Chart, chart_of
from tuyen.record.events import ImmunizationGiven
from tuyen.record.models import DoseSource, DoseStatus, Immunization
from tuyen.record.queries import immunizations as queries
from tuyen.record.rules.immunizations import Dose, Earlier, Fault, Life, faults
from tuyen.registry.persons.models import Person

Beside = Callable[[changes.Log], None]
HISTORY = frozenset({DoseSource.PAPER, DoseSource.TOLD, DoseSource.IMPORT})


def give_dose(
    *, person_id: uuid.UUID, dose: Dose, by: Actor, repeat: changes.Repeat | None = None
) -> Immunization:
    """Given here and now, or earlier today and written down: what may not be given is refused."""
    return give_doses(person_id=person_id, doses=[dose], by=by, repeat=repeat)[0]


def give_doses(
    *,
    person_id: uuid.UUID,
    doses: list[Dose],
    by: Actor,
    repeat: changes.Repeat | None = None,
    beside: Beside | None = None,
) -> list[Immunization]:
    """What one person got in one go: all of it or nothing. beside: what is written in the same act."""
    permissions.require_vaccinate(by)
    chart = chart_of(person_id, by)
    _answer_as_before(repeat)
    for at, dose in enumerate(doses):
        _require_sound(chart, dose, is_given=True, also=doses[:at])
        _require_free_lot(dose, by)
    rows = [_row(chart, dose, by, source=DoseSource.GIVEN, unit_id=by.unit_id) for dose in doses]
    leaving = [out_of_store(row, by) for row in rows]
    with changes.apply(actor=by, reason="immunization.give", repeat=repeat) as log:
        _moves(log, *leaving)
        for row, dose in zip(rows, doses, strict=True):
            log.check(partial(require_open_day, by, row.given_on, row.unit_id))
            log.check(partial(_require_once, chart, dose))
            log.announce(_given(row))
        log.create(*rows)
        if beside:
            beside(log)
        log.result_id = rows[0].id if rows else None
    return rows


def record_history(
    *,
    person_id: uuid.UUID,
    doses: list[Dose],
    by: Actor,
    source: str = DoseSource.PAPER,
    repeat: changes.Repeat | None = None,
) -> list[Immunization]:
    """Doses of a card, of somebody's word or of a file: they happened, whether they count or not."""
    permissions.require_vaccinate(by)
    if source not in HISTORY:
        raise Refused(_("Chọn nguồn: sổ giấy, lời kể hoặc tệp."), field="source")
    chart = chart_of(person_id, by)
    _answer_as_before(repeat)
    for at, dose in enumerate(doses):
        _require_sound(chart, dose, is_given=False, also=doses[:at])
    rows = [_row(chart, dose, by, source=source, unit_id=None) for dose in doses]
    with changes.apply(actor=by, reason="immunization.history", repeat=repeat) as log:
        log.create(*rows)
        log.result_id = rows[0].id if rows else None
    return rows


def withhold_dose(
    *, person_id: uuid.UUID, dose: Dose, why: str, by: Actor, repeat: changes.Repeat | None = None
) -> Immunization:
    """Due, and not given: the reason stays in the chart. why: code of rulebook immunization/not_given."""
    return withhold_doses(person_id=person_id, doses=[dose], why=why, by=by, repeat=repeat)[0]


def withhold_doses(
    *,
    person_id: uuid.UUID,
    doses: list[Dose],
    why: str,
    by: Actor,
    repeat: changes.Repeat | None = None,
    beside: Beside | None = None,
) -> list[Immunization]:
    """What was due and not given in one go, for one reason."""
    permissions.require_vaccinate(by)
    chart = chart_of(person_id, by)
    rows = [_row(chart, dose, by, source=DoseSource.GIVEN, unit_id=by.unit_id) for dose in doses]
    for row, dose in zip(rows, doses, strict=True):
        if why not in vaccines.reasons(dose.day):
            raise Refused(_("Chọn lý do không tiêm."), field="status_reason")
        _known_vaccine(dose)
        row.status, row.status_reason = DoseStatus.NOT_DONE, why
    with changes.apply(actor=by, reason="immunization.withhold", repeat=repeat) as log:
        for row in rows:
            log.check(partial(require_open_day, by, row.given_on, row.unit_id))
        log.create(*rows)
        if beside:
            beside(log)
        log.result_id = rows[0].id if rows else None
    return rows


def correct_dose(*, row: Immunization, dose: Dose, why: str, by: Actor) -> Immunization:
    """The corrected row steps in; the first stays readable in the history."""
    chart = _require_ours(row, by)
    said = _reason(why)
    is_given = row.source == DoseSource.GIVEN and row.status == DoseStatus.COMPLETED
    _require_sound(chart, dose, is_given=is_given, but=row.id)
    new = Immunization(**_kept(row) | _said(dose) | _by(by), amends_id=row.id)
    moving: list[Any] = []
    if is_given and (new.vaccine, new.lot) != (row.vaccine, row.lot):
        moving = [out_of_store(new, by), _back_to_store(row, by)]
    with changes.apply(actor=by, reason="immunization.correct", why=said) as log:
        _moves(log, *moving)
        log.check(lambda: _require_in_force(row))
        log.create(new)
    return new


def strike_dose(*, row: Immunization, why: str, by: Actor) -> Immunization:
    """Recorded in error: it counts nowhere any longer, with the reason."""
    _require_ours(row, by)
    said = _reason(why)
    kept = _kept(row) | _by(by) | {"status": DoseStatus.ENTERED_IN_ERROR}
    new = Immunization(**kept, amends_id=row.id)
    coming = _back_to_store(row, by)
    with changes.apply(actor=by, reason="immunization.strike", why=said) as log:
        _moves(log, coming)
        log.check(lambda: _require_in_force(row))
        log.create(new)
    return new


def out_of_store(row: Immunization, by: Actor) -> Any:
    """What this dose takes from the ledger; None where the store does not keep the vaccine."""
    wanted = {
        "unit_id": by.unit_id,
        "drug_code": f"vaccine-{row.vaccine}",
        "lot_number": row.lot,
        "doses": 1,
        "day": row.given_on,
        "document_id": row.id,
        "note": _("Tiêm chủng"),
        "by_name": by.name,
    }
    return facts.ask("pharmacy.doses_out", wanted=wanted)


def _back_to_store(row: Immunization, by: Actor) -> Any:
    """This dose was not given, or not from that lot: under whichever of its versions it left."""
    ids, earlier = [row.id], row.amends_id
    while earlier is not None:
        ids.append(earlier)
        rows = Immunization.objects.filter(pk=earlier, patient_id=row.patient_id)
        earlier = rows.values_list("amends_id", flat=True).first()
    return facts.ask(
        "pharmacy.doses_back",
        unit_id=by.unit_id,
        document_ids=ids,
        note=_("Sửa, gạch mũi tiêm"),
        by_name=by.name,
    )


def _moves(log: changes.Log, *movings: Any) -> None:
    for moving in movings:
        if moving is not None:
            log.check(moving.check)
            log.create(*moving.rows)


def _answer_as_before(repeat: changes.Repeat | None) -> None:
    """One form sent twice finds its own dose there: that is no second dose."""
    if repeat and (outcome := repeat.outcome()):
        raise outcome


def _require_free_lot(dose: Dose, by: Actor) -> None:
    lot = nfc(dose.lot).upper()[:40]
    if facts.ask("immunization.lot_is_held", unit_id=by.unit_id, vaccine=dose.vaccine, lot=lot):
        raise Refused(
            _("Lô này đang tạm dừng vì phản ứng nặng sau tiêm: lấy lô khác."),
            field="lot",
            code="held",
        )
    if facts.ask("vaccine_supply.lot_is_held", unit_id=by.unit_id, vaccine=dose.vaccine, lot=lot):
        raise Refused(
            _("Lô này đang để riêng vì nhiệt độ bảo quản: lấy lô khác."), field="lot", code="held"
        )


def _given(row: Immunization) -> ImmunizationGiven:
    assert row.unit_id is not None
    return ImmunizationGiven(
        immunization_id=row.id,
        patient_id=row.patient_id,
        unit_id=row.unit_id,
        vaccine=row.vaccine,
        lot_id=row.lot_id,
        campaign_id=row.campaign_id,
    )


def _row(
    chart: Chart, dose: Dose, by: Actor, *, source: str, unit_id: uuid.UUID | None
) -> Immunization:
    person = chart.person
    return Immunization(
        id=uuid7(),
        patient_id=person.id,
        compartment=permissions.compartment_for(by, person.compartment),
        unit_id=unit_id,
        source=source,
        **_said(dose) | _by(by),
    )


def _said(dose: Dose) -> dict[str, object]:
    return {
        "vaccine": dose.vaccine,
        "dose_number": dose.number,
        "is_dose_zero": dose.is_dose_zero,
        "lot": nfc(dose.lot).upper()[:40],
        "lot_id": dose.lot_id,
        "expiry_on": dose.expiry_on,
        "given_on": dose.day,
        "given_at": dose.at,
        "site": dose.site,
        "route": dose.route,
        "given_by_name": nfc(dose.given_by_name)[:120],
        "place": nfc(dose.place)[:200],
        "note": nfc(dose.note)[:300],
        "encounter_id": dose.encounter_id,
        "session_id": dose.session_id,
        "campaign_id": dose.campaign_id,
    }


_NOT_KEPT = ("id", "hlc", "amends_id", "superseded_by_id")


def _kept(row: Immunization) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _NOT_KEPT
    }


def _by(by: Actor) -> dict[str, object]:
    return {"recorded_at": clock.now(), "recorded_by_name": by.name}


def life_of(person: Person) -> Life:
    return Life(
        person.birth_date, person.birth_precision == "day", person.is_deceased, person.deceased_on
    )


def faults_of(
    chart: Chart,
    dose: Dose,
    *,
    is_given: bool,
    but: uuid.UUID | None = None,
    also: list[Dose] | None = None,
) -> Iterator[Fault]:
    """What stands against the dose, for a page that asks before it is given. also: told in one breath."""
    known = vaccines.vaccines(dose.day)
    had = [(row.vaccine, row.given_on) for row in queries.completed(chart) if row.id != but]
    had += [(each.vaccine, each.day) for each in also or ()]
    earlier = [
        Earlier(code, day, is_live=code in known and known[code].is_live_injected)
        for code, day in had
    ]
    mine = known.get(dose.vaccine)
    is_live = mine is not None and mine.is_live_injected
    yield from faults(
        dose,
        life_of(chart.person),
        earlier,
        now=clock.now().astimezone(clock.VIETNAM),
        is_given=is_given,
        live_gap_days=vaccines.live_gap_days(dose.day) if is_live else None,
    )


def sentence(fault: Fault) -> str:
    said = {
        "future": _("Ngày, giờ tiêm ở tương lai: kiểm tra lại."),
        "before_birth": _("Ngày tiêm ở trước ngày sinh: kiểm tra lại ngày tiêm và ngày sinh."),
        "dead": _("Người này đã mất: kiểm tra lại ngày tiêm hoặc chọn đúng người."),
        "twice": _("Vắc xin này đã ghi trong ngày đó: mở phiếu tiêm để xem."),
        "expired": _("Lô đã quá hạn dùng: lấy lô khác, báo người giữ kho."),
        "live_too_soon": _(
            "Hai vắc xin sống dạng tiêm phải cùng ngày hoặc cách nhau ít nhất 4 tuần: "
            "sớm nhất ngày %(day)s."
        ),
    }[fault.code]
    return said % {"day": f"{fault.day:%d/%m/%Y}"} if fault.code == "live_too_soon" else said


def _require_sound(
    chart: Chart,
    dose: Dose,
    *,
    is_given: bool,
    but: uuid.UUID | None = None,
    also: list[Dose] | None = None,
) -> None:
    _known_vaccine(dose)
    for fault in faults_of(chart, dose, is_given=is_given, but=but, also=also):
        raise Refused(sentence(fault), field=fault.field, code=fault.code)


def _known_vaccine(dose: Dose) -> None:
    if vaccines.vaccine(dose.vaccine, dose.day) is None:
        raise Refused(_("Chọn vắc xin trong danh sách."), field="vaccine")


def _require_once(chart: Chart, dose: Dose) -> None:
    """Two hands at one table: judged again inside the transaction."""
    same = queries.completed(chart).filter(vaccine=dose.vaccine, given_on=dose.day)
    if same.exists():
        raise Refused(sentence(Fault("vaccine", "twice")), field="vaccine", code="twice")


def _require_ours(row: Immunization, by: Actor) -> Chart:
    permissions.require_vaccinate(by)
    chart = chart_of(row.patient_id, by)
    if row.unit_id is not None and row.unit_id != by.unit_id:
        raise NotPermitted(_("Chỉ nơi đã tiêm mũi này được sửa hoặc gạch."))
    _require_in_force(row)
    return chart


def _require_in_force(row: Immunization) -> None:
    newest: Immunization = Immunization.objects.get(pk=row.pk, patient_id=row.patient_id)
    if newest.superseded_by_id or newest.status == DoseStatus.ENTERED_IN_ERROR:
        raise Refused(_("Mũi này đã được sửa hoặc gạch. Xin tải lại trang."), code="stale")


def _reason(why: str) -> str:
    if not nfc(why):
        raise Refused(_("Ghi vì sao sửa hoặc gạch: người đọc sau cần biết."), field="why")
    return nfc(why)[:300]
