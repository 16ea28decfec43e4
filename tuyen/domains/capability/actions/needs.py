"""A need is raised: from a gap, by the unit itself, or by another room; it is met, declined or reopened."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import from_event, uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.capability import lists, permissions, rules
from tuyen.domains.capability.events import NeedMet
from tuyen.domains.capability.models import Gap, Need, UnitSurvey
from tuyen.domains.capability.queries import needs as queries
from tuyen.domains.capability.queries import surveys
from tuyen.platform import changes
from tuyen.registry.facilities import direction

State, Origin = Need.State, Need.Origin
STATE = ["state", "state_on", "state_note"]


@dataclass(frozen=True)
class MetBy:
    """The survey year that showed a need to be met."""

    year: int


def raise_from_gaps(*, survey: UnitSurvey, gaps: Iterable[Gap], by: Actor) -> list[Need]:
    """Gaps become needs with one click; a topic that the unit has already is left as it is."""
    permissions.require_propose(by)
    _require_reach(by, survey.to_unit_id)
    taken = queries.standing_of(survey.to_unit_id)
    rows = [
        _from_gap(gap, survey, by)
        for gap in gaps
        if gap.lost > 0 and (gap.kind, gap.code) not in taken
    ]
    if not rows:
        raise Refused(_("Các khoảng trống này đã có trong nhu cầu của đơn vị."), code="known")
    with changes.apply(actor=by, reason="need.from_gap") as log:
        log.create(*rows)
    return rows


def propose(
    *,
    unit_id: uuid.UUID,
    kind: str,
    title: str,
    by: Actor,
    code: str = "",
    why: str = "",
    quantity: int = 1,
    cost_dong: int | None = None,
) -> Need:
    """A unit asks for something of its own accord; the same topic twice is refused."""
    permissions.require_propose(by)
    _require_reach(by, unit_id)
    kind, code = lists.known_kind(kind), code.strip() or own_code(title)
    if not nfc(title).strip():
        raise Refused(_("Ghi đơn vị cần gì."), field="title")
    if known := queries.standing(unit_id, kind, code):
        raise Refused(
            _("Nhu cầu này đã có từ %(day)s (%(state)s).")
            % {"day": f"{known.raised_on:%d/%m/%Y}", "state": known.get_state_display()},
            field="title",
        )
    row = Need(
        id=uuid7(),
        unit_id=unit_id,
        kind=kind,
        code=code,
        title=nfc(title).strip()[:200],
        why=nfc(why).strip()[:500],
        origin=Origin.PROPOSED,
        quantity=quantity,
        cost_dong=cost_dong,
        population=_population(unit_id),
        raised_on=clock.today(),
        raised_by_name=by.name,
    )
    with changes.apply(actor=by, reason="need.propose") as log:
        log.create(row)
    return row


@dataclass(frozen=True)
class Told:
    """What another room announced."""

    unit_id: uuid.UUID
    kind: str
    code: str
    title: str
    origin: str
    source_kind: str
    source_id: uuid.UUID
    quantity: int = 1
    why: str = ""


def raise_told(told: Told) -> Need | None:
    """By a listener, at least once: the same announcement makes one need, a known topic none."""
    kind = lists.known_kind(told.kind)
    code = told.code or own_code(told.title)
    if queries.standing(told.unit_id, kind, code):
        return None
    id_ = from_event(told.source_id, f"need {told.unit_id.hex} {kind} {code} {clock.today()}")
    if Need.objects.filter(pk=id_).exists():
        return None
    row = Need(
        id=id_,
        unit_id=told.unit_id,
        kind=kind,
        code=code,
        title=nfc(told.title)[:200],
        why=nfc(told.why)[:500],
        origin=told.origin,
        source_kind=told.source_kind,
        source_id=told.source_id,
        quantity=told.quantity,
        population=_population(told.unit_id),
        raised_on=clock.today(),
    )
    with changes.apply(actor=SYSTEM, reason="need.told") as log:
        log.create(row)
    return row


def change_state(*, need: Need, to: str, note: str, by: Actor) -> Need:
    """Met, declined with a reason, or looked at again."""
    permissions.require_judge(by, need)
    if to not in State.values or to == State.PLANNED:
        raise Refused(_("Nhu cầu vào kế hoạch qua trang kế hoạch năm."), field="state")
    if not rules.need_may(need.state, rules.Status(to)):
        raise Refused(
            _("Nhu cầu “%(state)s” không chuyển như vậy được.")
            % {"state": need.get_state_display()},
            field="state",
        )
    if to == State.DECLINED and not nfc(note).strip():
        raise Refused(_("Ghi lý do để đơn vị biết vì sao không đưa vào."), field="note")
    need.state, need.state_on, need.state_note = to, clock.today(), nfc(note).strip()[:300]
    with changes.apply(actor=by, reason="need.state") as log:
        log.change(need, STATE)
        if to == State.MET:
            log.announce(
                NeedMet(need_id=need.id, unit_id=need.unit_id, kind=need.kind, code=need.code)
            )
    return need


def met_rows(
    unit_id: uuid.UUID, keys: Iterable[rules.Key], met_by: MetBy
) -> list[tuple[Need, list[str]]]:
    """Needs of these topics, marked met by a survey: for the survey's own act."""
    wanted = set(keys)
    if not wanted:
        return []
    found = []
    for key, need in queries.standing_of(unit_id).items():
        if key in wanted:
            need.state, need.state_on = State.MET, clock.today()
            need.state_note = _("Khảo sát năm %(year)d cho thấy đã đủ.") % {"year": met_by.year}
            found.append((need, STATE))
    return found


def own_code(title: str) -> str:
    """Topic of a need in free words: the same words are the same topic."""
    return "-".join(fold(nfc(title)).split())[:60]


def _from_gap(gap: Gap, survey: UnitSurvey, by: Actor) -> Need:
    return Need(
        id=from_event(gap.id, "need"),
        unit_id=gap.unit_id,
        kind=gap.kind,
        code=gap.code,
        title=gap.title,
        origin=Origin.GAP,
        source_kind="gap",
        source_id=gap.id,
        lost=gap.lost,
        of=gap.of,
        population=survey.population,
        raised_on=clock.today(),
        raised_by_name=by.name,
    )


def _population(unit_id: uuid.UUID) -> int:
    """People whom the unit serves, as its last survey said."""
    last: Any = surveys.of_unit(unit_id).filter(state=surveys.SUBMITTED).first()
    return last.population if last else 0


def _require_reach(by: Actor, unit_id: uuid.UUID) -> None:
    if not by.is_system and not direction.reaches(by, unit_id):
        raise NotPermitted(_("Đơn vị này không thuộc phạm vi của bạn."))
