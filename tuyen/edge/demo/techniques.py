"""Techniques of the demo: seven on their way to eight centres, lists that were approved, cases."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.actions.approved import new_approval
from tuyen.domains.techniques.models import (
    ApprovedTechnique,
    TechniqueTransfer,
    TransferMember,
    TransferStep,
)
from tuyen.domains.techniques.rules import Stage
from tuyen.edge.demo import accounts, people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.record.models import Encounter, Procedure
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import new_member
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.terms.models import Code
from tuyen.registry.terms.queries import codes_on

# technique → how far each centre has come with the provincial hospital, by the number of the centre
BELOW = {
    "14.5": {0: "sustained", 1: "supervised", 2: "agreed", 3: "lapsed"},  # phaco
    "10.3": {0: "assisted", 4: "requested"},  # open head injury
    "27.376": {1: "independent", 5: "surveyed"},  # ureteroscopic lithotripsy
    "27.354": {6: "requested"},  # percutaneous lithotripsy
    "16.269": {2: "observed", 7: "theory"},  # broken lower jaw
    "12.293": {0: "requested"},  # cancer of the cervix
    "9.99": {3: "certified", 4: "supervised", 5: "theory", 6: "stopped"},  # palliative care
}
# what the provincial hospital has from the city's, that directs it
ABOVE = {
    "14.5": "sustained",
    "10.3": "certified",
    "27.376": "sustained",
    "27.354": "supervised",
    "16.269": "certified",
    "12.293": "theory",
    "12.272": "observed",  # breast cancer
    "9.99": "sustained",
}
_SUPERVISED, _ALONE, _LATER = 5, 3, 4
_DAYS_A_STAGE = 35
_LISTED = {"B": 60, "C": 120, "D": 90}  # approved at the hospital; a centre has a share of C and D


@dataclass
class Drawn:
    """What the demo has made so far of the room."""

    rows: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)


class Techniques:
    """Writes the ledger, the lists and the cases, all of them through the log."""

    def __init__(self, ids: people.Ids, today: dt.date) -> None:
        self.ids, self.today = ids, today
        self.chance = Random(14)
        self.made = Drawn()
        self.patients: list[uuid.UUID] = []
        self.codes: dict[str, Code] = {}

    def write(self, network: Network) -> None:
        hospital, city = network.named["hospital"], network.hospitals[1]
        centres = [unit for unit in network.units if unit.kind == "district_health_centre"][:8]
        wanted = {*ABOVE, *BELOW}
        self.codes = self._codes(wanted)
        if not self.codes:  # a demo without the code lists shows no techniques
            return
        seen = Encounter.objects.filter(unit_id=hospital.id, compartment="").order_by("id")
        self.patients = list(seen.values_list("patient_id", flat=True)[:60])
        teacher, doctor = self._staff(city), self._staff(hospital)
        for code, stage in ABOVE.items():
            self._transfer(code, stage, hospital, city, doctor, teacher)
        expert = self._staff(hospital)
        learners = {centre.id: self._staff(centre) for centre in centres}
        for code, reached in BELOW.items():
            for number, stage in reached.items():
                centre = centres[number]
                self._transfer(code, stage, centre, hospital, learners[centre.id], expert)
        self._lists(hospital, centres)
        with changes.apply(actor=SYSTEM, reason="demo.techniques") as log:
            log.create(*self.made.rows)
        with changes.apply(actor=SYSTEM, reason="demo.cases") as log:
            log.create(*self.made.cases)
        self._sign_ins(hospital, expert, centres[1], learners[centres[1].id])
        self._eye_doctor(centres[5], learners[centres[5].id])

    def _sign_ins(
        self, hospital: Unit, expert: StaffMember, centre: Unit, learner: StaffMember
    ) -> None:
        """The other side of the line: who learns at a centre, and the expert who signs in person."""
        accounts.open_accounts(
            [
                accounts.SignIn(
                    "bv.chuyengia", "hospital_doctor", hospital, expert.name, staff_id=expert.id
                ),
                accounts.SignIn(
                    "tt.bacsi", "hospital_doctor", centre, learner.name, staff_id=learner.id
                ),
                accounts.SignIn("tt.giamdoc", "hospital_director", centre),
            ]
        )

    def _eye_doctor(self, centre: Unit, learner: StaffMember) -> None:
        """Of a centre that has not asked for phaco yet: with this account it can be asked for."""
        sign_in = accounts.SignIn(
            "tt.bacsimat", "hospital_doctor", centre, learner.name, staff_id=learner.id
        )
        accounts.open_accounts([sign_in])

    def _codes(self, wanted: set[str]) -> dict[str, Code]:
        found = codes_on("technique", self.today).filter(code__in=wanted)
        return {row.code: row for row in found}

    def _staff(self, unit: Unit) -> StaffMember:
        place = people.Place(unit.province_code or "12", "")
        born_on = dt.date(self.chance.randint(1970, 1992), 1, 1)
        who = people.someone(self.chance, place, male=0.6, born_on=born_on)
        member = new_member(
            unit=unit, name=who.name, sex=who.sex, profession="doctor", id=self.ids.next()
        )
        post = Post(
            id=self.ids.next(),
            unit_id=unit.id,
            staff_id=member.id,
            position="Bác sĩ chuyên khoa",
            valid_from=dt.date(2015, 1, 1),
        )
        self.made.rows += [member, post]
        return member

    def _transfer(
        self,
        code: str,
        stage: str,
        unit: Unit,
        giver: Unit,
        learner: StaffMember,
        expert: StaffMember,
    ) -> None:
        path = _path_to(stage)
        ago = _DAYS_A_STAGE * len(path) + (420 if stage == Stage.LAPSED else 20)
        began = self.today - dt.timedelta(days=ago)
        days = [began + dt.timedelta(days=_DAYS_A_STAGE * step) for step in range(len(path))]
        if stage == Stage.LAPSED:
            path, days = path[:-1], days[:-1]  # nobody wrote it down: it lapses by itself
        row = TechniqueTransfer(
            id=self.ids.next(),
            unit_id=unit.id,
            giver_unit_id=giver.id,
            code=code,
            name=self.codes[code].name_vi,
            stage=path[-1],
            stage_on=days[-1],
            requested_on=began,
            reason="Người bệnh phải chuyển tuyến vì kỹ thuật này.",
        )
        when = dict(zip(path, days, strict=True))
        self._papers(row, when, unit)
        steps = [self._step(row, each, day, expert) for each, day in when.items()]
        self.made.rows += [row, *steps]
        if Stage.AGREED in when:
            self.made.rows += self._people(row, learner, expert, began)
        self._cases(row, when, unit, learner, expert)

    def _papers(self, row: TechniqueTransfer, when: dict[str, dt.date], unit: Unit) -> None:
        number = self.chance.randint(10, 99)
        if agreed := when.get(Stage.AGREED):
            row.agreed_on, row.supervised_cases = agreed, _SUPERVISED
            row.agreement_number = f"{number}/TTCG-{agreed.year}"
        if certified := when.get(Stage.CERTIFIED):
            row.certified_on = certified
            row.decision_number = f"{number + 100}/QĐ-BV"
            technique = self.codes[row.code]
            approval = new_approval(
                unit.id, technique, row.decision_number, certified, "transfer", row.id
            )
            self.made.rows.append(approval)

    def _step(
        self, row: TechniqueTransfer, stage: str, day: dt.date, expert: StaffMember
    ) -> TransferStep:
        is_signed = stage in rules.SIGNED
        return TransferStep(
            id=self.ids.next(),
            unit_id=row.unit_id,
            transfer_id=row.id,
            stage=stage,
            day=day,
            signer_id=expert.id if is_signed else None,
            signer_name=expert.name if is_signed else "",
            cases={"supervised": _SUPERVISED, "independent": _ALONE}.get(stage, 0),
            note="Hai bên thống nhất dừng vì thiếu người học." if stage == Stage.STOPPED else "",
            recorded_at=clock.start_of(day) + dt.timedelta(hours=9),
            recorded_by_name="Phòng Chỉ đạo tuyến (mẫu)",
        )

    def _people(
        self, row: TechniqueTransfer, learner: StaffMember, expert: StaffMember, day: dt.date
    ) -> list[TransferMember]:
        return [
            TransferMember(
                id=self.ids.next(),
                unit_id=row.unit_id,
                transfer_id=row.id,
                staff_id=who.id,
                name=who.name,
                side=side,
                task=task,
                valid_from=day,
            )
            for who, side, task in (
                (expert, "giver", "Chuyên gia kèm"),
                (learner, "receiver", "Người học, làm chính"),
            )
        ]

    def _cases(
        self,
        row: TechniqueTransfer,
        when: dict[str, dt.date],
        unit: Unit,
        learner: StaffMember,
        expert: StaffMember,
    ) -> None:
        """Before each signature the cases that it stands on; some for the stage that is under way."""
        plan = [
            (Stage.OBSERVED, Stage.THEORY, 2, "expert"),
            (Stage.SUPERVISED, Stage.ASSISTED, _SUPERVISED, "supervised"),
            (Stage.INDEPENDENT, Stage.SUPERVISED, _ALONE, "alone"),
        ]
        for stage, before, count, who in plan:
            if stage in when:
                self._some(row, unit, when[stage], count, who, learner, expert)
            elif before in when and when[before] == row.stage_on:
                self._some(row, unit, self.today, count // 2, who, learner, expert)
        if row.certified_on and row.stage_on > self.today - dt.timedelta(days=300):
            self._some(row, unit, self.today, _LATER, "alone", learner, expert)

    def _some(
        self,
        row: TechniqueTransfer,
        unit: Unit,
        until: dt.date,
        count: int,
        who: str,
        learner: StaffMember,
        expert: StaffMember,
    ) -> None:
        for number in range(count):
            day = until - dt.timedelta(days=2 + 4 * number)
            self.made.cases += self._case(row, unit, day, who, learner, expert)

    def _case(
        self,
        row: TechniqueTransfer,
        unit: Unit,
        day: dt.date,
        who: str,
        learner: StaffMember,
        expert: StaffMember,
    ) -> list[Any]:
        at = clock.start_of(day) + dt.timedelta(hours=8 + self.chance.randint(0, 6))
        about = {"patient_id": self.chance.choice(self.patients), "unit_id": unit.id, "day": day}
        visit = Encounter(
            id=self.ids.next(),
            occurred_at=at,
            recorded_at=at,
            practitioner_name=learner.name,
            reason="Làm thủ thuật theo lịch",
            **about,
        )
        performer = expert if who == "expert" else learner
        case = Procedure(
            id=self.ids.next(),
            encounter_id=visit.id,
            facility_id=unit.id,
            code=row.code,
            name=row.name,
            performed_at=at,
            minutes=self.chance.randint(25, 120),
            performer_id=performer.id,
            performer_name=performer.name,
            supervisor_id=expert.id if who == "supervised" else None,
            supervisor_name=expert.name if who == "supervised" else "",
            assistants=[{"id": str(learner.id), "name": learner.name}] if who == "expert" else [],
            outcome="partial" if self.chance.random() < 0.06 else "successful",
            recorded_at=at,
            recorded_by_name=learner.name,
            **about,
        )
        return [visit, case]

    def _lists(self, hospital: Unit, centres: list[Unit]) -> None:
        """What was on the lists before anybody kept a ledger."""
        known = catalogue.listed(self.today)
        chosen = {letter: known.get(letter, [])[: n * 4 : 4] for letter, n in _LISTED.items()}
        wanted = {each.code for rows in chosen.values() for each in rows}
        rows = self._codes(wanted)
        for unit in (hospital, *centres):
            letters = "BCD" if unit is hospital else "CD"
            share = 1.0 if unit is hospital else self.chance.uniform(0.3, 0.7)
            for each in (listed for letter in letters for listed in chosen[letter]):
                if self.chance.random() < share:
                    self.made.rows.append(self._approved(unit, rows[each.code]))

    def _approved(self, unit: Unit, technique: Code) -> ApprovedTechnique:
        return new_approval(unit.id, technique, "215/QĐ-SYT", dt.date(2024, 12, 30))


def _path_to(stage: str) -> list[str]:
    """Every stage up to this one."""
    if stage == Stage.STOPPED:
        return [Stage.REQUESTED, Stage.SURVEYED, Stage.STOPPED]
    if stage == Stage.LAPSED:
        return [*rules.ORDER[:9], Stage.LAPSED]
    return list(rules.ORDER[: rules.ORDER.index(Stage(stage)) + 1])
