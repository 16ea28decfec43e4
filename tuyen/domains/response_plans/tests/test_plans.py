"""Plans are written, approved, changed by a new version; phases are proposed and chosen; measures marked."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.network import actor_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.response_plans import rules
from tuyen.domains.response_plans.actions import phases, plans
from tuyen.domains.response_plans.models import PhaseSwitch, ResponsePlan
from tuyen.domains.response_plans.queries import ground
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.domains.response_plans.tests.conftest import DAY, SAID
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Case

Sick = Callable[..., Case]
MEASURE = rules.Measure("", "Phun khử khuẩn", "Đội cơ động", 24)


def test_a_draft_has_the_four_phases_of_the_template(draft: ResponsePlan) -> None:
    codes = [each.code for each in queries.phases_of(draft)]

    assert codes == ["none", "sporadic", "spread", "overload"]
    assert draft.is_draft


@pytest.mark.parametrize(
    "said, field",
    [
        pytest.param({"name": "  "}, "name", id="no name"),
        pytest.param({"disease": "plague of frogs"}, "disease", id="a disease nobody knows"),
        pytest.param({"within_days": 0}, "within_days", id="no days"),
    ],
)
def test_a_head_that_says_nothing_is_refused(
    head: Actor, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        plans.open_plan(said=replace(SAID, **said), by=head)  # type: ignore[arg-type]

    assert refusal.value.field == field
    assert not ResponsePlan.objects.exists()


@pytest.mark.parametrize(
    "said, field",
    [
        pytest.param({"what": " "}, "what", id="nothing to do"),
        pytest.param({"who": ""}, "who", id="nobody does it"),
        pytest.param({"due_hours": 0}, "due", id="no time"),
        pytest.param({"due_hours": 9_000}, "due", id="more than a year"),
        pytest.param({"supplies": (rules.Supply("Gạc", 0, "cái"),)}, "supplies", id="none of it"),
    ],
)
def test_a_measure_says_what_who_and_until_when(
    draft: ResponsePlan, head: Actor, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        plans.set_measure(
            plan=draft,
            code="none",
            measure=replace(MEASURE, **said),  # type: ignore[arg-type]
            by=head,
        )

    assert refusal.value.field == field


def test_a_measure_is_added_changed_and_dropped(draft: ResponsePlan, head: Actor) -> None:
    before = queries.phase_of(draft, "spread")
    plans.set_measure(plan=draft, code="spread", measure=MEASURE, by=head)
    added = queries.phases_of(ResponsePlan.objects.get())[2].measures[-1]
    plans.set_measure(plan=draft, code="spread", measure=replace(added, due_hours=48), by=head)
    changed = queries.phase_of(ResponsePlan.objects.get(), "spread")
    plans.drop_measure(plan=draft, code="spread", key=added.key, by=head)

    assert added.key
    assert changed is not None
    assert changed.measures[-1] == replace(added, due_hours=48)
    assert queries.phase_of(ResponsePlan.objects.get(), "spread") == before


def test_a_measure_that_is_gone_is_not_written_again(draft: ResponsePlan, head: Actor) -> None:
    with pytest.raises(Refused, match="không còn"):
        plans.set_measure(plan=draft, code="none", measure=replace(MEASURE, key="away"), by=head)


def test_only_the_head_of_the_unit_approves(
    draft: ResponsePlan, writer: Actor, head: Actor, doctor: Actor
) -> None:
    for stranger in (writer, doctor):
        with pytest.raises(NotPermitted):
            plans.approve(plan=draft, number="1/QĐ", by=stranger)
    with pytest.raises(Refused, match="số quyết định"):
        plans.approve(plan=draft, number=" ", by=head)

    assert ResponsePlan.objects.get().is_draft


def test_a_plan_with_an_empty_phase_is_not_approved(draft: ResponsePlan, head: Actor) -> None:
    for each in rules.template("measles", clock.today())[3].measures:
        plans.drop_measure(plan=draft, code="overload", key=each.key, by=head)

    with pytest.raises(Refused, match="Vượt năng lực"):
        plans.approve(plan=draft, number="1/QĐ", by=head)


def test_an_approved_plan_changes_by_a_new_version_only(plan: ResponsePlan, head: Actor) -> None:
    with pytest.raises(Refused, match="bản mới"):
        plans.set_measure(plan=plan, code="none", measure=MEASURE, by=head)
    made = plans.revise(plan=plan, by=head)
    with pytest.raises(Refused, match="bản nháp"):
        plans.revise(plan=plan, by=head)
    still = ResponsePlan.objects.get(pk=plan.id).is_in_force
    plans.approve(plan=made, number="13/QĐ-SYT", by=head)

    old, new = ResponsePlan.objects.order_by("version")
    assert still, "the old one holds until the new one is approved"
    assert (old.is_in_force, old.ended_why) == (False, "Thay bằng bản 2")
    assert (new.is_in_force, new.version) == (True, 2)


def test_who_sees_what(draft: ResponsePlan, head: Actor, doctor: Actor, station: ScopeNode) -> None:
    other = actor_at(node("Trạm khác"), "station_doctor")
    hidden = list(queries.visible_to(doctor))
    plans.approve(plan=draft, number="12/QĐ-SYT", by=head)
    theirs = plans.open_plan(said=replace(SAID, name="Kế hoạch của trạm"), by=doctor)

    assert hidden == [], "a draft is its unit's own"
    assert set(queries.visible_to(doctor)) == {draft, theirs}
    assert list(queries.visible_to(head)) == [draft], "nor does the upper unit read a draft"
    assert list(queries.visible_to(other)) == []


def test_the_figures_propose_and_a_person_decides(
    plan: ResponsePlan, head: Actor, sick: Sick
) -> None:
    sick("Lò Văn Một")
    sick("Lò Văn Hai", ago=40)
    sick("Lò Văn Ba", disease="rubella")

    row = phases.switch(plan=plan, phase="spread", why="Lây trong trường", by=head)

    assert row.figures == {"cases": 1, "places": 0, "inpatients": 0}
    assert row.proposed == "sporadic", "kept beside the decision, which is the person's"
    assert row.phase == "spread"


def test_a_reader_below_is_shown_no_figures(plan: ResponsePlan, doctor: Actor, sick: Sick) -> None:
    sick("Lò Văn Một")

    assert ground.figures_of(plan, doctor) is None


@pytest.mark.parametrize(
    "said, field",
    [
        pytest.param({"phase": "panic"}, "phase", id="a phase that is not in the plan"),
        pytest.param({"phase": "spread"}, "phase", id="the phase that it is in"),
        pytest.param({"why": " "}, "why", id="without a reason"),
        pytest.param({"at": dt.timedelta(hours=1)}, "at", id="an hour to come"),
        pytest.param({"at": -dt.timedelta(days=9)}, "at", id="before the last change"),
    ],
)
def test_a_change_of_phase_that_cannot_be(
    plan: ResponsePlan, head: Actor, said: dict[str, object], field: str
) -> None:
    phases.switch(plan=plan, phase="spread", why="Lây trong trường", by=head)
    shift = said.pop("at", None)
    values: dict[str, object] = {"phase": "overload", "why": "Hết giường", **said}
    if isinstance(shift, dt.timedelta):
        values["at"] = clock.now() + shift

    with pytest.raises(Refused) as refusal:
        phases.switch(plan=plan, by=head, **values)  # type: ignore[arg-type]

    assert refusal.value.field == field
    assert PhaseSwitch.objects.count() == 1


def test_only_a_plan_in_force_changes_phase(draft: ResponsePlan, head: Actor) -> None:
    with pytest.raises(Refused, match="chưa duyệt"):
        phases.switch(plan=draft, phase="spread", why="Lây trong trường", by=head)


def test_a_change_by_mistake_is_struck_and_the_phase_before_counts_again(
    plan: ResponsePlan, head: Actor, writer: Actor
) -> None:
    first = phases.switch(
        plan=plan, phase="sporadic", why="Một ca", by=head, at=clock.now() - 2 * DAY
    )
    second = phases.switch(plan=plan, phase="overload", why="Nhầm", by=head)
    with pytest.raises(Refused, match="đang có hiệu lực"):
        phases.strike(plan=plan, switch_id=first.id, why="Nhầm", by=head)
    with pytest.raises(Refused, match="lý do"):
        phases.strike(plan=plan, switch_id=second.id, why=" ", by=head)
    with pytest.raises(NotPermitted):
        phases.strike(plan=plan, switch_id=second.id, why="Nhầm", by=writer)

    phases.strike(plan=plan, switch_id=second.id, why="Bấm nhầm", by=head)

    now = queries.in_force(queries.switches_of(plan))
    assert now is not None
    assert now.id == first.id
    assert PhaseSwitch.objects.count() == 2, "nothing is removed"


def test_a_measure_is_done_and_not_done_after_all(
    plan: ResponsePlan, head: Actor, writer: Actor, doctor: Actor
) -> None:
    current = phases.switch(
        plan=plan, phase="sporadic", why="Một ca", by=head, at=clock.now() - 2.5 * DAY
    )
    phase = queries.phase_of(plan, "sporadic")
    assert phase is not None
    key = phase.measures[0].key
    before = queries.checklist_of(plan, current)

    phases.mark(plan=plan, measure=key, is_done=True, note="Đủ mẫu", by=writer)
    done = queries.marks_of(current)[key]
    phases.mark(plan=plan, measure=key, is_done=False, note="Thiếu mẫu", by=writer)

    assert [line.is_overdue for line in before] == [True, True, False]
    assert (done.is_done, done.note, done.by_name) == (True, "Đủ mẫu", "Chuyên viên")
    assert queries.marks_of(current)[key].is_done is False
    with pytest.raises(NotPermitted):
        phases.mark(plan=plan, measure=key, is_done=True, note="", by=doctor)
    with pytest.raises(Refused, match="không thuộc giai đoạn"):
        phases.mark(plan=plan, measure="m999", is_done=True, note="", by=writer)


def test_a_plan_out_of_force_says_why_and_takes_nothing_more(
    plan: ResponsePlan, head: Actor
) -> None:
    with pytest.raises(Refused, match="lý do"):
        plans.end(plan=plan, why="", by=head)
    plans.end(plan=plan, why="Hết dịch", by=head)

    with pytest.raises(Refused, match="hết hiệu lực"):
        phases.switch(plan=plan, phase="spread", why="Lây trong trường", by=head)
    assert list(queries.listed(head, queries.FORCE)) == []
    assert list(queries.listed(head, queries.ENDED)) == [plan]
