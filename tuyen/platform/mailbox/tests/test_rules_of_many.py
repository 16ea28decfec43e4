"""Twelve thousand machines are found by their units, as one by one."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tuyen.platform.mailbox.rules import Directory, Receiver, above, serving

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(lambda p: f"/{'/'.join(p)}/")
MACHINES = st.tuples(PATHS, st.booleans(), st.sampled_from(("", "hiv", "custody")))


@given(st.lists(MACHINES, max_size=8), PATHS, st.sampled_from(("", "hiv", "custody")))
def test_a_directory_finds_whom_a_list_finds(
    made: list[tuple[str, bool, str]], path: str, compartment: str
) -> None:
    machines = [
        Receiver(UUID(int=n), at, "moh", is_hub, False, False, frozenset({opened} - {""}))
        for n, (at, is_hub, opened) in enumerate(made)
    ]
    directory = Directory(machines)

    assert set(above(directory, path)) == set(above(machines, path))
    assert set(serving(directory, path, compartment)) == set(serving(machines, path, compartment))
    assert set(serving(machines, path, compartment)) == set(
        serving([each for each in machines if each.may_have(compartment)], path)
    )
