"""How figures, marks and states are said on the pages of the room. No Django here."""

from tuyen.record.rules.results import (
    ABNORMAL,
    CRITICAL,
    HIGH,
    LOW,
    VERY_HIGH,
    VERY_LOW,
)

# interpretation → (css of the figure, tone of the word)
MARKS = {
    LOW: ("low", "warn"),
    HIGH: ("high", "warn"),
    ABNORMAL: ("high", "warn"),
    VERY_LOW: ("danger", "danger"),
    VERY_HIGH: ("danger", "danger"),
    CRITICAL: ("danger", "danger"),
}

TONES = {
    "requested": "neutral",
    "collected": "info",
    "in_progress": "info",
    "resulted": "warn",
    "completed": "good",
    "cancelled": "neutral",
}


def figure_text(value: float | None, text: str, decimals: int) -> str:
    """As people write it: a comma, the decimals of the analyte, nothing that was not typed."""
    if text or value is None:
        return text
    said = f"{value:.{decimals}f}"
    if "." in said and float(said) != value:
        said = f"{value:g}"
    return said.replace(".", ",")
