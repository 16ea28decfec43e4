"""The least that Django can do: one view, no middleware, no database. Served by bench/machine.py alone."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def empty(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(b"")


urlpatterns = [path("", empty)]

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY="bench", MIDDLEWARE=[]
)
application = get_wsgi_application()
