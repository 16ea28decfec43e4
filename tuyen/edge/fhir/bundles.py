"""A page of a search as a Bundle, with the address of the next page."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tuyen.core.fhir import Resource
from tuyen.edge.fhir.outcome import Fault, outcome
from tuyen.edge.fhir.searching import Asked, Page, cursor_text


def searchset(base: str, kind: str, ask: Asked, page: Page, *, is_private: bool) -> Resource:
    """is_private: the search was by words about a person, which no link may carry."""
    entries = [
        {
            "fullUrl": f"{base}/{kind}/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in page.resources
    ]
    for text in _remarks(ask, page, is_private):
        said = outcome(Fault(400, text, code="informational"), "information")
        entries.append({"resource": said, "search": {"mode": "outcome"}})
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": page.total,
        "link": _links(f"{base}/{kind}", ask, page, is_private),
        "entry": entries,
    }
    return bundle if entries else {name: each for name, each in bundle.items() if name != "entry"}


def _links(address: str, ask: Asked, page: Page, is_private: bool) -> list[Resource]:
    if is_private:
        return [{"relation": "self", "url": f"{address}/_search"}]
    said = [(name, value) for name, values in ask.values.items() for value in values]
    said.append(("_count", str(ask.count)))
    here = [*said, ("_cursor", cursor_text(ask.cursor))] if ask.cursor else said
    links = [{"relation": "self", "url": f"{address}?{urlencode(here)}"}]
    if page.next_cursor:
        then = [*said, ("_cursor", cursor_text(page.next_cursor))]
        links.append({"relation": "next", "url": f"{address}?{urlencode(then)}"})
    return links


def _remarks(ask: Asked, page: Page, is_private: bool) -> list[str]:
    said = []
    if ask.ignored:
        said.append(
            _("Không dùng các tham số: %(names)s") % {"names": ", ".join(sorted(ask.ignored))}
        )
    if is_private and page.next_cursor:
        said.append(_("Còn kết quả khác. Xin tìm với nhiều chi tiết hơn."))
    return said
