"""Curves on paper: in the right place, of the right height, none of them lost."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from tuyen.domains.imaging import dicom, ecg, synthetic
from tuyen.domains.imaging.rules import layout
from tuyen.domains.imaging.tests.conftest import reference, sent
from tuyen.record.models import ImagingStudy
from tuyen.registry.persons.models import Person


def heights(path: str) -> list[int]:
    """Every height of a path, from its relative steps."""
    first, _l, rest = path.removeprefix("M").partition("l")
    height = int(first.split()[1])
    found = [height]
    steps = [int(each) for each in rest.replace("-", " -").split()]
    for step in steps[1::2]:
        height += step
        found.append(height)
    return found


@pytest.mark.parametrize("speed, gain", [(25, 10), (50, 20)])
def test_a_millivolt_is_ten_millimetres_and_a_second_twenty_five(speed: int, gain: int) -> None:
    dataset = dicom.library().dcmread(io.BytesIO(reference("waveform_ecg")))
    lead = dataset.waveform_array(0)[:, 1] / 1000

    (paper, *_more), _measured = ecg.papers(
        io.BytesIO(reference("waveform_ecg")), speed=speed, gain=gain
    )

    rhythm = paper.curves[-1]
    said = heights(rhythm.path)
    assert rhythm.lead == "II"
    assert max(said) - min(said) == pytest.approx((lead.max() - lead.min()) * gain * 100, abs=2)
    assert paper.width == pytest.approx((2 * layout.MARGIN_MM + 10 * speed) * 100, abs=2)


def test_twelve_leads_and_a_strip_below() -> None:
    (paper,), measured = ecg.papers(io.BytesIO(synthetic.ecg()), speed=25, gain=10)

    assert [curve.lead for curve in paper.curves] == [*layout.STANDARD, "II"]
    assert measured == [("Heart rate", "75.0 /min")]


def test_the_reference_ecg_has_every_lead_where_it_belongs() -> None:
    """A recording of a real machine (pydicom's test file): each lead shows its own quarter, in order."""
    dataset = dicom.library().dcmread(io.BytesIO(reference("waveform_ecg")))
    stored = dataset.waveform_array(0) / 1000
    group = dataset.WaveformSequence[0]
    sources = [
        layout.lead_name(channel.ChannelSourceSequence[0].CodeMeaning)
        for channel in group.ChannelDefinitionSequence
    ]

    (paper, *_more), _measured = ecg.papers(
        io.BytesIO(reference("waveform_ecg")), speed=25, gain=10
    )

    assert sorted(sources) == sorted(layout.STANDARD)
    assert [curve.lead for curve in paper.curves] == [*layout.STANDARD, "II"]
    quarter = len(stored) // 4
    for place, curve in enumerate(paper.curves[:-1]):
        column = place // 3
        part = stored[column * quarter : (column + 1) * quarter, sources.index(curve.lead)]
        said = heights(curve.path)
        assert max(said) - min(said) == pytest.approx((part.max() - part.min()) * 1000, abs=12)


@pytest.mark.parametrize(
    "said, lead",
    [("Lead I (Einthoven)", "I"), ("Lead aVR", "aVR"), ("AVF", "aVF"), ("V3", "V3"), ("X", "X")],
)
def test_leads_are_known_by_their_usual_names(said: str, lead: str) -> None:
    assert layout.lead_name(said) == lead


@pytest.mark.django_db
def test_the_page_of_an_ecg_has_paper_and_speeds(browser: Client, patient: Person) -> None:
    sent(browser, patient, synthetic.ecg())
    study = ImagingStudy.objects.get()

    page = browser.get(reverse("imaging:study", args=[study.id]), {"speed": "50", "gain": "abc"})

    said = page.content.decode()
    assert 'data-speed="50"' in said
    assert 'data-gain="10"' in said
    assert "aVR" in said
