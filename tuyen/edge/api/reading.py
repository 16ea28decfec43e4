"""How a body is read: strictly, for what a program sends is kept as it is."""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from tuyen.core.wire import read_json


class StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)
