"""What the pages of difficulties show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions, words
from tuyen.domains.directives.models import (
    CaseStatus,
    CaseStep,
    Difficulty,
    DifficultyStatus,
    TopicCase,
)
from tuyen.domains.directives.queries import difficulties as queries
from tuyen.domains.directives.rules import difficulties as rules
from tuyen.registry.facilities.queries import names_of

STATES = {
    "open": _("Chưa xong"),
    "loose": _("Chưa gom"),
    "waiting": _("Chờ trả lời"),
    "answered": _("Chờ đơn vị xác nhận"),
    "reopened": _("Chưa giải quyết được"),
    "over": _("Đã xong"),
}
CASE_STATES = {"open": _("Chưa xong"), "answered": _("Đã trả lời"), "closed": _("Đã xong")}
STEPS = {
    "grouped": _("Gom lại"),
    "passed": _("Chuyển lên cấp trên"),
    "taken_in": _("Cấp trên gom vào vấn đề chung"),
    "answered": _("Trả lời"),
    "reopened": _("Có đơn vị báo chưa được"),
    "closed": _("Xong: mọi đơn vị đã xác nhận"),
}


@dataclass(frozen=True)
class Row:
    difficulty: Difficulty
    unit: str
    to_unit: str
    topic: str
    state: Any
    tone: str
    is_late: bool


def difficulty_rows(found: Iterable[Difficulty]) -> list[Row]:
    found, today = list(found), clock.today()
    names = names_of({id_ for row in found for id_ in (row.unit_id, row.to_unit_id)})
    topics = words.labels("topic", today)
    return [
        Row(
            row,
            names.get(row.unit_id, ""),
            names.get(row.to_unit_id, ""),
            topics.get(row.topic, row.topic),
            row.get_status_display(),
            words.tone(row.status),
            row.status in (DifficultyStatus.RAISED, DifficultyStatus.GROUPED)
            and row.answer_due_on < today,
        )
        for row in found
    ]


@dataclass(frozen=True)
class CaseRow:
    case: TopicCase
    at_unit: str
    topic: str
    state: Any
    tone: str
    is_late: bool


def case_rows(found: Iterable[TopicCase], names: Mapping[UUID, str] | None = None) -> list[CaseRow]:
    """names: of the units where they lie, for whoever has them already."""
    found, today = list(found), clock.today()
    names = names or names_of({case.at_unit_id for case in found})
    topics = words.labels("topic", today)
    waiting = (CaseStatus.OPEN, CaseStatus.REOPENED)
    return [
        CaseRow(
            case,
            names.get(case.at_unit_id, ""),
            topics.get(case.topic, case.topic),
            _("Đã gom vào vấn đề chung") if case.into_id else case.get_status_display(),
            words.tone(case.status),
            case.status in waiting and case.answer_due_on < today,
        )
        for case in found
    ]


def unit_rows(counted: Iterable[tuple[UUID, int, int]]) -> list[tuple[UUID, str, int, int]]:
    """(unit, name, open, hindering care)."""
    counted = list(counted)
    names = names_of(unit_id for unit_id, _n, _hinder in counted)
    return [(unit_id, names.get(unit_id, ""), n, hinder) for unit_id, n, hinder in counted]


def difficulty_page(row: Difficulty, who: Actor) -> dict[str, Any]:
    [line] = difficulty_rows([row])
    case = queries.case_of(row)
    is_ours = permissions.may_raise(who, row.unit_id)
    return {
        "line": line,
        "row": row,
        "case": case,
        "sees_case": case is not None and queries.cases_seen_by(who).filter(pk=case.id).exists(),
        "may_settle": is_ours and rules.may_follow(row.status, rules.SOLVED),
        "may_reopen": is_ours and rules.may_follow(row.status, rules.REOPENED),
        "may_take_back": is_ours and rules.may_follow(row.status, rules.TAKEN_BACK),
    }


def case_page(case: Any, who: Actor) -> dict[str, Any]:
    """Everything about one case of `cases_seen_by`; its difficulties with those of the cases that it
    took in."""
    tree = queries.tree_of(case)
    rows = difficulty_rows(queries.difficulties_in(tree))
    steps = list(queries.steps_of(tree))
    [line] = case_rows([case], {case.at_unit_id: case.at_name or ""})
    waiting = case.into_id is None and case.status in (CaseStatus.OPEN, CaseStatus.REOPENED)
    return {
        "case": case,
        "line": line,
        "rows": rows,
        "steps": [(step, step_word(step)) for step in steps],
        "solved": sum(row.difficulty.status == DifficultyStatus.SOLVED for row in rows),
        "may_answer": waiting and permissions.may_answer(who, case.at_unit_id),
    }


def step_word(step: CaseStep) -> Any:
    return STEPS.get(step.kind, step.kind)
