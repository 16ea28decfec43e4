"""The file of weekly counts for another system."""

import json

from django.http import HttpRequest, HttpResponse

from tuyen.core import clock
from tuyen.domains.surveillance.queries import exchange
from tuyen.domains.surveillance.rules import dhis2
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.domains.surveillance.views.stands import week_asked
from tuyen.platform.access.doors import who_asks


def exchanged(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    since, until = (
        week_of(week_asked(request.GET.get(name, ""), today)) for name in ("since", "until")
    )
    found = exchange.data_values(who_asks(request), since, until)
    if request.GET.get("as") == "csv":
        body, kind = dhis2.as_csv(found), "csv"
    else:
        body, kind = json.dumps(dhis2.as_json(found, exchange.data_set())), "json"
    answer = HttpResponse(
        body, content_type=f"{'text' if kind == 'csv' else 'application'}/{kind}; charset=utf-8"
    )
    name = f"dhis2-{dhis2.period(since.monday)}-{dhis2.period(until.monday)}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
