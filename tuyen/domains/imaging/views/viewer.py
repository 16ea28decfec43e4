"""One study on the screen: pictures in the viewer, curves on millimetre paper."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock, rulebook
from tuyen.domains.imaging import ecg, permissions, queries
from tuyen.domains.imaging.forms import MoveForm, WithdrawForm
from tuyen.domains.imaging.queries import Series
from tuyen.domains.imaging.rules import layout
from tuyen.domains.imaging.stored import bytes_of
from tuyen.domains.imaging.views.opening import opened
from tuyen.platform.access.doors import protected
from tuyen.platform.ui.respond import page


@require_GET
@never_cache
@protected("chart.open")
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    chart, row = opened(request, study_id, what="imaging_study")
    series = queries.series_by_study(chart, [row]).get(row.id, [])
    pictures = [each for each in series if not each.is_waveform]
    context = {
        "person": chart.person,
        "study": row,
        "pictures": pictures,
        "sums": [sum_ for each in series for sum_ in each.sums],
        "described": _described(row.id, pictures),
        "still": _still(request, pictures),
        "tracings": _tracings(request, series),
        "speeds": layout.SPEEDS,
        "gains": layout.GAINS,
        "withdraw_form": WithdrawForm(),
        "move_form": MoveForm(auto_id="id_move_%s"),
        "may_add": permissions.may_add(chart.who),
        "may_export": permissions.may_export(chart.who),
    }
    return page(request, "imaging/study.html", context)


def _described(study_id: UUID, pictures: list[Series]) -> dict[str, Any]:
    """What the viewer's program needs to know; the frames themselves come one by one."""
    nowhere = UUID(int=0)
    return {
        "frame": reverse("imaging:slice", args=[study_id, nowhere, 0]),
        "series": [
            {
                "title": each.title or each.modality,
                "modality": each.modality,
                "frames": [[str(id_), frame] for id_, frame in each.frames],
                "places": each.places,
                "plane": each.instances[0].plane,
            }
            for each in pictures
        ],
        "presets": _presets({each.modality for each in pictures}),
    }


def _presets(modalities: set[str]) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    return [
        {
            "label": rulebook.label(row, language),
            "modality": row["modality"],
            "center": row["center"],
            "width": row["width"],
        }
        for row in rulebook.on("imaging/windows", clock.today()).rows
        if row["modality"] in modalities
    ]


def _still(request: HttpRequest, pictures: list[Series]) -> dict[str, Any] | None:
    """The page without JavaScript: one picture with links to the one before and the one after."""
    frames = [frame for each in pictures for frame in each.frames]
    if not frames:
        return None
    said = request.GET.get("n", "")
    number = int(said) if said.isdecimal() and len(said) < 6 else len(pictures[0].frames) // 2 + 1
    at = min(max(number, 1), len(frames))
    return {"frame": frames[at - 1], "number": at, "count": len(frames)}


def _tracings(request: HttpRequest, series: list[Series]) -> list[dict[str, Any]]:
    speed = _one_of(request.GET.get("speed", ""), layout.SPEEDS, 25)
    gain = _one_of(request.GET.get("gain", ""), layout.GAINS, 10)
    found = []
    for each in series:
        for row in each.instances if each.is_waveform else ():
            with bytes_of(row.sha256) as file:
                papers, measured = ecg.papers(file, speed=speed, gain=gain)
            found.append({"papers": papers, "measured": measured, "speed": speed, "gain": gain})
    return found


def _one_of(said: str, choices: tuple[int, ...], usual: int) -> int:
    return int(said) if said in map(str, choices) else usual
