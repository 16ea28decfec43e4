"""A log is read by people who may not read charts: no name, no number of a person in any line."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tuyen.platform.telemetry import log
from tuyen.platform.telemetry.middleware import TelemetryMiddleware

CITIZEN = "001203012345"
NAME = "Nguyễn Thị Bích Ngọc"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log.formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(f"số {CITIZEN} đã có", id="citizen number"),
        pytest.param("DN4010123456789", id="insurance card"),
        pytest.param("gọi 0912345678", id="telephone"),
        pytest.param(f"người bệnh {NAME}", id="name"),
        pytest.param("GIÀNG A PÁO", id="name in capitals"),
    ],
)
def test_persons_are_taken_out_of_every_line(lines: io.StringIO, said: str) -> None:
    structlog.get_logger("tuyen.test").warning("test.said", what=said, several=[said])
    logging.getLogger("somebody.else").warning("it said %s", said)

    _assert_clean(lines.getvalue())


def test_an_exception_is_its_type_and_place_without_its_message(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"Key (number)=({CITIZEN}) of {NAME} exists")
    except ValueError:
        structlog.get_logger("tuyen.test").exception("test.failed")
        logging.getLogger("django.request").exception("failed")

    _assert_clean(lines.getvalue())
    ours = json.loads(lines.getvalue().splitlines()[0])
    assert ours["exception"] == "ValueError"
    assert "test_log.py" in ours["frames"][-1]


def test_opaque_ids_stay_readable(lines: io.StringIO) -> None:
    given = "01930000-1111-7222-8333-123456789012"

    structlog.get_logger("tuyen.test").warning("test.id", id=given)

    assert given in lines.getvalue()


def test_a_failed_request_leaves_a_line_with_its_id(lines: io.StringIO) -> None:
    def fails(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=500)

    answer = TelemetryMiddleware(fails)(RequestFactory().post("/x/?name=" + CITIZEN))

    line = json.loads(lines.getvalue().splitlines()[-1])
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["event"], line["method"], line["status"]) == ("request.failed", "POST", 500)
    _assert_clean(lines.getvalue())


def _assert_clean(written: str) -> None:
    assert written
    assert not re.search(r"(?<![0-9a-f-])\d{9,}(?![0-9a-f-])", written)
    assert not re.search(r"Nguyễn|Ngọc|GIÀNG", written)
