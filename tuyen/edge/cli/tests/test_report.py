"""tuyen report, plot, demo: what they print and write, on a small year."""

import json
import re
from pathlib import Path

import pytest

from tuyen.edge.cli.app import app
from tuyen.edge.cli.demo import SEED, force
from tuyen.edge.demo.force import Scenario
from tuyen.record.models import Encounter
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

FIGURES = {"class_1_hospital": 552, "primary_unit": 307, "prison": 799, "detention_camp": 226}


@pytest.fixture
def year_2021() -> None:
    Scenario(scale=1000).load()


def run(*words: str | Path) -> int:
    """The exit code of a command called in this process."""
    with pytest.raises(SystemExit) as end:
        app([str(word) for word in words])
    return int(end.value.code or 0)


def test_the_year_says_its_time_and_disk_before_it_is_loaded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    loaded = force(1000, SEED, quiet=False)

    said = capsys.readouterr().err
    cost = re.search(r"1\.884 lượt khám của 300 người: khoảng (\d+) phút, (\d+) MB", said)
    assert cost, said
    assert (int(cost[1]), int(cost[2])) >= (1, 20)
    assert cost.end() < said.index("Đang nạp")
    assert loaded["people"] == 300


def test_the_report_as_json_says_the_four_figures(
    year_2021: None, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("report", "activity", "--year", "2021", "--json") == 0

    said = json.loads(capfdbinary.readouterr().out)
    assert {line["code"]: line["visits"] for line in said["lines"]} == FIGURES
    assert said["total"]["visits"] == sum(FIGURES.values())
    assert sum(said["total"]["by"].values()) == sum(FIGURES.values())


def test_the_report_of_one_unit_holds_what_it_and_those_below_did(
    year_2021: None, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    hospital = Unit.objects.filter(kind="hospital").earliest("id")
    own = Encounter.objects.filter(unit_id=hospital.id).count()

    assert run("report", "activity", "--year", "2021", "--json", "--unit", hospital.id) == 0
    by_id = json.loads(capfdbinary.readouterr().out)
    assert run("report", "activity", "--year", "2021", "--json", "--unit", "Cục Y tế (mẫu)") == 0
    above = json.loads(capfdbinary.readouterr().out)

    assert own > 0
    assert by_id["total"]["visits"] == own
    assert above["total"]["visits"] == sum(FIGURES.values())
    assert run("report", "activity", "--year", "2021", "--unit", "Không có") == 1


def test_the_report_on_the_screen_is_counted_again_on_demand(
    year_2021: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", "activity", "--period", "2021", "--recount") == 0

    said = capsys.readouterr()
    assert "1.884" in said.out
    assert "khớp" in said.err


@pytest.mark.parametrize("ending", ["xlsx", "pdf", "csv", "svg", "json"])
def test_the_kind_of_file_follows_its_name(year_2021: None, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"bao-cao.{ending}"

    assert run("report", "activity", "--period", "2021-Q1", "-o", file) == 0
    assert file.stat().st_size > 100


def test_a_plot_is_the_chart_of_the_page(year_2021: None, tmp_path: Path) -> None:
    file = tmp_path / "hoat-dong.svg"

    assert run("plot", "activity", "--period", "2021", "-o", file) == 0
    assert file.read_text().startswith("<svg")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("report", "activity", "--period", "2021-Q9"), id="period"),
        pytest.param(("report", "activity", "--by", "week"), id="columns"),
        pytest.param(("report", "activity", "--format", "docx"), id="format"),
        pytest.param(("plot", "weather", "-o", "x.svg"), id="plot"),
        pytest.param(("plot", "activity", "-o", "x.png"), id="picture"),
        pytest.param(("demo", "--scenario", "moon"), id="scenario"),
    ],
)
def test_what_cannot_be_understood_ends_with_code_2(words: tuple[str, ...]) -> None:
    assert run(*words) == 2


def test_the_demo_refuses_a_database_that_holds_something(
    year_2021: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo") == 1
    assert "--reset" in capsys.readouterr().err
