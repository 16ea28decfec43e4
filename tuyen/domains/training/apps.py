from collections.abc import Iterable

from django.apps import AppConfig
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.platform.ui import cards, slots
from tuyen.platform.ui.counting import Counts, Found


class TrainingConfig(AppConfig):
    name = "tuyen.domains.training"
    label = "training"

    def ready(self) -> None:
        from tuyen.domains.training import facts, queries  # noqa: F401  facts are published
        from tuyen.record.queries.responses import withhold

        withhold(queries.tests_withheld_from)

        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(_("Đào tạo"), "training:home", "direction.see", order=40, group="people"),
        )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Đào tạo"), "training:of_unit", "direction.see", "school", order=40),
        )
        for board in (cards.DIRECTION, cards.OUR_UNIT):
            show = _open if board == cards.DIRECTION else _open_to_us
            cards.register(board, "training.courses", _counted, show, "direction.see", 40)


def _counted(who: Actor) -> Iterable[Counts]:
    from tuyen.domains.training import queries

    rows = queries.listed(queries.courses_for(who), when="now")
    yield Counts(rows, {"courses_open": Count("id")})


def _open(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Courses that take trainees now."""
    url = reverse("training:home", query={"when": "now"})
    yield cards.Card(_("Khóa học đang mở"), found["courses_open"], url)


def _open_to_us(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Those that our facility teaches or may send to."""
    url = reverse("training:home", query={"when": "now", "side": "ours"})
    yield cards.Card(_("Khóa học đang mở"), found["courses_open"], url)
