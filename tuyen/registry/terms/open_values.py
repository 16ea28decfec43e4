"""Values of the rulebook that nobody has verified, and what a unit has put in their place. No Django.

A field is named in words that hold over versions: `dose`, `usual:18`, `range:male:15`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tuyen.core import rulebook
from tuyen.registry.terms.bands import Limits, parse_limits
from tuyen.registry.terms.clinical import Analyte, Label, analytes
from tuyen.registry.terms.formulary import Drug, drugs
from tuyen.registry.terms.vitals import Vital, vitals

FORMULARY, LABORATORY, VITALS = "clinical/formulary", "clinical/laboratory", "clinical/vitals"
STOCK = "pharmacy/stock"
MONTHS = Label("tháng", "months")
VERIFICATION = "clinical/verification"
LISTS = {
    "stock": STOCK,
    "formulary": FORMULARY,
    "laboratory": LABORATORY,
    "vitals": VITALS,
    "verification": VERIFICATION,
}
ONE_READER = Label("Một bác sĩ đọc và duyệt (hình ảnh)", "One doctor reads and verifies (imaging)")
YES, NO = "có", "không"  # what a unit says of a choice, as it is kept
NO_MEASURE = Label("", "")
DRUG_FIELDS = ("dose", "min_age_months", "pregnancy")

Confirmed = Mapping[str, str]  # field → value, for one row


class Wrong(ValueError):
    """The value cannot be read; args[0] says what it should look like: range, months, number, choice."""


@dataclass(frozen=True)
class OpenValue:
    """One value to be confirmed. `text` is what the rulebook proposes, `measure` its unit."""

    rule: str
    row: str
    field: str
    label: Label
    text: str
    measure: Label = NO_MEASURE

    @property
    def kind(self) -> str:
        if self.rule == VERIFICATION:
            return "choice"
        if self.field.startswith(("range:", "usual:")):
            return "range"
        if self.rule == STOCK:
            return "action" if self.row == "action" else "number"
        return "months" if self.field == "min_age_months" else "text"

    @property
    def sex(self) -> str:
        return self.field.split(":")[1] if self.field.startswith("range:") else ""

    @property
    def from_years(self) -> float | None:
        return float(self.field.rpartition(":")[2]) if ":" in self.field else None


def open_values(rule: str, on: dt.date) -> list[OpenValue]:
    """Every unverified value of a list, in its order."""
    if rule == FORMULARY:
        return [value for drug in drugs(on).values() for value in _of_drug(drug)]
    if rule == LABORATORY:
        return [value for analyte in analytes(on).values() for value in _of_analyte(analyte)]
    if rule == STOCK:
        return list(_of_stock(on))
    if rule == VERIFICATION:
        return [_one_reader(on)]
    return [value for vital in vitals(on).values() for value in _of_vital(vital)]


def read(kind: str, value: str) -> str:
    """The value as it is kept; Wrong when a range or an age cannot be read."""
    text = " ".join(value.split())
    if kind == "range":
        try:
            return str(parse_limits(text))
        except ValueError:
            raise Wrong("range") from None
    if kind == "months" and text and not text.isdecimal():
        raise Wrong("months")
    if kind == "number":
        return _number(text)
    if kind == "choice" and text not in (YES, NO):
        raise Wrong("choice")
    return text


def _number(text: str) -> str:
    """Months of stock: half a month at least, ten years at most; whole or halves."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise Wrong("number") from None
    if not 0.5 <= number <= 120 or number * 2 != int(number * 2):
        raise Wrong("number")
    return f"{number:g}"


def drug_with(drug: Drug, confirmed: Confirmed) -> Drug:
    """The drug as the unit has confirmed it; verified once its dose is."""
    if not confirmed:
        return drug
    months = confirmed.get("min_age_months")
    return replace(
        drug,
        dose=confirmed.get("dose", drug.dose),
        pregnancy=confirmed.get("pregnancy", drug.pregnancy),
        min_age_months=drug.min_age_months if months is None else int(months or 0) or None,
        is_unverified=drug.is_unverified and "dose" not in confirmed,
    )


def analyte_with(analyte: Analyte, confirmed: Confirmed) -> Analyte:
    """The test with the laboratory's own ranges; verified once each of them is confirmed."""
    if not confirmed:
        return analyte
    bands = tuple(_band_with(band, confirmed.get(_range_field(band))) for band in analyte.ranges)
    known = all(_range_field(band) in confirmed for band in analyte.ranges)
    return replace(analyte, ranges=bands, is_unverified=analyte.is_unverified and not known)


def vital_with(vital: Vital, confirmed: Confirmed) -> Vital:
    """The sign with the unit's own usual ranges."""
    if not confirmed:
        return vital
    bands = []
    for band in vital.bands:
        if text := confirmed.get(f"usual:{band['from_years']}"):
            limits = parse_limits(text)
            band = {**band, "usual": [limits.low, limits.high]}
        bands.append(band)
    return replace(vital, bands=tuple(bands))


def _band_with(band: rulebook.Row, text: str | None) -> rulebook.Row:
    if text is None:
        return band
    limits = parse_limits(text)
    return {**band, "low": limits.low, "high": limits.high}


def _of_drug(drug: Drug) -> Iterable[OpenValue]:
    months = "" if drug.min_age_months is None else str(drug.min_age_months)
    texts = {"dose": drug.dose, "min_age_months": months, "pregnancy": drug.pregnancy}
    name = f"{drug.full_name}, {drug.form}"
    label = Label(name, name)
    for field in DRUG_FIELDS:
        if drug.is_unverified and (texts[field] or field == "dose"):
            yield OpenValue(FORMULARY, drug.code, field, label, texts[field])


def _of_analyte(analyte: Analyte) -> Iterable[OpenValue]:
    for band in analyte.ranges if analyte.is_unverified else ():
        text = str(Limits(band.get("low"), band.get("high")))
        field = _range_field(band)
        yield OpenValue(LABORATORY, analyte.code, field, analyte.label, text, analyte.unit_label)


def _of_stock(on: dt.date) -> Iterable[OpenValue]:
    """Figures of the store that nobody has verified, and what is done when a lot nears its end."""
    rule = rulebook.on(STOCK, on)
    for row in rule.rows if rule.is_unverified else ():
        label, kind = Label(row["label_vi"], row["label_en"]), row["kind"]
        proposed = rule[row["code"]]
        if kind == "months":
            yield OpenValue(STOCK, kind, row["code"], label, f"{proposed:g}", MONTHS)
        else:
            yield OpenValue(STOCK, kind, row["code"], label, str(proposed))


def _one_reader(on: dt.date) -> OpenValue:
    proposed = str(rulebook.on(VERIFICATION, on)["one_reader"])
    return OpenValue(VERIFICATION, "imaging", "one_reader", ONE_READER, proposed)


def _of_vital(vital: Vital) -> Iterable[OpenValue]:
    for band in vital.bands:
        if "usual" in band:
            field = f"usual:{band['from_years']}"
            text = str(Limits(*band["usual"]))
            yield OpenValue(VITALS, vital.code, field, vital.label, text, vital.unit_label)


def _range_field(band: rulebook.Row) -> str:
    return f"range:{band.get('sex') or 'all'}:{band['from_years']}"
