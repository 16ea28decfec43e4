"""Pictures into the chart, out of it again, and handed out without a name."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.text import nfc
from tuyen.domains.imaging import permissions, queries, reading
from tuyen.domains.imaging.models import PendingUpload
from tuyen.domains.imaging.rules import identity
from tuyen.domains.imaging.rules.faults import Unacceptable
from tuyen.domains.imaging.sentences import SENTENCES
from tuyen.domains.imaging.uploads import Arrived
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import rules as files
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.record import permissions as record
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import ImagingInstance, ImagingStudy, Order
from tuyen.registry.persons.models import Person

REASON_LETTERS = 10
_PIECE = 2**18


@dataclass(frozen=True)
class Kept:
    """Bytes that lie in the attachments, and what they say."""

    sha256: str
    size_bytes: int
    study: dict[str, Any]
    instance: dict[str, Any]


@dataclass
class Taken:
    """What became of an upload. `pending`: it waits until its sender confirms the person."""

    study_ids: list[uuid.UUID] = field(default_factory=list)
    added: int = 0
    known: int = 0
    left_out: int = 0
    pending: PendingUpload | None = None


def take(
    *,
    person_id: uuid.UUID,
    sent: Iterable[Arrived],
    by: Actor,
    order_id: uuid.UUID | None = None,
) -> Taken:
    """All or nothing: every file is examined before the first is kept."""
    permissions.require_add(by)
    chart = chart_of(person_id, by)
    record.compartment_for(by, chart.person.compartment)
    _require_own_order(chart, order_id)
    good, left_out = _examined(sent)
    _require_one_subject([found for _file, found in good])
    differs = _differences(good[0][1], chart.person)
    kept = [_keep(file, found, by) for file, found in good]
    if differs:
        named = " · ".join(filter(None, (good[0][1].named.name, good[0][1].patient_number)))
        pending = _pend(chart, kept, differs, nfc(named), order_id, by)
        return Taken(pending=pending, left_out=left_out)
    taken = _store(chart, kept, by, order_id=order_id)
    taken.left_out = left_out
    return taken


def _require_own_order(chart: Chart, order_id: uuid.UUID | None) -> None:
    if order_id and not chart.of(Order).filter(pk=order_id).exists():
        raise Refused(_("Chỉ định này không thuộc hồ sơ đang mở."), field="order")


def _examined(sent: Iterable[Arrived]) -> tuple[list[tuple[Arrived, reading.Found]], int]:
    """The files that are taken. In a zip of a disc other files lie beside the pictures: they are left out."""
    good: list[tuple[Arrived, reading.Found]] = []
    left_out, last = 0, "no_picture"
    for each in sent:
        try:
            with each.open() as file:
                good.append((each, reading.read(file)))
        except Unacceptable as fault:
            if not (each.is_packed and fault.reason in ("not_dicom", "no_picture")):
                raise _refused(each.name, fault.reason) from None
            left_out, last = left_out + 1, fault.reason
    if not good:
        raise Refused(SENTENCES[last], field="pictures", code=last)
    return good, left_out


def _refused(name: str, reason: str) -> Refused:
    short = name.rsplit("/", 1)[-1][-60:]
    return Refused(
        _("%(file)s: %(said)s") % {"file": short, "said": SENTENCES[reason]},
        field="pictures",
        code=reason,
    )


def _require_one_subject(found: list[reading.Found]) -> None:
    if len({each.subject for each in found}) > 1:
        raise Refused(
            _("Các tệp mang tên hoặc mã của nhiều người khác nhau. Xin gửi riêng từng người."),
            field="pictures",
            code="several_persons",
        )


def _differences(found: reading.Found, person: Person) -> list[identity.Differs]:
    in_chart = identity.Named(
        name=person.name,
        born_on=person.birth_date,
        is_day_known=person.birth_precision == "day",
        sex=person.sex,
    )
    return identity.differences(found.named, in_chart)


def _keep(file: Arrived, found: reading.Found, by: Actor) -> Kept:
    with file.open() as opened:
        blob = attachments.keep(chunks=_pieces(opened), by=by, taken={files.DICOM})
    return Kept(blob.sha256, blob.size_bytes, found.study, found.instance)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _pend(
    chart: Chart,
    kept: list[Kept],
    differs: list[identity.Differs],
    named: str,
    order_id: uuid.UUID | None,
    by: Actor,
) -> PendingUpload:
    said = [asdict(each) for each in kept]
    for each in said:
        at = each["study"]["performed_at"]
        each["study"]["performed_at"] = at.isoformat() if at else None
    pending = PendingUpload(
        patient_id=chart.person.id,
        account_id=by.account_id,
        order_id=order_id,
        files=said,
        named=named[:200],
        differs=[str(each) for each in differs],
    )
    with write_turn():
        pending.save()
    return pending


def confirm(*, pending: PendingUpload, reason: str, by: Actor) -> Taken:
    """The sender says why pictures under another name are this person's; the reason stays in the log."""
    permissions.require_add(by)
    if pending.account_id != by.account_id:
        raise NotPermitted(_("Chỉ người gửi ảnh mới xác nhận được."))
    why = nfc(reason)
    if len(why) < REASON_LETTERS:
        raise Refused(
            _("Ghi rõ vì sao đây đúng là ảnh của người này, ít nhất %(n)d chữ cái.")
            % {"n": REASON_LETTERS},
            field="reason",
        )
    kept = [Kept(**each) for each in pending.files]
    for each in kept:
        at = each.study["performed_at"]
        each.study["performed_at"] = dt.datetime.fromisoformat(at) if at else None
    chart = chart_of(pending.patient_id, by)
    taken = _store(chart, kept, by, order_id=pending.order_id, why=why)
    with write_turn():
        pending.delete()
    return taken


