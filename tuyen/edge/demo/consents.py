"""What some people of the main station decided about their data, and what one of them asked."""

import datetime as dt
from random import Random
from typing import Any

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import people
from tuyen.edge.demo.everyday import Practice
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.consents import TASK_REQUEST
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import Consent, DataRequest
from tuyen.record.rules import consents as rules

# (purpose, yes or no, days ago, taken back how many days ago, why)
_DECIDED = (
    ("contact", True, 120, None, ""),
    ("programme", True, 120, None, ""),
    ("contact", True, 75, None, ""),
    ("family", True, 60, None, ""),
    ("research", False, 60, None, ""),
    ("contact", True, 44, 9, "Đã đổi số điện thoại, không muốn nhận tin nữa"),
    ("training", False, 30, None, ""),
    ("programme", True, 12, None, ""),
)
# (kind, status, days ago, text, answer)
_ASKED = (
    ("access", "done", 40, "Xin bản trích hồ sơ khám năm nay.", "Đã giao bản trích tại trạm."),
    ("correct", "received", 3, "Ghi sai số điện thoại của gia đình.", ""),
)
MOST_ASKED = 300  # asked at the desk whether they may be reminded; most say yes
_NOTES = {"family": "Cho con gái biết kết quả khám"}


def write(practice: Practice, known: list[Any], ids: people.Ids, chance: Random) -> None:
    open_ones = [each for each in known if not each.compartment]
    whom = chance.sample(open_ones, len(_DECIDED) + len(_ASKED))
    rows: list[Any] = [
        _decision(practice, person, said, ids) for person, said in zip(whom, _DECIDED, strict=False)
    ]
    others = [each for each in open_ones if each not in whom]
    yes = ("contact", True, 90, None, "")
    asked_at_the_desk = others[: min(len(others) * 2 // 3, MOST_ASKED)]
    rows += [_decision(practice, person, yes, ids) for person in asked_at_the_desk]
    for person, asked in zip(whom[len(_DECIDED) :], _ASKED, strict=True):
        rows += _request(practice, person, asked, ids)
    with changes.apply(actor=SYSTEM, reason="demo.consents") as log:
        log.create(*rows)


def _decision(
    practice: Practice,
    person: Any,
    said: tuple[str, bool, int, int | None, str],
    ids: people.Ids,
) -> Consent:
    purpose, is_given, days, back, why = said
    told = rules.purposes(clock.today())[purpose]
    withdrawn = {"withdrawn_at": _at(back), "withdrawn_by_name": practice.doctor} if back else {}
    return row_of(
        Consent,
        ids.next(),
        patient_id=person.id,
        unit_id=practice.unit.id,
        purpose=purpose,
        is_given=is_given,
        wording=f"{rulebook.label(told)}. {told['about_vi']}",
        given_by_name=person.name,
        given_by_relation="self",
        method="spoken",
        witness_name="Y tá trạm (mẫu)",
        note=_NOTES.get(purpose, ""),
        given_at=_at(days),
        taken_by_name=practice.doctor,
        withdrawn_why=why,
        **withdrawn,
    )


def _request(
    practice: Practice, person: Any, asked: tuple[str, str, int, str, str], ids: people.Ids
) -> list[Any]:
    """A request, and while it is open the task that says until when it is answered."""
    kind, status, days, text, answer = asked
    day = clock.today() - dt.timedelta(days=days)
    said = (
        {
            "acknowledged_at": _at(days - 1),
            "answered_at": _at(days - 5),
            "answered_by_name": practice.doctor,
            "answer": answer,
        }
        if answer
        else {}
    )
    row = row_of(
        DataRequest,
        ids.next(),
        patient_id=person.id,
        unit_id=practice.unit.id,
        kind=kind,
        status=status,
        day=day,
        asked_by_name=person.name,
        asked_by_relation="self",
        identified_by="Thẻ căn cước",
        text=text,
        acknowledge_by=rules.acknowledge_by(day),
        answer_by=rules.answer_by(kind, day),
        taken_by_name=practice.doctor,
        **said,
    )
    if status != "received":
        return [row]
    task = new_task(
        title="Trả lời yêu cầu về dữ liệu cá nhân",
        kind=TASK_REQUEST,
        due_on=row.answer_by,
        unit_id=practice.unit.id,
        patient_id=person.id,
        subject_id=row.id,
        priority=1,
    )
    return [row, task]


def _at(days_ago: int) -> dt.datetime:
    day = clock.today() - dt.timedelta(days=days_ago)
    return clock.start_of(day) + dt.timedelta(hours=9, minutes=days_ago % 50)
