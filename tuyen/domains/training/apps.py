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
        from tuyen.domains.training import (  # noqa: F401  facts are published
            facts,
            judged,
            queries,
            steps,
        )
        from tuyen.record import evaluated
        from tuyen.record.queries.responses import withhold

        withhold(queries.tests_withheld_from)
        course = evaluated.Subject(_("Khóa học"), "evaluation_course", judged.course)
        evaluated.register(judged.KIND, course)

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
            owed = _over if board == cards.DIRECTION else _over_with_us
            cards.register(board, "training.over", _over_counted, owed, "training.manage", 41)


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


def _over_counted(who: Actor) -> Iterable[Counts]:
    from tuyen.domains.training import queries

    rows = queries.listed(queries.courses_led(who), when="over")
    yield Counts(rows, {"courses_over": Count("id")})


def _over(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """The last day is past and the course is still open: marks, the list, certificates."""
    yield _over_card(found, reverse("training:home", query={"when": "over"}))


def _over_with_us(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Those that our facility teaches."""
    yield _over_card(found, reverse("training:home", query={"when": "over", "side": "ours"}))


def _over_card(found: Found, url: str) -> cards.Card:
    return cards.Card(_("Khóa đã bế giảng, chờ kết quả"), found["courses_over"], url, tone="warn")
