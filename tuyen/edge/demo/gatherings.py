"""Meetings of the demo: a workshop of 220 people over 80 stations, a working visit, one to come."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.directives.actions.gatherings import TASK_CONCLUSION, TASK_INVITED
from tuyen.domains.directives.models import (
    Attendance,
    Conclusion,
    Gathering,
    HeardReport,
    Invitation,
    Site,
)
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.tasks import new_task
from tuyen.registry.facilities.models import Unit

PARTICIPANTS = 220
DAY = dt.timedelta(days=1)
_POSITIONS = ("Trưởng trạm", "Bác sĩ", "Điều dưỡng", "Y sĩ")


@dataclass
class Meetings:
    """The city's department holds the workshop; the hospital the others."""

    ids: people.Ids
    chance: Random
    today: dt.date

    def write(self, network: Network) -> None:
        parent_id = network.city_stations[0].parent_id
        department = next(unit for unit in network.units if unit.id == parent_id)
        rows = [
            *self._workshop(department, network.city_stations),
            *self._visit(network),
            *self._ahead(network),
        ]
        with changes.apply(actor=SYSTEM, reason="demo.gatherings") as log:
            log.create(*rows)

    def _gathering(self, host: Unit, title: str, day: dt.date, **more: Any) -> Gathering:
        return row_of(
            Gathering,
            self.ids.next(),
            unit_id=host.id,
            title=title,
            title_fold=fold(title),
            day=day,
            starts_at=clock.start_of(day) + dt.timedelta(hours=8),
            ends_at=clock.start_of(day) + dt.timedelta(hours=11, minutes=30),
            hosts="Giám đốc (mẫu)",
            secretary="Chuyên viên (mẫu)",
            code=f"{self.chance.randint(0, 999999):06d}",
            made_by_name="Chuyên viên (mẫu)",
            **more,
        )

    def _site(self, row: Gathering, unit: Unit, is_main: bool = False) -> Site:
        return row_of(
            Site,
            self.ids.next(),
            unit_id=row.unit_id,
            gathering_id=row.id,
            at_unit_id=unit.id,
            name=unit.name,
            is_main=is_main,
        )

    def _invitation(self, row: Gathering, unit: Unit, site: Site | None, answer: str) -> Invitation:
        return row_of(
            Invitation,
            self.ids.next(),
            unit_id=unit.id,
            host_id=row.unit_id,
            gathering_id=row.id,
            site_id=site.id if site else None,
            title=row.title,
            day=row.day,
            seats=3,
            answer=answer,
        )

    def _person(self, row: Gathering, site: Site, unit: Unit, n: int) -> Attendance:
        born_on = dt.date(1985, 1, 1)
        place = people.Place(unit.province_code or "12", "")
        name = people.someone(self.chance, place, male=0.4, born_on=born_on).name
        is_invited = n > 0 or self.chance.random() > 0.02
        return row_of(
            Attendance,
            self.ids.next(),
            unit_id=row.unit_id,
            gathering_id=row.id,
            site_id=site.id,
            from_unit_id=unit.id,
            name=name,
            name_fold=fold(name),
            position=_POSITIONS[n % len(_POSITIONS)],
            method="code" if self.chance.random() < 0.7 else "list",
            is_invited=is_invited,
            note="" if is_invited else "Đi thay người được mời",
            at=row.starts_at,
        )

    def _workshop(self, department: Unit, stations: list[Unit]) -> list[Any]:
        """Each of the 80 stations is a site; the people are spread over them, the rest in the hall."""
        row = self._gathering(
            department,
            "Hội thảo nâng cao chất lượng trạm y tế theo bộ tiêu chí quốc gia",
            self.today - 35 * DAY,
            kind="workshop",
            mode="both",
            place="Hội trường Sở Y tế (mẫu)",
            agenda="Kết quả khảo sát 80 trạm\nKhó khăn về trang thiết bị, phần mềm, kinh phí",
            status="concluded",
            discussion="Các trạm đề nghị cấp máy siêu âm và mở lớp chứng chỉ tại chỗ.",
            concluded_at=clock.start_of(self.today - 35 * DAY) + dt.timedelta(hours=12),
            concluded_by_name="Chuyên viên (mẫu)",
        )
        main = self._site(row, department, is_main=True)
        rows: list[Any] = [row, main]
        left = PARTICIPANTS
        for number, unit in enumerate(stations):
            site = self._site(row, unit)
            count = 3 if number % 5 < 3 else 2
            left -= count
            there = [self._person(row, site, unit, n) for n in range(count)]
            rows += [site, self._invitation(row, unit, site, "coming"), *there]
        rows += [self._person(row, main, department, n + 1) for n in range(left)]
        rows += [
            row_of(
                HeardReport,
                self.ids.next(),
                unit_id=row.unit_id,
                gathering_id=row.id,
                title=title,
                speaker=speaker,
                organisation=department.name,
            )
            for title, speaker in (
                ("Kết quả khảo sát năng lực 80 trạm hai năm", "Phòng Nghiệp vụ (mẫu)"),
                ("Mô hình trạm y tế làm tốt", "Trạm điển hình (mẫu)"),
            )
        ]
        conclusions = (
            ("Lập danh sách trạm thiếu máy siêu âm", stations[0], -10, "done"),
            ("Rà soát tiêu chí chưa đạt và kế hoạch khắc phục", stations[1], -3, "open"),
            ("Báo cáo nhu cầu chứng chỉ siêu âm, điện tim", stations[2], 12, "open"),
        )
        return [*rows, *(each for said in conclusions for each in self._concluded(row, *said))]

    def _concluded(
        self, row: Gathering, text: str, unit: Unit, days: int, status: str
    ) -> list[Any]:
        id_, due_on = self.ids.next(), self.today + days * DAY
        task = new_task(
            title=text, kind=TASK_CONCLUSION, due_on=due_on, unit_id=unit.id, subject_id=id_
        )
        is_done = status == "done"
        conclusion = row_of(
            Conclusion,
            id_,
            unit_id=unit.id,
            host_id=row.unit_id,
            gathering_id=row.id,
            gathering_title=row.title,
            text=text,
            owner_name="Trưởng trạm (mẫu)",
            due_on=due_on,
            status=status,
            report="Đã gửi danh sách 14 trạm." if is_done else "",
            done_at=clock.start_of(due_on - DAY) if is_done else None,
            done_by_name="Trưởng trạm (mẫu)" if is_done else "",
            task_id=None if is_done else task.id,
        )
        return [conclusion] if is_done else [conclusion, task]

    def _visit(self, network: Network) -> list[Any]:
        hospital, station = network.named["hospital"], network.main_station
        row = self._gathering(
            hospital,
            "Đoàn công tác của Bộ Y tế (mẫu) làm việc về y tế cơ sở",
            self.today - 20 * DAY,
            kind="working_visit",
            mode="on_site",
            place=hospital.name,
            delegation="Trưởng đoàn: lãnh đạo cục (mẫu)\nThành viên: ba chuyên viên (mẫu)",
            agenda="Nghe báo cáo chỉ đạo tuyến, đi thực tế một trạm",
            status="concluded",
            concluded_at=clock.start_of(self.today - 20 * DAY) + dt.timedelta(hours=17),
            concluded_by_name="Phòng Chỉ đạo tuyến (mẫu)",
        )
        main = self._site(row, hospital, is_main=True)
        there = [self._person(row, main, hospital, n + 1) for n in range(9)]
        there.append(self._person(row, main, station, 1))
        invited = self._invitation(row, station, None, "coming")
        concluded = self._concluded(
            row, "Bổ sung cơ số thuốc cấp cứu tại trạm điểm", station, 10, "open"
        )
        return [row, main, *there, invited, *concluded]

    def _ahead(self, network: Network) -> list[Any]:
        """Next week: invited, some have answered; the main station has not."""
        hospital, day = network.named["hospital"], self.today + 8 * DAY
        row = self._gathering(
            hospital,
            "Hội nghị sơ kết công tác chỉ đạo tuyến",
            day,
            kind="conference",
            mode="both",
            place="Hội trường bệnh viện",
            agenda="Kết quả chuyển giao kỹ thuật\nKhó khăn, kiến nghị của các đơn vị",
            status="invited",
        )
        rows: list[Any] = [row, self._site(row, hospital, is_main=True)]
        for number, unit in enumerate(network.stations[:12]):
            answer = "coming" if number % 3 and unit != network.main_station else "waiting"
            invitation = self._invitation(row, unit, None, answer)
            rows.append(invitation)
            if answer == "waiting":
                task = new_task(
                    title=f"Trả lời giấy mời: {row.title}",
                    kind=TASK_INVITED,
                    due_on=day - DAY,
                    unit_id=unit.id,
                    subject_id=row.id,
                )
                invitation.task_id = task.id
                rows.append(task)
        return rows
