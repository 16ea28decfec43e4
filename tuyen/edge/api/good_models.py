"""Good models for other programs: proposed with a counted or a declared figure, recognised, adopted."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions
from tuyen.domains.directives.actions import good_models as acts
from tuyen.domains.directives.models import Adoption, GoodModel
from tuyen.domains.directives.queries import good_models as queries
from tuyen.domains.directives.queries import indicators
from tuyen.domains.directives.rules.indicators import Span
from tuyen.edge.api import conditions
from tuyen.edge.api.directives import reader
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.platform import changes

router = Router(tags=["good models"])


class GoodModelOut(Schema):
    """`status`: proposed, recognised, retired. `counted_code`: the program counted it; empty: declared."""

    id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    summary: str
    indicator: str
    measure: str
    before: float
    before_period: str
    after: float
    after_period: str
    source: str
    counted_code: str
    basis: dict[str, Any]
    status: str


class CountedFigure(Schema):
    """An indicator of `GET /good-models/indicators` and two periods: the program finds both figures."""

    code: str = Field(max_length=40)
    before_from: dt.date
    before_to: dt.date
    after_from: dt.date
    after_to: dt.date


class IndicatorOut(Schema):
    code: str
    label: str
    measure: str


class IndicatorsOut(Schema):
    items: list[IndicatorOut]


class GoodModelIn(Schema):
    """With `counted` the figures come from the program; without it all of them must be declared."""

    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=10_000)
    needs: str = Field("", max_length=1000)
    counted: CountedFigure | None = None
    indicator: str = Field("", max_length=200)
    measure: str = Field("", max_length=30)
    before: float = Field(0, ge=-1e12, le=1e12)
    before_period: str = Field("", max_length=60)
    after: float = Field(0, ge=-1e12, le=1e12)
    after_period: str = Field("", max_length=60)
    source: str = Field("", max_length=200)


class AdoptionOut(Schema):
    """Another unit does it too. `status`: started, working, stopped. `counted_code`: the indicator that the
    program counted there, with its `basis`; empty for declared figures."""

    id: uuid.UUID
    unit_id: uuid.UUID
    model_id: uuid.UUID
    started_on: dt.date
    status: str
    before: float | None
    before_period: str
    after: float | None
    after_period: str
    counted_code: str
    basis: dict[str, Any]
    counted_at: dt.datetime | None
    note: str


class AdoptionIn(Schema):
    started_on: dt.date


class AdoptionResult(Schema):
    """What came of it at my unit, by the same indicator: `counted` by the program, or declared."""

    status: Literal["started", "working", "stopped"]
    counted: CountedFigure | None = None
    before: float | None = Field(None, ge=-1e12, le=1e12)
    before_period: str = Field("", max_length=60)
    after: float | None = Field(None, ge=-1e12, le=1e12)
    after_period: str = Field("", max_length=60)
    note: str = Field("", max_length=1000)


@router.get("", response=Listed[GoodModelOut], summary="Good models that I may see")
def models(
    request: HttpRequest,
    q: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    found = queries.listed(reader(request), queries.Asked(q[:100]))
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.post("", response={201: GoodModelOut}, summary="Propose what my unit does better")
def propose(request: HttpRequest, response: HttpResponse, said: GoodModelIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = acts.propose(said=_said(said), by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _model(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


def _said(told: GoodModelIn) -> acts.Said:
    texts = told.model_dump(include={"title", "summary", "needs"})
    if told.counted is None:
        names = {"indicator", "measure", "before", "before_period", "after", "after_period"}
        return acts.Said(figure=acts.Figure(**told.model_dump(include=names | {"source"})), **texts)
    return acts.Said(figure=_counted(told.counted), **texts)


def _counted(asked: CountedFigure) -> acts.Counted:
    before = Span(asked.before_from, asked.before_to)
    return acts.Counted(asked.code, before, Span(asked.after_from, asked.after_to))


@router.get("/indicators", response=IndicatorsOut, summary="Indicators that the program counts")
def listed_indicators(request: HttpRequest) -> Any:
    reader(request)
    rows = indicators.offered(clock.today()).values()
    return {
        "items": [
            {"code": row["code"], "label": row["label_vi"], "measure": row["measure_vi"]}
            for row in rows
        ]
    }


@router.get("/{uuid:model_id}", response=GoodModelOut, summary="One good model")
def model(request: HttpRequest, response: HttpResponse, model_id: uuid.UUID) -> Any:
    row = _model(model_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post(
    "/{uuid:model_id}/recognise", response=GoodModelOut, summary="Others may learn from it"
)
def recognise(request: HttpRequest, response: HttpResponse, model_id: uuid.UUID) -> Any:
    who = reader(request)
    row = _model(model_id, who)
    conditions.require_match(request, row.hlc)
    done = acts.recognise(model=row, by=who)
    conditions.tagged(response, done.hlc)
    return done


@router.get(
    "/{uuid:model_id}/adoptions", response=Listed[AdoptionOut], summary="Which units do it too"
)
def adoptions(
    request: HttpRequest,
    model_id: uuid.UUID,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    row = _model(model_id, reader(request))
    return newest_first(queries.adoptions_of(row).order_by(), cursor, limit, lambda each: each)


@router.post(
    "/{uuid:model_id}/adoptions", response={201: AdoptionOut}, summary="My unit does it too"
)
def adopt(
    request: HttpRequest, response: HttpResponse, model_id: uuid.UUID, said: AdoptionIn
) -> Any:
    who = reader(request)
    row = acts.adopt(model=_model(model_id, who), started_on=said.started_on, by=who)
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get(
    "/{uuid:model_id}/adoptions/mine", response=AdoptionOut, summary="Ours, while it goes on"
)
def my_adoption(request: HttpRequest, response: HttpResponse, model_id: uuid.UUID) -> Any:
    row = _mine(model_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.post(
    "/{uuid:model_id}/adoptions/mine/result",
    response=AdoptionOut,
    summary="What came of it at my unit",
)
def report_result(
    request: HttpRequest, response: HttpResponse, model_id: uuid.UUID, said: AdoptionResult
) -> Any:
    who = reader(request)
    row = _mine(model_id, who)
    conditions.require_match(request, row.hlc)
    told = said.model_dump(exclude={"counted"})
    result = acts.Result(**told, counted=_counted(said.counted) if said.counted else None)
    done = acts.report_result(adoption=row, result=result, by=who)
    conditions.tagged(response, done.hlc)
    return done


def _mine(model_id: uuid.UUID, who: Actor) -> Adoption:
    row = queries.adoption_at(_model(model_id, who), permissions.home(who))
    if row is None:
        raise Http404
    return row


def _model(model_id: uuid.UUID, who: Actor) -> GoodModel:
    row: GoodModel | None = queries.visible_to(who).filter(pk=model_id).first()
    if row is None:
        raise Http404
    return row
