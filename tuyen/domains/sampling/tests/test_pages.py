"""From the round to the confirmed case over the pages, at three desks."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.sampling.actions import answers, handing, pools, taking
from tuyen.domains.sampling.actions import rounds as actions
from tuyen.domains.sampling.models import Consignment, RoundMember, SamplePool, SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import cases
from tuyen.record.models import Case, Order
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
Living = Callable[..., Person]
COLD = Decimal("4")


def at(name: str, *ids: object) -> str:
    return reverse(f"sampling:{name}", args=ids)


def positive(
    row: SampleRound, doctor: Actor, technician: Actor, verifier: Actor, who: Person
) -> RoundMember:
    """Taken, sent, received, answered “positive”, verified."""
    member = taking.take(row=row, person_id=who.id, by=doctor)
    sent = handing.send(row=row, celsius=COLD, carrier="", by=doctor)
    handing.receive(row=row, sent=sent, celsius=COLD, refused={}, by=technician)
    answers.enter(row=row, line=line_of(member, technician), answer="positive", by=technician)
    answers.verify(row=row, line=line_of(member, verifier), by=verifier)
    return RoundMember.objects.get(pk=member.id)


def line_of(member: RoundMember, who: Actor) -> members.Line:
    return members.lines([RoundMember.objects.get(pk=member.id)], who)[0]


@pytest.mark.capability("D6", where="/sampling/")
def test_specimens_are_pooled_sent_received_answered_and_a_positive_becomes_a_case(
    row: SampleRound, doctor: Actor, living: Living, desk: Client, bench: Client, chief: Client
) -> None:
    people = [living(f"Lò Văn {n}") for n in ("Một", "Hai", "Ba")]
    for each in people:
        taking.take(row=row, person_id=each.id, by=doctor)

    # the station pools what it took and hands it over
    assert "3 mẫu gộp được" in desk.get(at("pools", row.id)).text
    desk.post(at("pools", row.id), {"size": "3", "way": "aliquot"})
    pool = SamplePool.objects.get()
    assert pool.number in desk.get(at("pools", row.id)).text
    assert "Gửi 3 mẫu" in desk.get(at("handing", row.id)).text
    desk.post(at("handing", row.id), {"celsius": "4,5", "carrier": "Xe bệnh viện"})
    sent = Consignment.objects.get()
    assert desk.get(at("handing_paper", row.id, sent.id)).content[:4] == b"%PDF"

    # the laboratory receives it and answers the pool, another one verifies
    assert "Lò Văn Hai" in bench.get(at("receive", row.id, sent.id)).text
    bench.post(at("receive", row.id, sent.id), {"celsius": "5"})
    assert pool.number in bench.get(at("answers", row.id)).text
    bench.post(at("answer_pool", row.id, pool.id), {"answer": "positive"})
    chief.post(at("answer_pool", row.id, pool.id), {"verb": "verify"})
    waiting = bench.get(at("answers", row.id)).text
    assert waiting.count("Cần xét nghiệm lại riêng") == 3

    # one of them is positive alone
    one = RoundMember.objects.get(patient_id=people[1].id)
    bench.post(at("answer", row.id, one.id), {"answer": "positive"})
    assert 'value="verify"' in chief.get(at("answers", row.id)).text
    chief.post(at("answer", row.id, one.id), {"verb": "verify"})
    proposed = desk.get(at("decisions")).text
    assert "Lò Văn Hai" in proposed
    assert "Lò Văn Một" not in proposed
    assert f"mẫu {one.number}" in proposed
    assert not Case.objects.exists()

    # a person decides: without a day of onset nothing is written
    refused = desk.post(at("take_up", one.id), {"onset_on": ""})
    assert refused.status_code == 422
    assert "Ghi ngày khởi phát" in refused.text
    assert not Case.objects.exists()
    desk.post(at("take_up", one.id), {"onset_on": f"{clock.today():%d/%m/%Y}"})
    case = Case.objects.get()
    assert (case.patient_id, case.disease) == (people[1].id, "measles")
    assert case.classification == "lab_confirmed"
    assert "Không có kết quả dương tính nào" in desk.get(at("decisions")).text
    shown = desk.get(at("figures")).text
    assert "100,0%" in shown


def test_a_known_case_is_classed_by_its_specimen_and_asked_back_when_the_answer_changes(
    singles: SampleRound,
    doctor: Actor,
    technician: Actor,
    verifier: Actor,
    living: Living,
    desk: Client,
) -> None:
    who = living("Vàng Thị Mẫu")
    told = cases.Told(
        disease="measles",
        onset_on=clock.today(),
        classification="suspected",
        occurred_at=clock.now(),
    )
    case = cases.notify_case(person=who.id, told=told, by=doctor)
    taken = at("of_case", case.id)
    assert singles.place in desk.get(taken).text
    assert (
        reverse("sampling:of_case", args=[case.id])
        in desk.get(reverse("notification:case", args=[case.id])).text
    )
    member = positive(singles, doctor, technician, verifier, who)

    assert desk.post(at("take_up", member.id), {}).status_code == 422  # not investigated yet
    assert RoundMember.objects.get(pk=member.id).decision == ""
    cases.investigate(case=case, found={}, by=doctor)
    desk.post(at("take_up", member.id), {})
    case.refresh_from_db()
    assert case.classification == "lab_confirmed"
    answers.enter(
        row=singles, line=line_of(member, verifier), answer="negative", by=verifier, why="Nhầm ống"
    )

    assert "Kết quả đã sửa: xem lại" in desk.get(at("decisions")).text
    case.refresh_from_db()
    assert case.classification == "lab_confirmed"  # the program changes nothing by itself


def test_a_positive_that_changes_nothing_wants_its_reason(
    singles: SampleRound,
    doctor: Actor,
    technician: Actor,
    verifier: Actor,
    living: Living,
    desk: Client,
) -> None:
    member = positive(singles, doctor, technician, verifier, living("Vàng Thị Mẫu"))

    assert desk.post(at("decline", member.id), {"why": " "}).status_code == 422
    assert RoundMember.objects.get(pk=member.id).decision == ""
    desk.post(at("decline", member.id), {"why": "Vừa tiêm vắc xin sởi tuần trước"})

    assert RoundMember.objects.get(pk=member.id).decision == "declined"
    assert "Vàng Thị Mẫu" not in desk.get(at("decisions")).text
    assert not Case.objects.exists()


def test_what_waits_too_long_stands_first(
    opening: actions.Opening, doctor: Actor, living: Living, desk: Client
) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=20)):
        old = actions.open_round(said=dataclasses.replace(opening, place="Bản Cũ"), by=doctor)
        for name in ("Một", "Hai"):
            taking.take(row=old, person_id=living(name).id, by=doctor)
    new = actions.open_round(said=opening, by=doctor)
    taking.take(row=new, person_id=living("Ba").id, by=doctor)

    page = desk.get(at("waits")).text

    assert "3 người đang chờ, 2 người quá hạn" in page
    assert re.search(r"2 người, lâu nhất \d+ giờ", page)
    assert page.index("Bản Cũ") < page.index(new.place)


def test_the_files_tell_what_the_pages_tell_and_cells_cannot_be_formulas(
    singles: SampleRound, doctor: Actor, living: Living, desk: Client
) -> None:
    taking.take(row=singles, person_id=living("=cmd").id, by=doctor)

    people = desk.get(at("rows_csv", singles.id)).content.decode("utf-8-sig")
    figures = desk.get(at("figures_csv")).content.decode("utf-8-sig")

    assert "'=cmd" in people
    assert figures.splitlines()[1].startswith(f"{clock.today():%d/%m/%Y},,1,1,0,0,0,")


def test_a_tube_used_up_by_its_pool_is_not_answered_but_taken_again(
    row: SampleRound,
    doctor: Actor,
    technician: Actor,
    verifier: Actor,
    living: Living,
    bench: Client,
) -> None:
    members_ = [taking.take(row=row, person_id=living(n).id, by=doctor) for n in ("Một", "Hai")]
    [pool] = pools.make_pools(row=row, size=2, way="tube", by=doctor)
    sent = handing.send(row=row, celsius=COLD, carrier="", by=doctor)
    handing.receive(row=row, sent=sent, celsius=COLD, refused={}, by=technician)
    pools.enter_pool(row=row, pool=pool, answer="positive", by=technician)
    pools.verify_pool(row=row, pool=pool, by=verifier)

    page = bench.get(at("answers", row.id)).text

    assert page.count("Lấy mẫu mới rồi ghi kết quả") == len(members_)
    assert at("answer", row.id, members_[0].id) not in page


def test_another_station_finds_nothing_of_it(
    row: SampleRound,
    doctor: Actor,
    hospital: ScopeNode,
    living: Living,
) -> None:
    member = taking.take(row=row, person_id=living("Một").id, by=doctor)
    other = browser_of(account_at(node("Trạm khác", under=hospital), "station_doctor"))

    for name in ("round", "people", "pools", "handing", "rows_csv"):
        assert other.get(at(name, row.id)).status_code == 404, name
    assert other.post(at("take_up", member.id), {}).status_code == 404
    assert other.get(at("of_person", member.patient_id)).status_code == 404
    assert other.get(at("of_person", uuid.uuid4())).status_code == 404
    assert row.place not in other.get(at("waits")).text


def test_the_station_does_not_answer_and_the_laboratory_does_not_send(
    row: SampleRound, doctor: Actor, living: Living, desk: Client, bench: Client
) -> None:
    member = taking.take(row=row, person_id=living("Một").id, by=doctor)

    assert desk.post(at("answer", row.id, member.id), {"answer": "negative"}).status_code == 403
    assert bench.post(at("handing", row.id), {"celsius": "4"}).status_code in (403, 422)

    assert Order.objects.get().status == "collected"
    assert not Consignment.objects.exists()


def test_the_pages_take_few_statements_however_many_people(
    row: SampleRound, doctor: Actor, technician: Actor, living: Living, desk: Client, bench: Client
) -> None:
    def asked() -> dict[str, int]:
        found = {}
        for who, name, ids in (
            (desk, "pools", [row.id]), (desk, "handing", [row.id]), (bench, "answers", [row.id]),
            (desk, "waits", []), (desk, "figures", []), (desk, "decisions", []),
        ):  # fmt: skip
            with counted() as statements:
                who.get(at(name, *ids))
            found[name] = len(statements)
        return found

    for n in range(4):
        taking.take(row=row, person_id=living(f"A {n}").id, by=doctor)
    pools.make_pools(row=row, size=2, way="aliquot", by=doctor)
    asked()
    few = asked()
    for n in range(12):
        taking.take(row=row, person_id=living(f"B {n}").id, by=doctor)
    pools.make_pools(row=row, size=2, way="aliquot", by=doctor)

    assert asked() == few
    assert max(few.values()) <= 22
