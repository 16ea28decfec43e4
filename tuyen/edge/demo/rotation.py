"""Who is away and who is with us: a cardiologist exchanged one for one with what it yielded, turns under
Project 1816 in every stage."""

import datetime as dt
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.rotation import actions
from tuyen.domains.rotation.models import Kind, RotationTurn
from tuyen.domains.rotation.queries import technique_names
from tuyen.edge.demo import people
from tuyen.edge.demo.accounts import SignIn, open_accounts
from tuyen.edge.demo.network import Network
from tuyen.edge.demo.training import at
from tuyen.platform import changes
from tuyen.platform.changes import bulk
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import Encounter, Procedure
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import new_member
from tuyen.registry.staff.models import Post, StaffMember

STENT, ANGIOGRAM = "2.101", "2.437"
_NAMES = {STENT: "Nong và đặt stent động mạch vành", ANGIOGRAM: "Chụp động mạch vành"}
_CASES, _VISITS = 14, 10


class Rotation:
    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today

    def write(self, network: Network) -> None:
        hospital = network.named["hospital"]
        upper = network.named["central_general"]
        heart = self._someone(upper, "Bác sĩ tim mạch can thiệp", "Tim mạch")
        internist = self._someone(hospital, "Bác sĩ nội khoa", "Tim mạch")
        surgeon = self._someone(hospital, "Bác sĩ ngoại khoa", "Ngoại khoa")
        reviver = self._someone(hospital, "Bác sĩ hồi sức", "Hồi sức cấp cứu")
        learner = self._someone(hospital, "Bác sĩ can thiệp mạch", "Tim mạch")
        self._exchange(heart, internist, upper, hospital)
        self._cases(heart, learner, hospital)
        centres = list(
            {unit.parent_id: unit.parent for unit in network.stations if unit.parent}.values()
        )
        for member, to, first, last in (
            (surgeon, centres[0], -80, 9),
            (reviver, centres[1], -95, -5),
        ):
            assert to is not None
            self._decided(self._planned(member, hospital, to, first, last))
        assert centres[2] is not None
        self._planned(surgeon, hospital, centres[2], 15, 105)
        second = network.named["central_surgery"]
        operator = self._someone(second, "Bác sĩ phẫu thuật nội soi", "Ngoại khoa")
        self._decided(self._planned(operator, second, hospital, -20, 70))
        self._sign_ins(upper)

    def _sign_ins(self, upper: Unit) -> None:
        """The upper side of an exchange: its office, and a cardiologist who is free to go."""
        free = self._someone(upper, "Bác sĩ tim mạch can thiệp", "Tim mạch")
        open_accounts(
            [
                SignIn("tw.chidaotuyen", "direction_office", upper),
                SignIn("tw.bacsi", "hospital_doctor", upper, free.name, staff_id=free.id),
            ]
        )

    def _someone(self, unit: Unit, position: str, specialty: str) -> StaffMember:
        born_on = dt.date(self._chance.randint(1975, 1990), 1, 1)
        place = people.Place(unit.province_code or "12", "")
        who = people.someone(self._chance, place, male=0.5, born_on=born_on)
        member = new_member(
            unit=unit,
            name=who.name,
            birth_year=born_on.year,
            sex=who.sex,
            profession="doctor",
            id=self._ids.next(),
        )
        post = Post(
            id=self._ids.next(),
            unit_id=unit.id,
            staff_id=member.id,
            position=position,
            specialty=specialty,
            valid_from=dt.date(born_on.year + 28, 9, 1),
        )
        with changes.apply(actor=SYSTEM, reason="demo.staff") as log:
            log.create(member, post)
        return member

    def _said(
        self, member: StaffMember, here: Unit, there: Unit, first: int, last: int, **more: Any
    ) -> actions.TurnSaid:
        told: dict[str, Any] = {
            "kind": Kind.PROJECT_1816,
            "position": "Bác sĩ chuyển giao kỹ thuật",
            "purpose": "Hỗ trợ chuyên môn, đào tạo tại chỗ",
        }
        return actions.TurnSaid(
            member,
            here,
            there,
            starts_on=self._today + dt.timedelta(days=first),
            ends_on=self._today + dt.timedelta(days=last),
            **(told | more),
        )

    def _planned(
        self, member: StaffMember, here: Unit, there: Unit, first: int, last: int
    ) -> RotationTurn:
        duties = (actions.Duty("Khám, hội chẩn hằng ngày"), actions.Duty("Đào tạo tại chỗ"))
        said = self._said(member, here, there, first, last, duties=duties)
        return actions.plan_turn(said=said, by=at(here))

    def _decided(self, turn: RotationTurn) -> RotationTurn:
        return actions.decide(
            turn=turn,
            number=f"{self._chance.randint(20, 400)}/QĐ-MAU",
            on=turn.starts_on - dt.timedelta(days=7),
            signed_by="Giám đốc bệnh viện (mẫu)",
            by=SYSTEM,
        )

    def _exchange(
        self, heart: StaffMember, internist: StaffMember, upper: Unit, hospital: Unit
    ) -> None:
        more = {"kind": Kind.EXCHANGE, "specialty": "Tim mạch"}
        known = technique_names([STENT], self._today)  # none before the catalogue is loaded
        code = STENT if known else ""
        duty = actions.Duty(f"Chuyển giao kỹ thuật: {_NAMES[STENT]}", code)
        first = self._said(heart, upper, hospital, -45, 45, duties=(duty,), **more)
        learn = actions.Duty(f"Học kỹ thuật: {_NAMES[STENT]}", code)
        second = self._said(internist, hospital, upper, -45, 45, duties=(learn,), **more)
        for turn in actions.plan_exchange(first=first, second=second, by=at(upper)):
            self._decided(turn)

    def _cases(self, heart: StaffMember, learner: StaffMember, hospital: Unit) -> None:
        """What the cardiologist did here: in the charts of people whom the hospital knows."""
        known = list(
            Encounter.objects.filter(unit_id=hospital.id, compartment="").order_by("id")[:_CASES]
        )
        groups = [
            list(self._case(number, former, heart, learner, hospital))
            for number, former in enumerate(known)
        ]
        for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):
            pass

    def _case(
        self,
        number: int,
        former: Encounter,
        heart: StaffMember,
        learner: StaffMember,
        hospital: Unit,
    ) -> Any:
        day = self._today - dt.timedelta(days=44 - number * 3)
        at_ = clock.start_of(day) + dt.timedelta(hours=9)
        code = STENT if number % 3 else ANGIOGRAM
        if number < _VISITS:
            yield row_of(
                Encounter,
                self._ids.next(),
                patient_id=former.patient_id,
                unit_id=hospital.id,
                practitioner_id=heart.id,
                practitioner_name=heart.name,
                day=day,
                occurred_at=at_,
                recorded_at=at_ + dt.timedelta(minutes=12),
                reason="Đau ngực",
                payer="insured",
            )
        yield row_of(
            Procedure,
            self._ids.next(),
            patient_id=former.patient_id,
            unit_id=hospital.id,
            facility_id=hospital.id,
            code=code,
            name=_NAMES[code],
            day=day,
            performer_id=heart.id if number < 6 else learner.id,
            performer_name=heart.name if number < 6 else learner.name,
            supervisor_id=None if number < 6 else heart.id,
            supervisor_name="" if number < 6 else heart.name,
            recorded_at=at_ + dt.timedelta(hours=2),
        )
