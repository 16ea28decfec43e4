"""The code lists arrive whole, in their versions, and only once."""

import datetime as dt
import gzip
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tuyen.core import rulebook
from tuyen.registry.terms import queries
from tuyen.registry.terms.catalogue import load_catalogues
from tuyen.registry.terms.models import Code, CodeSet
from tuyen.registry.terms.tests.conftest import SCHEMES

# Our font has no glyph for these: a page takes them from the system, a paper from Typst's own fonts.
BEHIND_OURS = set("αβ†≤≥")
UI, PAPERS = (Path(str(resources.files("tuyen.platform") / name)) for name in ("ui", "print"))
WEB = ["latin-{}.woff2", "vietnamese-{}.woff2"]


def test_every_diagnosis_of_the_annex_is_there(lists, today) -> None:
    icd = queries.codes_on("icd10", today)

    assert icd.count() == 12_218
    assert icd.filter(code="A17").count() == 2
    assert queries.code_on("icd10", "A17†", today).code_printed == "A17†"
    assert queries.code_on("icd10", "A17", today).code_printed == "A17"


def test_loading_again_writes_nothing(lists, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        written = load_catalogues(schemes=SCHEMES)

    assert written == 0


@pytest.mark.usefixtures("lists")
def test_a_changed_list_replaces_the_old_one(today) -> None:
    CodeSet.objects.filter(scheme="gender").update(sha256="earlier release")
    before = Code.objects.count()

    written = load_catalogues(schemes=SCHEMES)

    assert written == 3
    assert Code.objects.count() == before
    assert [code for code, _ in queries.choices_on("gender", today)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "day, kinds",
    [
        pytest.param(dt.date(2026, 7, 31), 10, id="Decision 824"),
        pytest.param(dt.date(2026, 8, 1), 16, id="Decision 1804"),
    ],
)
def test_the_day_of_the_visit_picks_the_kinds_of_visit(lists, day, kinds) -> None:
    assert len(queries.choices_on("visit_kind", day)) == kinds


@pytest.mark.parametrize(
    "group, day, percent",
    [
        pytest.param("CN", dt.date(2025, 12, 31), "95", id="near-poor before 2026"),
        pytest.param("CN", dt.date(2026, 1, 1), "100", id="near-poor since 2026"),
        pytest.param("TE", dt.date(2026, 1, 1), "100", id="children"),
        pytest.param("HX", dt.date(2026, 1, 1), "80", id="others"),
    ],
)
def test_the_day_picks_the_benefit_of_a_card_group(lists, group, day, percent) -> None:
    entry = queries.code_on("insurance_card_group", group, day)

    assert entry.attributes["benefit_percent"] == percent


def test_every_parent_of_a_diagnosis_exists(lists, today) -> None:
    codes = set(queries.codes_on("icd10", today).values_list("code", flat=True))
    blocks = set(queries.codes_on("icd10_block", today).values_list("code", flat=True))
    parents = set(queries.codes_on("icd10", today).values_list("parent", flat=True))

    assert parents <= codes | blocks


@cache
def shipped_signs() -> set[str]:
    """Every letter and sign of the code lists and the clinical lists."""
    found: set[str] = set()
    for folder in ("codes", "clinical"):
        for path in (rulebook.ROOT / folder).rglob("*.*"):
            raw = path.read_bytes()
            text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
            found |= set(text)
    return {sign for sign in found if sign.isprintable()}


def drawn_by(*fonts: Path) -> set[str]:
    return {chr(point) for font in fonts for point in TTFont(font).getBestCmap()}


@pytest.mark.parametrize("weight", [400, 600])
def test_pages_draw_every_sign_of_the_lists(weight: int) -> None:
    folder = next((UI / "static" / "vendor").glob("be-vietnam-pro-*"))

    drawn = drawn_by(*(folder / name.format(weight) for name in WEB))

    assert shipped_signs() - drawn <= BEHIND_OURS


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_papers_draw_every_sign_of_the_lists(weight: str) -> None:
    drawn = drawn_by(PAPERS / "fonts" / f"BeVietnamPro-{weight}.ttf")

    assert shipped_signs() - drawn <= BEHIND_OURS


def test_every_common_diagnosis_stands_in_the_list(lists, today) -> None:
    usage = [row["code"] for row in rulebook.on("codes/icd10_usage", today).rows]
    known = set(queries.codes_on("icd10", today).values_list("code", flat=True))

    assert len(usage) == len(set(usage)) >= 120
    assert set(usage) <= known


def test_the_packed_lists_hold_no_time_of_packing() -> None:
    for path in (rulebook.ROOT / "codes").rglob("*.csv.gz"):
        assert path.read_bytes()[4:8] == b"\0\0\0\0", path.name
