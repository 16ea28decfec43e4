"""What the line in the frame says: a sentence that is true now, in the words of the person at the desk."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.edge.sync.pages import waiting
from tuyen.edge.sync.pages.words import at_hour
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes import conflicts, schemas
from tuyen.platform.nodes.models import Peer, Role, State
from tuyen.platform.ui import standing
from tuyen.platform.ui.addresses import address_of
from tuyen.platform.ui.standing import Standing, Tone
from tuyen.registry.persons.models import Person

SILENT_AFTER = dt.timedelta(minutes=15)
A_DAY = dt.timedelta(hours=24)
MOST_DANGERS = 20_000


def stand_in_the_frame() -> None:
    standing.register(of_this_node)


def of_this_node() -> Standing | None:
    """None on a node that stands alone."""
    upstream = Peer.objects.filter(role=Role.UPSTREAM).first()
    if upstream is None and not Peer.objects.filter(role=Role.CHILD).exists():
        return None
    tone, icon, said = _of_a_hub() if upstream is None else _towards(upstream)
    url = address_of("nodes:waiting") if upstream else address_of("nodes:all")
    to_decide, endangered = _dangers()
    decide_url = address_of("nodes:conflicts")
    return Standing(tone, icon, said, url, to_decide, decide_url, endangered)


def _dangers() -> tuple[Mapping[tuple[UUID | None, str], int], frozenset[UUID]]:
    """Open differences that endanger a person: how many by unit and compartment, and of whom.

    A row that belongs to no unit is chosen for at the person's station; of somebody who has none, wherever
    there is a care link.
    """
    rows = conflicts.open_conflicts().filter(is_safety=True)
    found = list(rows.values_list("unit_id", "compartment", "patient_id")[:MOST_DANGERS])
    homeless = {patient for unit, _compartment, patient in found if patient and unit is None}
    places = _places(homeless) if homeless else {}
    to_decide: Counter[tuple[UUID | None, str]] = Counter(
        (place, compartment)
        for unit_id, compartment, patient in found
        for place in ([unit_id] if unit_id else places.get(patient, ()))
    )
    return to_decide, frozenset(patient for _unit, _compartment, patient in found if patient)


def _places(patients: set[UUID]) -> dict[UUID | None, set[UUID]]:
    """Where somebody looks after each of them."""
    homes = Person.objects.filter(pk__in=patients).values_list("id", "home_unit_id")
    places: dict[UUID | None, set[UUID]] = {person: {home} for person, home in homes if home}
    today = clock.today()
    links = CareLink.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        patient_id__in=patients - places.keys(),
        valid_from__lte=today,
    )
    for patient, unit_id in links.values_list("patient_id", "unit_id"):
        places.setdefault(patient, set()).add(unit_id)
    return places


def _towards(upstream: Peer) -> tuple[Tone, str, Any]:
    state = State(upstream.state)
    if state == State.PENDING:
        return "info", "clock", _("Máy này chờ máy trung tâm duyệt")
    if state != State.ACTIVE:
        return "danger", "cloud-off", _("Máy trung tâm đã ngừng máy này: việc vẫn giữ ở đây")
    tone, icon, said = sentence(waiting.summed_for(upstream), upstream)
    if not is_older_than(upstream.schema_ver):
        return tone, icon, said
    if tone != "good":
        return "warn", icon, format_lazy(_("{said}. Máy này cần nâng cấp"), said=said)
    return "warn", "alert-triangle", _("Máy này cần nâng cấp: việc mới hơn bản này nằm chờ ở đây")


def is_older_than(schema_ver: int | None) -> bool:
    """Does the other machine know tables that ours does not? What it says of them is held until then."""
    return (schema_ver or 0) > schemas.version()


def sentence(left: waiting.Left, upstream: Peer) -> tuple[Tone, str, Any]:
    """left: what waits; upstream: when the line last worked and what was wrong since."""
    fault = fault_of(upstream)
    n, since = _number(left.count), _hour(left.since or upstream.last_ok_at)
    if left.count and fault:
        said = _("Còn {n} việc chờ gửi từ {at}: {fault}")
        return "warn", "cloud-off", format_lazy(said, n=n, at=since, fault=fault)
    if left.count:
        return (
            "info",
            "cloud-upload",
            format_lazy(_("Đang gửi {n} việc, cũ nhất {at}"), n=n, at=since),
        )
    if upstream.last_ok_at is None:
        return "info", "clock", _("Chưa gửi lần nào lên máy trung tâm")
    if fault:
        said = _("Không còn gì chờ gửi. Chưa nhận gì mới từ {at}: {fault}")
        return "warn", "cloud-off", format_lazy(said, at=since, fault=fault)
    return "good", "check", format_lazy(_("Đã gửi hết lúc {at}"), at=since)


def fault_of(upstream: Peer) -> Any:
    """The first clause of what went wrong last time; nothing while the line works."""
    if upstream.last_error:
        first = upstream.last_error.partition(".")[0]
        return first[:1].lower() + first[1:]
    last = upstream.last_ok_at
    if last is not None and clock.now() - last > SILENT_AFTER:
        return _("chưa gọi lại được máy trung tâm")
    return ""


def _of_a_hub() -> tuple[Tone, str, Any]:
    seen = Peer.objects.filter(role=Role.CHILD, state=State.ACTIVE).aggregate(
        all=Count("id"),
        heard=Count("id", filter=Q(last_seen_at__gte=clock.now() - A_DAY)),
        newest=Max("schema_ver"),
    )
    if is_older_than(seen["newest"]):
        said = _("Máy này cần nâng cấp: việc từ máy trạm mới hơn nằm chờ ở đây")
        return "warn", "alert-triangle", said
    said = _("{heard}/{all} máy trạm đã gửi trong 24 giờ")
    tone: Tone = "good" if seen["heard"] == seen["all"] else "warn"
    icon = "check" if tone == "good" else "cloud-off"
    return tone, icon, format_lazy(said, heard=seen["heard"], all=seen["all"])


def _number(n: int) -> str:
    return f"{n:,}".replace(",", ".") if n <= waiting.COUNTED_AT_MOST else f">{n - 1}"


def _hour(at: dt.datetime | None) -> str:
    return at_hour(at) if at else "?"
