"""Text of several lines as it is stored."""

from tuyen.core.text import nfc


def lines(text: str) -> str:
    """Each line composed and trimmed; empty lines at both ends fall away, inside they stay single."""
    kept: list[str] = []
    for line in text.splitlines():
        one = nfc(line)
        if one or (kept and kept[-1]):
            kept.append(one)
    return "\n".join(kept).strip()
