"""The pages: find, enter, mend, merge; what is typed is kept, what is hidden stays hidden."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas.models import Area, AreaChange
from tuyen.registry.persons import queries
from tuyen.registry.persons.models import Household, Person, PersonIdentifier
from tuyen.registry.persons.tests.conftest import FAR, NEAR, Enter
from tuyen.registry.persons.views.ways import chart_name

pytestmark = pytest.mark.django_db

CARD = "001179012345||Đặng Thị Hòa|03021979|Nữ|Thôn 2, Xã Gần, Tỉnh Mẫu|25122021"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_doctor"))


@pytest.fixture
def stranger(other_station: ScopeNode) -> Client:
    return browser_of(account_at(other_station, "station_doctor"))


def chart_of(person: Person) -> str:
    return reverse(chart_name(), args=[person.id])


def filled(**said: str) -> dict[str, str]:
    return {
        "name": "Đặng Thị Hòa",
        "birth": "03/02/1979",
        "sex": "female",
        "commune": "Xã Gần",
        "commune_code": NEAR,
        "source": "manual",
        **said,
    }


@pytest.mark.capability("B1")
def test_the_scan_of_a_known_card_opens_the_record(enter: Enter, browser: Client) -> None:
    person = enter("Đặng Thị Hòa", number="001179012345")

    answer = browser.post(reverse("persons:find"), {"q": CARD})

    assert (answer.status_code, answer["Location"]) == (302, chart_of(person))


def test_the_scan_of_a_new_card_fills_the_form(browser: Client) -> None:
    answer = browser.post(reverse("persons:find"), {"q": CARD})

    form = answer.context["form"]
    assert form.initial["name"] == "Đặng Thị Hòa"
    assert form.initial["sex"] == "female"
    assert str(form.initial["birth"]) == "03/02/1979"
    assert (form.initial["commune_code"], form.initial["address_line"]) == (NEAR, "Thôn 2")


def test_a_garbled_scan_keeps_the_line_and_says_what_to_do(browser: Client) -> None:
    garbled = CARD.replace("Nữ", "Nuwx")

    answer = browser.post(reverse("persons:register"), {"scan": garbled})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tắt bộ gõ tiếng Việt" in page
    assert "Nuwx" in page
    assert answer.context["form"].initial["citizen_id"] == "001179012345"


def test_a_typed_name_shows_masked_cards_and_never_stands_in_an_address(
    enter: Enter, browser: Client
) -> None:
    enter("Đặng Thị Hòa", number="001179012345")

    answer = browser.post(reverse("persons:suggest"), {"q": "dth 79"}, headers=HTMX)

    page = answer.content.decode()
    assert "Đặng Thị Hòa" in page
    assert "0011••••2345" in page
    assert "001179012345" not in page
    assert browser.get(reverse("persons:suggest")).status_code == 405


def test_finding_costs_four_statements_beyond_the_sign_in(enter: Enter, browser: Client) -> None:
    enter("Đặng Thị Hòa", number="001179012345")
    browser.post(reverse("persons:suggest"), {"q": "dang hoa"}, headers=HTMX)

    with counted() as statements:
        browser.post(reverse("persons:suggest"), {"q": "dang hoa 79"}, headers=HTMX)

    assert len(statements) <= 5, statements  # one of them is the sign-in


def test_what_was_looked_for_in_vain_is_not_typed_again(browser: Client) -> None:
    by_name = browser.post(reverse("persons:register"), {"typed": "đặng thị hòa 1979"})
    by_number = browser.post(reverse("persons:register"), {"typed": "001179012345"})

    assert by_name.context["form"].initial["name"] == "Đặng Thị Hòa"
    assert by_name.context["form"].initial["birth"] == "1979"
    assert by_number.context["form"].initial["citizen_id"] == "001179012345"


@pytest.mark.capability("B1")
def test_a_person_is_registered_by_hand(browser: Client) -> None:
    answer = browser.post(
        reverse("persons:register"),
        filled(
            citizen_id="001 179 012 345", insurance_card="GD4010123456789", phone="0912 345 678"
        ),
    )

    person = Person.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, chart_of(person))
    assert (person.birth_date, person.phone) == (dt.date(1979, 2, 3), "0912345678")
    systems = PersonIdentifier.objects.values_list("system", flat=True)
    assert set(systems) == {"citizen_id", "insurance_card", "social_insurance"}


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"birth": "01/01/2999"}, "Ngày sinh ở tương lai"),
        ({"birth": ""}, "Cần ngày sinh"),
        ({"citizen_id": "12345"}, "đúng 12 chữ số"),
        ({"insurance_card": "GD9"}, "15 ký tự"),
        ({"phone": "12"}, "10 chữ số"),
        ({"commune": "Xã Không Có", "commune_code": ""}, "Chọn một xã"),
    ],
)
def test_wrong_input_says_what_to_do_and_keeps_the_rest(
    browser: Client, said: dict[str, str], sentence: str
) -> None:
    answer = browser.post(reverse("persons:register"), filled(**said), headers=HTMX)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Đặng Thị Hòa" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_commune_typed_without_script_is_found_by_its_words(browser: Client) -> None:
    browser.post(reverse("persons:register"), filled(commune="xa gan", commune_code=""))

    assert Person.objects.get().commune_code == NEAR


@pytest.fixture
def cong_vi(areas: None) -> None:
    """The ward 00007, split between two new ones on 1 July 2025."""
    before, after = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    rows = [
        ("00007", "Cống Vị", dt.date(2004, 1, 1), before),
        ("00008", "Ngọc Hà", after, None),
        ("00025", "Giảng Võ", after, None),
    ]
    Area.objects.create(
        code="01",
        level="province",
        name="Mẫu",
        full_name="Tỉnh Mẫu",
        valid_from=dt.date(2004, 1, 1),
        valid_to=before,
    )
    for code, name, since, until in rows:
        Area.objects.create(
            code=code,
            level="commune",
            name=name,
            full_name=f"Phường {name}",
            search_fold=f" phuong {fold(name)} tinh mau",
            parent_code="01",
            valid_from=since,
            valid_to=until,
        )
    for code, link in (("00008", "split-default"), ("00025", "split")):
        AreaChange.objects.create(
            level="commune", old_code="00007", new_code=code, link=link, effective_on=after
        )


@pytest.mark.usefixtures("cong_vi")
def test_the_card_of_a_split_commune_asks_in_which_part_the_person_lives(browser: Client) -> None:
    card = CARD.replace("Thôn 2, Xã Gần", "Số 5, Phường Cống Vị, Quận Mẫu")
    register = reverse("persons:register")

    scanned = browser.post(register, {"scan": card})
    shown = scanned.text
    form = scanned.context["form"]
    typed = filled(commune=form.initial["commune"], commune_code="", address_line="Số 5")
    unsaid = browser.post(register, typed)
    elsewhere = browser.post(register, typed | {"commune_part": NEAR})

    assert form.initial["address_line"] == "Số 5"
    assert "Phường Cống Vị đã tách. Nay ở:" in shown
    assert shown.index("Phường Ngọc Hà") < shown.index("Phường Giảng Võ")
    assert 'name="commune_part" value="00025"' in shown
    assert (unsaid.status_code, elsewhere.status_code) == (422, 422)
    assert "chọn xã, phường nay ở" in unsaid.text
    assert not Person.objects.exists()
    browser.post(register, typed | {"commune_part": "00025"})
    assert Person.objects.get().commune_code == "00025"


@pytest.mark.usefixtures("cong_vi")
def test_an_old_commune_typed_asks_too_and_a_whole_one_is_carried_over(browser: Client) -> None:
    register = reverse("persons:register")

    asked = browser.post(register, filled(commune="phuong cong vi", commune_code=""))
    AreaChange.objects.filter(new_code="00025").delete()
    browser.post(register, filled(commune="phuong cong vi", commune_code=""))

    assert asked.status_code == 422
    assert 'name="commune_part" value="00008"' in asked.text
    assert Person.objects.get().commune_code == "00008"


@pytest.fixture
def two_tan_lap(cong_vi: None) -> None:
    """Two old communes Tân Lập in two districts; the land of one became Ngọc Hà, of the other Giảng Võ."""
    before, after = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    for code, district, new in (("00111", "Huyện Trên", "00008"), ("00112", "Huyện Dưới", "00025")):
        Area.objects.create(
            code=code,
            level="commune",
            name="Tân Lập",
            full_name="Xã Tân Lập",
            former_district=district,
            search_fold=f" xa tan lap {fold(district)} tinh mau",
            parent_code="01",
            valid_from=dt.date(2004, 1, 1),
            valid_to=before,
        )
        AreaChange.objects.create(
            level="commune", old_code=code, new_code=new, link="whole", effective_on=after
        )


@pytest.mark.usefixtures("two_tan_lap")
def test_an_old_name_of_several_communes_is_asked_with_district_and_province(
    browser: Client,
) -> None:
    register = reverse("persons:register")
    typed = filled(commune="xa tan lap", commune_code="")

    listed = browser.post(reverse("persons:communes"), {"q": "tan lap"}, headers=HTMX).text
    asked = browser.post(register, typed)

    assert "Xã Tân Lập, Huyện Trên, Tỉnh Mẫu" in listed
    assert 'data-value="00025"' in listed
    assert asked.status_code == 422
    assert "Có nhiều nơi tên Tân Lập" in asked.text
    assert "(Xã Tân Lập, Huyện Dưới, Tỉnh Mẫu)" in asked.text
    assert not Person.objects.exists()
    browser.post(register, typed | {"commune_part": "00025"})
    assert Person.objects.get().commune_code == "00025"


@pytest.mark.usefixtures("two_tan_lap")
def test_the_district_on_an_old_card_tells_namesakes_apart(browser: Client) -> None:
    card = CARD.replace("Thôn 2, Xã Gần", "Thôn 2, Xã Tân Lập, Huyện Dưới")

    said = browser.post(reverse("persons:register"), {"scan": card})

    assert said.context["form"].initial["commune_code"] == "00025"


def test_a_number_already_known_leads_to_its_record(enter: Enter, browser: Client) -> None:
    person = enter("Trần Thị Khác", number="001179012345")

    answer = browser.post(reverse("persons:register"), filled(citizen_id="001179012345"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert chart_of(person) in page
    assert "0011••••2345" in page
    assert Person.objects.count() == 1


def test_while_typing_the_likely_record_is_shown(enter: Enter, browser: Client) -> None:
    person = enter("Đặng Thị Hòa")

    answer = browser.post(
        reverse("persons:duplicates"), filled(citizen_id="001085012345"), headers=HTMX
    )

    page = answer.content.decode()
    assert chart_of(person) in page
    assert 'data-key="Alt+1"' in page
    assert "Giới tính khác với số định danh" in page


def test_no_page_gives_away_a_hidden_person(
    enter: Enter, prison_doctor: Actor, browser: Client
) -> None:
    hidden = enter("Lò Văn Kín", number="001079077777", by=prison_doctor, compartment="custody")
    said = filled(name="Lò Văn Kín", birth="1979", citizen_id="001079077777")

    seen = [
        browser.post(reverse("persons:find"), {"q": "001079077777"}),
        browser.post(reverse("persons:suggest"), {"q": "lo van kin"}, headers=HTMX),
        browser.post(reverse("persons:duplicates"), said, headers=HTMX),
    ]
    entered = browser.post(reverse("persons:register"), said)

    assert not any("Lò Văn Kín" in answer.content.decode() for answer in seen)
    assert entered.status_code == 302
    for name in ("identity", "edit", "newborn", "merge_choose"):
        assert browser.get(reverse(f"persons:{name}", args=[hidden.id])).status_code == 404


def test_a_form_sent_twice_enters_one_person(browser: Client) -> None:
    said = filled(repeat_key="0190f5b0-0000-7000-8000-000000000001")

    first = browser.post(reverse("persons:register"), said)
    second = browser.post(reverse("persons:register"), said)

    assert first["Location"] == second["Location"]
    assert Person.objects.count() == 1


def test_somebody_unknown_is_entered_with_one_click(browser: Client) -> None:
    browser.post(reverse("persons:unknown"), {"sex": "male"})

    person = Person.objects.get()
    assert (person.kind, person.sex) == ("unknown", "male")


def test_a_name_given_later_makes_an_unknown_person_known(browser: Client) -> None:
    browser.post(reverse("persons:unknown"), {"sex": "female"})
    person = Person.objects.get()

    browser.post(reverse("persons:edit", args=[person.id]), filled())

    person.refresh_from_db()
    assert (person.kind, person.name) == ("known", "Đặng Thị Hòa")


def test_a_newborn_is_entered_from_the_page_of_its_mother(enter: Enter, browser: Client) -> None:
    mother = enter("Đặng Thị Hòa", sex="female")

    browser.post(
        reverse("persons:newborn", args=[mother.id]), {"birth": "1/11/2026", "sex": "male"}
    )

    child = Person.objects.get(mother_id=mother.id)
    assert (child.name, child.commune_code) == ("Con bà Đặng Thị Hòa", NEAR)


def test_the_page_of_a_person_shows_papers_household_and_history(
    enter: Enter, browser: Client, nurse: Actor
) -> None:
    person = enter("Đặng Thị Hòa", number="001179012345")
    other = enter("Đặng Văn Bé", 2015)
    here = reverse("persons:identity", args=[person.id])
    browser.post(reverse("persons:edit", args=[person.id]), filled(phone="0912345678"))
    browser.post(reverse("persons:create_household", args=[person.id]))
    browser.post(reverse("persons:add_member", args=[person.id]), {"q": "dang be 2015"})
    browser.post(
        reverse("persons:add_number", args=[person.id]),
        {"system": "insurance_card", "value": "GD4010123456789"},
    )

    page = browser.get(here).content.decode()

    for words in (
        "001179012345",
        "GD4010123456789",
        "Đặng Văn Bé",
        "0912345678",
        "chủ hộ",
        ">máy này<",
    ):
        assert words in page
    other.refresh_from_db()
    assert other.household_id == Household.objects.get().id


def test_a_death_is_noted_and_taken_back(enter: Enter, browser: Client) -> None:
    person = enter("Đặng Thị Hòa")

    browser.post(reverse("persons:deceased", args=[person.id]), {"on": "01/11/2026"})
    person.refresh_from_db()
    assert person.deceased_on == dt.date(2026, 11, 1)

    browser.post(reverse("persons:alive", args=[person.id]))
    person.refresh_from_db()
    assert not person.is_deceased


@pytest.mark.capability("B1")
def test_two_records_are_merged_side_by_side_and_taken_apart(
    enter: Enter, browser: Client, nurse: Actor
) -> None:
    one, other = enter("Đặng Thị Hoà", number="001179012345"), enter("Đặng Thị Hòa", 1980)
    assert (
        "Đặng Thị Hòa"
        in browser.post(
            reverse("persons:merge_choose", args=[one.id]), {"q": "dang hoa 1980"}
        ).content.decode()
    )
    address = reverse("persons:merge", args=[one.id, other.id])

    unsure = browser.post(address, {"why": "Cùng một người"})
    browser.post(address, {"keep": str(other.id), "why": "Cùng một người, đã hỏi"})

    assert unsure.status_code == 422
    assert queries.canonical_of([one.id]) == {one.id: other.id}
    [link] = queries.links_of_person(Person.objects.get(pk=one.id), nurse)
    browser.post(reverse("persons:unmerge", args=[other.id, link.id]))
    assert queries.canonical_of([one.id]) == {one.id: one.id}


def test_numbers_that_two_nodes_gave_are_listed_for_whoever_may_judge(browser: Client) -> None:
    assert (
        "Không có số nào trùng" in browser.get(reverse("persons:shared_numbers")).content.decode()
    )


def test_a_stranger_is_led_to_the_door_of_the_chart(enter: Enter, stranger: Client) -> None:
    person = enter("Đặng Thị Hòa")

    answer = stranger.get(reverse("persons:edit", args=[person.id]))

    assert (answer.status_code, answer["Location"]) == (302, chart_of(person))


def test_the_camera_may_start_its_worker_on_its_own_page_only(browser: Client) -> None:
    scan = browser.get(reverse("persons:scan"))["Content-Security-Policy"]
    find = browser.get(reverse("persons:find"))["Content-Security-Policy"]

    assert "worker-src 'self' blob:" in scan
    assert "blob:" not in find.replace("img-src 'self' data: blob:", "")


def test_the_citizen_number_tells_the_sex(browser: Client) -> None:
    browser.post(reverse("persons:register"), filled(sex="", citizen_id="001179012345"))

    assert Person.objects.get().sex == "female"


def test_without_a_number_the_sex_is_asked_for(browser: Client) -> None:
    answer = browser.post(reverse("persons:register"), filled(sex=""))

    assert "Chọn giới tính" in answer.content.decode()


def test_a_commune_typed_over_a_chosen_one_counts_as_typed(browser: Client) -> None:
    browser.post(reverse("persons:register"), filled(commune="Xã Xa", commune_code=NEAR))

    assert Person.objects.get().commune_code == FAR
