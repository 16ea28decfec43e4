"""Cases per 100,000 where places are small: each is drawn towards the mean of all by how little it knows.

Empirical Bayes with a gamma prior fitted by moments (Marshall 1991).
"""

import numpy as np

from tuyen.domains.surveillance.rules.baseline import Floats

A_RATE = 100_000


def shrunk(cases: Floats, people: Floats) -> Floats:
    """(places,) per 100,000; NaN where nobody is known to live."""
    lived = people > 0
    known = people[lived]
    if not len(known):
        return np.full(len(people), np.nan)
    mean = cases[lived].sum() / known.sum()
    raw = cases[lived] / known
    spread = (known * (raw - mean) ** 2).sum() / known.sum() - mean / known.mean()
    found = np.full(len(people), np.nan)
    if spread <= 0:
        found[lived] = mean * A_RATE
        return found
    weight = spread / (spread + mean / known)
    found[lived] = (mean + weight * (raw - mean)) * A_RATE
    return found
