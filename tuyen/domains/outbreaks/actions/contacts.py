"""Contacts: who was exposed to which case, seen every day, lost, released, or a case themselves."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.outbreaks import chains, permissions, rules
from tuyen.domains.outbreaks.actions.outbreaks import require_running
from tuyen.domains.outbreaks.models import Contact, ContactLook, Outbreak
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.platform import changes
from tuyen.record.actions.cases import Told, joining, notify_case
from tuyen.record.chart import visible_person
from tuyen.record.models import Case
from tuyen.registry.persons.queries import members_of

Status, State = Contact.Status, ContactLook.State
FIRST_YEAR = 1900
ENDING = ["status", "case_id", "ended_on", "ended_why", "ended_by_name"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who, to which case, when and how. person_id, or at least a name."""

    exposed_on: dt.date
    source_case_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    name: str = ""
    birth_year: int | None = None
    phone: str = ""
    place: str = ""
    how: str = "household"
    risk: str = "high"


def add_contact(
    *, outbreak: Outbreak, said: Exposure, by: Actor, repeat: changes.Repeat | None = None
) -> Contact:
    """One row for one exposure: the same person beside another case is another row."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    _require_sound(outbreak, said, by)
    row = Contact(
        unit_id=outbreak.unit_id,
        outbreak=outbreak,
        source_case_id=said.source_case_id,
        person_id=said.person_id,
        name="" if said.person_id else nfc(said.name).strip(),
        birth_year=said.birth_year,
        phone=said.phone.strip(),
        place=nfc(said.place).strip(),
        exposed_on=said.exposed_on,
        known_on=clock.today(),
        how=said.how,
        risk=said.risk,
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="outbreak.contact_add", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def add_household(
    *, outbreak: Outbreak, case: Case, exposed_on: dt.date, by: Actor
) -> list[Contact]:
    """Everybody of the household of a case, by one click; who is known already stays as they are."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    home = queries.home_of(case)
    if home is None:
        raise Refused(_("Người bệnh chưa có hộ trong sổ. Lập hộ ở trang hồ sơ rồi thử lại."))
    known = queries.people_beside(outbreak, case)
    beside = [each for each in members_of(home, by) if each.id not in known]
    if not beside:
        raise Refused(_("Trong hộ không còn ai chưa ghi."))
    said = Exposure(exposed_on=exposed_on, source_case_id=case.id, person_id=beside[0].id)
    _require_sound(outbreak, said, by)
    rows = [
        Contact(
            unit_id=outbreak.unit_id,
            outbreak=outbreak,
            source_case_id=case.id,
            person_id=each.id,
            exposed_on=exposed_on,
            known_on=clock.today(),
            by_name=by.name,
        )
        for each in beside
    ]
    with changes.apply(actor=by, reason="outbreak.contact_add") as log:
        log.create(*rows)
    return rows


def release_due(*, outbreak: Outbreak, by: Actor) -> int:
    """Everybody whose days have passed, by one click; who has symptoms is left for a person."""
    permissions.require_keep(by, outbreak)
    rows = queries.releasable(outbreak, by)
    if not rows:
        raise Refused(_("Chưa có ai đủ ngày theo dõi."))
    with changes.apply(actor=by, reason="outbreak.contact_end") as log:
        log.still(*rows)
        for row in rows:
            _set(row, Status.RELEASED, "", by)
            log.change(row, ENDING)
    return len(rows)


