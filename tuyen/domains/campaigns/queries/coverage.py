"""How far a campaign has come, by unit and group, and where a mop-up is proposed."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from tuyen.core.actor import Actor
from tuyen.domains.campaigns.models import Campaign, CampaignGroup
from tuyen.domains.campaigns.queries import people
from tuyen.domains.campaigns.queries.campaigns import groups_of, reach_of
from tuyen.platform.access.models import ScopeNode


@dataclass
class Cell:
    """target: people whom the rule means today; given, withheld: of them."""

    target: int = 0
    given: int = 0
    withheld: int = 0

    def add(self, other: "Cell") -> None:
        self.target += other.target
        self.given += other.given
        self.withheld += other.withheld

    @property
    def due(self) -> int:
        return self.target - self.given

    @property
    def percent(self) -> float | None:
        return round(100 * self.given / self.target, 1) if self.target else None


@dataclass
class UnitRow:
    unit_id: uuid.UUID
    name: str
    commune_code: str = ""
    cells: dict[uuid.UUID, Cell] = field(default_factory=dict)
    all: Cell = field(default_factory=Cell)

    def is_short(self, target_percent: int) -> bool:
        return self.all.percent is not None and self.all.percent < target_percent


@dataclass(frozen=True)
class Coverage:
    groups: tuple[CampaignGroup, ...]
    rows: tuple[UnitRow, ...]
    of_group: dict[uuid.UUID, Cell]
    all: Cell

    def short(self, target_percent: int) -> list[UnitRow]:
        """Where a mop-up is proposed, the most people missed on top."""
        found = [row for row in self.rows if row.is_short(target_percent)]
        return sorted(found, key=lambda row: -row.all.due)


def by_commune(found: Coverage) -> dict[str, Cell]:
    """Commune code → everybody kept there, whichever unit keeps them; units without a commune left out."""
    communes: dict[str, Cell] = defaultdict(Cell)
    for row in found.rows:
        if row.commune_code:
            communes[row.commune_code].add(row.all)
    return dict(communes)


def coverage_of(campaign: Campaign, who: Actor) -> Coverage:
    """One statement a group, and one for the units within reach."""
    known = ScopeNode.objects.filter(reach_of(who)).values_list("unit_id", "name", "commune_code")
    rows = {each[0]: UnitRow(*each) for each in known}
    groups, total = groups_of(campaign, who), Cell()
    of_group: dict[uuid.UUID, Cell] = defaultdict(Cell)
    for group in groups:
        for unit_id, cell in _cells(campaign, group, who).items():
            rows[unit_id].cells[group.id] = cell
            for sum_ in (rows[unit_id].all, of_group[group.id], total):
                sum_.add(cell)
    shown = sorted((row for row in rows.values() if row.all.target), key=lambda row: row.name)
    return Coverage(tuple(groups), tuple(shown), dict(of_group), total)


def _cells(campaign: Campaign, group: CampaignGroup, who: Actor) -> dict[uuid.UUID, Cell]:
    mine = people.kept_by(ScopeNode.objects.filter(reach_of(who)))
    meant = people.in_group(campaign, group).filter(mine)
    marked = meant.annotate(had=people.had_dose(campaign), not_done=people.was_withheld(campaign))
    counts = (
        marked.annotate(keeper=Coalesce("home_unit_id", "entered_unit_id"))
        .values("keeper")
        .annotate(
            target=Count("pk"),
            given=Count("pk", filter=Q(had=True)),
            withheld=Count("pk", filter=Q(had=False, not_done=True)),
        )
        .order_by("keeper")
    )
    return {row["keeper"]: Cell(row["target"], row["given"], row["withheld"]) for row in counts}
