"""Conditions, times and supplies in words, for pages and paper."""

from django.utils.translation import gettext as _

from tuyen.domains.response_plans import rules
from tuyen.platform.ui.templatetags.tuyen import number

HOURS_A_DAY = 24


def conditions(phase: rules.Phase) -> str:
    """The figures from which a phase is proposed, in words; empty where a person alone decides."""
    said = (
        (phase.from_cases, _("từ %(n)s ca")),
        (phase.from_places, _("từ %(n)s xã có ca")),
        (phase.from_inpatients, _("từ %(n)s người nằm viện")),
    )
    words = _(" hoặc ")
    return words.join(text % {"n": number(least)} for least, text in said if least is not None)


def due_words(hours: int) -> str:
    if hours % HOURS_A_DAY == 0 and hours > 2 * HOURS_A_DAY:
        return _("%(n)d ngày") % {"n": hours // HOURS_A_DAY}
    return _("%(n)d giờ") % {"n": hours}


def supplies_words(measure: rules.Measure) -> str:
    return "; ".join(f"{each.item}: {number(each.amount)} {each.unit}" for each in measure.supplies)
