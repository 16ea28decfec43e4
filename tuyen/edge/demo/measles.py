"""The scenario measles-2025: a mountain province where measles rises, from the first case to the order.

In 2025 the 63 days were 1 January to 4 March. Here they end on the day on which the demo is made, so that the
alarm, the forecast and the due lists are those of the screen and not of a year gone by.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.domains.surveillance.actions import forecasts, signals
from tuyen.domains.surveillance.models import Forecast, Signal
from tuyen.domains.vaccine_supply.actions import sheets, supply
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineRequest
from tuyen.edge.demo import (
    accounts,
    measles_campaign,
    measles_education,
    measles_plan,
    measles_response,
    measles_station,
    people,
    places,
)
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes.node import mark_demo
from tuyen.record.actions import cases, immunizations
from tuyen.record.models import Case
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.actions.registering import register_person
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.rules import Birth

SEED = 2025
PROVINCE = "12"
DAYS = 63
CALM_WEEKS = 52
CASES_A_DAY, GROWTH_A_WEEK = 2.5, 1.28  # on the first day; about 500 cases in all
CALM_A_WEEK = 2.0
CHILDREN_A_COMMUNE, ROUTINE_REACHES = 30, 0.72
FEWEST_COMMUNES, FEWEST_A_DAY = 12, 0.4
# who falls ill: (months from, months to, share)
AGES = (
    (6, 8, 12),
    (9, 11, 15),
    (12, 23, 20),
    (24, 59, 25),
    (60, 119, 15),
    (120, 179, 8),
    (180, 480, 5),
)
CLASSES = ("lab_confirmed", "lab_confirmed", "epi_linked", "clinical", "discarded")
# the routine schedule as a card tells it: vaccine, months of age
CARD = (
    ("hepb", 0), ("bcg", 0), ("penta", 2), ("opv", 2), ("rota", 2), ("pcv", 2), ("penta", 3), ("opv", 3),
    ("rota", 3), ("penta", 4), ("opv", 4), ("pcv", 4), ("ipv", 5), ("ipv", 9), ("measles", 9),
    ("pcv", 12), ("je", 12), ("je", 12.5), ("mr", 18), ("dtp", 18), ("je", 24),
)  # fmt: skip
AGAINST_MEASLES = ("measles", "mr")
HAMLETS = ("Mẫu Một", "Mẫu Hai", "Mẫu Ba", "Mẫu Bốn")
ON_THE_LIST = 6 * 365  # days old: until then a child stands on the due list


@dataclass(frozen=True)
class Played:
    """What came of it."""

    cases: int
    people: int
    signals: int
    forecasts: int
    sheet: NeedSheet
    request: VaccineRequest


class Measles:
    """At a scale of 1 the whole province; at 10 a tenth of the cases, and fewer communes."""

    def __init__(self, scale: int = 1, seed: int = SEED, today: dt.date | None = None) -> None:
        self.chance = Random(seed)
        self.today = today or clock.today()
        self.communes = places.places_in(PROVINCE)
        self.communes = self.communes[: max(FEWEST_COMMUNES, len(self.communes) // scale)]
        self.a_day = max(FEWEST_A_DAY, CASES_A_DAY / scale)
        self.children = max(4, CHILDREN_A_COMMUNE // scale)
        start = clock.start_of(self.today - dt.timedelta(days=DAYS + 7 * CALM_WEEKS))
        self.ids = people.Ids(self.chance, int(start.timestamp() * 1000))
        self.doctors: list[Actor] = []

    def load(self, moved: Callable[[int], None] = lambda _rows: None) -> Played:
        """Units and people; children with gaps; cases as told day by day; then what the province does."""
        if Unit.objects.exists():
            raise Refused(
                _("Cơ sở dữ liệu đã có đơn vị. Kịch bản này chỉ nạp vào cơ sở dữ liệu trống.")
            )
        mark_demo()
        self._network()
        self._children(moved)
        self._season(moved)
        measles_response.follow(self.doctors[0], self.communes[0], self.chance, self.today)
        measles_response.keep_cold(self.doctors[0], self.chance, self.today)
        measles_education.teach(self._actor("soyte"), self.doctors, self.today)
        measles_plan.plan(self._actor("soyte"))
        measles_plan.sample(self.doctors[0])
        measles_campaign.vaccinate(self._actor("soyte"), self.doctors, self.today)
        self._first_commune()
        return self._answer()

    def _first_commune(self) -> None:
        doctor = self.doctors[0]
        measles_station.close_off(doctor, self.today)
        measles_station.open_ward(doctor, self.today)
        measles_station.vaccinate(doctor, self.today)

    def steps(self) -> int:
        """About how many steps `moved` will hear of."""
        return len(self.communes) * self.children + round(
            self.a_day * 206 + CALM_A_WEEK * CALM_WEEKS
        )

    def _network(self) -> None:
        name = places.provinces()[PROVINCE]
        ministry = self._unit(None, "ministry", "Bộ Y tế (mẫu)", chain="moh")
        department = self._unit(ministry, "health_department", f"Sở Y tế tỉnh {name} (mẫu)", True)
        centre = self._unit(
            department, "cdc", f"Trung tâm Kiểm soát bệnh tật tỉnh {name} (mẫu)", True
        )
        labels = {row["code"]: row["full_name"] for row in places.communes_of(PROVINCE)}
        stations = [
            actions.new_unit(
                parent=department,
                kind="health_station",
                name=f"Trạm Y tế {_within(labels[place.commune_code])}",
                id=self.ids.next(),
                province_code=PROVINCE,
                commune_code=place.commune_code,
            )
            for place in self.communes
        ]
        actions.create_units(units=[ministry, department, centre, *stations], by=SYSTEM, rows=[])
        accounts.open_accounts(
            [
                accounts.SignIn("bo.vacxin", "department_officer", ministry, "Cán bộ Bộ (mẫu)"),
                accounts.SignIn("soyte", "department_officer", department),
                accounts.SignIn("cdc", "cdc_officer", centre),
                *(
                    accounts.SignIn(f"tram{at:02}", "station_doctor", unit)
                    for at, unit in enumerate(stations, start=1)
                ),
            ]
        )
        self.ministry, self.department = ministry, department
        self.doctors = [self._actor(f"tram{at:02}") for at in range(1, len(stations) + 1)]

    def _unit(
        self, parent: Unit | None, kind: str, name: str, of_province: bool = False, **more: str
    ) -> Unit:
        if of_province:
            more["province_code"] = PROVINCE
        return actions.new_unit(parent=parent, kind=kind, name=name, id=self.ids.next(), **more)

    def _actor(self, username: str) -> Actor:
        found = actor_of(Account.objects.get(username=username))
        assert found is not None
        return found

    def _children(self, moved: Callable[[int], None]) -> None:
        """Small children of every commune with their cards; measles doses lack more often than others."""
        for at, doctor in enumerate(self.doctors):
            reached = min(0.95, max(0.4, self.chance.gauss(ROUTINE_REACHES, 0.12)))
            for _n in range(self.children):
                child = self._person(at, self.chance.randint(30, 1800), self.today)
                got = [self.chance.random() < reached for _dose in AGAINST_MEASLES]
                self._keep_card(child, got, doctor)
            moved(self.children)

    def _card(self, person: Person, against_measles: Sequence[bool]) -> list[Dose]:
        """Of the routine doses that were due by today nearly all; of those against measles as said."""
        assert person.birth_date is not None
        said, found = iter(against_measles), []
        for vaccine, months in CARD:
            given_on = person.birth_date + dt.timedelta(days=round(30.44 * months) + 5)
            got = next(said) if vaccine in AGAINST_MEASLES else self.chance.random() < 0.985
            if got and given_on < self.today:
                found.append(Dose(vaccine=vaccine, day=given_on))
        return found

    def _keep_card(self, person: Person, against_measles: Sequence[bool], by: Actor) -> None:
        doses = self._card(person, against_measles)
        if doses:
            immunizations.record_history(person_id=person.id, doses=doses, by=by)

    def _person(self, at: int, days_old: int, on: dt.date) -> Person:
        """Registered at the station of the commune where they live."""
        place, born_on = self.communes[at], on - dt.timedelta(days=days_old)
        who = people.someone(self.chance, place, male=0.52, born_on=born_on)
        details = Details(
            name=who.name,
            birth=Birth(born_on, "day"),
            sex=who.sex,
            ethnic_code=who.ethnic_code,
            commune_code=place.commune_code,
            address_line=f"Bản {self.chance.choice(HAMLETS)}",
        )
        return register_person(details=details, by=self.doctors[at])

    def _season(self, moved: Callable[[int], None]) -> None:
        """A case now and then for a year, then a rise by a quarter a week that spreads over communes."""
        first = self.today - dt.timedelta(days=DAYS)
        onsets: list[tuple[dt.date, int]] = []
        for week in range(CALM_WEEKS):
            for _n in range(self._drawn(CALM_A_WEEK)):
                day = first - dt.timedelta(days=7 * week + self.chance.randint(1, 7))
                onsets.append((day, self.chance.randrange(len(self.communes))))
        for number in range(DAYS):
            spread = min(len(self.communes), 2 + number * len(self.communes) // DAYS)
            for _n in range(self._drawn(self.a_day * GROWTH_A_WEEK ** (number / 7))):
                day = first + dt.timedelta(days=number)
                onsets.append((day, self.chance.randrange(spread)))
        told = sorted((day + dt.timedelta(days=self._delay()), day, at) for day, at in onsets)
        seen = [each for each in told if each[0] < self.today]
        for told_on, onset_on, at in seen:
            self._tell(told_on, onset_on, at)
            moved(1)

    def _drawn(self, expected: float) -> int:
        """Poisson, by the exponential gaps of a day."""
        count, time = 0, self.chance.expovariate(1)
        while time < expected:
            count, time = count + 1, time + self.chance.expovariate(1)
        return count

    def _delay(self) -> int:
        return min(25, int(self.chance.expovariate(1 / 3.5)) + 1)

    def _ill(self, onset_on: dt.date, at: int) -> Person:
        shares = [share for _from, _to, share in AGES]
        ((low, high, _share),) = self.chance.choices(AGES, shares)
        days = round(30.44 * self.chance.uniform(low, high + 0.99))
        return self._person(at, days, onset_on)

    def _tell(self, told_on: dt.date, onset_on: dt.date, at: int) -> None:
        """The station notifies on the day; what is older than a week has been looked into and classified."""
        told_at = clock.start_of(told_on) + dt.timedelta(
            hours=9, minutes=self.chance.randrange(360)
        )
        by, had = self.doctors[at], self.chance.choices((0, 1, 2, None), (62, 14, 4, 20))[0]
        with clock.stopped(told_at):
            person = self._ill(onset_on, at)
            case = cases.notify_case(
                person=person.id, told=self._told(onset_on, told_on, had), by=by
            )
        if person.birth_date and (onset_on - person.birth_date).days < ON_THE_LIST:
            self._keep_card(person, [(had or 0) > each for each in (0, 1)], by)
        if told_on <= self.today - dt.timedelta(days=7) and self.chance.random() < 0.8:
            self._classify(case, told_at, by)

    def _told(self, onset_on: dt.date, told_on: dt.date, had: int | None) -> cases.Told:
        rash_on = min(onset_on + dt.timedelta(days=3), told_on)
        return cases.Told(
            disease="measles",
            onset_on=onset_on,
            is_inpatient=self.chance.random() < 0.3,
            more=(("rash_on", rash_on), ("doses", had)),
        )

    def _classify(self, case: Case, told_at: dt.datetime, by: Actor) -> None:
        kind = self.chance.choice(CLASSES)
        with clock.stopped(told_at + dt.timedelta(days=1)):
            cases.investigate(case=case, found={"exposure": "Trong xã có ca sốt phát ban"}, by=by)
        with clock.stopped(told_at + dt.timedelta(days=4)):
            cases.classify(case=case, classification=kind, why="Theo định nghĩa ca bệnh", by=by)

    def _answer(self) -> Played:
        """The centre finds and verifies the alarm and has a forecast; the department asks the ministry."""
        centre, office = self._actor("cdc"), self._actor("soyte")
        signals.look_now(by=centre)
        self._verify(centre)
        forecasts.foretell("measles", self.today)
        sheet = self._need(office)
        return Played(
            cases=Case.objects.count(),
            people=Person.objects.count(),
            signals=Signal.objects.count(),
            forecasts=Forecast.objects.count(),
            sheet=sheet,
            request=self._order(sheet, office, self._actor("bo.vacxin")),
        )

    def _verify(self, centre: Actor) -> None:
        """The one that stands out most; the others wait for whoever tries the demo."""
        signal = Signal.objects.filter(disease="measles").order_by("-observed", "id").first()
        if signal is None:
            return
        why = "Đã gọi các trạm: sốt phát ban ở trẻ chưa tiêm, nhiều xã"
        signals.judge(signal=signal, status="verified", why=why, by=centre)
        why = "Số ca tăng từng tuần, tỷ lệ tiêm thấp"
        signals.assess(signal=signal, risk="high", why=why, by=centre)

    def _need(self, office: Actor) -> NeedSheet:
        sheet = sheets.draw_up(
            title="Chiến dịch phòng sởi (mẫu)",
            vaccine="mr",
            starts_on=self.today,
            ends_on=self.today + dt.timedelta(days=30),
            by=office,
        )
        sheets.fill_from_registry(sheet=sheet, by=office)
        sheet = sheets.take_forecast(sheet=sheet, by=office)
        return sheets.set_figures(
            sheet=sheet,
            figures={"round_a_case": 20.0},
            sources=sheet.sources | {"round_a_case": "Số mẫu để trình diễn"},
            by=office,
        )

    def _order(self, sheet: NeedSheet, office: Actor, ministry: Actor) -> VaccineRequest:
        """Asked in full; the ministry gives most of it in two lots, one has come, one is on the way."""
        request = supply.ask(
            sheet=sheet,
            to_unit_id=self.ministry.id,
            risk=3,
            reason="Sởi tăng 9 tuần liền",
            by=office,
        )
        vials = request.doses_asked // request.doses_a_vial
        given = max(2, vials * 8 // 10) * request.doses_a_vial
        line = supply.Line(request, given, "Đợt 1; phần còn lại cấp sau")
        supply.allocate(lines=[line], available=given, way="risk", by=ministry)
        first = given // request.doses_a_vial // 2 * request.doses_a_vial
        expires_on = self.today + dt.timedelta(days=400)
        sent = [
            supply.send(
                request=request, lot_number=number, expires_on=expires_on, doses=doses, by=ministry
            )
            for number, doses in (("MR-MAU-01", first), ("MR-MAU-02", given - first))
        ]
        supply.receive(delivery=sent[0], doses=first, by=office)
        return request


def _within(name: str) -> str:
    """Inside a name: “xã Mường Than”, not “Xã Mường Than”."""
    return name[:1].lower() + name[1:]