def _require_sound(outbreak: Outbreak, said: Exposure, by: Actor) -> None:
    today = clock.today()
    if not said.person_id and not nfc(said.name).strip():
        raise Refused(_("Ghi họ tên người tiếp xúc."), field="name")
    if said.person_id:
        visible_person(said.person_id, by)
    if said.exposed_on > today:
        raise Refused(_("Ngày tiếp xúc chưa đến."), field="exposed_on")
    if today > rules.follow_until(said.exposed_on, queries.terms_for(outbreak)):
        raise Refused(
            _("Lần tiếp xúc này đã quá số ngày theo dõi của bệnh: kiểm tra lại ngày."),
            field="exposed_on",
        )
    if said.birth_year and not FIRST_YEAR <= said.birth_year <= today.year:
        raise Refused(_("Năm sinh không đúng: kiểm tra lại."), field="birth_year")
    if said.source_case_id and not queries.is_case_of(outbreak, said.source_case_id):
        raise Refused(_("Chọn một ca của ổ dịch này."), field="source_case_id")
    if said.how not in Contact.How.values or said.risk not in Contact.Risk.values:
        raise Refused(_("Chọn cách tiếp xúc và mức nguy cơ trong danh sách."), field="how")


def look_at(
    *, contact: Contact, day: dt.date, state: str, by: Actor, note: str = ""
) -> ContactLook:
    """One key a day: well, ill, not met. Whoever is met again is not lost any more."""
    permissions.require_keep(by, contact.outbreak)
    require_running(contact.outbreak)
    if contact.status not in (Status.FOLLOWED, Status.LOST):
        raise Refused(_("Người này đã hết theo dõi. Theo dõi lại trước khi ghi."))
    if state not in State.values:
        raise Refused(_("Chọn: khỏe, có triệu chứng, không gặp."), field="state")
    until = rules.follow_until(contact.exposed_on, queries.terms_for(contact.outbreak))
    if not contact.exposed_on < day <= min(until, clock.today()):
        raise Refused(
            _("Ngày theo dõi phải sau ngày tiếp xúc, đến hôm nay, chậm nhất %(day)s.")
            % {"day": f"{until:%d/%m/%Y}"},
            field="day",
        )
    known = ContactLook.objects.filter(contact=contact, unit_id=contact.unit_id, day=day)
    row = known.order_by("-looked_at", "-id").first()
    is_new = row is None
    row = row or ContactLook(unit_id=contact.unit_id, contact=contact, day=day)
    row.state, row.note = state, nfc(note).strip()
    row.looked_at, row.by_name = clock.now(), by.name
    is_found = contact.status == Status.LOST and state != State.ABSENT
    with changes.apply(actor=by, reason="outbreak.contact_look") as log:
        if is_new:
            log.create(row)
        else:
            log.change(row, ["state", "note", "looked_at", "by_name"])
        if is_found:
            _set(contact, Status.FOLLOWED, "", None)
            log.change(contact, ENDING)
    return row


def end(*, contact: Contact, then: str, why: str, by: Actor) -> Contact:
    """Lost as proposed, released after the last day, or followed again with a reason."""
    permissions.require_keep(by, contact.outbreak)
    if then not in (Status.LOST, Status.RELEASED, Status.FOLLOWED):
        raise Refused(_("Chọn: mất dấu, hết theo dõi, theo dõi lại."), field="then")
    _require_step(contact, then)
    if then == Status.RELEASED and not queries.may_release(contact):
        until = rules.follow_until(contact.exposed_on, queries.terms_for(contact.outbreak))
        raise Refused(
            _("Chưa đủ ngày theo dõi: kết thúc được sau ngày %(day)s.")
            % {"day": f"{until:%d/%m/%Y}"},
            code="too_early",
        )
    said = nfc(why).strip()
    if then == Status.FOLLOWED and not said:
        raise Refused(_("Ghi lý do theo dõi lại."), field="why")
    with changes.apply(actor=by, reason="outbreak.contact_end", why=said) as log:
        log.still(contact)
        _set(contact, then, said, by)
        log.change(contact, ENDING)
    return contact


def link_person(*, contact: Contact, person_id: uuid.UUID, by: Actor) -> Contact:
    """Who was told by name only is found in the registry: from now on the registry says who it is."""
    permissions.require_keep(by, contact.outbreak)
    if contact.person_id:
        raise Refused(_("Người này đã có hồ sơ."), field="person")
    contact.person_id = visible_person(person_id, by).id
    contact.name, contact.phone, contact.birth_year = "", "", None
    with changes.apply(actor=by, reason="outbreak.contact_link") as log:
        log.change(contact, ["person_id", "name", "phone", "birth_year"])
    return contact


