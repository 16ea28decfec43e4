"""Signals that one may see, and what stands out on a ground now."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import asdict
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.queries import series, situation
from tuyen.domains.surveillance.queries.grounds import Ground, ground_of
from tuyen.domains.surveillance.queries.series import Level
from tuyen.domains.surveillance.rules import signals as rules
from tuyen.domains.surveillance.rules import watch
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Case
from tuyen.record.queries import cases
from tuyen.record.rules.cases import COUNTED, diseases

BOOK = "surveillance/alert_rules"
SITE = "site"
BEFORE_SIGNAL = dt.timedelta(weeks=4)
MOST_CASES = 100


def visible_to(who: Actor) -> QuerySet[Signal]:
    """Of my units, and of the area that I answer for but for custody; no disease hidden from me."""
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    rows: QuerySet[Signal] = Signal.objects.filter(
        Q(custody_site_id=None) & (Q(unit_id__in=mine) | _of_area(who))
        | Q(custody_site_id__in=mine),
        disease__in=situation.known_to(who),
    )
    return rows


def _of_area(who: Actor) -> Q:
    ground = ground_of(who, clock.today())
    if ground is None or not ground.communes:
        return Q(pk=None)
    if who.scope == "subtree":
        return Q(province_code=ground.code)
    return Q(level=Level.COMMUNE, place_code=ground.code)


def cases_behind(signal: Signal, who: Actor) -> list[uuid.UUID]:
    """Those of its place, its week and the four before that stand in no outbreak yet, the newest first."""
    ground = ground_of(who, clock.today())
    if ground is None:
        return []
    of_place = (
        Q(custody_site_id=signal.custody_site_id)
        if signal.custody_site_id
        else Q(custody_site_id=None, area_id__in=_areas_of(signal, ground))
    )
    week = (signal.monday - BEFORE_SIGNAL, signal.monday + dt.timedelta(days=6))
    rows = cases.visible_to(who).filter(of_place, disease=signal.disease, onset_on__range=week)
    open_ = rows.filter(outbreak_id=None, classification__in=COUNTED).order_by("-onset_on", "-id")
    return list(open_.values_list("id", flat=True)[:MOST_CASES])


def _areas_of(signal: Signal, ground: Ground) -> list[uuid.UUID]:
    if signal.level == Level.DISTRICT:
        district = series.districts_of(ground)
        return [
            id_ for id_, code in ground.area_ids.items() if district.get(code) == signal.place_name
        ]
    return list(ground.part(signal.place_code).area_ids)


def listed(who: Actor, status: str) -> QuerySet[Signal]:
    """The newest week first, in it the most cases first."""
    return visible_to(who).filter(status=status).order_by("-monday", "-observed", "-id")


def standing_out(ground: Ground, monday: dt.date) -> list[dict[str, Any]]:
    """Series of the week above their thresholds, as signals would hold them; every disease of the list."""
    wanted = set(rulebook.on(BOOK, monday)["colours"])
    found = situation.judged(ground, monday, list(diseases(monday)))
    return [_of_series(each, ground, monday) for each in found if each.state.colour.value in wanted]


def _of_series(each: situation.Standing, ground: Ground, monday: dt.date) -> dict[str, Any]:
    state = each.state
    return _placed(each.place, ground) | {
        "disease": each.disease,
        "monday": monday,
        "algorithm": state.method,
        "parameters": rules.fingerprint(_settings(state.method)),
        "observed": int(state.observed),
        "threshold": float(state.threshold),
        "expected": float(state.expected),
        "p": None if np.isnan(state.p) else float(state.p),
    }


def _settings(method: str) -> dict[str, Any]:
    if method.startswith("farrington"):
        years = watch.MOST_YEARS if method == "farrington" else 1
        return {"weeks": series.BASE_WEEKS, **asdict(watch.method_for(years))}
    return {"method": method, "weeks": watch.WEEKS_FOR_EARS}


def clustered(ground: Ground, today: dt.date) -> list[dict[str, Any]]:
    """Clusters of cases that the rules of a disease tell at once, by commune or place of custody."""
    rule = rulebook.on(BOOK, today)
    alerts = [rules.Alert(row["disease"], row["cases"], row["within_days"]) for row in rule.rows]
    places = {place.code: place for place in series.communes_of(ground)}
    return [
        _placed(places[code], ground)
        | {
            "disease": each.alert.disease,
            "monday": each.monday,
            "algorithm": f"rule_{each.alert.cases}_in_{each.alert.within_days}",
            "parameters": rules.fingerprint(each.alert._asdict()),
            "observed": each.cases,
            "threshold": float(each.alert.cases),
        }
        for code, onsets in _onsets(ground, alerts, today).items()
        for each in rules.clusters(onsets, alerts, today)
    ]


def _onsets(
    ground: Ground, alerts: list[rules.Alert], today: dt.date
) -> dict[str, dict[str, list[dt.date]]]:
    """Commune → disease → onsets of cases that count. One statement."""
    since = today - dt.timedelta(days=max(each.within_days for each in alerts))
    inside = (
        Q(custody_site_id__in=ground.sites)
        if ground.sites
        else Q(custody_site_id=None, area_id__in=ground.area_ids)
    )
    rows = Case.objects.filter(
        inside,
        status="active",
        classification__in=COUNTED,
        disease__in={each.disease for each in alerts},
        onset_on__range=(since, today),
    )
    found: dict[str, dict[str, list[dt.date]]] = defaultdict(lambda: defaultdict(list))
    for area, disease, onset_on in rows.order_by().values_list("area_id", "disease", "onset_on"):
        code = ground.area_ids.get(area, "") if area else ""
        found[code][disease].append(onset_on)
    return found


def _placed(place: series.Place, ground: Ground) -> dict[str, Any]:
    site = next(iter(ground.sites), None)
    return {
        "level": SITE if site else place.level.value,
        "place_code": place.code,
        "place_name": place.name,
        "province_code": ground.code,
        "custody_site_id": site,
    }
