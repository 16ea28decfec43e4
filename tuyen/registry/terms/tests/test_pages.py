"""The pages “Danh mục”: everyone looks, whoever manages the lists changes them."""

import pytest
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.statements import counted
from tuyen.registry.terms import queries

DRUG = {
    "name": "Hapacol",
    "strength": "650 mg",
    "form": "viên nén",
    "route": "uống",
    "pack_unit": "viên",
    "ingredients": "Paracetamol",
    "control": "C",
}


@pytest.fixture
def doctors_browser(station):
    return browser_of(account_at(station, "station_doctor"))


@pytest.fixture
def nurses_browser(station):
    return browser_of(account_at(station, "station_nurse"))


def test_the_lists_say_where_they_come_from_and_how_sure_we_are(lists, nurses_browser) -> None:
    text = nurses_browser.get(reverse("terms:lists")).content.decode()

    assert "Bảng mã bệnh ICD-10" in text
    assert "Nguồn thứ cấp" in text
    assert "Văn bản gốc" in text


@pytest.mark.parametrize(
    "query, expected",
    [
        pytest.param("tang huyet ap", "I10", id="words"),
        pytest.param("j02.9", "Viêm họng cấp", id="code"),
        pytest.param("", "A00", id="all, by code"),
        pytest.param("khongcobenhnay", "Không có mã nào khớp", id="nothing"),
    ],
)
def test_a_list_is_searched(lists, nurses_browser, query, expected) -> None:
    page = nurses_browser.get(reverse("terms:codes", args=["icd10"]), {"q": query})

    assert expected in page.content.decode()


def test_a_list_that_does_not_exist_is_not_found(lists, nurses_browser) -> None:
    assert nurses_browser.get(reverse("terms:codes", args=["nothing"])).status_code == 404
    assert nurses_browser.get(reverse("terms:values", args=["nothing"])).status_code == 404


def test_options_for_a_type_ahead_box(lists, nurses_browser) -> None:
    page = nurses_browser.post(reverse("terms:suggest", args=["icd10"]), {"q": "viem hong cap"})

    assert 'data-value="J02.9"' in page.content.decode()


def test_htmx_gets_only_the_rows(lists, nurses_browser) -> None:
    page = nurses_browser.get(
        reverse("terms:codes", args=["icd10"]), {"q": "i10"}, headers={"HX-Request": "true"}
    )

    assert page.content.decode().lstrip().startswith('<div id="found">')


def test_pages_keep_to_their_statements(lists, doctors_browser) -> None:
    addresses = [
        reverse("terms:lists"),
        reverse("terms:codes", args=["icd10"]),
        reverse("terms:drugs"),
        reverse("terms:values", args=["formulary"]),
    ]
    for address in addresses:
        with counted() as statements:
            doctors_browser.get(address)

        assert len(statements) <= 8, address


def test_a_doctor_adds_changes_and_retires_a_drug(doctors_browser, doctor) -> None:
    added = doctors_browser.post(reverse("terms:drug_new"), DRUG)
    drug = queries.drugs_of(doctor.unit_id).get()
    changed = doctors_browser.post(
        reverse("terms:drug", args=[drug.pk]), DRUG | {"dose": "1 viên khi đau"}
    )
    retired = doctors_browser.post(reverse("terms:drug_used", args=[drug.pk]), {"used": "0"})

    assert [added.status_code, changed.status_code, retired.status_code] == [302, 302, 302]
    drug.refresh_from_db()
    assert drug.dose == "1 viên khi đau"
    assert not drug.is_used
    assert "Ngừng dùng" in doctors_browser.get(reverse("terms:drugs")).content.decode()


def test_a_form_with_faults_comes_back_with_what_was_typed(doctors_browser) -> None:
    answer = doctors_browser.post(reverse("terms:drug_new"), DRUG | {"pack_unit": ""})

    assert answer.status_code == 422
    assert "Hapacol" in answer.content.decode()


