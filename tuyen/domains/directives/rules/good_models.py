"""What an indicator did. No Django here."""


def change_percent(before: float, after: float) -> float | None:
    """How far the number moved, in percent of what it was; None when it began at nothing."""
    if before == 0:
        return None
    return (after - before) / abs(before) * 100
