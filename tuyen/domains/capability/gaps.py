"""Where a survey lost points, told as what the unit lacks. Answers in, gaps out; nothing is written."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tuyen.core.ids import from_event
from tuyen.domains.capability import lists, rules
from tuyen.domains.capability.models import Gap, UnitSurvey
from tuyen.platform import forms
from tuyen.platform.forms import Form

TITLE = "title"  # mark of a question: what is lacking where it fails, in words
POPULATION = "population"  # link of the question that says how many people the unit serves


@dataclass(frozen=True)
class Lack:
    link: str
    kind: str
    code: str
    title: str
    lost: float
    of: float

    @property
    def key(self) -> rules.Key:
        return self.kind, self.code


def lacking(form: Form, answers: Mapping[str, Any]) -> list[Lack]:
    """One a topic: two questions of one kind and code are added up."""
    found: dict[rules.Key, Lack] = {}
    for each in forms.lost(form, answers):
        if each.item.need is None:
            continue
        said, code = each.item.need
        kind = lists.known_kind(said)
        lost = each.of - each.points
        title = each.item.marks.get(TITLE) or each.item.label()
        lack = Lack(each.item.link, kind, code, title, lost, each.of)
        if former := found.get(lack.key):
            lack = Lack(
                former.link, kind, code, former.title, former.lost + lost, former.of + each.of
            )
        found[lack.key] = lack
    return list(found.values())


def population_in(answers: Mapping[str, Any]) -> int:
    value = answers.get(POPULATION)
    return int(value) if isinstance(value, int | float) and value > 0 else 0


def rows_of(survey: UnitSurvey, lacks: Iterable[Lack], before: Iterable[Gap]) -> list[Gap]:
    """Every gap of this survey, and those of the one before that are closed now."""
    now = {lack.key: lack for lack in lacks}
    then = {(gap.kind, gap.code): gap for gap in before if gap.lost > 0}
    effects = rules.effects(
        {key: gap.lost for key, gap in then.items()}, {key: lack.lost for key, lack in now.items()}
    )
    return [
        _row(survey, key, now.get(key), then.get(key), effect) for key, effect in effects.items()
    ]


def _row(
    survey: UnitSurvey,
    key: rules.Key,
    now: Lack | None,
    then: Gap | None,
    effect: rules.Effect,
) -> Gap:
    told = now or then
    assert told is not None
    return Gap(
        id=gap_id(survey.id, key),
        unit_id=survey.to_unit_id,
        survey_id=survey.id,
        year=survey.year,
        link=told.link,
        kind=key[0],
        code=key[1],
        title=told.title[:200],
        lost=now.lost if now else 0,
        of=told.of,
        effect=effect.value,
    )


def gap_id(survey_id: uuid.UUID, key: rules.Key) -> uuid.UUID:
    """One gap a topic and survey, whoever hands it in."""
    return from_event(survey_id, f"{key[0]} {key[1]}")
