from collections.abc import Iterable

from django.apps import AppConfig
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.ui import cards, slots
from tuyen.platform.ui.counting import Counts, Found


class RotationConfig(AppConfig):
    name = "tuyen.domains.rotation"
    label = "rotation"

    def ready(self) -> None:
        from tuyen.domains.rotation import (  # noqa: F401
            jobs,
            judged,
            listeners,
            projections,
            steps,
        )
        from tuyen.record import evaluated, task_kinds

        turn = evaluated.Subject(_("Đợt luân phiên"), "evaluation_rotation", judged.turn)
        evaluated.register(judged.KIND, turn)

        slots.register(
            slots.DIRECTION_TABS,
            slots.Link(_("Luân phiên"), "rotation:home", "direction.see", order=50, group="people"),
        )
        slots.register(
            slots.UNIT_TABS,
            slots.Link(_("Luân phiên"), "rotation:of_unit", "direction.see", "users", order=50),
        )
        for kind, label in (
            ("rotation_ending", _("Luân phiên sắp kết thúc")),
            ("rotation_grade", _("Đánh giá luân phiên")),
            ("rotation_decide", _("Ký quyết định luân phiên")),
            ("rotation_take", _("Nhận cán bộ luân phiên")),
        ):
            task_kinds.register(kind, label, "rotation:turn", of="subject", icon="users")
        label = _("Tài khoản cho cán bộ luân phiên")
        task_kinds.register(
            "rotation_account", label, "rotation:account", of="subject", icon="user"
        )
        for board in (cards.DIRECTION, cards.OUR_UNIT):
            show = _there if board == cards.DIRECTION else _ours
            cards.register(board, "rotation.there", _counted, show, "direction.see", 50)


def _counted(who: Actor) -> Iterable[Counts]:
    from tuyen.domains.rotation import queries

    when = queries.whens(clock.today())
    numbers = {
        "turns_there": Count("id", filter=when["there"]),
        "turns_over": Count("id", filter=when["over"]),
    }
    yield Counts(queries.turns_for(who), numbers)


def _there(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Who is away or with us today, and how many turns are past their last day."""
    late = found["turns_over"]
    yield cards.Card(_("Cán bộ đang luân phiên"), found["turns_there"], reverse("rotation:home"))
    if late:
        over = reverse("rotation:home", query={"when": "over"})
        yield cards.Card(_("Luân phiên quá hạn, chưa ghi về"), late, over, tone="warn")


def _ours(who: Actor, found: Found) -> Iterable[cards.Card]:
    """Whom our facility has sent and taken in."""
    url = reverse("rotation:of_unit", args=[who.unit_id])
    yield cards.Card(_("Cán bộ đang luân phiên"), found["turns_there"], url)
    if found["turns_over"]:
        late = found["turns_over"]
        yield cards.Card(_("Luân phiên quá hạn, chưa ghi về"), late, url, tone="warn")
