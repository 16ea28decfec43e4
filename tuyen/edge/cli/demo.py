"""tuyen demo: an invented network, into an empty database only."""

from typing import Annotated

import typer

from tuyen.edge.cli.console import (
    AsJson,
    Quiet,
    answer,
    commands,
    note,
    progress,
    refuse,
    start_django,
)
from tuyen.edge.cli.words import _

app = commands()

FORCE, MEASLES = "force-2021", "measles-2025"
SEED = 2021


@app.command()
def demo(
    scenario: Annotated[str, typer.Option(help=_("Để trống, force-2021 hoặc measles-2025"))] = "",
    scale: Annotated[int, typer.Option(min=1, help=_("Tỷ lệ 1:N của kịch bản"))] = 1,
    seed: Annotated[int, typer.Option(help=_("Số khởi đầu: cùng số, cùng dữ liệu"))] = SEED,
    reset: Annotated[bool, typer.Option("--reset", help=_("Xóa dữ liệu mẫu cũ trước"))] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    if scenario not in ("", FORCE, MEASLES):
        raise refuse(_("Không có kịch bản này. Có: force-2021, measles-2025."), code=2)
    start_django()
    from tuyen.edge.cli.migrate import bring_up
    from tuyen.edge.demo import fill
    from tuyen.platform.ui import demo as banner

    bring_up(quiet=quiet)
    if reset:
        fill.forget_everything()
    if not fill.is_empty():
        raise refuse(_("Cơ sở dữ liệu đã có dữ liệu. Dùng --reset để xóa dữ liệu mẫu và tạo lại."))
    fill.load_lists(lambda text: note(text, quiet=quiet))
    with fill.filling():
        loaded = _load(scenario, scale, seed, quiet=quiet)
    banner.remember()
    answer(loaded, as_json=as_json, text=_("Đã nạp xong. Chạy: tuyen serve"))
    if not as_json:
        for username, password, what in sign_ins():
            note(f"  {username:<24} {password:<16} {what}", quiet=quiet)


def _load(scenario: str, scale: int, seed: int, *, quiet: bool) -> dict[str, object]:
    if scenario == FORCE:
        return force(scale, seed, quiet=quiet)
    if scenario == MEASLES:
        return measles(scale, seed, quiet=quiet)
    return default(seed, quiet=quiet)


def measles(scale: int, seed: int, *, quiet: bool) -> dict[str, object]:
    """A province where measles rises: cases, alarm, forecast, children's gaps, the order to the ministry."""
    from tuyen.edge.demo.measles import Measles

    plan = Measles(scale, seed)
    with progress(_("Đang tạo kịch bản sởi"), total=plan.steps(), quiet=quiet) as moved:
        played = plan.load(moved)
    return {
        "cases": played.cases,
        "people": played.people,
        "signals": played.signals,
        "forecasts": played.forecasts,
        "doses_asked": played.request.doses_asked,
    }


def force(scale: int, seed: int, *, quiet: bool) -> dict[str, object]:
    """The year of the police health network, with what it will take said first."""
    from tuyen.edge.demo.force import Scenario

    plan = Scenario(scale, seed)
    cost = plan.cost()
    said = _(
        "{visits} lượt khám của {people} người: khoảng {minutes} phút, {megabytes} MB trên đĩa."
    )
    minutes = max(1, round(cost.seconds / 60))
    note(
        said.format(
            visits=_grouped(cost.visits),
            people=_grouped(cost.people),
            minutes=minutes,
            megabytes=_grouped(cost.megabytes),
        ),
        quiet=quiet,
    )
    with progress(_("Đang nạp"), total=2 * (cost.visits + cost.people), quiet=quiet) as moved:
        loaded = plan.load(moved)
    return {"visits": loaded.visits, "people": loaded.people, "units": loaded.units}


def default(seed: int, *, quiet: bool) -> dict[str, object]:
    """The demo of `make run`: two chains, a few thousand people, two years."""
    from tuyen.edge.demo.default import ROWS_ABOUT, Demo
    from tuyen.record.models import Encounter
    from tuyen.registry.facilities.models import Unit
    from tuyen.registry.persons.models import Person

    with progress(_("Đang tạo mạng lưới mẫu"), total=ROWS_ABOUT, quiet=quiet) as moved:
        Demo(seed).load(moved)
    return {
        "visits": Encounter.objects.count(),
        "people": Person.objects.count(),
        "units": Unit.objects.count(),
    }


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def fill_when_empty(*, quiet: bool = False) -> None:
    """What `tuyen serve --demo` calls: an empty database gets the demo, one whose demo was cut off
    begins again, any other stays as it is."""
    from tuyen.edge.demo import fill

    if fill.was_cut_off():
        note(_("Lần tạo mạng lưới mẫu trước bị ngắt giữa chừng: tạo lại từ đầu."), quiet=quiet)
        fill.forget_everything()
    if fill.is_empty():
        fill.load_lists(lambda text: note(text, quiet=quiet))
        with fill.filling():
            default(SEED, quiet=quiet)


def sign_ins() -> list[tuple[str, str, str]]:
    """Name, password and place of every demo account."""
    from tuyen.edge.demo.accounts import listed

    return listed()
