"""The command line's language, without starting Django: Vietnamese, or English by locale."""

import gettext
import os
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[2] / "locale"


def language() -> str:
    """`en` when TUYEN_LANGUAGE or the locale begins with it; the source language otherwise."""
    names = ("TUYEN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    spoken = next((os.environ[name] for name in names if os.environ.get(name)), "vi")
    return "en" if spoken.lower().startswith("en") else "vi"


_catalogue = (
    gettext.translation("django", CATALOGUES, languages=["en"], fallback=True)
    if language() == "en"
    else gettext.NullTranslations()
)
_ = _catalogue.gettext
