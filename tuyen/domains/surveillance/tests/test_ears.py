"""EARS against published outputs, and its quiet ends."""

import numpy as np

from tests.reference import apart, needs_reference, number, panel, rows
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.ears import Kind, limits


@needs_reference
def test_every_published_limit_is_found() -> None:
    known: dict[tuple[str, ...], Floats] = {}
    furthest, compared = 0.0, 0
    for row in rows("ears.csv"):
        name, kind = row["dataset"], row["method"]
        asked = (name, kind, row["baseline"], row["min_sigma"])
        if asked not in known:
            chosen: Kind = "C1" if kind == "C1" else "C2" if kind == "C2" else "C3"
            least = float(row["min_sigma"])
            found = limits(panel(name), chosen, baseline=int(row["baseline"]), least_spread=least)
            known[asked] = found.threshold[0]
        ours = float(known[asked][int(row["k"]) - 1])
        furthest, compared = max(furthest, apart(ours, number(row["upperbound"]))), compared + 1

    assert compared == 6603
    assert furthest < 1e-9


def test_a_first_case_after_weeks_of_zeros_is_above_its_limit_and_no_wonder() -> None:
    counts = np.zeros((1, 20))
    counts[0, -1] = 3

    found = limits(counts, "C2").threshold[0, -1]

    assert 1 < found < 3


def test_the_first_weeks_have_no_limit() -> None:
    found = limits(np.ones((2, 9)), "C2").threshold

    assert np.isnan(found).all()
