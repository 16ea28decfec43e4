"""Who works where, under which licence, and what the licence allows."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.accounts.models import Account
from tuyen.platform.imports import engine, kinds, mapping
from tuyen.platform.imports.reading import open_table
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions, queries, rules, titles
from tuyen.registry.staff.models import Licence, Post, StaffMember

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 21)
COMMON, NARCOTIC = "prescribe.common", "prescribe.narcotic"


@pytest.mark.parametrize(
    "profession, scope, kind, may",
    [
        pytest.param("doctor", "general", NARCOTIC, True, id="general doctor, narcotics"),
        pytest.param("doctor", "preventive", NARCOTIC, False, id="preventive doctor, narcotics"),
        pytest.param("doctor", "diagnostics", COMMON, False, id="laboratory doctor"),
        pytest.param("assistant_doctor", "general", COMMON, True, id="assistant doctor"),
        pytest.param("assistant_doctor", "general", NARCOTIC, False, id="assistant, narcotics"),
        pytest.param("nurse", "nursing", COMMON, False, id="nurse"),
        pytest.param("herbalist", "other", "prescribe.traditional", True, id="herbalist"),
    ],
)
def test_the_licence_says_who_may_prescribe_what(
    profession: str, scope: str, kind: str, may: bool
) -> None:
    assert rules.may_prescribe(kind, profession, scope, titles.prescribing_rows(DAY)) is may


def test_a_licence_counts_only_while_it_is_valid(member: StaffMember, officer: Actor) -> None:
    licence = actions.add_licence(
        member=member,
        number="000123/LC-GPHN",
        profession="doctor",
        scope="general",
        issued_on=dt.date(2024, 3, 1),
        by=officer,
    )
    actions.end_licence(licence=licence, on=dt.date(2026, 6, 30), reason="Thu hồi", by=officer)

    def asked(on: dt.date) -> Any:
        return COMMON in facts.ask("staff.may_prescribe", staff_id=member.id, on=on)

    assert not asked(dt.date(2024, 2, 29))
    assert asked(dt.date(2026, 6, 30))
    assert not asked(dt.date(2026, 7, 1))


def test_one_licence_number_is_one_person(
    member: StaffMember, station: Unit, officer: Actor
) -> None:
    told = {"number": "000123/LC-GPHN", "profession": "doctor", "scope": "general"}
    actions.add_licence(member=member, by=officer, **told)
    other = actions.add_member(unit=station, name="Lò Văn Mẫu", position="Bác sĩ", by=officer)

    with pytest.raises(Refused, match="người khác"):
        actions.add_licence(member=other, by=officer, **told)


def test_a_nurse_does_not_change_the_staff_list(station: Unit, nurse: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.add_member(unit=station, name="Mẫu", position="Y sĩ", by=nurse)


def test_a_unit_manages_its_own_people_only(hospital: Unit, administrator: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.add_member(unit=hospital, name="Mẫu", position="Bác sĩ", by=administrator)


def test_a_new_main_post_ends_the_one_before(
    member: StaffMember, hospital: Unit, officer: Actor
) -> None:
    actions.take_post(
        member=member,
        unit=hospital,
        position="Bác sĩ",
        valid_from=dt.date(2026, 1, 1),
        by=officer,
    )

    posts = list(queries.career_of(member))
    assert [post.position for post in posts] == ["Bác sĩ", "Trưởng trạm"]
    assert posts[1].valid_to == dt.date(2025, 12, 31)


def test_people_who_left_are_seen_in_the_past(
    member: StaffMember, station: Unit, officer: Actor
) -> None:
    post = Post.objects.get(staff_id=member.id)
    actions.leave_post(post=post, on=dt.date(2025, 6, 30), by=officer)

    assert member in queries.working_at(station, dt.date(2025, 6, 30))
    assert member not in queries.working_at(station, DAY)
    assert member in queries.visible_to(officer)


def test_colleagues_elsewhere_are_not_seen(
    member: StaffMember, hospital: Unit, nurse: Actor, officer: Actor
) -> None:
    stranger = actions.add_member(unit=hospital, name="Vàng A Mẫu", position="Bác sĩ", by=officer)

    assert list(queries.visible_to(nurse)) == [member]
    assert stranger in queries.visible_to(officer)


def test_staff_are_listed_by_given_name(station: Unit, officer: Actor) -> None:
    for name in ("Nguyễn Văn Ấu", "Đỗ Thị Bình", "Trần An"):
        actions.add_member(unit=station, name=name, position="Y sĩ", by=officer)

    names = [member.name for member in queries.working_at(station, DAY)]

    assert names == ["Trần An", "Nguyễn Văn Ấu", "Đỗ Thị Bình"]


def test_a_list_of_staff_with_posts_and_licences_is_three_statements(
    member: StaffMember, station: Unit, officer: Actor, django_assert_num_queries: Any
) -> None:
    for i in range(5):
        actions.add_member(unit=station, name=f"Mẫu {i}", position="Y sĩ", by=officer)

    with django_assert_num_queries(3):
        members = list(queries.working_at(station, DAY))
        queries.posts_of(members, DAY)
        queries.licences_of(members)


def test_a_birth_year_that_cannot_be_is_refused(station: Unit, officer: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_member(unit=station, name="Mẫu", position="Y sĩ", birth_year=2025, by=officer)

    assert refused.value.field == "birth_year"


def test_an_account_is_linked_to_one_person(
    member: StaffMember, administrator: Actor, nurse: Actor
) -> None:
    account = Account.objects.get(pk=nurse.account_id)

    with pytest.raises(NotPermitted):
        actions.link_account(account=account, member=member, by=nurse)


def test_staff_come_from_a_spreadsheet(tmp_path: Path, station: Unit, administrator: Actor) -> None:
    path = tmp_path / "nhan-luc.csv"
    path.write_text(
        "Họ tên,Ngày sinh,Giới tính,Chức danh,Chức vụ,Số CCHN,Phạm vi hành nghề\n"
        'Hoàng Thị Mẫu,12/03/1990,Nữ,Bác sĩ,Trưởng trạm,01/LC,"Y khoa, đa khoa"\n'
        "Sùng A Mẫu,1988,nam,Y sĩ,,,\n"
        "Giàng Mẫu,1988,nam,Thầy lang,,,\n",
        "utf-8",
    )
    kind = kinds.kind_named("staff")
    assert kind is not None
    table = open_table(path, mapping.known_headings(kind))
    mapped = mapping.guess(kind, table.header)

    first = engine.run(table, kind, mapped, by=administrator, dry_run=False)
    again = engine.run(table, kind, mapped, by=administrator, dry_run=False)

    assert first.as_dict() == {"created": 2, "changed": 0, "unchanged": 0, "bad": 1}
    assert again.as_dict() == {"created": 0, "changed": 0, "unchanged": 2, "bad": 1}
    assert Licence.objects.get().scope == "general"
    assert "Thầy lang" in first.bad[0][1][0]
