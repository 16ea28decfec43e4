"""What the moves of a case are called."""

from django.utils.translation import gettext as _

from tuyen.record.models import CaseClass, CaseMove, CaseOutcome, CaseStage

_LABELS = {
    **dict(CaseClass.choices),
    **dict(CaseOutcome.choices),
    **dict(CaseStage.choices),
}


def of_move(move: CaseMove) -> str:
    """“Phân loại: Nghi ngờ → Loại trừ”."""
    what = {
        "notified": _("Báo cáo"),
        "told_again": _("Được báo cáo lần nữa"),
        "investigated": _("Điều tra"),
        "corrected": _("Sửa thông tin"),
        "classified": _("Phân loại"),
        "outcome": _("Kết cục"),
        "closed": _("Kết thúc"),
        "reopened": _("Mở lại"),
        "outbreak": _("Đưa vào ổ dịch"),
        "outbreak_left": _("Đưa ra khỏi ổ dịch"),
        "struck": _("Gỡ vì ghi nhầm"),
    }.get(move.what, move.what)
    said = [str(_LABELS.get(each, each)) for each in (move.before, move.after) if each]
    return f"{what}: {' → '.join(said)}" if said else what
