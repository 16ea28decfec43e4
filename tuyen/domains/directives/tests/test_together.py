"""Two presses at one moment, on both engines: whoever is there is there once."""

import pytest

from tests.presses import PRESSES, at_once
from tuyen.core.errors import Refused
from tuyen.domains.directives.actions import attendance
from tuyen.domains.directives.models import Attendance
from tuyen.domains.directives.rules.gatherings import Named
from tuyen.domains.directives.tests.conftest import Desk
from tuyen.domains.directives.tests.test_gatherings import held, main_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_account_that_checks_in_on_two_devices_at_once_is_there_once(office: Desk) -> None:
    row = held(office.who)
    seat = attendance.Seat(main_site(row))

    results = at_once(
        lambda: attendance.check_in(gathering=row, code=row.code, seat=seat, by=office.who)
    )

    assert Attendance.objects.count() == 1
    assert {each.id for each in results} == {Attendance.objects.get().id}


def test_one_list_sent_twice_at_once_is_written_once(office: Desk) -> None:
    row = held(office.who)
    seat = attendance.Seat(main_site(row), office.who.unit_id)
    named = [Named("Nguyễn Thị Mẫu", ""), Named("Trần Văn Mẫu", "")]

    results = at_once(
        lambda: attendance.write_list(gathering=row, seat=seat, named=named, by=office.who)
    )

    assert Attendance.objects.count() == 2
    assert sum(isinstance(each, Refused) for each in results) == PRESSES - 1


def test_a_struck_line_may_be_checked_in_again(office: Desk) -> None:
    row = held(office.who)
    seat = attendance.Seat(main_site(row))
    there = attendance.check_in(gathering=row, code=row.code, seat=seat, by=office.who)
    attendance.strike(attendance=there, gathering=row, why="Nhầm", by=office.who)

    again = attendance.check_in(gathering=row, code=row.code, seat=seat, by=office.who)

    assert again.id != there.id
    assert not again.is_struck
