"""What the trainees said of the courses that are over."""

from dataclasses import replace
from random import Random

from tuyen.core.actor import Actor
from tuyen.domains.evaluation.actions import evaluate
from tuyen.domains.training import judged
from tuyen.domains.training.models import Course, Enrolment
from tuyen.platform.forms import kinds
from tuyen.platform.forms.queries import find_of_kind
from tuyen.record.evaluated import Evaluated, subject

_SCALED = ("content", "lecturer", "practice", "organisation")
_GOOD = ("Được tự làm trên máy", "Giảng viên sửa từng tay", "Có ca thật để xem")
_BETTER = ("Nên thêm một buổi thực hành", "Lớp đông, ít máy", "Gửi tài liệu sớm hơn")


def of_course(course: Course, there: list[Enrolment], by: Actor) -> None:
    """Everybody who was there but one; each speaks for themselves, once.

    With dice of its own, so that the rest of the demo falls as it fell before.
    """
    chance = Random(course.title)
    about = subject(judged.KIND)
    assert about is not None
    form = find_of_kind(kinds.EVALUATION, about.form_code)
    for seat in there[:-1]:
        trainee = replace(by, account_id=seat.staff_id, name=seat.name, unit_id=seat.from_unit_id)
        found = Evaluated(course.id, course.unit_id, course.title, "", voice=seat.staff_id)
        evaluate(found=found, kind=judged.KIND, form=form, answers=_said(chance), by=trainee)


def _said(chance: Random) -> dict[str, object]:
    marks = {link: chance.choice("34455") for link in _SCALED}
    words = {"good": chance.choice(_GOOD), "better": chance.choice(_BETTER)}
    return {**marks, "will_use": chance.random() < 0.8, **words}
