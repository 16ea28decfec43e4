"""Judges a resource by the published profiles of the International Patient Summary (HL7 IPS 2.0.0).

The profiles and their rules are HL7's own, read from the package in tests/vendor; the invariants are
evaluated by fhirpathpy. Judged are, over the whole document: how often an element may stand, fixed values
and patterns, the type of a choice, which resource a reference may name, slices with their own rules, and
every FHIRPath invariant of severity error. A resource is judged by the profile of its slice of the
bundle; what a section names, by the profiles that the section allows.

Not judged here: membership in value sets (our tables of R4 and a terminology server do that), the rules
inside a data type that the profile does not mention (fhir.resources does), and narrative mark-up.
"""

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from fhirpathpy import compile as compiled
from fhirpathpy.models import models

Json = Any
PACKAGE = Path(__file__).parents[4] / "tests/vendor/hl7.fhir.uv.ips-2.0.0/package.tgz"
BASE = "http://hl7.org/fhir/StructureDefinition/"
IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
# Functions that fhirpathpy does not know: ele-1 (no empty element), mark-up, conformsTo(), value sets.
NOT_EVALUATED = re.compile(r"htmlChecks|conformsTo|memberOf|hasValue|%ucum")
TRACE = re.compile(r"\.trace\([^)]*\)")


@dataclass
class Node:
    """One element of a profile, with its children and slices."""

    element: dict[str, Any]
    children: dict[str, "Node"] = field(default_factory=dict)
    slices: dict[str, "Node"] = field(default_factory=dict)


@cache
def _files() -> dict[str, Json]:
    with tarfile.open(PACKAGE) as package:
        members = [each for each in package if each.name.endswith(".json")]
        return {each.name: json.load(package.extractfile(each)) for each in members}  # type: ignore[arg-type]


def example(name: str) -> Json:
    """A document that HL7 publishes with the guide, a fresh copy."""
    return json.loads(json.dumps(_files()[f"package/example/{name}.json"]))


@cache
def _profile(url: str) -> Node | None:
    for name, content in _files().items():
        if "/StructureDefinition-" in name and content["url"] == url and "snapshot" in content:
            return _tree(content["snapshot"]["element"])
    return None


def _tree(elements: list[dict[str, Any]]) -> Node:
    root = Node(elements[0])
    known = {elements[0]["id"]: root}
    for element in elements[1:]:
        above, _dot, last = element["id"].rpartition(".")
        name, _colon, slice_name = last.partition(":")
        node = known[element["id"]] = Node(element)
        if slice_name:
            known[f"{above}.{name}"].slices[slice_name] = node
        else:
            known[above].children[name] = node
    return root


@dataclass
class Judge:
    """One document: what its references name, and what was found wrong."""

    document: Json
    resource: Json = None

    def resolve(self, reference: Json) -> Json | None:
        said = reference.get("reference", "")
        for entry in self.document.get("entry", []):
            resource = entry["resource"]
            if said and said in (entry["fullUrl"], f"{resource['resourceType']}/{resource['id']}"):
                return resource
        return None


def faults_of(document: Json) -> list[str]:
    """What a bundle says that Bundle-uv-ips and the profiles it leads to do not allow."""
    profile = _profile(f"{IPS}Bundle-uv-ips")
    assert profile is not None
    return _checked(document, profile, "Bundle", Judge(document, document))


def _checked(value: Json, node: Node, path: str, judge: Judge) -> list[str]:
    """Everything that is wrong with one value and below it."""
    if isinstance(value, dict) and "resourceType" in value:
        judge = replace(judge, resource=value)
    found = _fixed(value, node, path)
    found += [f"{path}: {fault}" for fault in _invariants(value, node, judge)]
    found += _reference(value, node, path, judge)
    if isinstance(value, dict):
        found += [f"{path}: {fault}" for fault in _extensions(value)]
        found += _typed(value, node, path, judge)
        for name, child in node.children.items():
            found += _children(value, name, child, path, judge)
    return found


def _typed(value: dict[str, Any], node: Node, path: str, judge: Judge) -> list[str]:
    """The rules of the profile that the type of this element names, one of them where there are several."""
    urls = [url for each in node.element.get("type", []) for url in each.get("profile", [])]
    profiles = [known for url in urls if (known := _profile(url)) is not None]
    tries = [_checked(value, known, path, judge) for known in profiles]
    return min(tries, key=len) if tries else []


def _children(value: dict[str, Any], name: str, child: Node, path: str, judge: Judge) -> list[str]:
    values = list(_values(value, name))
    found = _count(values, child, f"{path}.{name}")
    for number, each in enumerate(values):
        found += _checked(each, child, f"{path}.{name}[{number}]", judge)
    for slice_name, piece in child.slices.items():
        own = [each for each in values if _belongs(each, child, piece, judge)]
        found += _count(own, piece, f"{path}.{name}:{slice_name}")
        for each in own:
            found += _checked(each, piece, f"{path}.{name}:{slice_name}", judge)
    return found


def _values(value: dict[str, Any], name: str) -> Iterator[Json]:
    """What stands under a name; `value[x]` under any of its types."""
    if name.endswith("[x]"):
        start = name.removesuffix("[x]")
        names = [key for key in value if re.fullmatch(rf"_?{start}[A-Z]\w*", key)]
        names = [key for key in names if key.removeprefix("_") == key or key[1:] not in value]
    else:
        names = [key for key in (name, f"_{name}") if key in value][:1]
    for key in names:
        yield from value[key] if isinstance(value[key], list) else [value[key]]


