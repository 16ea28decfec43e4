"""Labels of purposes, methods, links and requests in the reader's language."""

import datetime as dt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import rulebook
from tuyen.record.rules import consents as rules


def language() -> str:
    return (get_language() or "vi")[:2]


def label(row: rulebook.Row) -> str:
    return rulebook.label(row, language())


def about(row: rulebook.Row) -> str:
    return str(row.get(f"about_{language()}") or row["about_vi"])


def methods(name: str, on: dt.date) -> dict[str, str]:
    return {code: label(row) for code, row in rules.methods(name, on).items()}


def kinds(on: dt.date) -> dict[str, str]:
    """Kinds of request, with the days that the law gives."""
    rows = rules.kinds(on).items()
    text = _("%(label)s (%(n)d ngày)")
    return {code: text % {"label": label(row), "n": row["days"]} for code, row in rows}


def link_kind(kind: str) -> str:
    """Why a unit may open the chart."""
    return {
        "home": _("Nơi quản lý sức khỏe"),
        "treating": _("Đã khám, điều trị"),
        "present": _("Đến khám trong ngày"),
        "referred": _("Được chuyển đến"),
        "ordered": _("Làm xét nghiệm, chẩn đoán"),
        "programme": _("Chương trình sức khỏe"),
        "teleconsult": _("Hội chẩn từ xa"),
        "custody": _("Nơi giam, giữ"),
        "notified": _("Điều tra ca bệnh truyền nhiễm"),
        "inpatient": _("Nằm viện"),
    }.get(kind, _("Chăm sóc"))
