from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.platform.ui import cards, slots


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
        cards.register(cards.DIRECTION, "training.courses", _open_courses, "direction.see", 40)
        cards.register(cards.OUR_UNIT, "training.courses", _open_courses, "direction.see", 40)


def _open_courses(who: Actor) -> Iterable[cards.Card]:
    """Courses that take trainees now; for the lower unit: those it may send to."""
    from django.urls import reverse

    from tuyen.domains.training import queries

    count = queries.listed(queries.courses_for(who), when="now").count()
    yield cards.Card(_("Khóa học đang mở"), count, reverse("training:home", query={"when": "now"}))
