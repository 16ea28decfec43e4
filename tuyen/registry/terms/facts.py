"""What other rooms may ask about codes and drugs."""

import datetime as dt

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.registry.terms import allergies, queries
from tuyen.registry.terms.formulary import Drug


@facts.publishes("terms.names")
def names(*, scheme: str, codes: list[str], on: dt.date) -> dict[str, str]:
    """Bare code → name, for the codes that the list knows on that day."""
    return queries.names_of(scheme, codes, on)


@facts.publishes("terms.drug")
def drug(*, who: Actor, code: str, on: dt.date) -> Drug | None:
    """The drug behind a code, of the unit's own list or the starter formulary."""
    return queries.drug_with_code(who, code, on)


@facts.publishes("terms.allergy_covers")
def allergy_covers(*, substance_code: str, on: dt.date) -> frozenset[str]:
    """Ingredients that an allergy to this substance or class forbids."""
    found = allergies.substances(on).get(substance_code)
    return found.covers if found else frozenset()
