"""Numbers of this room on the boards of both sides; each opens its list."""

from collections.abc import Iterable

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.queries import hotline, plans
from tuyen.domains.steering.queries import support as requests
from tuyen.domains.steering.rules.agreements import State
from tuyen.domains.steering.rules.support import OPEN
from tuyen.platform.ui import cards
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.counting import Counts, Found
from tuyen.platform.ui.figures import figure


def register_all() -> None:
    see, answer = "direction.see", "hotline.answer"
    upper, lower = cards.DIRECTION, cards.OUR_UNIT
    cards.register(upper, "steering.support", support_counted, support, see, 30)
    cards.register(upper, "steering.hotline", calls_counted, calls, answer, 32)
    cards.register(upper, "steering.work", work_counted, work, see, 34)
    cards.register(upper, "steering.agreements", agreements_counted, agreements, see)
    cards.register(lower, "steering.asked", asked_counted, asked, see, 10)
    cards.register(lower, "steering.commitments", owed_counted, owed, see)


def agreements_counted(who: Actor) -> Iterable[Counts]:
    today = clock.today()
    state = queries.states(today, queries.warn_days(today, who.unit_id))
    numbers = {
        "agreements_standing": Count("id", filter=state[State.IN_FORCE]),
        "agreements_ending": Count("id", filter=state[State.EXPIRING]),
    }
    yield Counts(queries.visible_to(who), numbers)
    late = queries.commitments_listed(who, today, which="late")
    yield Counts(late, {"commitments_late": Count("id")})


def agreements(who: Actor, found: Found) -> Iterable[Card]:
    """Agreements in force, those that end soon, promises past their day."""
    url, near = reverse("steering:agreements"), found["agreements_ending"]
    days, late = queries.warn_days(clock.today(), who.unit_id), found["commitments_late"]
    yield Card(
        _("Văn bản hợp tác còn hiệu lực"), found["agreements_standing"], f"{url}?state=in_force"
    )
    yield Card(
        _("Văn bản sắp hết hiệu lực"),
        near,
        f"{url}?state=expiring",
        _("trong %(days)d ngày tới") % {"days": days},
        "warn" if near else "neutral",
    )
    yield Card(
        _("Cam kết quá hạn"),
        late,
        f"{reverse('steering:commitments')}?which=late",
        _("của cả hai bên"),
        "warn" if late else "good",
    )


def owed_counted(who: Actor) -> Iterable[Counts]:
    today = clock.today()
    late = Count("id", filter=Q(due_on__lt=today))
    rows = queries.commitments_listed(who, today, which="open", mine=True)
    yield Counts(rows, {"owed": Count("id"), "owed_late": late})


def owed(_who: Actor, found: Found) -> Iterable[Card]:
    """What our facility promised in agreements and has not delivered yet."""
    late = found["owed_late"]
    yield Card(
        _("Cam kết chúng tôi phải làm"),
        found["owed"],
        f"{reverse('steering:commitments')}?which=open&mine=1",
        _("%(n)d quá hạn") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )


def support_counted(who: Actor) -> Iterable[Counts]:
    year = clock.start_of(clock.today().replace(month=1, day=1))
    answered = Q(asked_at__gte=year, answered_at__isnull=False)
    numbers = {
        "support_open": Count("id", filter=Q(status__in=[*OPEN])),
        "support_late": Count("id", filter=requests.late(clock.now())),
        "support_answered": Count("id", filter=answered),
        "support_in_time": Count("id", filter=answered & Q(answered_at__lte=F("answer_by"))),
    }
    yield Counts(requests.visible_to(who), numbers)


def support(_who: Actor, found: Found) -> Iterable[Card]:
    """Requests for support: open ones, and those past their clock."""
    url, answered, late = reverse("steering:requests"), found["support_answered"], "support_late"
    share = round(100 * found["support_in_time"] / answered) if answered else None
    note = _("trả lời đúng hạn %(percent)d%% trong năm") % {"percent": share} if share else ""
    yield Card(_("Đề nghị hỗ trợ đang mở"), found["support_open"], f"{url}?which=open", note)
    tone = "warn" if found[late] else "good"
    yield Card(_("Đề nghị quá hạn"), found[late], f"{url}?which=late", tone=tone)


def calls_counted(who: Actor) -> Iterable[Counts]:
    day = clock.today()
    month = Q(rang_at__gte=clock.start_of(day.replace(day=1)))
    due = Count("id", filter=hotline.to_call_back(day))
    numbers = {"calls": Count("id", filter=month), "calls_back": due}
    yield Counts(hotline.calls_seen_by(who), numbers)


def calls(_who: Actor, found: Found) -> Iterable[Card]:
    """Calls of this month, and promised calls back that are due."""
    url, due = reverse("steering:hotline"), found["calls_back"]
    month = f"{url}?which=month"
    yield Card(_("Cuộc gọi đường dây nóng"), found["calls"], month, _("trong tháng"))
    tone = "warn" if due else "neutral"
    yield Card(_("Hẹn gọi lại đến hạn"), due, f"{url}?which=follow_up", tone=tone)


def asked_counted(who: Actor) -> Iterable[Counts]:
    to_read = Count("id", filter=Q(status="answered"))
    rows = requests.listed(who, which="ours")
    yield Counts(rows, {"asked": Count("id"), "asked_to_read": to_read})


def asked(_who: Actor, found: Found) -> Iterable[Card]:
    """What our facility asked for and is not closed yet."""
    to_read = found["asked_to_read"]
    yield Card(
        _("Đề nghị chúng tôi đã gửi"),
        found["asked"],
        f"{reverse('steering:requests')}?which=ours",
        _("%(n)d đã có trả lời, chờ đóng") % {"n": to_read} if to_read else "",
        "info" if to_read else "neutral",
    )


def work_counted(who: Actor) -> Iterable[Counts]:
    today = clock.today()
    rows = plans.ours(who, today.replace(month=1, day=1), today)
    yield Counts(rows, {"work_times": Count("id"), "work_days": Sum("person_days")})


def work(_who: Actor, found: Found) -> Iterable[Card]:
    """Person-days of direction of this year, and sessions without a patient."""
    note = _("%(n)d việc trong năm") % {"n": found["work_times"]}
    url = reverse("steering:work")
    yield Card(_("Ngày công chỉ đạo"), figure(found["work_days"]), url, note)
