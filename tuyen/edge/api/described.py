"""The description that programs read says refusals too: every operation may answer with a problem."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457. `detail` is the sentence a person would read; what was sent is not said back.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "example": "urn:tuyen:problem:not_found"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
REFUSAL = {
    "description": "Refused: what is wrong and what to do",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class DescribedAPI(NinjaAPI):
    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        found = super().get_openapi_schema(**asked)
        found["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in found["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = REFUSAL
        return found


class OwnPage(Swagger):
    """With the files of this machine: the package asks another host for them where it is no installed app."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **path: Any) -> HttpResponse:
        settings = self.settings | {"url": self.get_openapi_url(api, path)}
        context = {"swagger_settings": json.dumps(settings, indent=1), "api": api}
        return render(request, self.template, context)
