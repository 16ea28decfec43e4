"""What prescribers type, what it amounts to, and how it is read to the patient."""

import pytest

from tuyen.record.rules import doses

UNITS = frozenset({"viên", "gói", "ống"})


@pytest.mark.parametrize(
    "typed, a_day",
    [
        ("1x2", 2),
        ("1 x 2", 2),
        ("2×3", 6),
        ("½x2", 1),
        ("1/2 x 2", 1),
        ("0,5x2", 1),
        ("1-0-1", 2),
        ("1-1-1", 3),
        ("1-0-1-1", 3),
        ("sáng 1, tối 1", 2),
        ("Sáng 1 viên, chiều 2 viên", 3),
        ("1 viên sáng, 1 viên tối", 2),
        ("1 viên, sáng", 1),
        ("1 viên x 2 lần/ngày", 2),
        ("Ngày 2 lần, mỗi lần 1 viên", 2),
        ("mỗi lần 2 viên, ngày 3 lần", 6),
        ("mỗi 8 giờ 1 viên", 3),
        ("cứ 6h 1 viên", 4),
    ],
)
def test_a_dose_amounts_to_so_many_a_day(typed: str, a_day: float) -> None:
    dose = doses.read(typed)

    assert dose is not None
    assert dose.per_day == a_day


@pytest.mark.parametrize("typed", ["", "khi sốt trên 38,5 độ", "bôi ngoài da", "theo hướng dẫn"])
def test_what_is_left_to_words_is_not_counted(typed: str) -> None:
    assert doses.read(typed) is None
    assert doses.quantity(typed, 5, "viên", UNITS) is None


@pytest.mark.parametrize(
    "typed, days, unit, expected",
    [
        ("1x2", 5, "viên", 10),
        ("½x1", 5, "viên", 3),
        ("1-0-1", 28, "viên", 56),
        ("1x2", 5, "lọ", None),
        ("1x2", None, "viên", None),
        ("0x2", 5, "viên", None),
    ],
)
def test_the_quantity_follows_from_dose_and_days(
    typed: str, days: int | None, unit: str, expected: int | None
) -> None:
    assert doses.quantity(typed, days, unit, UNITS) == expected


@pytest.mark.parametrize(
    "typed, read",
    [
        ("1x2", "Ngày 2 lần, mỗi lần 1 viên"),
        ("½x2", "Ngày 2 lần, mỗi lần ½ viên"),
        ("1-0-1", "Sáng 1 viên, tối 1 viên"),
        ("2 viên sau ăn, sáng", "2 viên sau ăn, sáng"),
        ("khi sốt", "khi sốt"),
    ],
)
def test_short_doses_are_spelled_for_the_patient(typed: str, read: str) -> None:
    assert doses.spelled(typed, "viên") == read
