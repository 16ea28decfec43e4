"""Courses of the provincial hospital for its stations, intensive care for a region of eleven units, hours
of continuing education of every doctor."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.capability.models import Need
from tuyen.domains.training.actions import certificates, courses, trainees
from tuyen.domains.training.models import (
    Certificate,
    Course,
    Enrolment,
    Method,
    Programme,
    Stage,
)
from tuyen.edge.demo import evaluations, people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.platform.changes import bulk
from tuyen.platform.changes.bulk import row_of
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import Post, StaffMember

_SCHOOL = "Trường Đại học Y mẫu"
_ELSEWHERE = (
    ("Cấp cứu ban đầu", "emergency", 24), ("Quản lý tăng huyết áp", "ncd", 16),
    ("Kiểm soát nhiễm khuẩn", "infection_control", 8), ("Hồi sức tích cực cơ bản", "intensive_care", 40),
    ("Y học gia đình", "family_medicine", 48), ("Xử trí lồng ghép trẻ bệnh", "imci", 24),
)  # fmt: skip
_ON_LINE = "https://hoc-truc-tuyen.example/dien-tam-do"
_LESSONS = ("Lý thuyết chung", "Thực hành trên mô hình", "Thực hành tại khoa")


def at(unit: Unit) -> Actor:
    """The program, as if it sat at this unit."""
    return replace(SYSTEM, unit_id=unit.id, unit_name=unit.name, path=unit.path, chain=unit.chain)


class Training:
    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today
        self._doctors: dict[Any, StaffMember] = {}

    def write(self, network: Network) -> None:
        members = StaffMember.objects.in_bulk()
        for post in Post.objects.order_by("id"):
            self._doctors.setdefault(post.unit_id, members[post.staff_id])
        for _rows in bulk.load(
            actor=SYSTEM, reason="demo.load", groups=[list(self._elsewhere(network))]
        ):
            pass
        self._province(network)
        self._region(network)

    def _elsewhere(self, network: Network) -> Iterator[Certificate]:
        """What every doctor brings along: some have many hours, some will fall short."""
        for unit in (*network.stations, *network.hospitals, *network.police_units):
            member = self._doctors[unit.id]
            for title, topic, hours in self._chance.sample(_ELSEWHERE, self._chance.randint(1, 4)):
                day = self._today - dt.timedelta(days=self._chance.randint(30, 1000))
                yield row_of(
                    Certificate,
                    self._ids.next(),
                    unit_id=unit.id,
                    staff_id=member.id,
                    name=member.name,
                    title=title,
                    topic=topic,
                    hours=float(hours),
                    number=f"{self._chance.randint(100, 9999)}/{day.year}/ĐTLT-MAU",
                    issued_by=_SCHOOL,
                    issued_on=day,
                    is_external=True,
                )

    def _province(self, network: Network) -> None:
        """Ultrasound for stations, over and certified; ECG open now, by quota."""
        hospital = network.named["hospital"]
        by = at(hospital)
        stations = network.stations[2:8]
        done = self._held(
            self._programme("Siêu âm ổ bụng cơ bản", "ultrasound", 48, by), by, -40, stations
        )
        self._money(done, by)
        programme = self._programme("Điện tâm đồ cho trạm y tế", "ecg", 32, by, Method.ON_LINE)
        coming = self._planned(programme, by, 10, 5, link=_ON_LINE)
        invited = [network.main_station, *network.stations[2:6]]
        courses.set_quotas(course=coming, places={unit.id: 1 for unit in invited}, by=by)
        courses.move_course(course=coming, to=Stage.OPEN, by=by)
        self._enrol(coming, invited[1:4])

    def _region(self, network: Network) -> None:
        """Intensive care, proposed by the provincial infirmaries, held by the lead hospital: the course
        that is over met the needs of some, the one that comes answers those of the others."""
        lead = network.named["police_hospital"]
        by = at(lead)
        programme = self._programme(
            "Hồi sức tích cực cho bệnh xá, trạm xá", "intensive_care", 40, by
        )
        asked = [unit for unit in network.police_units if unit.kind == "infirmary"]
        met, waiting = self._needs(asked[:2], -200, Need.State.MET), self._needs(asked[2:], -60)
        self._held(programme, by, -90, network.police_units[:8], met)
        coming = self._planned(programme, by, 20, 12, waiting)
        places = {unit.id: 2 if unit.kind == "infirmary" else 1 for unit in network.police_units}
        courses.set_quotas(course=coming, places=places, by=by)
        courses.move_course(course=coming, to=Stage.OPEN, by=by)
        self._enrol(coming, network.police_units[8:])

    def _needs(
        self, units: Iterable[Unit], in_days: int, state: str = Need.State.OPEN
    ) -> list[courses.NeedSaid]:
        """What each unit asked for of its own accord."""
        title = "Đào tạo hồi sức tích cực"
        rows = [
            row_of(
                Need,
                self._ids.next(),
                unit_id=unit.id,
                kind="training",
                code="intensive_care",
                title=title,
                why="Người bệnh nặng phải chờ xe chuyển lên bệnh viện khu vực.",
                origin=Need.Origin.PROPOSED,
                quantity=2,
                raised_on=self._today + dt.timedelta(days=in_days),
                raised_by_name="Trưởng bệnh xá (mẫu)",
                state=state,
            )
            for unit in units
        ]
        with changes.apply(actor=SYSTEM, reason="demo.needs") as log:
            log.create(*rows)
        return [courses.NeedSaid(row.id, row.unit_id, title, "intensive_care") for row in rows]

    def _programme(
        self, title: str, topic: str, hours: float, by: Actor, method: str = Method.BLENDED
    ) -> Programme:
        said = courses.ProgrammeSaid(
            title=title,
            topic=topic,
            hours=hours,
            method=method,
            pass_mark=5.0,
            decision="15/QĐ-MAU",
        )
        return courses.write_programme(said=said, by=by)

    def _planned(
        self,
        programme: Programme,
        by: Actor,
        in_days: int,
        places: int,
        needs: Iterable[courses.NeedSaid] = (),
        link: str = "",
    ) -> Course:
        first = self._today + dt.timedelta(days=in_days)
        said = courses.CourseSaid(
            starts_on=first,
            ends_on=first + dt.timedelta(days=len(_LESSONS) - 1),
            place="" if link else "Phòng đào tạo, tầng 3",
            link=link,
            places=places,
            decision="27/QĐ-MAU",
        )
        course = courses.plan_course(programme=programme, said=said, by=by, needs=needs)
        lecturer = self._doctors[programme.unit_id]
        for number, title in enumerate(_LESSONS):
            lesson = courses.Lesson(
                first + dt.timedelta(days=number),
                dt.time(7, 30),
                240,
                title,
                lecturer.id,
                lecturer.name,
            )
            courses.add_session(course=course, lesson=lesson, by=by)
        return course

    def _held(
        self,
        programme: Programme,
        by: Actor,
        in_days: int,
        units: list[Unit],
        needs: Iterable[courses.NeedSaid] = (),
    ) -> Course:
        """Over: the last of the trainees was never there and has no certificate."""
        course = self._planned(programme, by, in_days, 30, needs)
        if needs:  # whoever asked had a place for certain, the others came as well
            everyone = {unit.id: 1 for unit in units}
            courses.set_quotas(course=course, places=everyone, by=by)
        courses.move_course(course=course, to=Stage.OPEN, by=by)
        rows = self._enrol(course, units)
        there = rows[:-1]
        for session in course.sessions.all():
            trainees.note_attendance(session=session, present={row.id for row in there}, by=by)
        marks = {row.id: self._chance.randint(12, 20) / 2 for row in there}
        trainees.enter_marks(course=course, marks=marks, by=by)
        passed = course.enrolments.filter(pk__in=list(marks))
        certificates.give_certificates(
            course=course,
            enrolments=passed.order_by("asked_at"),
            by=by,
            signed_by="Giám đốc bệnh viện (mẫu)",
            on=course.ends_on,
        )
        evaluations.of_course(course, there, by)
        return courses.move_course(course=course, to=Stage.ENDED, by=by)

    def _enrol(self, course: Course, units: Iterable[Unit]) -> list[Enrolment]:
        return [
            trainees.enrol(
                course=course, member=self._doctors[unit.id], from_unit_id=unit.id, by=at(unit)
            )
            for unit in units
        ]

    def _money(self, course: Course, by: Actor) -> None:
        for source, item, planned, spent in (
            ("state", "Thù lao giảng viên", 18_000_000, 17_400_000),
            ("project_1816", "Vật tư thực hành", 12_000_000, 12_650_000),
            ("own", "Ăn ở học viên", 9_000_000, 8_100_000),
        ):
            courses.write_money(
                course=course, source=source, item=item, planned=planned, spent=spent, by=by
            )
