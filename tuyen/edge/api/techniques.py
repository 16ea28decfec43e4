"""Techniques: approved lists, the ledger of transfers, the matrix; both sides, as on the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.techniques import catalogue, permissions
from tuyen.domains.techniques.actions import transfers as acts
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.techniques.queries import approved, matrix, prerequisites, transfers
from tuyen.domains.techniques.queries.ledger import LedgerFilter, ledger
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes

router = Router(tags=["techniques"])
MOST = 500


class TransferIn(Schema):
    """`receiver_id` learns from `giver_id`, a unit that directs it."""

    receiver_id: uuid.UUID
    giver_id: uuid.UUID
    technique: str = Field(max_length=20)
    reason: str = Field("", max_length=500)


class SignatureIn(Schema):
    """The next stage. `signer_id`: staff id of the expert who was there, from “observed” on."""

    stage: str = Field(max_length=12)
    day: dt.date | None = None
    signer_id: uuid.UUID | None = None
    document: str = Field("", max_length=60)
    supervised_cases: int | None = Field(None, ge=1, le=200)
    note: str = Field("", max_length=2000)


class StoppedIn(Schema):
    why: str = Field(max_length=300)


class TransferOut(Schema):
    """`stage`: as it is today; what has had no case for the rulebook's months is lapsed."""

    id: uuid.UUID
    receiver_id: uuid.UUID
    giver_id: uuid.UUID
    technique: str
    name: str
    stage: str
    stage_on: dt.date
    requested_on: dt.date
    agreement_number: str
    certified_on: dt.date | None
    decision_number: str
    last_case_on: dt.date | None


class Transfers(Schema):
    items: list[TransferOut]


class TransferMemberOut(Schema):
    staff_id: uuid.UUID
    name: str
    side: str
    task: str
    valid_from: dt.date
    valid_to: dt.date | None


class TransferStepOut(Schema):
    stage: str
    day: dt.date
    signer_id: uuid.UUID | None
    signer_name: str
    cases: int
    document: str


class PrerequisiteOut(Schema):
    """`is_there`: null where nobody knows."""

    kind: str
    code: str
    label: str
    minimum: int
    have: int | None
    is_there: bool | None
    is_unverified: bool


class TransferWhole(TransferOut):
    """`cases`: what the procedures in the charts prove; `wanted`: what the next signatures ask for."""

    cases: dict[str, int]
    wanted: dict[str, int]
    members: list[TransferMemberOut]
    steps: list[TransferStepOut]
    prerequisites: list[PrerequisiteOut]


class ApprovedOut(Schema):
    code: str
    name: str
    decision_number: str
    valid_from: dt.date
    source: str


class ApprovedList(Schema):
    """`have` of `of`: techniques of the unit's level, by the letters of the former tiers."""

    have: int
    of: int
    percent: int
    items: list[ApprovedOut]


class MatrixRowOut(Schema):
    technique: str
    name: str
    stages: list[str]


class MatrixOut(Schema):
    """`stages` stand in the order of `units`; empty: nothing is known of that cell."""

    units: list[uuid.UUID]
    rows: list[MatrixRowOut]


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem công tác chỉ đạo tuyến."))
    return who


@router.get("/matrix", response=MatrixOut, summary="Techniques and units, 200 by 100 at the most")
def read_matrix(request: HttpRequest, q: str = "", stage: str = "") -> Any:
    wanted = matrix.Filter(words=q[:100], stage=stage if stage in catalogue.stage_words() else "")
    made = matrix.matrix(_reader(request), clock.today(), wanted)
    rows = [{"technique": code, "name": name, "stages": stages} for code, name, stages in made.rows]
    return {"units": [column.id for column in made.columns], "rows": rows}


@router.get("/units/{uuid:unit_id}", response=ApprovedList, summary="What a unit may do")
def of_unit(request: HttpRequest, unit_id: uuid.UUID) -> Any:
    today = clock.today()
    if not approved.may_see(_reader(request), unit_id):
        raise Http404
    covered = approved.coverage_of([unit_id], today)[unit_id]
    rows = list(approved.approved_at(unit_id, today)[:20_000])
    return {"have": covered.have, "of": covered.of, "percent": covered.percent, "items": rows}


