"""A response plan on paper, in Vietnamese always."""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.response_plans import rules
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.domains.response_plans.words import conditions, due_words, supplies_words
from tuyen.platform.print import render

PAPERS = Path(__file__).with_name("papers")


def plan_pdf(plan: ResponsePlan) -> bytes:
    with translation.override("vi"):
        return render(PAPERS / "plan.typ", plan_paper(plan))


def plan_paper(plan: ResponsePlan) -> dict[str, Any]:
    approved = plan.approved_on
    return {
        "unit": queries.unit_names([plan.unit_id]).get(plan.unit_id, ""),
        "number": plan.number,
        "title": plan.name,
        "disease": queries.disease_label(plan.disease),
        "basis": plan.basis,
        "version": plan.version,
        "state": _("Bản nháp, chưa duyệt") if plan.is_draft else "",
        "day": f"{approved:%d/%m/%Y}" if approved else "",
        "within_days": plan.within_days,
        "phases": [_phase(each) for each in queries.phases_of(plan)],
        "doubt": _("Ngưỡng và thời hạn lấy từ khung chưa xác minh.")
        if rules.is_unverified(clock.today())
        else "",
        "written_by": plan.written_by_name,
        "approved_by": plan.approved_by_name,
    }


def _phase(phase: rules.Phase) -> dict[str, Any]:
    rows = [
        [str(n), each.what, each.who, due_words(each.due_hours), supplies_words(each)]
        for n, each in enumerate(phase.measures, start=1)
    ]
    return {"name": phase.name, "when": phase.when, "from": conditions(phase), "rows": rows}
