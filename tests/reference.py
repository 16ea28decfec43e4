"""Published numbers to check against, when they lie beside the repository; they never ship."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "reference" / "epi"
needs_reference = pytest.mark.skipif(not FOLDER.exists(), reason="no reference numbers here")


def rows(name: str) -> Iterator[dict[str, str]]:
    path = FOLDER / name
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    yield from csv.DictReader(text.decode().splitlines())


def told(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


def panel(dataset: str) -> npt.NDArray[np.float64]:
    """(series, weeks) of a weekly panel."""
    found = [list(row.values())[2:] for row in rows(f"input_{dataset}.csv")]
    return np.array(found, dtype=np.float64).T


def number(text: str) -> float:
    return float("nan") if text in ("", "NA", "NaN") else float(text)


def apart(ours: float, theirs: float) -> float:
    """Relative distance; infinite where one of the two has no value."""
    if np.isnan(ours) or np.isnan(theirs):
        return 0.0 if np.isnan(ours) and np.isnan(theirs) else float("inf")
    return abs(ours - theirs) / (1 + abs(theirs))
