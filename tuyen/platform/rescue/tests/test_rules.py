"""Digits that survive a telephone; keys that survive a pencil."""

from hypothesis import given
from hypothesis import strategies as st

from tuyen.platform.rescue import rules


@given(st.integers(0, 10**8 - 1), st.integers(0, 8), st.integers(1, 9))
def test_one_digit_heard_wrongly_is_noticed(number: int, at: int, off: int) -> None:
    digits = rules.with_check(number)
    wrong = digits[:at] + str((int(digits[at]) + off) % 10) + digits[at + 1 :]

    assert rules.heard_rightly(digits)
    assert not rules.heard_rightly(wrong)


@given(st.integers(0, 10**8 - 1), st.integers(0, 7))
def test_two_digits_that_changed_places_are_noticed(number: int, at: int) -> None:
    digits = rules.with_check(number)
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]

    assert (swapped == digits) == rules.heard_rightly(swapped)


@given(st.binary(min_size=16, max_size=16))
def test_a_key_is_typed_back_in_any_case_and_spacing(secret: bytes) -> None:
    text = rules.key_text(secret)

    assert [len(group) for group in text.split()] == [4] * 7
    assert rules.key_secret(text.lower().replace(" ", "-")) == secret


@given(st.text(max_size=40))
def test_rubbish_is_no_key_and_no_number(typed: str) -> None:
    assert rules.key_secret(typed) is None
    assert not rules.heard_rightly(rules.only_digits(typed)) or typed.strip()


def test_a_number_is_typed_with_spaces_dots_or_wide_digits() -> None:
    assert rules.only_digits(" 482 109-376 ") == rules.only_digits("４８２.109 376") == "482109376"


def test_codes_differ_by_everything_that_was_asked() -> None:
    asked = {"number": "1", "purpose": "password", "username": "a", "role": ""}
    others = [asked | {name: f"{value}x"} for name, value in asked.items()]

    codes = {rules.answer(b"k" * 16, **each) for each in (asked, *others)}

    assert len(codes) == 5
    assert rules.answer(b"j" * 16, **asked) not in codes
