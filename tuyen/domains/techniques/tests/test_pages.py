"""The pages of both sides: matrix, ledger, a transfer, a unit's list, coverage, the unit in the middle."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.network import browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.bus import listens_to
from tuyen.domains.techniques import catalogue
from tuyen.domains.techniques.actions import transfers as acts
from tuyen.domains.techniques.actions.approved import approve
from tuyen.domains.techniques.events import PrerequisiteMissing
from tuyen.domains.techniques.models import ApprovedTechnique, TechniqueTransfer
from tuyen.domains.techniques.tests.conftest import account_of, at
from tuyen.platform.accounts.models import Account
from tuyen.platform.outbox.models import Delivery
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db
CODE = "14.5"


@listens_to(PrerequisiteMissing)
def heard(event: PrerequisiteMissing) -> None:
    """So that what is announced can be read from the outbox."""


@pytest.fixture
def office(hospital: Unit) -> Client:
    return browser_of(account_of(hospital, "direction_office"))


@pytest.fixture
def receiver(surgeon_account: Account) -> Client:
    return browser_of(surgeon_account)


@pytest.fixture
def transfer(techniques: None, centre: Unit, hospital: Unit) -> TechniqueTransfer:
    technique = catalogue.technique(CODE)
    assert technique is not None
    return acts.request_transfer(
        receiver_id=centre.id,
        giver_id=hospital.id,
        technique=technique,
        reason="80 người chờ mổ mỗi năm",
        by=at(centre, "hospital_doctor"),
    )


def read(browser: Client, name: str, *args: object, **query: str) -> str:
    answer = browser.get(reverse(f"techniques:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lower_unit_asks_and_the_upper_one_finds_it(
    techniques: None, receiver: Client, office: Client, centre: Unit, hospital: Unit
) -> None:
    answer = receiver.post(
        reverse("techniques:request"),
        {"receiver": centre.id, "giver": hospital.id, "technique": CODE, "reason": "Nhiều ca"},
    )

    row = TechniqueTransfer.objects.get()
    assert answer.headers["Location"] == reverse("techniques:transfer", args=[row.id])
    assert "phaco" in read(office, "ledger", stage="requested")
    assert 'class="s1">Đ' in read(office, "home")


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"technique": "không có"}, "Không có kỹ thuật này", id="unknown technique"),
        pytest.param({"giver": ""}, "", id="nobody asked"),
        pytest.param({"receiver": ""}, "", id="for nobody"),
    ],
)
def test_a_wrong_request_is_said(
    techniques: None,
    receiver: Client,
    centre: Unit,
    hospital: Unit,
    said: dict[str, str],
    sentence: str,
) -> None:
    typed = {"receiver": str(centre.id), "giver": str(hospital.id), "technique": CODE}

    answer = receiver.post(reverse("techniques:request"), typed | said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_next_step_is_signed_on_the_page(transfer: TechniqueTransfer, office: Client) -> None:
    office.post(
        reverse("techniques:sign", args=[transfer.id]),
        {"stage": "surveyed", "day": f"{clock.today():%d/%m/%Y}", "note": "Đủ người"},
    )

    page = read(office, "transfer", transfer.id)
    assert "Đủ người" in page
    assert "Bước tiếp: Thỏa thuận" in page


def test_a_page_left_open_cannot_skip_a_stage(transfer: TechniqueTransfer, office: Client) -> None:
    answer = office.post(
        reverse("techniques:sign", args=[transfer.id]),
        {"stage": "certified", "day": f"{clock.today():%d/%m/%Y}"},
    )

    assert answer.status_code == 422
    assert "Chưa qua bước" in answer.content.decode()


def test_what_is_missing_is_announced_as_a_need(
    transfer: TechniqueTransfer, office: Client
) -> None:
    """The centre owns no phaco machine: the survey says so to whoever keeps the needs."""
    office.post(
        reverse("techniques:sign", args=[transfer.id]),
        {"stage": "surveyed", "day": f"{clock.today():%d/%m/%Y}"},
    )

    events = Delivery.objects.filter(event="domains.techniques.PrerequisiteMissing")
    assert events.exists()
    assert "Thiếu" in read(office, "transfer", transfer.id)


def test_people_of_both_sides_are_added_by_name(
    transfer: TechniqueTransfer,
    office: Client,
    hospital: Unit,
    centre: Unit,
    employed: Callable[[Unit, str], StaffMember],
) -> None:
    employed(hospital, "Chuyên gia Mẫu")
    employed(centre, "Bác sĩ Học")
    url = reverse("techniques:add_member", args=[transfer.id])

    for name in ("Chuyên gia Mẫu", "Bác sĩ Học"):
        office.post(url, {"staff_text": name})

    page = read(office, "transfer", transfer.id)
    assert "Chuyên gia Mẫu" in page
    assert "Bên tiếp nhận" in page


def test_a_stranger_does_not_learn_that_a_transfer_exists(
    transfer: TechniqueTransfer, stranger: Unit, centre: Unit
) -> None:
    browser = browser_of(account_of(stranger, "direction_office"))

    assert browser.get(reverse("techniques:transfer", args=[transfer.id])).status_code == 404
    assert browser.get(reverse("techniques:of_unit", args=[centre.id])).status_code == 404
    cell = {"technique": CODE, "unit": str(centre.id)}
    assert browser.get(reverse("techniques:cell"), cell).status_code == 404


def test_the_cell_tells_cases_and_people(transfer: TechniqueTransfer, office: Client) -> None:
    page = read(office, "cell", technique=CODE, unit=str(transfer.unit_id))

    assert "Trung tâm Y tế khu vực mẫu" in page
    assert "0/5" in page


def test_the_matrix_is_exported_with_words(transfer: TechniqueTransfer, office: Client) -> None:
    answer = office.get(reverse("techniques:matrix_sheet"))

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    assert rows[0][2] == "Trung tâm Y tế khu vực mẫu"
    assert rows[1][0] == CODE
    assert rows[1][2] == "Đề nghị"


def test_an_empty_matrix_says_what_to_do(techniques: None, receiver: Client) -> None:
    assert "Bắt đầu bằng một đề nghị chuyển giao" in read(receiver, "home")


def test_the_matrix_is_filtered(transfer: TechniqueTransfer, office: Client) -> None:
    assert CODE in read(office, "home", stage="requested", q="phaco")
    assert "Không có kỹ thuật nào khớp" in read(office, "home", stage="certified")


def test_the_matrix_is_narrowed_to_one_giver_or_to_units_below_one(
    transfer: TechniqueTransfer, department: Unit, hospital: Unit, stranger: Unit
) -> None:
    """Both lists keep every choice while one is chosen; the export narrows in the same way."""
    other = network.create_unit(
        parent=stranger, kind="district_health_centre", name="Trung tâm khác", by=SYSTEM
    )
    technique = catalogue.technique("3.9")
    assert technique is not None
    acts.request_transfer(
        receiver_id=other.id,
        giver_id=stranger.id,
        technique=technique,
        reason="Cần cho người bệnh",
        by=at(other, "hospital_doctor"),
    )
    browser = browser_of(account_of(department, "department_officer"))

    given = read(browser, "home", giver=str(hospital.id))
    below = read(browser, "home", under=str(stranger.id))
    both = read(browser, "home", giver=str(hospital.id), under=str(stranger.id))

    def columns(text: str) -> list[str]:
        return [
            name
            for name in ("Trung tâm Y tế khu vực mẫu", "Trung tâm khác")
            if f">{name}</a>" in text
        ]

    assert columns(read(browser, "home")) == ["Trung tâm Y tế khu vực mẫu", "Trung tâm khác"]
    assert columns(given) == ["Trung tâm Y tế khu vực mẫu"]
    assert columns(below) == ["Trung tâm khác"]
    assert "Không có kỹ thuật nào khớp" in both
    for text in (given, below, both):
        assert f'<option value="{stranger.id}"' in text
        assert f'<option value="{hospital.id}"' in text
    answer = browser.get(reverse("techniques:matrix_sheet"), {"under": str(stranger.id)})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.get_sheet_by_index(0).to_python()[0][2:] == ["Trung tâm khác"]


def test_the_pages_keep_to_their_statements(
    transfer: TechniqueTransfer, office: Client, centre: Unit
) -> None:
    """Lists keep to eight; the matrix asks for the givers' own months too. One transfer asks four
    registers more: equipment, rooms, drugs, staff."""
    for most, url in (
        (9, reverse("techniques:home")),
        (8, reverse("techniques:ledger")),
        (9, reverse("techniques:coverage")),
        (8, reverse("techniques:of_technique", args=[CODE])),
        (8, reverse("techniques:between")),
        (13, reverse("techniques:of_unit", args=[centre.id])),
        (15, reverse("techniques:transfer", args=[transfer.id])),
    ):
        office.get(url)
        with counted() as statements:
            office.get(url)
        assert len(statements) <= most, (url, len(statements), statements)


def test_a_technique_is_approved_and_ended_with_the_decision(
    techniques: None, office: Client, hospital: Unit
) -> None:
    typed = {"technique": CODE, "decision_number": "12/QĐ-SYT", "valid_from": "01/03/2025"}
    office.post(reverse("techniques:approve", args=[hospital.id]), typed)
    row = ApprovedTechnique.objects.get()

    office.post(
        reverse("techniques:end_approval", args=[hospital.id, row.id]), {"why": "Hết bác sĩ mắt"}
    )

    assert ApprovedTechnique.objects.get().valid_to == clock.today()
    assert "Hết bác sĩ mắt" in read(office, "of_unit", hospital.id, show="ended")


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"valid_from": "01/01/2099"}, "sau hôm nay", id="future"),
        pytest.param({"decision_number": ""}, "", id="no decision"),
        pytest.param({"technique": "xyz-không-có"}, "Không có kỹ thuật này", id="unknown"),
    ],
)
def test_a_wrong_approval_is_said(
    techniques: None, office: Client, hospital: Unit, said: dict[str, str], sentence: str
) -> None:
    typed = {"technique": CODE, "decision_number": "12/QĐ-SYT", "valid_from": "01/03/2025"}

    answer = office.post(reverse("techniques:approve", args=[hospital.id]), typed | said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ApprovedTechnique.objects.exists()


def test_coverage_counts_what_the_level_asks_for(
    techniques: None, office: Client, hospital: Unit, centre: Unit
) -> None:
    network.rate_facility(unit=centre, tier="district", by=SYSTEM)
    expected = catalogue.listed(clock.today())["C"][:3]
    found = [catalogue.technique(each.code) for each in expected]
    approve(
        unit_id=centre.id,
        techniques=[each for each in found if each],
        decision_number="1/QĐ",
        valid_from=clock.today(),
        by=at(hospital, "direction_office"),
    )

    page = read(office, "of_unit", centre.id)
    missing = read(office, "of_unit", centre.id, show="missing", q=expected[0].code)

    assert "Làm được 3 trên" in page
    assert "Không có kỹ thuật nào như vậy" in missing
    assert "Trung tâm Y tế khu vực mẫu" in read(office, "coverage")


def test_a_unit_in_the_middle_sees_both_directions(
    transfer: TechniqueTransfer, office: Client, receiver: Client
) -> None:
    above, below = read(receiver, "between"), read(office, "between")

    assert "Bệnh viện đa khoa mẫu" in above
    assert "chưa có trong danh mục của đơn vị" in below


def test_the_matrix_opens_before_anybody_kept_a_ledger(office: Client) -> None:
    assert office.get(reverse("techniques:home")).status_code == 200


@pytest.mark.parametrize(
    "page,most",
    [("home", 8), ("ledger", 8), ("coverage", 8), ("of_unit", 11), ("transfer", 15)],
)
def test_the_pages_ask_few_statements(
    page: str, most: int, transfer: TechniqueTransfer, office: Client
) -> None:
    """ADR 0019 says why two of them ask more than eight, ADR 0024 why one of them two more."""
    of = {"of_unit": [transfer.unit_id], "transfer": [transfer.id]}.get(page, [])
    url = reverse(f"techniques:{page}", args=of)
    office.get(url)

    with counted() as statements:
        answer = office.get(url)

    assert answer.status_code == 200
    assert len(statements) <= most, "\n".join(statements)