@router.get("/transfers", response=Transfers, summary="The ledger, newest movement first")
def listed(
    request: HttpRequest,
    stage: str = "",
    side: Literal["", "received", "given"] = "",
    page: int = Query(0, ge=0, le=1000),
) -> Any:
    wanted = LedgerFilter.of({"stage": stage, "side": side})
    found = ledger(_reader(request), wanted, clock.today())
    return {"items": [_out(row) for row in found[page * MOST : (page + 1) * MOST]]}


@router.post("/transfers", response={201: TransferOut}, summary="Ask for a technique")
def ask(request: HttpRequest, response: HttpResponse, said: TransferIn) -> Any:
    who = asker(request)
    permissions.require_request(who, said.receiver_id)
    technique = catalogue.technique(said.technique)
    if technique is None:
        raise Refused(_("Mã kỹ thuật này không có trong danh mục."), field="technique")
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = acts.request_transfer(
            receiver_id=said.receiver_id,
            giver_id=said.giver_id,
            technique=technique,
            reason=said.reason,
            by=who,
            repeat=repeat,
        )
    except changes.Repeated as earlier:
        row = _found(request, earlier.result_id or uuid.UUID(int=0))
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, _out(row)


@router.get("/transfers/{uuid:transfer_id}", response=TransferWhole, summary="One transfer whole")
def read_one(request: HttpRequest, response: HttpResponse, transfer_id: uuid.UUID) -> Any:
    row = _found(request, transfer_id)
    conditions.tagged(response, row.hlc)
    return _whole(row)


@router.post(
    "/transfers/{uuid:transfer_id}/steps",
    response={201: TransferOut},
    summary="Sign the next stage; refused with what is missing",
)
def sign(
    request: HttpRequest, response: HttpResponse, transfer_id: uuid.UUID, said: SignatureIn
) -> Any:
    row = _found(request, transfer_id)
    conditions.require_match(request, row.hlc)
    signature = acts.Signature(
        stage=said.stage,
        day=said.day or clock.today(),
        signer_id=said.signer_id,
        note=said.note,
        document=said.document,
        supervised_cases=said.supervised_cases,
    )
    row = acts.sign_stage(transfer=row, said=signature, by=asker(request))
    conditions.tagged(response, row.hlc)
    return 201, _out(row)


@router.post("/transfers/{uuid:transfer_id}/stop", response=TransferOut, summary="Given up, why")
def stop(request: HttpRequest, transfer_id: uuid.UUID, said: StoppedIn) -> Any:
    row = _found(request, transfer_id)
    return _out(acts.stop_transfer(transfer=row, why=said.why, by=asker(request)))


def _found(request: HttpRequest, transfer_id: uuid.UUID) -> TechniqueTransfer:
    row = transfers.visible_to(_reader(request)).filter(pk=transfer_id).first()
    if row is None:
        raise Http404
    return row


def _out(row: TechniqueTransfer) -> dict[str, Any]:
    names = (
        "id", "name", "stage_on", "requested_on", "agreement_number", "certified_on",
        "decision_number", "last_case_on",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "receiver_id": row.unit_id,
        "giver_id": row.giver_unit_id,
        "technique": row.code,
        "stage": transfers.stage_of(row),
    }


def _whole(row: TechniqueTransfer) -> dict[str, Any]:
    found = transfers.whole(row)
    stages = ("observed", "assisted", "supervised", "independent", "sustained")
    return _out(row) | {
        "cases": {stage: found.done.of(stage) for stage in stages},
        "wanted": {stage: found.wanted.of(stage) for stage in stages},
        "members": found.members,
        "steps": found.steps,
        "prerequisites": [
            _prerequisite(each) for each in prerequisites.checked(row, clock.today())
        ],
    }


def _prerequisite(each: prerequisites.Checked) -> dict[str, Any]:
    return {
        "kind": each.wanted.kind,
        "code": each.wanted.code,
        "label": each.wanted.label,
        "minimum": each.wanted.minimum,
        "have": each.have,
        "is_there": each.is_there,
        "is_unverified": each.wanted.is_unverified,
    }
