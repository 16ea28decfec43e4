"""First of all: what other nodes say needs neither session nor page nor their headers."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from tuyen.edge.sync import views


class NodesMiddleware:
    """Twelve thousand stations ask every few minutes: the door of a node is opened before all else."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        door = views.DOORS.get(request.path_info) if request.method == "POST" else None
        return self.get_response(request) if door is None else _plain(door(request))


def _plain(answer: HttpResponse) -> HttpResponse:
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer
