"""Certificates: given to whoever was there and passed, entered from elsewhere with a scan, revoked."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.training import permissions, queries, rules
from tuyen.domains.training.events import CertificateGiven
from tuyen.domains.training.models import Certificate, Course, Enrolment
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import rules as files
from tuyen.platform.nodes import numbers
from tuyen.platform.ui.figures import figure
from tuyen.registry.facilities.facts import code_of
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import Qualification, QualificationKind, StaffMember

TAKEN = frozenset({files.PDF, files.PNG, files.JPEG, files.WEBP})
MOST_HOURS = 2000


def give_certificates(
    *,
    course: Course,
    enrolments: Iterable[Enrolment],
    by: Actor,
    signed_by: str = "",
    on: dt.date | None = None,
) -> list[Certificate]:
    """Numbered certificates for these trainees, each a qualification of its holder from now on.

    Refused as a whole, by name and reason, when one of them was absent or did not reach the threshold.
    """
    permissions.require_lead(by, course.unit_id)
    on = on or clock.today()
    if on < course.ends_on:
        raise Refused(_("Khóa học chưa bế giảng nên chưa cấp được chứng chỉ."))
    asked = list(enrolments)
    results = queries.results_of(course, asked)
    if len(results) != len(asked):
        raise Refused(_("Có người không còn trong danh sách học viên của khóa."))
    _require_earned(results)
    rows = _certificates(course, results, by, nfc(signed_by), on)
    papers = _qualifications(rows)
    with changes.apply(actor=by, reason="training.certificate") as log:
        log.check(lambda: _require_numbers_free(rows))
        for row, enrolment in zip(rows, asked, strict=True):
            if row.id in papers:
                log.create(papers[row.id])
            log.create(row)
            log.announce(
                CertificateGiven(row.id, row.staff_id, enrolment.from_unit_id, row.topic, course.id)
            )
    return rows


def _require_earned(results: Iterable[queries.Result]) -> None:
    for result in results:
        name = result.enrolment.name
        if result.certificate is not None:
            raise Refused(_("%(name)s đã có chứng chỉ của khóa này.") % {"name": name})
        if result.lacks:
            raise Refused(
                _("Không cấp được chứng chỉ cho %(name)s: %(why)s.")
                % {
                    "name": name,
                    "why": "; ".join(lack_word(each, result) for each in result.lacks),
                },
                code=result.lacks[0],
            )


def lack_word(lack: rules.Lack, result: queries.Result) -> str:
    """What is missing, with the figure."""
    course = result.enrolment.course
    said = {
        rules.Lack.ABSENT: _("không có mặt buổi nào"),
        rules.Lack.ATTENDANCE: _("dự %(percent)d%% số giờ, cần %(asked)d%%"),
        rules.Lack.NO_MARK: _("chưa có điểm kiểm tra"),
        rules.Lack.MARK: _("điểm %(mark)s, cần %(pass)s"),
    }[lack]
    return said % {
        "percent": result.percent,
        "asked": course.attendance_percent,
        "mark": _figure(result.enrolment.mark),
        "pass": _figure(course.pass_mark),
    }


def _figure(number: float | None) -> str:
    return "–" if number is None else figure(number)


def _certificates(
    course: Course, results: list[queries.Result], by: Actor, signed_by: str, on: dt.date
) -> list[Certificate]:
    serial = _last_serial(course.unit_id, on.year)
    code = code_of(unit_id=course.unit_id, system="bhyt5", on=on)
    start = numbers.start("", year=on.year)
    issuer = names_of([course.unit_id]).get(course.unit_id, by.unit_name)
    rows = []
    for number, result in enumerate(results, start=serial + 1):
        rows.append(
            Certificate(
                id=uuid7(),
                unit_id=course.unit_id,
                staff_id=result.enrolment.staff_id,
                enrolment_id=result.enrolment.id,
                course_id=course.id,
                name=result.enrolment.name,
                title=course.title,
                topic=course.topic,
                hours=course.hours,
                serial=number,
                number=start + rules.number_of(number, on.year, code),
                issued_by=issuer,
                issued_on=on,
                signed_by=signed_by,
            )
        )
    return rows


def _last_serial(unit_id: uuid.UUID, year: int) -> int:
    rows = Certificate.objects.filter(unit_id=unit_id, is_external=False, issued_on__year=year)
    return int(rows.aggregate(last=Max("serial"))["last"] or 0)


def _require_numbers_free(rows: list[Certificate]) -> None:
    first = rows[0]
    taken = Certificate.objects.filter(
        unit_id=first.unit_id,
        is_external=False,
        issued_on__year=first.issued_on.year,
        serial__in=[row.serial for row in rows],
    )
    if taken.exists():
        raise Refused(_("Có người vừa cấp chứng chỉ khác. Bấm cấp lại để lấy số mới."))


def _qualifications(rows: list[Certificate]) -> dict[uuid.UUID, Qualification]:
    """Certificate id → the line it becomes in the register of staff."""
    members = StaffMember.objects.in_bulk({row.staff_id for row in rows})
    made = {}
    for row in rows:
        member = members.get(row.staff_id)
        if member is None:
            continue
        row.qualification_id = uuid7()
        made[row.id] = Qualification(
            id=row.qualification_id,
            unit_id=member.unit_id,
            staff=member,
            kind=QualificationKind.CERTIFICATE,
            title=row.title,
            topic=row.topic,
            number=row.number,
            issued_by=row.issued_by,
            issued_on=row.issued_on,
            valid_to=row.valid_to,
        )
    return made


@dataclass(frozen=True)
class Shown:
    """A certificate from elsewhere, as it is typed from the paper."""

    title: str
    topic: str
    hours: float
    number: str
    issued_by: str
    issued_on: dt.date
    valid_to: dt.date | None = None


def add_external(
    *, member: StaffMember, unit_id: uuid.UUID, shown: Shown, chunks: Iterable[bytes], by: Actor
) -> Certificate:
    """Somebody learned elsewhere: the paper is kept as a scan, its hours count."""
    permissions.require_send(by, unit_id)
    _require_sound(shown)
    same = Certificate.objects.filter(staff_id=member.id, number=nfc(shown.number), revoked_on=None)
    if same.exists():
        raise Refused(_("Chứng chỉ số này của người này đã được ghi."), field="number")
    blob = attachments.keep(chunks=chunks, by=by, taken=TAKEN)
    row = Certificate(
        id=uuid7(),
        unit_id=unit_id,
        staff_id=member.id,
        name=member.name,
        title=nfc(shown.title),
        topic=shown.topic,
        hours=shown.hours,
        number=nfc(shown.number),
        issued_by=nfc(shown.issued_by),
        issued_on=shown.issued_on,
        valid_to=shown.valid_to,
        is_external=True,
        sha256=blob.sha256,
        content_type=blob.content_type,
    )
    papers = _qualifications([row])
    with changes.apply(actor=by, reason="training.external") as log:
        log.create(*papers.values(), row)
        log.announce(CertificateGiven(row.id, member.id, unit_id, row.topic, None))
    return row


def _require_sound(shown: Shown) -> None:
    if not nfc(shown.title) or not nfc(shown.number) or not nfc(shown.issued_by):
        raise Refused(_("Ghi nội dung, số và nơi cấp chứng chỉ."), field="number")
    if shown.topic not in titles.topic_labels():
        raise Refused(_("Chọn chủ đề trong danh sách."), field="topic")
    if not 0 <= shown.hours <= MOST_HOURS:
        raise Refused(_("Số giờ tín chỉ không hợp lý."), field="hours")
    if shown.issued_on > clock.today():
        raise Refused(_("Ngày cấp ở tương lai: kiểm tra lại."), field="issued_on")
    if shown.valid_to and shown.valid_to < shown.issued_on:
        raise Refused(_("Ngày hết giá trị phải sau ngày cấp."), field="valid_to")


def revoke(*, certificate: Certificate, by: Actor, why: str) -> Certificate:
    """Given in error: it stays in the list, the verifying page says that it holds no longer."""
    permissions.require_lead(by, certificate.unit_id)
    if certificate.revoked_on:
        raise Refused(_("Chứng chỉ này đã thu hồi."))
    if not nfc(why):
        raise Refused(_("Ghi lý do thu hồi."), field="why")
    certificate.revoked_on, certificate.revoked_reason = clock.today(), nfc(why)
    certificate.revoked_by_name = by.name
    known = certificate.qualification_id
    paper = Qualification.objects.filter(pk=known).first() if known else None
    with changes.apply(actor=by, reason="training.revoke", why=nfc(why)) as log:
        log.change(certificate, ["revoked_on", "revoked_reason", "revoked_by_name"])
        if paper is not None:
            paper.valid_to = clock.yesterday()
            log.change(paper, ["valid_to"])
    return certificate
