"""People whom a unit keeps, by village: for the list of a round."""

from django.db.models import F, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.registry.persons.models import Person

MOST = 5_000  # people of one unit that a list of villages looks at


def kept_here(who: Actor) -> QuerySet[Person]:
    """The living of the unit's own register; of the force, whoever was registered at the unit."""
    ours = Q(home_unit_id=who.unit_id)
    if who.chain != "moh":
        ours |= Q(home_unit_id=None, entered_unit_id=who.unit_id)
    rows: QuerySet[Person] = Person.objects.filter(
        ours,
        Q(canonical_id=None) | Q(canonical_id=F("id")),
        is_deceased=False,
        compartment__in=["", *who.compartments],
    )
    return rows


def village_of(person: Person) -> str:
    line: str = person.address_line
    return line.rsplit(",", 1)[-1].strip()


def villages(who: Actor) -> list[tuple[str, int]]:
    """Names as they stand in addresses, with how many people."""
    counts: dict[str, int] = {}
    for line in kept_here(who).values_list("address_line", flat=True)[:MOST]:
        name = line.rsplit(",", 1)[-1].strip()
        if name:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda item: fold(item[0]))


def of_village(who: Actor, village: str) -> list[Person]:
    """Everybody of one village, as they sort in Vietnamese lists."""
    wanted = fold(village)
    found = kept_here(who).filter(address_line__endswith=village).order_by("name", "id")[:MOST]
    return [person for person in found if fold(village_of(person)) == wanted]
