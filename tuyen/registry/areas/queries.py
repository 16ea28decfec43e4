"""Which areas there were on a day. The day is the day of the event, never today's by default."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from tuyen.core.text import fold, nfc
from tuyen.registry.areas.models import Area, AreaChange

PROVINCE, COMMUNE = Area.Level.PROVINCE, Area.Level.COMMUNE


def in_force(on: dt.date) -> QuerySet[Area]:
    """Every area of both levels that existed on the day."""
    return Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def provinces(on: dt.date) -> QuerySet[Area]:
    """34 since July 2025, 63 before; by code."""
    return in_force(on).filter(level=PROVINCE).order_by("code")


def communes_of(province_code: str, on: dt.date) -> QuerySet[Area]:
    return in_force(on).filter(level=COMMUNE, parent_code=province_code).order_by("name", "code")


def provinces_with(commune_codes: Iterable[str], on: dt.date) -> dict[str, str]:
    """Code → full name of the provinces that these communes lay in on the day, by name; one statement."""
    communes = in_force(on).filter(level=COMMUNE, code__in=set(commune_codes))
    found = provinces(on).filter(code__in=communes.values("parent_code")).order_by("name")
    return dict(found.values_list("code", "full_name"))


def area_with(code: str, on: dt.date) -> Area | None:
    """The province (two digits) or commune (five) that bore this code on the day."""
    level = PROVINCE if len(code) == 2 else COMMUNE
    return in_force(on).filter(level=level, code=code).first()


def names_of(codes: Iterable[str], on: dt.date) -> dict[str, str]:
    """Code → full name, for lists; one statement for all of them."""
    return dict(in_force(on).filter(code__in=set(codes)).values_list("code", "full_name"))


def place_name(code: str, on: dt.date) -> str:
    """“Xã Tam Đường, Tỉnh Lai Châu”; empty for a code that was not in force on the day."""
    if not code:
        return ""
    above = in_force(on).filter(level=PROVINCE, code=OuterRef("parent_code"))
    level = PROVINCE if len(code) == 2 else COMMUNE
    found = in_force(on).filter(level=level, code=code)
    names = found.values_list("full_name", Subquery(above.values("full_name")[:1])).first()
    return ", ".join(name for name in names if name) if names else ""


def search(
    text: str, on: dt.date, *, level: str = COMMUNE, province_code: str = ""
) -> QuerySet[Area]:
    """Areas whose name, with that of their province, holds every word typed, marks or none.

    Those that begin with the text come first. Two areas of one name are two results: whoever
    chooses sees the code and the former district.
    """
    words = fold(nfc(text)).replace(",", " ").split()
    found = in_force(on).filter(level=level)
    if province_code:
        found = found.filter(parent_code=province_code)
    for word in words:
        found = found.filter(search_fold__contains=word)
    begins = Q(name__istartswith=nfc(text)) | Q(search_fold__contains=" " + " ".join(words))
    first = Case(When(begins, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(first, "name", "code")


@dataclass(frozen=True)
class Successors:
    """Where an old area went. `ask`: it was split, so the person must say which; `likely` leads."""

    areas: tuple[Area, ...]
    likely: Area | None
    ask: bool


def successors_of(old_code: str, on: dt.date) -> Successors:
    """The areas in force on the day that took over a code of before July 2025."""
    level = PROVINCE if len(old_code) == 2 else COMMUNE
    links = dict(
        AreaChange.objects.filter(level=level, old_code=old_code, effective_on__lte=on).values_list(
            "new_code", "link"
        )
    )
    areas = tuple(in_force(on).filter(level=level, code__in=links).order_by("code"))
    most = [a for a in areas if links[a.code] != AreaChange.Link.SPLIT]
    return Successors(areas, most[0] if most else None, ask=len(areas) > 1)


def successors_of_all(old_codes: Iterable[str], on: dt.date) -> dict[str, list[Area]]:
    """Old code of a commune → those of the day on its land, the one that took most of it first."""
    links = list(
        AreaChange.objects.filter(
            level=COMMUNE, old_code__in=set(old_codes), effective_on__lte=on
        ).values_list("old_code", "new_code", "link")
    )
    now = in_force(on).filter(level=COMMUNE, code__in={new for _old, new, _link in links})
    by_code = {area.code: area for area in now}
    found: dict[str, list[Area]] = {}
    for old, new, _link in sorted(links, key=lambda row: (row[2] == AreaChange.Link.SPLIT, row)):
        if new in by_code:
            found.setdefault(old, []).append(by_code[new])
    return found


def predecessors_of(new_code: str, on: dt.date) -> QuerySet[Area]:
    """The areas that a new one was made of, as they were the day before."""
    level = PROVINCE if len(new_code) == 2 else COMMUNE
    old = AreaChange.objects.filter(level=level, new_code=new_code, effective_on__lte=on)
    before = old.values("old_code")
    return Area.objects.filter(level=level, valid_to__lt=on, code__in=before).order_by("code")


def province_of(commune_code: str) -> str:
    """The province of a commune code in its newest version; empty for a code that never was."""
    found = Area.objects.filter(level=COMMUNE, code=commune_code).order_by("-valid_from")
    return found.values_list("parent_code", flat=True).first() or ""
