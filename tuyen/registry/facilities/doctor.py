"""What `tuyen doctor` asks of the network on this machine."""

from django.db import DatabaseError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.health.checks import Finding
from tuyen.registry.facilities import queries

SHOWN = 3


def facility_codes() -> Finding:
    """Facilities where people of this machine work, whose prescriptions carry no national number."""
    day = clock.today()
    try:
        worked_at = RoleAssignment.objects.values("unit_id")
        missing = queries.facilities_without_code("bhyt5", day).filter(pk__in=worked_at)
        count, names = missing.count(), [unit.label for unit in missing[:SHOWN]]
    except DatabaseError as fault:
        return Finding("codes", "bad", type(fault).__name__, _("Chạy: tuyen migrate"))
    if not count:
        return Finding("codes", "ok", "0")
    said = _(
        "Chưa có mã cơ sở (BHYT): {names}. Đơn thuốc ở đó chỉ mang số nội bộ; thêm mã ở trang đơn vị."
    )
    return Finding("codes", "warn", str(count), format_lazy(said, names=", ".join(names)))