def notify(*, contact: Contact, by: Actor) -> Case:
    """One click: a suspected case of the outbreak's disease, from the first day with symptoms.

    Pressed twice, or told before by a visit: the case that stands is taken, and none is made.
    """
    outbreak = contact.outbreak
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    if contact.person_id is None:
        raise Refused(_("Tìm hoặc lập hồ sơ cho người này rồi báo ca."), field="person")
    _require_step(contact, Status.CASE)
    told = Told(
        disease=outbreak.disease,
        onset_on=queries.first_ill_on(contact) or clock.today(),
        more=(("exposure", _exposure_in_words(contact)),),
    )
    case = notify_case(person=contact.person_id, told=told, by=by)
    with changes.apply(actor=by, reason="outbreak.contact_case") as log:
        log.still(contact)
        if case.outbreak_id is None:
            joining(log, case=case, outbreak_id=outbreak.id, by=by)
        _set(contact, Status.CASE, "", by)
        contact.case_id = case.id
        log.change(contact, ENDING)
    return case


def tell_source(
    *, outbreak: Outbreak, case: Case, source: Case, exposed_on: dt.date, by: Actor
) -> Contact:
    """Who infected a case that is known already: one more exposure, told afterwards."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    links = queries.links_of(outbreak)
    if {case.outbreak_id, source.outbreak_id} != {outbreak.id}:
        raise Refused(_("Chọn hai ca của ổ dịch này."), field="source")
    if exposed_on > min(case.onset_on, clock.today()):
        raise Refused(_("Ngày tiếp xúc không được sau ngày khởi phát của ca."), field="exposed_on")
    if chains.Link(source.id, case.id) in links:
        raise Refused(_("Nguồn lây này đã ghi rồi."), field="source")
    if chains.would_circle(case.id, source.id, links):
        raise Refused(_("Ca này lại là nguồn lây của ca kia: chuỗi thành vòng."), field="source")
    row = Contact(
        unit_id=outbreak.unit_id,
        outbreak=outbreak,
        source_case_id=source.id,
        person_id=case.patient_id,
        case_id=case.id,
        status=Status.CASE,
        exposed_on=exposed_on,
        known_on=clock.today(),
        how=Contact.How.OTHER,
        ended_on=clock.today(),
        ended_by_name=by.name,
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="outbreak.source") as log:
        log.create(row)
    return row


def take_back_source(*, outbreak: Outbreak, case: Case, source: Case, by: Actor) -> None:
    """The exposure stands, its source is not known any more."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    rows = queries.exposures_of(outbreak, case.id, source.id)
    with changes.apply(actor=by, reason="outbreak.source_back") as log:
        for row in rows:
            row.source_case_id = None
            log.change(row, ["source_case_id"])


def _exposure_in_words(contact: Contact) -> str:
    return _("Tiếp xúc ngày %(day)s (%(how)s), ổ dịch %(place)s.") % {
        "day": f"{contact.exposed_on:%d/%m/%Y}",
        "how": contact.get_how_display(),
        "place": contact.outbreak.place,
    }


def _set(contact: Contact, then: str, why: str, by: Actor | None) -> None:
    is_over = then != Status.FOLLOWED
    contact.status, contact.ended_why = then, why
    contact.ended_on = clock.today() if is_over else None
    contact.ended_by_name = by.name if is_over and by else ""


def _require_step(contact: Contact, then: str) -> None:
    if not rules.contact_may_follow(contact.status, then):
        raise Refused(
            _("Người này đang ở tình trạng “%(status)s”.")
            % {"status": contact.get_status_display()},
            code="illegal_step",
        )
