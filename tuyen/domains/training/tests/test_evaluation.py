"""A course is evaluated by its trainees, once each; the teaching unit reads figures, never single answers."""

import pytest
from django.urls import reverse

from tests.network import actor_at, browser_of
from tests.presses import at_once
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.evaluation import actions, queries
from tuyen.domains.evaluation.models import Evaluation
from tuyen.domains.training import judged
from tuyen.domains.training.models import Course, Enrolment
from tuyen.domains.training.tests.conftest import account
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms.reading import ANSWER
from tuyen.record import evaluated
from tuyen.record.queries import responses
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db
SAID = {
    "content": "5",
    "lecturer": "4",
    "practice": "3",
    "organisation": "5",
    "will_use": True,
    "better": "Thêm giờ thực hành",
}


def given(course: Course, by: Actor, **more: object) -> Evaluation:
    subject = evaluated.subject(judged.KIND)
    assert subject is not None
    found = subject.find(by, course.id)
    assert found is not None
    form = queries.form_of(found, subject)
    return actions.evaluate(found=found, kind=judged.KIND, form=form, answers=SAID | more, by=by)


@pytest.mark.capability("E3", where="/evaluations/")
def test_trainees_answer_on_the_page_and_the_teaching_unit_reads_the_figures(
    course: Course, trainee: Enrolment, station: Unit, doctor: StaffMember, hospital: Unit
) -> None:
    """Offered on one's own page, answered once, summed up for the teaching unit without names."""
    who = account(station, "station_nurse")
    who.staff_id = doctor.id
    who.save(update_fields=["staff_id"])
    learner, office = browser_of(who), browser_of(account(hospital, "direction_office"))
    where = [judged.KIND, course.id]
    answer, summary = (
        reverse("evaluation:answer", args=where),
        reverse("evaluation:summary", args=where),
    )

    assert answer in learner.get(reverse("training:mine")).text
    assert "Giảng viên dễ hiểu" in learner.get(answer).text
    assert learner.post(answer, {}).status_code == 422
    sent = learner.post(answer, posted(SAID))
    assert sent.status_code == 302, sent.text[-2000:]
    again = learner.post(answer, posted(SAID))

    assert again.status_code == 422
    assert "chỉ gửi một lần" in again.text
    assert "Thêm giờ thực hành" not in learner.get(summary).text
    read = office.get(summary).text
    assert "1 phiếu" in read
    assert "Thêm giờ thực hành" in read
    assert doctor.name not in read
    assert summary in office.get(reverse("training:course", args=[course.id])).text


def posted(said: dict[str, object]) -> dict[str, str]:
    """As the browser sends it."""
    return {ANSWER + name: "yes" if value is True else str(value) for name, value in said.items()}


def test_nobody_but_a_trainee_evaluates_and_a_stranger_sees_nothing(
    course: Course, trainee: Enrolment, office: Actor
) -> None:
    with pytest.raises(NotPermitted, match="học viên"):
        given(course, office)
    elsewhere = facilities.create_unit(
        parent=None, kind="hospital", name="Bệnh viện ở tỉnh khác", chain="moh", by=SYSTEM
    )
    stranger = actor_at(ScopeNode.objects.get(pk=elsewhere.pk), "direction_office")
    assert judged.course(stranger, course.id) is None


def test_a_single_answer_is_read_by_nobody_else(
    course: Course, trainee: Enrolment, learner: Actor, office: Actor
) -> None:
    row = given(course, learner)

    assert not responses.visible_to(office).filter(pk=row.response_id).exists()
    assert responses.visible_to(learner).filter(pk=row.response_id).exists()


def test_a_form_of_ones_own_is_asked_until_somebody_has_answered(
    course: Course, trainee: Enrolment, learner: Actor, office: Actor
) -> None:
    found = judged.course(office, course.id)
    assert found is not None

    chosen = actions.choose(
        found=found, kind=judged.KIND, form_code="evaluation_gathering", by=office
    )
    with pytest.raises(Refused, match="không thuộc loại"):
        actions.choose(found=found, kind=judged.KIND, form_code="test_ultrasound", by=office)
    with pytest.raises(Refused):
        given(course, learner)  # the answers are those of the other form
    actions.choose(found=found, kind=judged.KIND, form_code="evaluation_course", by=office)
    given(course, learner)

    assert chosen.form_code == "evaluation_gathering"
    with pytest.raises(Refused, match="Đã có người đánh giá"):
        actions.choose(found=found, kind=judged.KIND, form_code="evaluation_gathering", by=office)


@pytest.mark.django_db(transaction=True)
def test_an_evaluation_sent_on_two_devices_at_once_is_heard_once(
    course: Course, trainee: Enrolment, learner: Actor
) -> None:
    results = at_once(lambda: given(course, learner))

    assert Evaluation.objects.count() == 1
    assert sum(isinstance(each, Refused) for each in results) == len(results) - 1
