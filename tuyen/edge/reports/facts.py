"""What other doors may ask of the reports, without importing them."""

from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.facts import publishes
from tuyen.edge.reports import exports, periods
from tuyen.edge.reports.report import Asked, activity_report


@publishes("reports.activity")
def activity(
    *, who: Actor, period: str, by: str, class_code: str = "", published: bool = False
) -> dict[str, Any]:
    """The activity report as `tuyen report activity --json` prints it, in the scope of `who`."""
    try:
        span = periods.read(period)
    except ValueError:
        raise Refused(
            _("Không đọc được kỳ. Ví dụ: 2021, 2021-Q1, 2021-03."), field="period"
        ) from None
    if by not in periods.BYS:
        raise Refused(_("Cột phải là month, quarter hoặc year."), field="by")
    asked = Asked(span, by, class_code, published)
    return exports.as_facts(activity_report(asked, who))
