"""How the bands of age are called."""

from django.utils.translation import gettext as _


def age_bands() -> dict[str, str]:
    """Code → name, the youngest first."""
    return {
        "under_6m": _("dưới 6 tháng"),
        "6_8m": _("6–8 tháng"),
        "9_11m": _("9–11 tháng"),
        "12_23m": _("12–23 tháng"),
        "2_4y": _("2–4 tuổi"),
        "5_9y": _("5–9 tuổi"),
        "10_14y": _("10–14 tuổi"),
        "15_24y": _("15–24 tuổi"),
        "25_49y": _("25–49 tuổi"),
        "50y_up": _("từ 50 tuổi"),
    }
