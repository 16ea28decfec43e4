"""In what order the pictures of a series lie: by place in the body, not by file name. No Django here."""

from collections.abc import Sequence
from math import isfinite


def plane_of(orientation: Sequence[float]) -> tuple[float, float, float] | None:
    """The direction across the slice: rows × columns (PS3.3 C.7.6.2.1.1)."""
    if len(orientation) != 6 or not all(map(isfinite, orientation)):
        return None
    ax, ay, az, bx, by, bz = orientation
    across = (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
    return across if any(abs(part) > 1e-6 for part in across) else None


def position_mm(position: Sequence[float], orientation: Sequence[float]) -> float | None:
    """How far along that direction the slice lies, in millimetres; None where the file does not say."""
    across = plane_of(orientation)
    if across is None or len(position) != 3 or not all(map(isfinite, position)):
        return None
    return round(sum(a * b for a, b in zip(position, across, strict=True)), 3)


def orientation_text(orientation: Sequence[float]) -> str:
    """Slices of one plane share this text: a scout picture does not lie among the slices."""
    if plane_of(orientation) is None:
        return ""
    return " ".join(f"{value + 0.0:.2f}".replace("-0.00", "0.00") for value in orientation)


def order(
    plane: str, position: float | None, number: int | None, sop_uid: str
) -> tuple[str, bool, float, bool, int, str]:
    """Sort key of one picture in its series."""
    return (plane, position is None, position or 0.0, number is None, number or 0, sop_uid)


_AXES = (("L", "R"), ("P", "A"), ("H", "F"))  # towards the patient's left, back, head


def letters(orientation: Sequence[float]) -> dict[str, str]:
    """Which side of the patient each edge of the picture shows: R, L, A, P, H, F."""
    if plane_of(orientation) is None:
        return {}
    right, down = _letter(orientation[:3]), _letter(orientation[3:])
    return {
        "right": right,
        "left": _opposite(right),
        "bottom": down,
        "top": _opposite(down),
    }


def _letter(direction: Sequence[float]) -> str:
    axis = max(range(3), key=lambda each: abs(direction[each]))
    return _AXES[axis][0 if direction[axis] > 0 else 1]


def _opposite(letter: str) -> str:
    return next(a if letter == b else b for a, b in _AXES if letter in (a, b))
