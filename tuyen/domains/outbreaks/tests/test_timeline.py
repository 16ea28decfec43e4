"""The timeline of an outbreak and its end: all acts in order, printed; before its day only on a basis."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.outbreaks import printed
from tuyen.domains.outbreaks.actions import contacts as contact_acts
from tuyen.domains.outbreaks.actions import outbreaks as actions
from tuyen.domains.outbreaks.actions import zones as zone_acts
from tuyen.domains.outbreaks.actions.contacts import Exposure
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.domains.outbreaks.queries import timeline as queries
from tuyen.domains.outbreaks.tests.test_zones import CORE, order
from tuyen.record.actions import cases as case_acts
from tuyen.record.models import Case

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def told(outbreak: Outbreak, source: Case, doctor: Actor) -> Outbreak:
    """Investigated, confirmed, with a contact, a zone, supplies and a measure."""
    case = Case.objects.get(pk=source.id)
    case_acts.investigate(case=case, found={}, by=doctor)
    case_acts.classify(case=case, classification="lab_confirmed", why="IgM dương tính", by=doctor)
    said = Exposure(name="Vàng Thị Mẫu", exposed_on=clock.today() - DAY)
    contact_acts.add_contact(outbreak=outbreak, said=said, by=doctor)
    zone = zone_acts.set_zone(outbreak=outbreak, said=CORE, order=order(), by=doctor)
    rice = {"item": "Gạo", "amount": 9, "amount_unit": "kg", "given_on": clock.today()}
    zone_acts.hand_out(zone=zone, by=doctor, **rice)
    zone_acts.lift_zone(zone=zone, order=order(number="19/QĐ-UBND", until_on=None), by=doctor)
    sample = {"kind": "sampling", "what": "Lấy mẫu ca 1", "done_on": clock.today()}
    actions.add_measure(outbreak=outbreak, by=doctor, **sample)
    return outbreak


@pytest.mark.capability("D7", where="/outbreaks/")
def test_every_act_stands_in_its_order(told: Outbreak, doctor: Actor, browser: Client) -> None:
    acts = queries.acts_of(told, doctor)
    shown = browser.get(reverse("outbreaks:timeline", args=[told.id])).text

    assert [act.what for act in acts] == [
        "Khởi phát",
        "Báo cáo ca",
        "Điều tra ca",
        "Phân loại ca",
        "Mở ổ dịch",
        "Người tiếp xúc",
        "Khoanh vùng: Thiết lập",
        "Khoanh vùng: Dỡ bỏ",
        "Lấy mẫu",
        "Cấp vật tư trong vùng",
    ]
    assert [act.on for act in acts] == sorted(act.on for act in acts)
    assert "Ca 1: Nghi ngờ → Xác định bằng xét nghiệm. IgM dương tính" in shown
    assert "Lò Văn Một" not in shown


def test_the_timeline_opens_in_few_statements(told: Outbreak, browser: Client) -> None:
    with counted() as asked:
        response = browser.get(reverse("outbreaks:timeline", args=[told.id]))

    assert response.status_code == 200
    assert len(asked) <= 15, asked


def test_the_report_of_an_outbreak_is_printed(
    told: Outbreak, doctor: Actor, browser: Client
) -> None:
    answer = browser.get(reverse("outbreaks:paper", args=[told.id]))
    said = dict(printed.report_paper(told, doctor)["facts"])

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert (said["Số ca"], said["Xác định"], said["Người tiếp xúc đã ghi"]) == ("1", "1", "1")
    assert f"{clock.today() + 11 * DAY:%d/%m/%Y}" in said["Kết thúc được từ"]


def test_another_station_reads_neither_timeline_nor_report(outbreak: Outbreak) -> None:
    stranger = browser_of(account_at(node("Trạm Y tế xã Bên"), "station_doctor"))

    for name in ("timeline", "paper"):
        assert stranger.get(reverse(f"outbreaks:{name}", args=[outbreak.id])).status_code == 404


@pytest.mark.parametrize(
    "basis, note, field",
    [
        pytest.param("", "Không còn ca mới", "on", id="no basis"),
        pytest.param("tired", "Đã đủ", "early_basis", id="a basis that the rule does not know"),
        pytest.param("authority", " ", "note", id="a basis without a reason"),
    ],
)
def test_an_early_end_without_basis_and_reason_is_refused(
    basis: str, note: str, field: str, outbreak: Outbreak, doctor: Actor
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.close(outbreak=outbreak, on=clock.today(), note=note, early_basis=basis, by=doctor)

    assert refusal.value.field == field
    assert Outbreak.objects.get().status == "open"


def test_an_early_end_names_its_basis_until_it_is_reopened(
    outbreak: Outbreak, doctor: Actor, browser: Client
) -> None:
    at = reverse("outbreaks:close", args=[outbreak.id])
    sent = {"on": f"{clock.today():%d/%m/%Y}", "note": "QĐ số 7", "early_basis": "authority"}

    browser.post(at, sent)
    shown = browser.get(reverse("outbreaks:outbreak", args=[outbreak.id])).text

    kept = Outbreak.objects.get()
    assert (kept.status, kept.early_basis) == ("closed", "authority")
    assert "Quyết định của cơ quan có thẩm quyền" in shown
    actions.reopen(outbreak=kept, why="Có ca mới", by=doctor)
    assert Outbreak.objects.get().early_basis == ""
    assert queries.acts_of(kept, doctor)[-1].what == "Mở lại ổ dịch"


def test_an_end_on_time_needs_no_basis_and_keeps_none(
    outbreak: Outbreak, doctor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + 11 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)

    actions.close(outbreak=outbreak, on=clock.today(), note="", early_basis="authority", by=doctor)

    assert Outbreak.objects.get().early_basis == ""
