"""How far a campaign has come, commune by commune, on the map of a province."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.campaigns import permissions
from tuyen.domains.campaigns.queries import coverage
from tuyen.domains.campaigns.views.campaigns import found_campaign, frame
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.respond import page
from tuyen.platform.ui.svg import maps
from tuyen.registry.areas import outlines
from tuyen.registry.areas import queries as areas
from tuyen.registry.areas.models import Area


@require_GET
@never_cache
@protected(permissions.SEE)
def map_(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """`province` in the address chooses among those where somebody is meant; the first of them without."""
    row, who = found_campaign(request, campaign_id), who_asks(request)
    cells = coverage.by_commune(coverage.coverage_of(row, who))
    provinces = areas.provinces_with(cells, clock.today())
    asked = request.GET.get("province", "")
    province = asked if asked in provinces else next(iter(provinces), "")
    drawn = list(areas.communes_of(province, clock.today()))
    lines = [(each.full_name, cells[each.code]) for each in drawn if each.code in cells]
    context = {
        **frame(request, row),
        "provinces": list(provinces.items()),
        "province": province,
        "lines": sorted(lines, key=lambda line: (line[1].percent or 0.0, -line[1].due)),
        "drawing": _drawn(province, drawn, cells, row.name),
    }
    return page(request, "campaigns/map.html", context)


def _drawn(
    province: str, communes: list[Area], cells: dict[str, coverage.Cell], title: str
) -> SafeString:
    shapes = outlines.of_communes(province)
    regions = [
        maps.Region(
            each.code, each.name, shapes.get(each.code, ()), cell.percent, _said(each, cell)
        )
        for each in communes
        for cell in [cells.get(each.code, coverage.Cell())]
    ]
    told = _("Bản đồ bao phủ: %(campaign)s") % {"campaign": title}
    return maps.draw(
        regions, title=told, legend=maps.Legend(_("Đã tiêm, % người trong nhóm đích"), figure)
    )


def _said(area: Area, cell: coverage.Cell) -> str:
    if not cell.target:
        return _("%(place)s: chưa có ai thuộc nhóm đích") % {"place": area.full_name}
    return _("%(place)s: %(given)s trên %(target)s người, %(percent)s%%") % {
        "place": area.full_name,
        "given": figure(cell.given),
        "target": figure(cell.target),
        "percent": figure(cell.percent or 0),
    }
