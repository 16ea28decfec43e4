"""Answers on forms: about a unit by whoever reaches it, about a person in the chart."""

from typing import Any

import pytest

from tests.network import account_at, actor_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes, forms
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms.models import FormVersion
from tuyen.platform.forms.rules.items import Form, form_of
from tuyen.record.actions import responses
from tuyen.record.chart import chart_of
from tuyen.record.models import Observation, QueueEntry, ResponseStatus, UnitResponse
from tuyen.record.queries.responses import about_unit, of_person, visible_to
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

CODE = "supervision_station"
FIGURES = form_of(
    {
        "title_vi": "Phiếu đo",
        "item": [
            {
                "link": "upper",
                "kind": "integer",
                "label_vi": "Huyết áp",
                "observation": "systolic",
            },
            {"link": "note", "kind": "string", "label_vi": "Ghi chú"},
        ],
    },
    code="figures",
)


@pytest.fixture
def hospital(db: None) -> Unit:
    department = network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", by=SYSTEM, chain="moh"
    )
    return network.create_unit(parent=department, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def below(hospital: Unit) -> Unit:
    return network.create_unit(
        parent=hospital, kind="district_health_centre", name="Trung tâm mẫu", by=SYSTEM
    )


@pytest.fixture
def office(hospital: Unit) -> Actor:
    return actor_at(ScopeNode.objects.get(pk=hospital.pk), "direction_office")


def _all_met() -> dict[str, Any]:
    form = forms.find(CODE)
    said: dict[str, Any] = {}
    for item in form.questions():
        if item.is_required and item.kind == "choice":
            said[item.link] = "met"
    return said | {"emergency_oxygen": True, "drugs_expired": False}


def _about(unit: Unit, by: Actor, **said: Any) -> UnitResponse:
    row = responses.answer(form=forms.find(CODE), answers=_all_met() | said, unit_id=unit.id, by=by)
    assert isinstance(row, UnitResponse)
    return row


def test_an_answer_keeps_its_form_and_its_points(office: Actor, below: Unit) -> None:
    row = _about(below, office)

    kept = UnitResponse.objects.get(pk=row.pk)
    assert forms.kept(kept.form_code, kept.form_version) == forms.find(CODE)
    assert (kept.points, kept.of, kept.percent) == (20, 20, 100)


def test_both_sides_read_it_and_a_stranger_does_not(office: Actor, below: Unit) -> None:
    row = _about(below, office)
    other = network.create_unit(
        parent=None, kind="health_department", name="Sở khác", by=SYSTEM, chain="moh"
    )

    theirs = actor_at(ScopeNode.objects.get(pk=below.pk), "station_doctor")
    stranger = actor_at(ScopeNode.objects.get(pk=other.pk), "department_officer")

    assert list(visible_to(theirs)) == [row]
    assert list(visible_to(office)) == [row]
    assert not visible_to(stranger)


def test_a_unit_out_of_reach_is_not_judged(below: Unit, hospital: Unit) -> None:
    neighbour = network.create_unit(
        parent=hospital, kind="district_health_centre", name="Trung tâm bên", by=SYSTEM
    )
    doctor = actor_at(ScopeNode.objects.get(pk=neighbour.pk), "station_doctor")

    with pytest.raises(NotPermitted):
        _about(below, doctor)


def test_a_form_left_half_done_goes_on_until_it_is_handed_in(office: Actor, below: Unit) -> None:
    half = responses.new_unit_response(
        form=forms.find(CODE),
        answers={"staff_on_duty": "met"},
        unit_id=below.id,
        by=office,
        is_complete=False,
    )
    with changes.apply(actor=office, reason="test.begin") as log:
        log.create(half)

    responses.change_answers(response=half, answers=_all_met(), by=office, is_complete=True)

    assert half.status == ResponseStatus.COMPLETED
    assert list(about_unit(below.id, CODE)) == [half]
    with pytest.raises(Refused, match="đã nộp"):
        responses.change_answers(response=half, answers=_all_met(), by=office, is_complete=True)


def test_what_is_not_answered_is_named(office: Actor, below: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        responses.answer(form=forms.find(CODE), answers={}, unit_id=below.id, by=office)

    assert (refusal.value.field, refusal.value.code) == ("staff_on_duty", "required")


@pytest.mark.capability("B7")
@pytest.mark.django_db
def test_figures_of_a_persons_form_become_observations_and_follow_its_correction(
    doctor: Actor, entry: QueueEntry
) -> None:
    first: Any = responses.answer(
        form=FIGURES, answers={"upper": 150}, person=entry.patient_id, by=doctor
    )
    _keep(FIGURES)

    second = responses.amend(response=first, answers={"upper": 130}, by=doctor, why="Ghi nhầm")
    third = responses.amend(response=second, answers={"note": "x"}, by=doctor, why="Không đo")

    chart = chart_of(entry.patient_id, doctor)
    assert list(of_person(chart)) == [third]
    [left] = chart.of(Observation)
    assert (left.value, left.status) == (None, "entered-in-error")


def _keep(form: Form) -> None:
    """The form stands as a published version, so that an old answer finds it."""
    row = FormVersion(
        unit_id=SYSTEM.unit_id,
        code=form.code,
        version=1,
        title="Phiếu đo",
        status="published",
        body=dict(form.body),
        made_by_name="Mẫu",
        changed_at=clock.now(),
    )
    with changes.apply(actor=SYSTEM, reason="test.form") as log:
        log.create(row)


def test_a_file_is_handed_out_only_when_the_answer_names_it(office: Actor, below: Unit) -> None:
    row = _about(below, office)
    browser = browser_of(account_at(ScopeNode.objects.get(pk=below.pk), "station_doctor"))

    answer = browser.get(f"/responses/{row.id}/files/{'0' * 64}/")

    assert answer.status_code == 404
