"""Where a component comes from, as CycloneDX says it."""

from __future__ import annotations

from typing import Any

from provenance.model.component import Pedigree
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_parts import Parts


def pedigree(value: Any, parts: Parts, place: Place) -> Pedigree:
    """Labels of relatives, commits and patches; the whole is kept beside it as a detail."""
    fields = parts.fields(value, "pedigree", place)
    relatives = [
        _labels(fields.get(name, []), parts, f"{place}/{name}")
        for name in ("ancestors", "descendants", "variants")
    ]
    commits = parts.objects(fields.get("commits", []), "commit", f"{place}/commits")
    patches = parts.objects(fields.get("patches", []), "patch", f"{place}/patches")
    return Pedigree(
        relatives[0],
        relatives[1],
        relatives[2],
        tuple(name for _, one in commits if (name := one.get("uid") or one.get("url"))),
        tuple(_patch(one) for _, one in patches),
        fields.get("notes"),
    )


def _labels(values: list[Any], parts: Parts, place: Place) -> tuple[str, ...]:
    found = []
    for _, one in parts.objects(values, "component", place):
        name, version = one.get("name"), one.get("version")
        label = f"{name} {version}" if name and version else name
        found.append(one.get("purl") or label or one.get("bom-ref") or "")
    return tuple(label for label in found if label)


def _patch(fields: dict[str, Any]) -> str:
    diff = fields.get("diff")
    url = diff.get("url") if type(diff) is dict else None
    words = (fields.get("type"), url if type(url) is str else None)
    return " ".join(word for word in words if word) or "patch"
