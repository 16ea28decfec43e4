"""The signed decision as a file: only after the number, only paper or picture, read on both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.network import browser_of
from tuyen.core.actor import SYSTEM
from tuyen.domains.rotation.models import RotationTurn
from tuyen.domains.rotation.tests.conftest import account
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def file(content: bytes, name: str = "qd.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.capability("A9")
def test_both_sides_read_the_signed_decision_and_a_stranger_does_not(
    turn: RotationTurn, ministry: Unit, upper: Unit, lower: Unit
) -> None:
    sender = browser_of(account(upper, "direction_office"))
    host = browser_of(account(lower, "direction_office"))
    elsewhere = facilities.create_unit(
        parent=ministry, kind="hospital", name="Bệnh viện khác", by=SYSTEM
    )
    stranger = browser_of(account(elsewhere, "direction_office"))
    put, got = (reverse(f"rotation:{name}", args=[turn.id]) for name in ("attach", "scan"))

    assert host.get(got).status_code == 404  # nothing there yet
    assert host.post(put, {"file": file(PDF)}).status_code == 403
    assert sender.post(put, {"file": file(PDF)}).status_code == 302

    for browser in (sender, host):
        answer = browser.get(got)
        assert b"".join(answer.streaming_content) == PDF
        assert got in browser.get(reverse("rotation:turn", args=[turn.id])).text
    assert stranger.get(got).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<html><script>1</script></html>", id="a web page"),
        pytest.param(b"", id="empty"),
        pytest.param(b"ho,ten\nA,B\n", id="a table"),
    ],
)
def test_what_is_no_paper_is_refused(turn: RotationTurn, upper: Unit, content: bytes) -> None:
    sender = browser_of(account(upper, "direction_office"))

    answer = sender.post(
        reverse("rotation:attach", args=[turn.id]), {"file": file(content, "qd.pdf")}
    )

    assert answer.status_code in (422, 400)
    assert not RotationTurn.objects.get(pk=turn.pk).scan_sha256
