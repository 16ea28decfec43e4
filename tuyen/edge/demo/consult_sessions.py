"""Formal consultations of the demo: one whose minutes are signed by both, one that waits for its chair."""

import datetime as dt
import uuid

from django.urls import reverse

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import consult_sessions as acts
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import Consult, ConsultPaper
from tuyen.registry.facilities.models import Unit

CHAIR, SECRETARY = "bv.bacsi", "bv.dieuduong"
HELD = ("in_consult", "more_asked")
_MINUTES = (
    ("Phòng giao ban Nội – Thần kinh (mẫu)", "Yếu nửa người phải giờ thứ 4, chưa có chống chỉ định.",
     "Đột quỵ nhồi máu não trong cửa sổ điều trị: chuyển ngay, báo trước đơn vị đột quỵ."),
    ("Phòng giao ban Nội (mẫu)", "Men gan tăng sau thuốc lá, không vàng da, đông máu bình thường.",
     "Ngừng thuốc lá và thuốc không cần thiết; theo dõi tại trạm, xét nghiệm lại sau 3 ngày."),
)  # fmt: skip


def write(hospital: Unit) -> None:
    """Through the same doors as the pages, so that the papers are real ones and the page that checks
    them says so."""
    chair, secretary = (_actor(name) for name in (CHAIR, SECRETARY))
    rows = Consult.objects.filter(to_unit_id=hospital.id, status__in=HELD).order_by("status")
    for turn, (row, said) in enumerate(zip(rows, _MINUTES, strict=False)):
        paper = _concluded(row, _sheet(said, chair, secretary), secretary)
        for signer in (secretary,) if turn else (secretary, chair):
            acts.sign(row=paper, password_is_right=True, by=signer)


def _actor(username: str) -> Actor:
    found = actor_of(Account.objects.get(username=username))
    if found is None:
        raise LookupError(f"{username} has no post")
    return found


def _concluded(row: Consult, sheet: Minutes, by: Actor) -> ConsultPaper:
    held = acts.open_session(consult=row, said=sheet, by=by)
    known = Consult.objects.get(pk=row.pk, patient_id=row.patient_id)
    return acts.conclude(session=held, consult=known, said=sheet, address=_address, by=by)


def _address(paper_id: uuid.UUID) -> str:
    return f"http://localhost:8000{reverse('signing:verify', args=[paper_id])}"


def _sheet(said: tuple[str, str, str], chair: Actor, secretary: Actor) -> Minutes:
    place, discussion, conclusion = said
    now = clock.now()
    return Minutes(
        started_at=now - dt.timedelta(minutes=50),
        ended_at=now - dt.timedelta(minutes=20),
        place=place,
        chair_id=chair.account_id,
        secretary_id=secretary.account_id,
        participants=(
            Participant("Bác sĩ chuyên khoa (mẫu)", "Bác sĩ", "", "Bệnh viện (mẫu)", "Đồng ý."),
        ),
        discussion=discussion,
        conclusion=conclusion,
        link_quality="good",
    )
