"""Minutes of a round on A4: what the team saw, what must be mended, by whom, by when."""

from pathlib import Path
from typing import Any

from tuyen.core import clock
from tuyen.domains.supervision.models import SupervisionRound
from tuyen.domains.supervision.queries import findings
from tuyen.platform import forms
from tuyen.platform.print import render
from tuyen.platform.ui.figures import figure
from tuyen.registry.facilities.queries import names_of

TEMPLATE = Path(__file__).with_name("minutes.typ")


def minutes_pdf(round_: SupervisionRound) -> bytes:
    return render(TEMPLATE, content(round_))


def content(round_: SupervisionRound) -> dict[str, Any]:
    """Every word of the paper; Vietnamese, whatever the reader's language."""
    names = names_of([round_.unit_id, round_.to_unit_id])
    response = findings.response_of(round_)
    form = forms.kept(response.form_code, response.form_version) if response else None
    score = forms.score(form, response.answers) if form and response else None
    day = round_.concluded_on or round_.ends_on
    rows = findings.rows_of(findings.of_round(round_), clock.today())
    return {
        "number": round_.number,
        "supervisor": names.get(round_.unit_id, ""),
        "unit": names.get(round_.to_unit_id, ""),
        "led_by": round_.led_by,
        "purpose": round_.purpose,
        "days": _days(round_),
        "leader": round_.leader_name,
        "team": [[each.get("name", ""), each.get("body", "")] for each in round_.team],
        "form": f"{form.title_vi} ({form.version})" if form else "",
        "is_unverified": bool(form and form.is_unverified),
        "total": _points(score.points, score.of) if score and score.of else "",
        "level": score.level.label_vi if score and score.level else "",
        "groups": [[part.label, _points(part.points, part.of)] for part in score.by_group]
        if score
        else [],
        "findings": [
            [
                row.grade,
                row.action.finding_text,
                row.action.what,
                row.action.owner_name,
                f"{row.action.first_due_on:%d/%m/%Y}",
            ]
            for row in rows
        ],
        "conclusion": round_.conclusion,
        "unit_said": round_.unit_said,
        "day": [f"{day:%d}", f"{day:%m}", f"{day:%Y}"],
    }


def _days(round_: SupervisionRound) -> str:
    if round_.starts_on == round_.ends_on:
        return f"{round_.starts_on:%d/%m/%Y}"
    return f"{round_.starts_on:%d/%m/%Y} – {round_.ends_on:%d/%m/%Y}"


def _points(points: float, of: float) -> str:
    return f"{figure(points)}/{figure(of)} ({100 * points / of:.0f} %)" if of else ""
