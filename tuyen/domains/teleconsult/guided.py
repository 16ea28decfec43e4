"""Which guided questions a specialty asks first."""

from tuyen.platform import forms
from tuyen.platform.forms.rules.items import Form

OWN = ("cardiology", "obstetrics", "paediatrics", "emergency", "infectious", "neurology")


def form_for(specialty: str) -> Form:
    """The specialty's own sheet, or the one for all others."""
    return forms.find(f"consult_{specialty if specialty in OWN else 'general'}")
