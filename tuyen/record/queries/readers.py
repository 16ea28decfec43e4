"""Who looked at a person's record."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import readers_of
from tuyen.platform.access.models import ReadLog
from tuyen.platform.accounts.models import Account
from tuyen.platform.accounts.queries import full_names
from tuyen.registry.facilities.queries import names_of


@dataclass(frozen=True)
class Reader:
    """One line of “who looked at my record”."""

    at: dt.datetime
    name: str
    unit: str
    what: str
    is_break_glass: bool


def readers(patient_ids: Iterable[uuid.UUID], who: Actor) -> list[Reader]:
    """Who looked at this person's record, newest first, with names."""
    rows = readers_of(patient_ids, who)
    names = dict(
        Account.objects.filter(pk__in={row.account_id for row in rows}).values_list(
            "id", "full_name"
        )
    )
    units = names_of(row.unit_id for row in rows if row.unit_id)
    pages = page_names()
    return [
        Reader(
            row.at,
            names.get(row.account_id, ""),
            units.get(row.unit_id, "") if row.unit_id else "",
            pages.get(row.what, row.what),
            row.ground == "break_glass",
        )
        for row in rows
    ]


def named_readers(rows: Sequence[ReadLog]) -> list[dict[str, Any]]:
    """Readings with the names of accounts and units, for other programs: two statements."""
    names = full_names({row.account_id for row in rows})
    units = names_of(row.unit_id for row in rows if row.unit_id)
    pages = page_names()
    return [
        {
            "id": row.id,
            "at": row.at,
            "name": names.get(row.account_id, ""),
            "unit": units.get(row.unit_id, "") if row.unit_id else "",
            "what": pages.get(row.what, row.what),
            "ground": row.ground,
        }
        for row in rows
    ]


def page_names() -> dict[str, str]:
    """What a reader had open, in words."""
    return {
        "patient_page": _("Trang người dân"),
        "timeline": _("Dòng thời gian"),
        "growth": _("Tăng trưởng"),
        "documents": _("Giấy tờ"),
        "visit_form": _("Phiếu khám"),
        "paper_form": _("Nhập bù từ giấy"),
        "visit": _("Lượt khám"),
        "prescription": _("Đơn thuốc"),
        "dispense": _("Cấp thuốc"),
        "courses": _("Bệnh và thuốc"),
        "household": _("Hộ gia đình"),
        "summary": _("Bản tóm tắt in ra"),
        "fhir_summary": _("Bản tóm tắt gửi hệ thống khác"),
        "document": _("Giấy tờ"),
        "appointments": _("Lịch hẹn"),
        "book_a1": _("Sổ khám bệnh"),
        "book_drugs": _("Sổ cấp thuốc"),
        "book_referrals": _("Sổ chuyển tuyến"),
        "imaging": _("Hình ảnh"),
        "imaging_study": _("Hình ảnh"),
        "imaging_export": _("Xuất hình ảnh"),
        "referrals": _("Chuyển tuyến"),
        "referral": _("Chuyển tuyến"),
        "referral_form": _("Chuyển tuyến"),
        "referral_paper": _("Giấy chuyển tuyến"),
        "activity_list": _("Danh sách của báo cáo"),
        "api": _("Hệ thống khác đọc qua API"),
        "fhir": _("Hệ thống khác đọc qua FHIR"),
        "fhir_search": _("Hệ thống khác tìm qua FHIR"),
    }
