"""Who works with immunisation; giving a dose is asked in the record."""

from tuyen.core.actor import Actor
from tuyen.record.permissions import may_vaccinate, require_vaccinate

GIVE, SEE = "immunization.give", "immunization.see"

__all__ = ["GIVE", "SEE", "may_see", "may_vaccinate", "require_vaccinate"]


def may_see(who: Actor) -> bool:
    return who.may(SEE)
