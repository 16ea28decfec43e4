"""Questions that one unit asks again and again: a proposal of what its people should learn."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from tuyen.core import clock, facts, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import from_event
from tuyen.domains.teleconsult import statistics, words
from tuyen.domains.teleconsult.events import QuestionRepeated
from tuyen.domains.teleconsult.learning import RULE
from tuyen.domains.teleconsult.statistics import OUT, Asked
from tuyen.platform import changes
from tuyen.platform.outbox import deliver
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.terms import settled
from tuyen.registry.terms.queries import names_of as names_of_terms

LETTERS = 3  # of an ICD-10 code: the illness, not its kind
TRAINING = "training"
SHOWN = 100


@dataclass(frozen=True)
class Repeated:
    """One topic of one unit. code: of the need it would become; is_asked: the unit has that need."""

    unit_id: uuid.UUID
    unit: str
    specialty: str
    illness: str
    n: int
    last_on: dt.date
    label: str
    is_asked: bool

    @property
    def code(self) -> str:
        return f"consult-{self.specialty}-{self.illness}".rstrip("-")


def least(who: Actor, on: dt.date) -> int:
    """Never fewer than this reader may see counted."""
    table = settled.on(RULE, on, who.unit_id)
    return max(int(table["repeated"]), statistics.least_for(who, on))


def period(on: dt.date) -> Asked:
    days = int(rulebook.on(RULE, on)["repeated_days"])
    return Asked(side=OUT, first=on - dt.timedelta(days=days), last=on)


def found(who: Actor) -> list[Repeated]:
    """The most repeated first. What lies in a hidden compartment makes no need."""
    today = clock.today()
    groups = list(_groups(who, today)[:SHOWN])
    units = names_of({each["from_unit_id"] for each in groups})
    names = names_of_terms("icd10", {each["illness"] for each in groups if each["illness"]}, today)
    specialties = words.specialties(today)
    needs = facts.ask("capability.open_needs", unit_ids={each["from_unit_id"] for each in groups})
    known = {(need.unit_id, need.code) for need in needs}
    rows = []
    for each in groups:
        specialty, illness = each["specialty"], each["illness"]
        label = specialties.get(specialty, specialty)
        if illness:
            label = f"{label}: {names.get(illness, illness)} ({illness})"
        row = Repeated(
            *(each["from_unit_id"], units.get(each["from_unit_id"], ""), specialty, illness),
            *(each["n"], each["last"], label, False),
        )
        rows.append(replace(row, is_asked=(row.unit_id, row.code) in known))
    return rows


def _groups(who: Actor, today: dt.date) -> QuerySet[Any]:
    rows = statistics.rows(period(today), who).filter(compartment="", follows_id=None)
    counted = (
        rows.annotate(illness=Substr("diagnosis_code", 1, LETTERS))
        .values("from_unit_id", "specialty", "illness")
        .annotate(n=Count("id"), last=Max("day"))
        .filter(n__gte=least(who, today))
    )
    return counted.order_by("-n", "-last")


def propose(*, unit_id: uuid.UUID, specialty: str, illness: str, by: Actor) -> Repeated:
    """One click: the need goes to the capability room with what it rests on; never by itself."""
    if not by.may("consult.learn"):
        raise NotPermitted(_("Chỉ người phụ trách chỉ đạo tuyến mới đề xuất nhu cầu đào tạo."))
    if not direction.reaches(by, unit_id):
        raise NotPermitted(_("Đơn vị này không thuộc phạm vi của bạn."))
    row = next(
        (
            each
            for each in found(by)
            if (each.unit_id, each.specialty, each.illness) == (unit_id, specialty, illness)
        ),
        None,
    )
    if row is None:
        raise Refused(_("Chủ đề này không còn đủ số câu hỏi lặp lại."))
    if row.is_asked:
        raise Refused(_("Đơn vị đã có nhu cầu này."), code="known")
    with deliver.at_once(), changes.apply(actor=by, reason="consult.repeated") as log:
        log.announce(_event(row))
    return row


def _event(row: Repeated) -> QuestionRepeated:
    return QuestionRepeated(
        unit_id=row.unit_id,
        kind=TRAINING,
        code=row.code,
        title=(_("Đào tạo: %(topic)s") % {"topic": row.label})[:200],
        why=_("%(n)d câu hỏi hội chẩn từ xa trong 12 tháng, gần nhất %(day)s.")
        % {"n": row.n, "day": f"{row.last_on:%d/%m/%Y}"},
        quantity=row.n,
        source_kind="consult",
        source_id=from_event(row.unit_id, row.code),
    )
