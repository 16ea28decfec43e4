"""Where the store shows itself in other people's pages: timeline, end of day, tasks."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions.recalls import FOLLOW_UP, FROM_ABOVE
from tuyen.domains.pharmacy.actions.transfers import DIFFERENCE
from tuyen.domains.pharmacy.discrepancies import BELOW_ZERO
from tuyen.record import day_end, task_kinds, timeline
from tuyen.record.models import Dispense, Prescription


def register_all() -> None:
    timeline.register(
        timeline.Part(
            kind="dispense",
            label=_("Thuốc đã cấp"),
            model=Dispense,
            at="handed_at",
            title="TRIM(drug || ' ' || strength)",
            about="CAST(quantity AS VARCHAR(12)) || ' ' || pack_unit",
            where="status = 'completed'",
            unit="unit_id",
            icon="pill",
            order=25,
            is_detail=True,
        )
    )
    day_end.register(
        day_end.Part("not_dispensed", _("Đơn chưa cấp thuốc"), _not_dispensed, "pharmacy:dispense")
    )
    task_kinds.register(
        DIFFERENCE,
        _("Chuyển kho lệch"),
        "pharmacy:document",
        of="subject",
        icon="package",
        tone="warn",
    )
    task_kinds.register("stock", _("Kho thuốc"), "pharmacy:stock", of="", icon="package")
    task_kinds.register(
        FROM_ABOVE,
        _("Thu hồi từ cấp trên"),
        "pharmacy:lot",
        of="subject",
        icon="pill",
        tone="danger",
    )
    task_kinds.register(
        BELOW_ZERO, _("Tồn kho âm"), "pharmacy:lot", of="subject", icon="package", tone="warn"
    )
    task_kinds.register(
        FOLLOW_UP, _("Thu hồi thuốc"), "pharmacy:recalled", of="subject", icon="pill", tone="danger"
    )


def _not_dispensed(who: Actor, day: dt.date) -> day_end.Rows:
    """Sheets of that day of which nothing was handed out and nothing declined."""
    start = clock.start_of(day)
    handled = Dispense.objects.filter(
        patient_id=OuterRef("patient_id"), prescription_number=OuterRef("number"),
        superseded_by_id=None,
    ).exclude(status="entered-in-error")  # fmt: skip
    rows = Prescription.objects.filter(
        unit_id=who.unit_id,
        signed_at__gte=start,
        signed_at__lt=start + dt.timedelta(days=1),
        superseded_by_id=None,
        compartment__in=["", *who.compartments],
    ).filter(~Exists(handled))
    return day_end.columns(rows, "not_dispensed", "signed_at")
