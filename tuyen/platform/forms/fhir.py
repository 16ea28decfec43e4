"""Forms and answers as FHIR R4. What FHIR has no place for (points of numbers, marks) stays with us."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.forms import kinds
from tuyen.platform.forms.rules.items import DISPLAY, GROUP, Form, Item, When
from tuyen.platform.forms.rules.skips import stands

KINDS = f"{fhir.OUR_CODES}:form-kind"
HL7 = "http://hl7.org/fhir/StructureDefinition"
ORDINAL = f"{HL7}/ordinalValue"
LOW, HIGH, UNIT = f"{HL7}/minValue", f"{HL7}/maxValue", f"{HL7}/questionnaire-unit"


def address(form: Form) -> str:
    return f"{fhir.OUR_CODES}:form:{form.code}"


def questionnaire(form: Form, status: str = "active") -> Resource:
    return fhir.resource(
        "Questionnaire",
        form.id,
        meta={"versionId": form.version},
        url=address(form),
        version=form.version,
        name=form.code.replace("-", "_").replace(".", "_"),
        title=form.title_vi,
        status=status,
        description=form.about_vi,
        code=[fhir.coding(KINDS, form.kind, kinds.labels().get(form.kind, ""))]
        if form.kind
        else None,
        item=[_item(form, item) for item in form.items],
    )


def _item(form: Form, item: Item) -> Resource:
    return fhir.clean(
        {
            "linkId": item.link,
            "text": item.label_vi,
            "type": item.kind,
            "required": item.is_required if item.kind != DISPLAY else None,
            "repeats": (item.repeats or item.kind == "attachment")
            if item.kind != DISPLAY
            else None,
            "maxLength": item.most_letters or None,
            "enableWhen": [_when(form, when) for when in item.when],
            "enableBehavior": ("all" if item.when_all else "any") if len(item.when) > 1 else None,
            "answerOption": [_option(form, item, option.code) for option in item.options],
            "extension": list(_extensions(item)),
            "item": [_item(form, each) for each in item.items],
        }
    )


def _when(form: Form, when: When) -> Resource:
    asked = form.by_link[when.question]
    said = {"question": when.question, "operator": when.operator}
    if when.operator == "exists":
        return said | {"answerBoolean": when.answer}
    return said | _value(form, asked, when.answer, "answer")


def _option(form: Form, item: Item, code: str) -> Resource:
    option = item.option(code)
    coded = _coding(form, item, code)
    if option and option.score is not None:
        coded["extension"] = [{"url": ORDINAL, "valueDecimal": option.score}]
    return {"valueCoding": coded}


def _extensions(item: Item) -> Iterator[Resource]:
    kind = "valueInteger" if item.kind == "integer" else "valueDecimal"
    for url, value in ((LOW, item.low), (HIGH, item.high)):
        if value is not None:
            yield {"url": url, kind: int(value) if item.kind == "integer" else value}
    if item.unit:
        yield {"url": UNIT, "valueCoding": {"display": item.unit}}


def items(form: Form, answers: Mapping[str, Any]) -> list[Resource]:
    """The answers of a QuestionnaireResponse, in the order of the form."""
    return list(_answered(form, form.items, answers, answers))


def _answered(
    form: Form, asked: tuple[Item, ...], own: Mapping[str, Any], scope: Mapping[str, Any]
) -> Iterator[Resource]:
    for item in asked:
        if item.kind == DISPLAY or not stands(item, scope):
            continue
        head = {"linkId": item.link, "text": item.label_vi}
        if item.is_table:
            for row in own.get(item.link) or []:
                inside = list(_answered(form, item.items, row, {**scope, **row}))
                yield head | {"item": inside}
        elif item.kind == GROUP:
            if inside := list(_answered(form, item.items, own, scope)):
                yield head | {"item": inside}
        elif item.link in own:
            value = own[item.link]
            values = value if isinstance(value, list) else [value]
            yield head | {"answer": [_value(form, item, each, "value") for each in values]}


def _value(form: Form, item: Item, value: Any, prefix: str) -> Resource:
    if item.kind == "choice":
        return {f"{prefix}Coding": _coding(form, item, value)}
    if item.kind == "attachment":
        said = {"contentType": value.get("content_type"), "title": value.get("name")}
        return {f"{prefix}Attachment": fhir.clean(said)}
    name = {"boolean": "Boolean", "integer": "Integer", "decimal": "Decimal", "date": "Date"}
    return {f"{prefix}{name.get(item.kind, _clock(item))}": value}


def _clock(item: Item) -> str:
    return "Time" if item.kind == "time" else "String"


def _coding(form: Form, item: Item, code: str) -> Resource:
    option = item.option(code)
    return fhir.coding(f"{address(form)}:{item.link}", code, option.label_vi if option else "")


def response(
    id_: uuid.UUID,
    form: Form,
    answers: Mapping[str, Any],
    *,
    status: str,
    subject: Resource | None,
    author: Resource | None,
    authored: Any,
    meta: Resource | None = None,
) -> Resource:
    return fhir.resource(
        "QuestionnaireResponse",
        id_,
        meta=meta,
        questionnaire=f"{address(form)}|{form.version}",
        status=status,
        subject=subject,
        authored=fhir.day(authored),
        author=author,
        item=items(form, answers),
    )