def _count(values: list[Json], node: Node, path: str) -> list[str]:
    least, most = node.element["min"], node.element["max"]
    if len(values) < least:
        return [f"{path}: {len(values)} of at least {least}"]
    if most != "*" and len(values) > int(most):
        return [f"{path}: {len(values)} of at most {most}"]
    return []


def _fixed(value: Json, node: Node, path: str) -> list[str]:
    for name, wanted in node.element.items():
        if name.startswith("pattern") and not _matches(value, wanted):
            return [f"{path}: not {json.dumps(wanted)}"]
        if name.startswith("fixed") and value != wanted:
            return [f"{path}: not {json.dumps(wanted)}"]
    return []


def _matches(value: Json, pattern: Json) -> bool:
    """A pattern holds when everything it says stands there; lists in any order."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            _matches(value.get(key), wanted) for key, wanted in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(_matches(each, wanted) for each in value) for wanted in pattern
        )
    return bool(value == pattern)


def _invariants(value: Json, node: Node, judge: Judge) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [
        f"{rule['key']} {rule['human']}"
        for rule in node.element.get("constraint", [])
        if rule["severity"] == "error"
        and rule["key"] != "ext-1"  # asked below: the engine does not know value[x] of an extension
        and not NOT_EVALUATED.search(rule.get("expression", "htmlChecks"))
        and not _holds(rule["expression"], value, judge.resource)
    ]


def _extensions(value: dict[str, Any]) -> list[str]:
    """ext-1: extensions or a value, never both, never neither."""
    return [
        f"ext-1 {each.get('url')}"
        for each in value.get("extension", [])
        if ("extension" in each) == any(key.startswith(("value", "_value")) for key in each)
    ]


@cache
def _expression(text: str) -> Any:
    return compiled(TRACE.sub("", text), models["r4"])


def _holds(expression: str, value: Json, resource: Json) -> bool:
    answer = _expression(expression)(value, {"resource": resource, "rootResource": resource})
    return answer != [False]


def _reference(value: Json, node: Node, path: str, judge: Judge) -> list[str]:
    """A reference names a resource of an allowed type, and in this document one that keeps its profile."""
    targets = [t for each in node.element.get("type", []) for t in each.get("targetProfile", [])]
    if not targets or not isinstance(value, dict) or "reference" not in value:
        return []
    resource = judge.resolve(value)
    if resource is None:
        return [f"{path}: {value['reference'].split('/')[0]} does not stand in the document"]
    if any(_conforms(resource, target, judge) for target in targets):
        return []
    return [f"{path}: {resource['resourceType']} keeps none of {targets}"]


def _conforms(resource: Json, url: str, judge: Judge) -> bool:
    profile = _profile(url)
    if profile is None:  # a resource of R4 itself
        return _of_r4(url) in (resource["resourceType"], "Resource")
    if profile.element["path"] != resource["resourceType"]:
        return False
    return not _shallow(resource, profile, judge)


def _of_r4(url: str) -> str:
    return url.removeprefix(BASE).partition("|")[0]


def _shallow(resource: Json, profile: Node, judge: Judge) -> list[str]:
    """Against a profile without following references again: two resources may name one another."""
    alone = Judge({"entry": []})
    found = _checked(resource, profile, resource["resourceType"], alone)
    return [each for each in found if not each.endswith("does not stand in the document")]


def _belongs(value: Json, whole: Node, piece: Node, judge: Judge) -> bool:
    """Is this value of that slice, by the discriminators of the element?"""
    rules = whole.element["slicing"].get("discriminator", [])
    return all(_told_apart(value, piece, rule, judge) for rule in rules)


def _told_apart(value: Json, piece: Node, rule: dict[str, str], judge: Judge) -> bool:
    kind, path = rule["type"], rule["path"]
    if kind in ("type", "profile"):
        return _is_resource_of(value, piece, path, judge)
    inner = piece
    for name in path.split("."):
        if name == "$this":
            break
        if name not in inner.children:
            return False
        inner = inner.children[name]
        value = value.get(name) if isinstance(value, dict) else None
    return value is not None and not _fixed(value, inner, "")


def _is_resource_of(value: Json, piece: Node, path: str, judge: Judge) -> bool:
    if path == "resource":
        types = piece.children["resource"].element["type"]
        resource: Json | None = value.get("resource")
    elif path == "resolve()":
        types, resource = piece.element["type"], judge.resolve(value)
    else:
        return False  # the type of a choice: the element itself is judged
    if resource is None:
        return False
    urls = [
        url for each in types for url in each.get("profile", []) + each.get("targetProfile", [])
    ]
    if not urls:
        return bool(resource["resourceType"] == types[0]["code"])
    return any(_names(resource, url) for url in urls)


def _names(resource: Json, url: str) -> bool:
    """A slice by profile is one by type here; observations are told apart by the profile they claim, for
    what tells them apart are value sets."""
    if resource["resourceType"] == "Observation":
        return url in resource.get("meta", {}).get("profile", [])
    profile = _profile(url)
    said = profile.element["path"] if profile else _of_r4(url)
    return bool(said == resource["resourceType"])
