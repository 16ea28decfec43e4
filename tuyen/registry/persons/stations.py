"""Which unit keeps the people of a commune."""

from tuyen.core.actor import Actor

COMMUNE_KINDS = ("health_station", "service_point")


def is_station(who: Actor) -> bool:
    return who.unit_kind in COMMUNE_KINDS


def is_home(who: Actor, commune_code: str) -> bool:
    """Does whoever lives in this commune belong to the station of this actor?"""
    return is_station(who) and bool(commune_code) and commune_code == who.commune_code
