"""Numbers of this room on the boards of both sides; each opens its list."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.queries import hotline, plans
from tuyen.domains.steering.queries import support as requests
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules.agreements import HOLDS, State
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.figures import figure


def agreements(who: Actor) -> Iterable[Card]:
    """Agreements in force, those that end soon, promises past their day."""
    found = queries.standing(who, clock.today())
    url = reverse("steering:agreements")
    near = found.states.get(State.EXPIRING, 0)
    yield Card(
        _("Văn bản hợp tác còn hiệu lực"),
        sum(found.states.get(state, 0) for state in HOLDS),
        f"{url}?state=in_force",
    )
    yield Card(
        _("Văn bản sắp hết hiệu lực"),
        near,
        f"{url}?state=expiring",
        _("trong %(days)d ngày tới") % {"days": found.warn_days},
        "warn" if near else "neutral",
    )
    yield Card(
        _("Cam kết quá hạn"),
        found.late,
        f"{reverse('steering:commitments')}?which=late",
        _("của cả hai bên"),
        "warn" if found.late else "good",
    )


def owed(who: Actor) -> Iterable[Card]:
    """What our facility promised in agreements and has not delivered yet."""
    today = clock.today()
    found = list(queries.commitments_listed(who, today, which="open", mine=True))
    late = sum(row.due_on < today for row in found)
    yield Card(
        _("Cam kết chúng tôi phải làm"),
        len(found),
        f"{reverse('steering:commitments')}?which=open&mine=1",
        _("%(n)d quá hạn") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )


def support(who: Actor) -> Iterable[Card]:
    """Requests for support: open ones, and those past their clock."""
    year = clock.start_of(clock.today().replace(month=1, day=1))
    found = requests.served(who, year)
    url = reverse("steering:requests")
    share = round(100 * found.in_time / found.answered) if found.answered else None
    note = _("trả lời đúng hạn %(percent)d%% trong năm") % {"percent": share} if share else ""
    yield Card(_("Đề nghị hỗ trợ đang mở"), found.open, f"{url}?which=open", note)
    tone = "warn" if found.late else "good"
    yield Card(_("Đề nghị quá hạn"), found.late, f"{url}?which=late", tone=tone)


def calls(who: Actor) -> Iterable[Card]:
    """Calls of this month, and promised calls back that are due."""
    day = clock.today()
    month = clock.start_of(day.replace(day=1))
    found = hotline.service_level(hotline.calls_seen_by(who), month, day, facility_of(who))
    url = reverse("steering:hotline")
    yield Card(_("Cuộc gọi đường dây nóng"), found.calls, url, _("trong tháng"))
    tone = "warn" if found.follow_up else "neutral"
    yield Card(_("Hẹn gọi lại đến hạn"), found.follow_up, f"{url}?which=follow_up", tone=tone)


def asked(who: Actor) -> Iterable[Card]:
    """What our facility asked for and is not closed yet."""
    rows = list(requests.listed(who, which="ours"))
    to_read = sum(row.status == "answered" for row in rows)
    yield Card(
        _("Đề nghị chúng tôi đã gửi"),
        len(rows),
        f"{reverse('steering:requests')}?which=ours",
        _("%(n)d đã có trả lời, chờ đóng") % {"n": to_read} if to_read else "",
        "info" if to_read else "neutral",
    )


def work(who: Actor) -> Iterable[Card]:
    """Person-days of direction of this year, and sessions without a patient."""
    today = clock.today()
    done = plans.done_by(who, today.replace(month=1, day=1), today)
    url = reverse("steering:work")
    note = _("%(n)d việc trong năm") % {"n": done.times}
    yield Card(_("Ngày công chỉ đạo"), figure(done.person_days), url, note)
