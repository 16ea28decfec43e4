"""A round, its list, and the press that takes."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.sampling.actions import rounds, taking
from tuyen.domains.sampling.models import RoundMember, SampleRound
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Order, Specimen
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
Living = Callable[..., Person]
HOUR = dt.timedelta(hours=1)


def test_a_round_is_opened_and_people_of_a_village_are_taken_one_press_each(
    desk: Client, hospital: ScopeNode, living: Living
) -> None:
    first, second = living("Lò Văn Một"), living("Lò Văn Hai")
    living("Lò Văn Xa", address_line="bản Xa")
    said = {"place_kind": "commune", "place": "bản Mẫu", "disease": "measles",
            "test": "measles_igm", "specimen_kind": "serum", "reason": "screening",
            "laboratory_id": str(hospital.unit_id), "pool_size": "1"}  # fmt: skip
    desk.post(reverse("sampling:open"), said)
    row = SampleRound.objects.get()
    people = reverse("sampling:people", args=[row.id])

    shown = desk.get(people + "?village=bản Mẫu").text
    desk.post(reverse("sampling:add", args=[row.id]), {"person": [first.id, second.id]})
    desk.post(reverse("sampling:take", args=[row.id]), {"person": second.id})
    page = desk.get(reverse("sampling:round", args=[row.id])).text

    assert "Lò Văn Một" in shown
    assert "Lò Văn Xa" not in shown
    member = RoundMember.objects.get(patient_id=second.id)
    order, specimen = Order.objects.get(), Specimen.objects.get()
    assert (member.order_id, member.specimen_id) == (order.id, specimen.id)
    assert (order.performer_id, order.code) == (hospital.unit_id, "measles_igm")
    assert member.number == specimen.number
    assert specimen.number in page
    assert "Chưa lấy mẫu" in page
    labels = desk.get(reverse("sampling:labels", args=[row.id]))
    assert labels.content[:4] == b"%PDF"


def test_a_scanned_number_takes_at_once(
    desk: Client, row: SampleRound, doctor: Actor, living: Living
) -> None:
    known = living("Vàng Thị Mẫu", phone="0912345678")
    living("Vàng Thị Khác")

    answer = desk.post(reverse("sampling:people", args=[row.id]), {"q": "0912345678"})

    assert answer.status_code == 302
    assert RoundMember.objects.get().patient_id == known.id
    assert Specimen.objects.get().patient_id == known.id


def test_nobody_gives_twice_in_one_round(row: SampleRound, doctor: Actor, living: Living) -> None:
    child = living("Lò Văn Một")
    taking.take(row=row, person_id=child.id, by=doctor)

    with pytest.raises(Refused, match="đã có mẫu"):
        taking.take(row=row, person_id=child.id, by=doctor)

    assert Specimen.objects.count() == 1


@pytest.mark.parametrize(
    "at, said",
    [(HOUR, "tương lai"), (-30 * 24 * HOUR, "trước ngày mở đợt")],
    ids=["to come", "before the round"],
)
def test_a_time_that_cannot_be_is_refused(
    row: SampleRound, doctor: Actor, living: Living, at: dt.timedelta, said: str
) -> None:
    child = living("Lò Văn Một")

    with pytest.raises(Refused, match=said):
        taking.take(row=row, person_id=child.id, by=doctor, at=clock.now() + at)

    assert not RoundMember.objects.exists()


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"test": "dengue_ns1"}, "test"),
        ({"specimen_kind": "rectal_swab"}, "specimen_kind"),
        ({"pool_size": 6}, "pool_size"),
        ({"test": "measles_igm", "specimen_kind": "serum", "pool_size": 2}, "pool_size"),
        ({"laboratory_id": uuid.uuid4()}, "laboratory_id"),
        ({"place": "  "}, "place"),
        ({"reason": "x"}, "reason"),
    ],
)
def test_an_opening_that_does_not_fit_is_refused(
    doctor: Actor, opening: rounds.Opening, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        rounds.open_round(said=dataclasses.replace(opening, **wrong), by=doctor)  # type: ignore[arg-type]

    assert refusal.value.field == field


def test_a_closed_round_takes_nothing_until_it_is_opened_again(
    desk: Client, row: SampleRound, doctor: Actor, living: Living
) -> None:
    child = living("Lò Văn Một")
    desk.post(reverse("sampling:close", args=[row.id]), {"note": "Đủ mẫu"})
    row.refresh_from_db()

    with pytest.raises(Refused, match="đã khép"):
        taking.take(row=row, person_id=child.id, by=doctor)

    desk.post(reverse("sampling:reopen", args=[row.id]))
    row.refresh_from_db()
    assert taking.take(row=row, person_id=child.id, by=doctor).number


def test_whoever_waits_may_be_taken_off_the_list_but_not_who_gave(
    desk: Client, row: SampleRound, doctor: Actor, living: Living
) -> None:
    waits, gave = living("Lò Văn Một"), living("Lò Văn Hai")
    [member] = rounds.put_on_list(row=row, person_ids=[waits.id], by=doctor)
    given = taking.take(row=row, person_id=gave.id, by=doctor)

    dropped = desk.post(reverse("sampling:drop", args=[row.id, member.id]))
    refused = desk.post(reverse("sampling:drop", args=[row.id, given.id]))

    assert dropped.status_code == 302
    assert refused.status_code == 422
    page = desk.get(reverse("sampling:round", args=[row.id])).text
    assert "Lò Văn Một" not in page
    assert "Lò Văn Hai" in page


def test_a_round_of_another_unit_is_not_there(row: SampleRound) -> None:
    stranger = browser_of(account_at(node("Trạm khác"), "station_doctor"))

    for name in ("round", "people", "labels"):
        assert stranger.get(reverse(f"sampling:{name}", args=[row.id])).status_code == 404
    assert row.place not in stranger.get(reverse("sampling:home")).text


def test_a_round_of_a_place_of_custody_is_hidden_without_the_grant(hospital: ScopeNode) -> None:
    prison = node("Bệnh xá trại Mẫu", under=hospital, kind="prison_clinic", chain="moh")
    inside = account_at(prison, "prison_doctor", grants=("custody",))
    desk = browser_of(inside)
    said = {"place_kind": "custody", "place": "Phân trại số 1", "disease": "measles",
            "test": "measles_igm", "specimen_kind": "serum", "reason": "entry",
            "laboratory_id": str(hospital.unit_id), "pool_size": "1"}  # fmt: skip
    desk.post(reverse("sampling:open"), said)
    row = SampleRound.objects.get()
    url = reverse("sampling:round", args=[row.id])

    assert row.compartment == "custody"
    assert desk.get(url).status_code == 200
    plain = browser_of(account_at(hospital, "laboratory_technician"))
    granted = browser_of(account_at(hospital, "laboratory_technician", grants=("custody",)))
    assert plain.get(url).status_code == 404
    assert "Phân trại" not in plain.get(reverse("sampling:home")).text
    assert granted.get(url).status_code == 200


def test_those_above_read_figures_and_no_names(
    row: SampleRound, doctor: Actor, living: Living, hospital: ScopeNode
) -> None:
    taking.take(row=row, person_id=living("Lò Văn Một").id, by=doctor)
    officer = browser_of(account_at(hospital, "cdc_officer"))

    page = officer.get(reverse("sampling:round", args=[row.id]))

    assert page.status_code == 200
    assert "Đã lấy, chưa gửi" in page.text
    assert "Lò Văn Một" not in page.text
    assert officer.get(reverse("sampling:labels", args=[row.id])).status_code in (403, 404)


def test_the_page_of_a_round_keeps_to_its_statements(
    desk: Client, row: SampleRound, doctor: Actor, living: Living
) -> None:
    """They do not grow with the people."""
    url = reverse("sampling:round", args=[row.id])
    taking.take(row=row, person_id=living("Lò Văn Không").id, by=doctor)
    desk.get(url)
    with counted() as few:
        desk.get(url)
    for n in range(5):
        taking.take(row=row, person_id=living(f"Lò Văn {n}").id, by=doctor)
    with counted() as many:
        desk.get(url)

    assert len(many) == len(few) <= 14, many


def test_somebody_without_a_home_here_is_taken_as_well(
    row: SampleRound, doctor: Actor, station: ScopeNode
) -> None:
    """Whoever stands before the nurse: the list opens the chart to the unit."""
    other = node("Trạm nơi khác")
    from_elsewhere = person(
        dataclasses.replace(doctor, unit_id=other.unit_id, path=other.path), "Người đi đường"
    )

    assert taking.take(row=row, person_id=from_elsewhere.id, by=doctor).number
