"""Direction of the lower tiers in the demo: agreements, requests, the hotline, duty, plans and their log."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.domains.steering.actions import agreements as agreement_acts
from tuyen.domains.steering.actions import hotline as hotline_acts
from tuyen.domains.steering.actions import support as support_acts
from tuyen.domains.steering.models import (
    Agreement,
    Commitment,
    DirectionEntry,
    DirectionPlan,
    DutyTurn,
    HotlineCall,
    HotlineLine,
    PlanLine,
    SupportRequest,
    SupportStep,
)
from tuyen.domains.steering.rules import support as support_rules
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.registry.facilities.models import Unit

_DAY = dt.timedelta(days=1)
_OFFICE = "Cán bộ phòng Chỉ đạo tuyến (mẫu)"
# Who, kind, number, title, purposes, first and last day counted from today; a date is that very date.
_AGREEMENTS = (
    (
        "central_general",
        "comprehensive",
        "05/HTTD-BV",
        "Hợp tác toàn diện chuyên môn, đào tạo, luân phiên cán bộ",
        ("rotation", "supervision", "technique_transfer", "training"),
        -500,
        595,
    ),
    (
        "central_surgery",
        "telehealth",
        "12/HĐ-KCBTX",
        "Hợp đồng hỗ trợ khám, chữa bệnh từ xa",
        ("teleconsult", "technique_transfer"),
        -320,
        44,
    ),
    (
        "",
        "union_health",
        "01/QCPH-CĐYT",
        "Quy chế phối hợp chăm sóc sức khỏe đoàn viên, người lao động 2020–2023",
        ("worker_health",),
        dt.date(2020, 1, 1),
        30,  # prolonged, see _EXTENDED
    ),
    (
        "central_general",
        "cooperation",
        "17/QC-PH",
        "Quy chế phối hợp chuyển tuyến người bệnh nặng",
        ("referral",),
        -900,
        -170,
    ),
)
_UNION = "Công đoàn ngành Y tế (mẫu)"
_EXTENDED = {"01/QCPH-CĐYT": "PL02/QCPH-CĐYT"}  # which paper is prolonged by which
# Agreement, does the other side owe it, commitment, deliverable, due in days, done how many days ago.
_PROMISES = (
    (0, True, "Cử chuyên gia tim mạch luân phiên", "Quyết định cử, bàn giao kỹ thuật", -120, 118),
    (0, True, "Đào tạo 6 bác sĩ hồi sức", "6 chứng chỉ", 60, None),
    (0, False, "Bố trí phòng can thiệp đủ điều kiện", "Biên bản nghiệm thu phòng", -12, None),
    (1, True, "Hội chẩn hằng tuần", "Biên bản từng buổi", -30, 21),
    (1, False, "Lắp đường truyền và camera phòng hội chẩn", "Biên bản nghiệm thu", 25, None),
    (2, False, "Khám sức khỏe 1.200 người lao động", "Báo cáo tổng hợp", -1100, 1105),
)
# Which station, topic, urgency, title, status, asked hours ago, rating.
_REQUESTS = (
    (1, "drug", "emergency", "Hết adrenalin, xin hỗ trợ 10 ống", "requested", 0.1, None),
    (4, "outbreak", "urgent", "Ba ca nghi sởi cùng một bản: lấy mẫu thế nào", "taken", 3, None),
    (1, "treatment", "urgent", "Phác đồ phản vệ ở trẻ dưới 10 kg", "answered", 20, None),
    (9, "equipment", "routine", "Máy điện tim không in được", "requested", 80, None),
    (14, "software", "routine", "Xuất dữ liệu tiêm chủng sang đơn vị khác", "answered", 60, None),
    (22, "technique", "routine", "Xin hướng dẫn khâu tầng sinh môn", "reopened", 30, None),
    (30, "infection", "routine", "Quy trình hấp dụng cụ khi mất điện", "closed", 400, 5),
    (1, "treatment", "urgent", "Xử trí rắn cắn chưa rõ loài", "closed", 700, 5),
    (37, "drug", "routine", "Thiếu test nhanh sốt xuất huyết", "closed", 1100, 4),
    (51, "equipment", "routine", "Xin mượn máy tạo ô-xy dự phòng", "withdrawn", 500, None),
)
_ANSWERS = {
    "drug": "Đã chuyển theo xe trong ngày, trạm làm giấy điều chuyển.",
    "outbreak": "Lấy dịch họng 2 mẫu mỗi ca, giữ lạnh; CDC đến trong buổi chiều.",
    "treatment": "Gửi kèm bảng liều theo cân nặng; gọi lại đường dây nóng nếu không đỡ sau 5 phút.",
    "equipment": "Cử kỹ sư xuống thứ Năm; tạm dùng máy của trung tâm.",
    "software": "Vào Báo cáo, chọn Xuất, chọn đúng kỳ rồi tải tệp.",
    "technique": "Xem đoạn phim kèm theo, cuối tuần có buổi cầm tay tại trung tâm.",
    "infection": "Dùng nồi hấp gas, giữ 121 °C 30 phút, ghi sổ.",
}
# Question, outcome, specialty, seconds waited (None: missed), days ago, call back in days.
_CALLS = (
    ("Trẻ co giật do sốt, đã đặt hậu môn thuốc", "keep_treating", "paediatrics", 8, 0, None),
    ("Đau ngực, điện tim nghi ST chênh", "refer", "cardiology", 14, 0, None),
    ("", "", "", None, 0, None),
    ("Hỏi liều oxytocin sau sinh", "advised", "obstetrics", 21, 1, 0),
    ("Ngộ độc nấm 3 người trong nhà", "send_team", "emergency", 11, 2, None),
    ("Đái tháo đường, đường huyết 28", "consult", "endocrine", 46, 3, 1),
    ("Hỏi giờ khám chuyên khoa mắt", "information", "", 17, 5, None),
    ("Gãy kín cẳng chân, cố định thế nào", "refer", "surgery", 9, 7, None),
    ("", "", "", None, 9, None),
    ("Sốt xuất huyết ngày 5, tiểu cầu 60", "keep_treating", "infectious", 25, 12, -11),
)
_WORK = (
    ("visit", "Hỗ trợ chuyên môn hồi sức, cấp cứu", 2.0, None, 6, 1_800_000),
    ("hands_on", "Cầm tay chỉ việc siêu âm bụng", 3.0, None, 4, 2_600_000),
    ("remote_outbreak", "Họp trực tuyến chống dịch sởi", 0.5, 90, 34, 0),
    ("remote_practice", "Sinh hoạt khoa học: sử dụng kháng sinh", 0.5, 120, 51, 0),
    ("class", "Tập huấn cấp cứu sản khoa", 2.0, None, 28, 9_500_000),
    ("call", "Gọi hướng dẫn lọc bệnh, cách ly", 0.1, 25, 3, 0),
)
_SPECIALTIES = ("", "cardiology", "obstetrics")


class Steering:
    """Writes what the direction office and the stations see of each other."""

    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self.ids, self.chance, self.today = ids, chance, today

    def write(self, network: Network) -> None:
        named, hospital = network.named, network.named["hospital"]
        centres = [unit for unit in network.units if unit.kind == "district_health_centre"]
        rows = [
            *self._agreements(hospital, named),
            *self._requests(hospital, network.stations),
            *self._hotline(hospital, network.stations),
            *self._duty(hospital),
            *self._plan(hospital, centres),
        ]
        with changes.apply(actor=SYSTEM, reason="demo.steering") as log:
            log.create(*rows)

    def _day(self, said: int | dt.date) -> dt.date:
        return said if isinstance(said, dt.date) else self.today + said * _DAY

    def _agreements(self, hospital: Unit, named: dict[str, Unit]) -> Iterator[Any]:
        signed = []
        for who, kind, number, title, purposes, first, last in _AGREEMENTS:
            row = Agreement(
                id=self.ids.next(),
                unit_id=hospital.id,
                other_unit_id=named[who].id if who else None,
                other_party="" if who else _UNION,
                kind=kind,
                number=number,
                title=title,
                purposes=sorted(purposes),
                signed_on=self._day(first) - 5 * _DAY,
                valid_from=self._day(first),
                valid_to=self._day(last),
                extended_by=_EXTENDED.get(number, ""),
            )
            signed.append(row)
            yield row
            yield from agreement_acts.warnings(row)
        for number_, theirs, title, deliverable, due, done in _PROMISES:
            yield from self._promise(signed[number_], theirs, title, deliverable, due, done)

    def _promise(
        self,
        agreement: Agreement,
        theirs: bool,
        title: str,
        deliverable: str,
        due: int,
        done: int | None,
    ) -> Iterator[Any]:
        row = Commitment(
            id=self.ids.next(),
            unit_id=agreement.unit_id,
            agreement=agreement,
            owner_unit_id=agreement.other_unit_id if theirs else agreement.unit_id,
            title=title,
            deliverable=deliverable,
            due_on=self._day(due),
        )
        if done is not None:
            row.status, row.done_on = "done", self._day(-done)
            row.result, row.done_by_name = deliverable, _OFFICE
        else:
            reminder = agreement_acts.reminder(row)
            row.task_id = reminder[0].id if reminder else None
            yield from reminder
        yield row

    def _requests(self, hospital: Unit, stations: list[Unit]) -> Iterator[Any]:
        limits = {
            row["code"]: row
            for row in rulebook.on(support_rules.TABLE, self.today).rows
            if row["list"] == "urgency"
        }
        for number, topic, urgency, title, status, hours, rating in _REQUESTS:
            at = clock.now() - dt.timedelta(hours=hours)
            station = stations[number % len(stations)]
            times = support_rules.clock_from(at, limits[urgency])
            row = SupportRequest(
                id=self.ids.next(),
                unit_id=station.id,
                to_unit_id=hospital.id,
                topic=topic,
                urgency=urgency,
                title=title,
                status=status,
                asked_at=at,
                asked_by=SYSTEM.account_id,
                asked_by_name="Bác sĩ trạm (mẫu)",
                clock_from=at,
                take_by=times.take_by,
                answer_by=times.answer_by,
                rating=rating,
            )
            yield from self._answered(row, at, times.answer_by)

    def _answered(
        self, row: SupportRequest, at: dt.datetime, answer_by: dt.datetime
    ) -> Iterator[Any]:
        """The request with its steps and the task that its status leaves open."""
        said: list[tuple[str, str, dt.datetime]] = [("requested", "", at)]
        wait = (answer_by - at) / 3
        if row.status != "requested":
            row.taken_at, row.taken_by_name = at + wait / 4, _OFFICE
            said.append(("taken", "", row.taken_at))
        if row.status in ("answered", "reopened", "closed"):
            row.answer, row.answered_by_name = _ANSWERS[row.topic], _OFFICE
            row.answered_at = at + wait
            said.append(("answered", row.answer, row.answered_at))
        if row.status == "reopened":
            row.reopened = 1
            said.append(("reopened", "Trạm chưa làm được, cần người xuống.", at + wait * 1.5))
        if row.status in ("closed", "withdrawn"):
            row.closed_at, row.closed_by_name = at + 2 * wait, row.asked_by_name
            said.append((row.status, "", row.closed_at))
        yield row
        for status, text, when in said:
            yield SupportStep(
                id=self.ids.next(),
                unit_id=row.unit_id,
                request=row,
                status=status,
                said=text,
                at=when,
                by=SYSTEM.account_id,
                by_name=_OFFICE if status in ("taken", "answered") else row.asked_by_name,
                by_unit_id=row.unit_id,
            )
        if row.status in support_rules.WAITS_FOR_ANSWER:
            yield support_acts.question_task(row)
        if row.status == "answered":
            yield support_acts.reading_task(row)

    def _hotline(self, hospital: Unit, stations: list[Unit]) -> Iterator[Any]:
        for phone, purpose, hours in (
            ("0213 000 0115", "care", "24/24"),
            ("0213 000 0119", "covid19", "24/24"),
        ):
            yield HotlineLine(
                id=self.ids.next(), unit_id=hospital.id, phone=phone, purpose=purpose, hours=hours
            )
        for number, call in enumerate(_CALLS):
            yield from self._call(number, call, hospital, stations[number * 7 % len(stations)])

    def _call(
        self, number: int, call: tuple[Any, ...], hospital: Unit, station: Unit
    ) -> Iterator[Any]:
        question, outcome, specialty, waited, days, back = call
        rang = clock.now() - dt.timedelta(days=days, minutes=23 * number + 11)
        row = HotlineCall(
            id=self.ids.next(),
            unit_id=hospital.id,
            status="missed" if waited is None else "saved",
            rang_at=rang,
            ended_at=rang + dt.timedelta(minutes=4),
            phone=station.phone,
        )
        if waited is not None:
            row.answered_at, row.waited_seconds = rang + dt.timedelta(seconds=waited), waited
            row.answered_by_name, row.question, row.outcome = _OFFICE, question, outcome
            row.caller_unit_id, row.caller_name = station.id, "Bác sĩ trạm (mẫu)"
            row.specialty, row.advice = specialty, "Đã hướng dẫn từng bước, dặn theo dõi 2 giờ."
        if back is not None:
            row.follow_up_on = self._day(back)
            if back < 0:
                row.followed_up_at = clock.start_of(row.follow_up_on) + dt.timedelta(hours=9)
                row.follow_up_note = "Đã đỡ, không phải chuyển."
            else:
                yield hotline_acts.call_back_task(row)
        yield row

    def _duty(self, hospital: Unit) -> Iterator[Any]:
        place = people.Place(hospital.province_code or "12", "")
        names = [
            people.someone(self.chance, place, male=0.5, born_on=dt.date(1980, 1, 1)).name
            for _n in range(9)
        ]
        monday = self.today - self.today.weekday() * _DAY
        for number in range(14):
            for turn, shift in enumerate(("day", "night")):
                for place_, specialty in enumerate(_SPECIALTIES):
                    who = (number * 2 + turn + place_ * 3) % len(names)
                    yield DutyTurn(
                        id=self.ids.next(),
                        unit_id=hospital.id,
                        day=monday + number * _DAY,
                        shift=shift,
                        specialty=specialty,
                        name=f"BS {names[who]} (mẫu)",
                        phone=f"0900 000 {who + 100}",
                    )

    def _plan(self, hospital: Unit, centres: list[Unit]) -> Iterator[Any]:
        """One plan of the year, a line a centre; the work done of it, unevenly, as it is in life."""
        plan = DirectionPlan(
            id=self.ids.next(),
            unit_id=hospital.id,
            side="directs",
            year=self.today.year,
            title=f"Kế hoạch chỉ đạo tuyến năm {self.today.year}",
            status="approved",
            approved_at=clock.start_of(dt.date(self.today.year, 1, 15)),
            approved_by_name="Giám đốc bệnh viện (mẫu)",
        )
        yield plan
        for number, centre in enumerate(centres):
            kind, subject, days, _minutes, _n, cost = _WORK[number % len(_WORK)]
            line = PlanLine(
                id=self.ids.next(),
                unit_id=hospital.id,
                plan=plan,
                other_unit_id=centre.id,
                kind=kind,
                subject=subject,
                person_days=days * 4,
                cost=cost * 4,
            )
            yield line
            yield from self._done(hospital.id, centre.id, line, number)

    def _done(self, unit_id: UUID, other_id: UUID, line: PlanLine, number: int) -> Iterator[Any]:
        begun = dt.date(self.today.year, 1, 20)
        span = max(1, (self.today - begun).days)
        for turn in range((number * 5 + 2) % 6):
            kind, subject, days, minutes, attended, cost = _WORK[(number + turn) % len(_WORK)]
            yield DirectionEntry(
                id=self.ids.next(),
                unit_id=unit_id,
                other_unit_id=other_id,
                side="directs",
                kind=kind,
                done_on=min(self.today, begun + (span * (turn + 1) // 7) * _DAY),
                subject=subject,
                person_days=days,
                minutes=minutes,
                attended=attended,
                cost=cost,
                plan_line_id=line.id if turn == 0 else None,
                result="Đã làm, có biên bản.",
                entered_by=SYSTEM.account_id,
                entered_by_name=_OFFICE,
            )
