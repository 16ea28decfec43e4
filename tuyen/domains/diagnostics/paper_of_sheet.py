"""From a sheet of orders to what stands on its printed result and on its labels."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.diagnostics.papers.result import Figure, Report, ResultPaper, Tube
from tuyen.domains.diagnostics.sheets import Line
from tuyen.domains.diagnostics.sheets import Tube as SheetTube
from tuyen.record.chart import Chart
from tuyen.record.models import Result
from tuyen.registry.facilities import facts
from tuyen.registry.persons.models import BirthPrecision, Person


def paper_of(chart: Chart, lines: list[Line]) -> ResultPaper:
    """Verified results only: what waits for a second look is not handed out."""
    answered = [line for line in lines if line.result and line.result.status != "preliminary"]
    first = answered[0]
    assert first.result is not None
    unit = facts.unit(unit_id=first.result.unit_id)
    contact = (unit.address, unit.phone) if unit else ()
    latest = max(
        line.result.verified_at for line in answered if line.result and line.result.verified_at
    )
    day = clock.day_of(latest)
    return ResultPaper(
        title=_title(answered),
        facility=unit.name if unit else first.order.performer_name,
        facility_contact=" · ".join(filter(None, contact)),
        number=_number(first),
        patient=tuple(_patient(chart.person, first)),
        reports=tuple(_report(line) for line in answered),
        day=day_in_words(day),
        entered=_names(line.result.entered_name for line in answered if line.result),
        verified=_names(line.result.verified_name for line in answered if line.result),
    )


def _title(lines: list[Line]) -> str:
    categories = {line.order.category for line in lines}
    if categories == {"laboratory"}:
        return _("PHIẾU KẾT QUẢ XÉT NGHIỆM")
    if categories == {"imaging"}:
        return _("PHIẾU KẾT QUẢ CHẨN ĐOÁN HÌNH ẢNH")
    return _("PHIẾU KẾT QUẢ")


def _number(line: Line) -> str:
    """The label of the specimen, else the day with the end of the sheet's id."""
    if line.specimen:
        return line.specimen.number
    return f"{line.order.day:%y%m%d}-{line.order.requisition_id.hex[-6:].upper()}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(name for name in names if name))


def _patient(person: Person, line: Line) -> Iterator[tuple[str, str]]:
    yield _("Họ và tên"), person.name
    yield _("Giới tính"), person.get_sex_display()
    yield _("Ngày sinh"), born(person)
    yield _("Người chỉ định"), line.order.requester_name
    yield _("Chỉ định lúc"), moment_of(line.order.requested_at)
    if line.specimen:
        yield _("Lấy mẫu lúc"), moment_of(line.specimen.collected_at)
    if line.order.reason:
        yield _("Chẩn đoán"), line.order.reason


def born(person: Person) -> str:
    if person.birth_date is None:
        return _("không rõ")
    is_exact = person.birth_precision == BirthPrecision.DAY
    return f"{person.birth_date:%d/%m/%Y}" if is_exact else f"{person.birth_date:%Y}"


def day_in_words(day: dt.date) -> str:
    """As it stands over a signature."""
    said = {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day:%Y}"}
    return _("Ngày %(day)s tháng %(month)s năm %(year)s") % said


def moment_of(at: object) -> str:
    return f"{at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if at else ""  # type: ignore[attr-defined]


def _report(line: Line) -> Report:
    result = line.result
    assert result is not None
    said = {
        "entered": result.entered_name,
        "verified": result.verified_name,
        "at": moment_of(result.verified_at),
    }
    return Report(
        title=line.label,
        figures=tuple(
            Figure(each.label, each.text, each.unit, each.range, str(each.word))
            for each in line.figures
        ),
        findings=result.findings,
        conclusion=result.conclusion,
        state=_state(result),
        signed=_("%(entered)s thực hiện, %(verified)s duyệt lúc %(at)s") % said,
    )


def _state(result: Result) -> str:
    """What whoever holds the paper must know of how it came to be."""
    said = []
    if result.status == "amended":
        said.append(_("đã sửa: %(why)s") % {"why": result.why})
    if result.same_person:
        said.append(_("đọc và duyệt bởi cùng một người"))
    return "; ".join(said)


def labels_of(chart: Chart, tubes: list[SheetTube]) -> list[Tube]:
    person = chart.person
    return [
        Tube(
            number=tube.specimen.number,
            name=person.name,
            born=f"{born(person)} · {person.get_sex_display()}",
            kind=tube.kind,
            taken=moment_of(tube.specimen.collected_at),
        )
        for tube in tubes
    ]
