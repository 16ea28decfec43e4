"""From stored values to grey: which window to begin with (PS3.3 C.11.2). No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Centre and width in units after rescaling; function LINEAR, LINEAR_EXACT or SIGMOID."""

    center: float
    width: float
    label: str = ""
    function: str = "LINEAR"


def usable(
    centers: Sequence[float], widths: Sequence[float], labels: Sequence[str], function: str
) -> list[Window]:
    """The windows that the file offers; one without a width above nothing is no window."""
    kind = function.upper() if function.upper() in ("LINEAR_EXACT", "SIGMOID") else "LINEAR"
    least = 1.0 if kind == "LINEAR" else 1e-9
    pairs = zip(centers, widths, strict=False)
    return [
        Window(center, width, labels[at] if at < len(labels) else "", kind)
        for at, (center, width) in enumerate(pairs)
        if width >= least
    ]


def over(lowest: float, highest: float) -> Window:
    """The whole range of a picture whose file offers no window."""
    width = max(highest - lowest, 1.0)
    return Window(lowest + width / 2, width, function="LINEAR_EXACT")
