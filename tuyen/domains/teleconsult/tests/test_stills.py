"""What is kept out of a live call is as hidden as the case that it belongs to."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.consults import consult_of
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import calls
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.record.chart import chart_of
from tuyen.record.models import Document
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def test_a_still_of_a_hidden_case_is_hidden_alike(
    network: Network, patient: Person, visit_id: Any, asker: Actor
) -> None:
    chief = acting(account_in(network.station, "station_doctor", grants=("hiv",)))
    case = consult_of(patient.id, network.station.id, compartment="hiv")
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(picture, "JPEG")

    calls.keep_still(case.id, [picture.getvalue()], chief)

    assert Document.objects.get(patient_id=patient.id).compartment == "hiv"
    assert not chart_of(patient.id, asker).of(Document).exists()