def test_a_drug_listed_twice_is_refused_on_the_field(doctors_browser, doctor) -> None:
    doctors_browser.post(reverse("terms:drug_new"), DRUG)

    answer = doctors_browser.post(reverse("terms:drug_new"), DRUG)

    assert answer.status_code == 422
    assert "đã có trong danh mục" in answer.content.decode()


def test_a_nurse_reads_but_does_not_change(nurses_browser, doctors_browser, doctor) -> None:
    doctors_browser.post(reverse("terms:drug_new"), DRUG)
    drug = queries.drugs_of(doctor.unit_id).get()

    assert "Hapacol" in nurses_browser.get(reverse("terms:drugs")).content.decode()
    for address in (reverse("terms:drug_new"), reverse("terms:drug", args=[drug.pk])):
        assert nurses_browser.get(address).status_code == 403


def test_another_stations_drug_is_not_found(doctors_browser, doctor, other_station) -> None:
    doctors_browser.post(reverse("terms:drug_new"), DRUG)
    drug = queries.drugs_of(doctor.unit_id).get()
    neighbour = browser_of(account_at(other_station, "station_doctor"))

    assert neighbour.get(reverse("terms:drug", args=[drug.pk])).status_code == 404
    assert "Hapacol" not in neighbour.get(reverse("terms:drugs")).content.decode()


def test_a_value_is_confirmed_shown_and_withdrawn(doctors_browser, nurses_browser) -> None:
    row = ["laboratory", "haemoglobin", "range:male:15"]
    told = {"value": "12,5–17", "source": "Quy trình khoa", "valid_from": "01/01/2026"}

    confirmed = doctors_browser.post(reverse("terms:value", args=row), told)
    shown = nurses_browser.get(reverse("terms:values", args=["laboratory"]), {"q": "hemo"})
    withdrawn = doctors_browser.post(reverse("terms:withdraw", args=row))
    after = nurses_browser.get(reverse("terms:values", args=["laboratory"]), {"q": "hemo"})

    assert confirmed.status_code == withdrawn.status_code == 302
    assert "12,5–17" in shown.content.decode()
    assert "Quy trình khoa" in shown.content.decode()
    assert "Quy trình khoa" not in after.content.decode()


@pytest.mark.parametrize(
    "told, sentence",
    [
        pytest.param({"value": "cao"}, "Nhập khoảng như", id="no range"),
        pytest.param({"source": ""}, "Nguồn", id="no source"),
        pytest.param({"valid_from": "31/02/2026"}, "Nhập ngày như", id="no day"),
    ],
)
def test_a_faulty_value_comes_back(doctors_browser, told, sentence) -> None:
    row = ["laboratory", "haemoglobin", "range:male:15"]
    good = {"value": "12–17", "source": "Quy trình", "valid_from": "01/01/2026"}

    answer = doctors_browser.post(reverse("terms:value", args=row), good | told)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_every_open_value_has_its_page(doctors_browser) -> None:
    for row in (
        ["formulary", "amoxicil+clavulan-500+125-tab", "dose"],
        ["vitals", "spo2", "usual:0"],
        ["laboratory", "haemoglobin", "range:all:0.5"],
    ):
        assert doctors_browser.get(reverse("terms:value", args=row)).status_code == 200


def test_nobody_looks_without_signing_in(client, db) -> None:
    assert client.get(reverse("terms:lists")).status_code == 302


def test_a_range_takes_the_decimal_mark_of_the_page(lists, doctors_browser, settings) -> None:
    page = reverse("terms:values", args=["laboratory"])

    vietnamese = doctors_browser.get(page, {"q": "kali"}).text
    doctors_browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = doctors_browser.get(page, {"q": "kali"}).text

    assert "3,5–5,1" in vietnamese
    assert "3.5–5.1" in english
    assert "3,5–5,1" not in english