def _store(
    chart: Chart, kept: list[Kept], by: Actor, *, order_id: uuid.UUID | None = None, why: str = ""
) -> Taken:
    """Rows of what is new; a study sent again gains only the pictures that it lacked."""
    compartment = record.compartment_for(by, chart.person.compartment)
    about = {"patient_id": chart.person.id, "compartment": compartment}
    known = {row.study_uid: row for row in queries.studies_of(chart)}
    here = set(
        chart.of(ImagingInstance)
        .filter(study_id__in=[row.id for row in known.values()])
        .values_list("sop_uid", flat=True)
    )
    taken = Taken()
    answering = _now_answering(known.values(), kept, order_id)
    rows: list[ImagingStudy | ImagingInstance] = []
    for each in kept:
        if each.instance["sop_uid"] in here:
            taken.known += 1
            continue
        here.add(each.instance["sop_uid"])
        study = known.get(each.study["study_uid"])
        if study is None:
            study = known[each.study["study_uid"]] = _study(each.study, about, order_id, by)
            rows.append(study)
        if study.id not in taken.study_ids:
            taken.study_ids.append(study.id)
        rows.append(_instance(each, study, about))
        taken.added += 1
    if rows or answering:
        with changes.apply(actor=by, reason="imaging.add", why=why) as log:
            log.create(*rows)
            for study in answering:
                log.change(study, ["order_id"])
    return taken


def _now_answering(
    known: Iterable[ImagingStudy], kept: list[Kept], order_id: uuid.UUID | None
) -> list[ImagingStudy]:
    """Studies sent again, this time for an order; one that answers an order already keeps it."""
    sent = {each.study["study_uid"] for each in kept}
    found = [row for row in known if row.study_uid in sent and row.order_id is None and order_id]
    for row in found:
        row.order_id = order_id
    return found


def _study(
    said: dict[str, Any], about: dict[str, Any], order_id: uuid.UUID | None, by: Actor
) -> ImagingStudy:
    now = clock.now()
    at = said["performed_at"] or now
    rest = {name: nfc(value) for name, value in said.items() if isinstance(value, str)}
    return ImagingStudy(
        **about,
        **rest,
        unit_id=by.unit_id,
        order_id=order_id,
        day=clock.day_of(at),
        performed_at=at,
        added_at=now,
        added_by=by.account_id,
    )


def _instance(kept: Kept, study: ImagingStudy, about: dict[str, Any]) -> ImagingInstance:
    said = kept.instance | {"series_title": nfc(kept.instance["series_title"])}
    return ImagingInstance(
        **about, **said, study_id=study.id, sha256=kept.sha256, size_bytes=kept.size_bytes
    )


def withdraw(*, study: ImagingStudy, why: str, by: Actor) -> ImagingStudy:
    """Entered in error: it leaves the lists and stays in the history, with its bytes."""
    permissions.require_add(by)
    said = nfc(why)
    if len(said) < REASON_LETTERS:
        raise Refused(
            _("Ghi rõ vì sao gỡ lần chụp này, ít nhất %(n)d chữ cái.") % {"n": REASON_LETTERS},
            field="why",
        )
    study.status = "entered-in-error"
    with changes.apply(actor=by, reason="imaging.withdraw", why=said) as log:
        log.still(study)
        log.change(study, ["status"])
    return study


def move_study(*, study: ImagingStudy, to: uuid.UUID, why: str, by: Actor) -> ImagingStudy:
    """Sent into the wrong chart: it steps out of that one and stands in the other, in one act.

    Rows never change their person; the pictures are written anew beside the same bytes. An order of the
    first person is not taken along. Both charts must be open, and the log of both tells why.
    """
    permissions.require_add(by)
    said = nfc(why)
    if len(said) < REASON_LETTERS:
        raise Refused(
            _("Ghi rõ vì sao chuyển lần chụp này, ít nhất %(n)d chữ cái.") % {"n": REASON_LETTERS},
            field="why",
        )
    before, chart = chart_of(study.patient_id, by), chart_of(to, by)
    if chart.person.id in before.patient_ids:
        raise Refused(_("Đây chính là người đang mang lần chụp này."), field="person")
    if queries.studies_of(chart).filter(study_uid=study.study_uid).exists():
        raise Refused(_("Hồ sơ kia đã có lần chụp này. Chỉ cần gỡ khỏi hồ sơ này."), field="person")
    compartment = record.compartment_for(by, chart.person.compartment)
    about = {"patient_id": chart.person.id, "compartment": compartment}
    moved: ImagingStudy = _copy(study, about | {"order_id": None, "encounter_id": None})
    pictures = before.of(ImagingInstance).filter(study_id=study.id)
    copies = [_copy(each, about | {"study_id": moved.id}) for each in pictures]
    study.status = "entered-in-error"
    with changes.apply(actor=by, reason="imaging.move", why=said) as log:
        log.still(study)
        log.change(study, ["status"])
        log.create(moved, *copies)
    return moved


def _copy(row: Any, changed: dict[str, Any]) -> Any:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "hlc", "clocks")
    }
    return type(row)(**kept | changed)
