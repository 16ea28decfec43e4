"""Figures with the decimal mark of the page's language; every input reads both marks."""

from decimal import Decimal

from django.utils.translation import get_language


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def figure(value: float | Decimal) -> str:
    """36,5 or 36.5: no zeros at the end, no thousands mark, never 5e+06."""
    text = f"{Decimal(str(value)):f}" if isinstance(value, Decimal) else f"{value:.6f}"
    return marked(text.rstrip("0").rstrip(".") if "." in text else text)


def marked(text: str) -> str:
    """A figure, or a range of figures, that rules wrote with either mark: as this page writes it."""
    return text.replace(",", ".") if is_english() else text.replace(".", ",")
