"""Packages, files and the source of a document of Syft as components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from provenance.decoding.details import detail_of, says_something
from provenance.decoding.fields import Fields
from provenance.model.component import Component, Detail, Identifier, License, Party
from provenance.model.digest import Digest, Scope, algorithm_name, check_digest

_PACKAGE_TEXTS: Final = ("type", "foundBy", "language", "metadataType")
_PACKAGE_READ: Final = frozenset(
    {"id", "name", "version", "licenses", "cpes", "purl", *_PACKAGE_TEXTS}
)
_SOURCE_READ: Final = frozenset({"id", "name", "version", "type", "supplier"})
_STAGES: Final[dict[str | None, Literal["declared", "concluded", ""]]] = {
    "declared": "declared",
    "concluded": "concluded",
}


class _Kind(NamedTuple):
    """What a type of source is, and what its digest is of."""

    kind: str
    scope: Scope


_SOURCES: Final = {
    "image": _Kind("container", "image"),
    "oci-model": _Kind("machine-learning-model", "image"),
    "file": _Kind("file", "file"),
    "snap": _Kind("file", "file"),
}


def package_component(fields: Fields) -> Iterator[Component | Detail]:
    """A package, and what it has no field for."""
    ref = fields.text("id", required=True) or f"#{fields.pointer}"
    purl = fields.text("purl")
    identifiers = [Identifier("purl", purl)] if purl else []
    identifiers += [Identifier("cpe", cpe) for cpe in _cpes(fields)]
    properties = [(name, fields.text(name) or "") for name in _PACKAGE_TEXTS]
    metadata = fields.value.get("metadata")
    digests: tuple[Digest, ...] | None = None
    if isinstance(metadata, dict) and isinstance(metadata.get("digest"), list):
        digests = _digests(fields.inner("metadata"), "digest", "archive")
    yield Component(
        ref,
        fields.text("name", required=True),
        fields.text("version") or None,
        "package",
        tuple(identifiers),
        digests,
        licenses=_licenses(fields),
        properties=tuple((name, value) for name, value in properties if value),
    )
    yield from _license_details(fields, ref)
    for name, value in fields.value.items():
        if name not in _PACKAGE_READ and says_something(value):
            yield detail_of(name, value, (ref,))


def file_component(fields: Fields) -> Iterator[Component | Detail]:
    """A file that was looked into, and what it has no field for."""
    ref = fields.text("id", required=True) or f"#{fields.pointer}"
    location = fields.inner("location")
    path = location.text("path", required=True)
    present = fields.value.get("digests") is not None
    yield Component(
        ref,
        path,
        None,
        "file",
        (),
        _digests(fields, "digests", "file") if present else None,
        licenses=_licenses(fields),
        filename=path,
    )
    yield from _license_details(fields, ref)
    for name, value in fields.value.items():
        told = name == "location" and not location.value.keys() - {"path"}
        if name not in ("id", "digests", "licenses") and says_something(value) and not told:
            yield detail_of(name, value, (ref,))


def source_component(fields: Fields) -> tuple[Component, list[Detail]]:
    """What was scanned, and what it has no field for.

    Before version 9 of the schema it has a `target`, which is a path or what `metadata` is now.
    """
    ref = fields.text("id") or f"#{fields.pointer}"
    type_ = (fields.text("type") or "").lower()
    known = _SOURCES.get(type_, _Kind("package", "unknown"))
    target, path = fields.value.get("target"), None
    if isinstance(target, str):
        path = target
    holder = "target" if isinstance(target, dict) else "metadata"
    inner = fields.inner(holder) if fields.value.get(holder) is not None else None
    if inner is not None:
        path = inner.text("path") or inner.text("userInput")
    supplier = fields.text("supplier")
    component = Component(
        ref,
        fields.text("name") or path,
        fields.text("version") or None,
        known.kind,
        (),
        _source_digests(inner, known.scope),
        supplier=Party(supplier) if supplier else None,
        filename=path if known.kind == "file" else None,
        properties=(("type", type_),) if type_ else (),
    )
    details = [
        detail_of(name, value, (ref,))
        for name, value in fields.value.items()
        if name not in _SOURCE_READ and says_something(value)
    ]
    return component, details


def _source_digests(inner: Fields | None, scope: Scope) -> tuple[Digest, ...] | None:
    if inner is None:
        return None
    if inner.value.get("digests") is not None:
        return _digests(inner, "digests", scope)
    manifest = inner.text("manifestDigest")
    if not manifest:
        return None
    algorithm, _, value = manifest.partition(":")
    digest = _digest(inner, "manifestDigest", algorithm, value, scope)
    return () if digest is None else (digest,)


# -- parts ---------------------------------------------------------------------------------------


def _digests(fields: Fields, name: str, scope: Scope) -> tuple[Digest, ...]:
    found = (
        _digest(part, "value", part.text("algorithm") or "", part.text("value") or "", scope)
        for part in fields.objects(name)
    )
    return tuple(digest for digest in found if digest is not None)


def _digest(fields: Fields, name: str, algorithm: str, written: str, scope: Scope) -> Digest | None:
    known, value = algorithm_name(algorithm), written.lower()
    fault = check_digest(known, value) if algorithm else "names no algorithm"
    if fault is not None:
        detail = f"a digest {fault}"
        fields.note(
            "malformed-digest", name, detail, kind="observation", read_as="no digest", whole=False
        )
        return None
    return Digest(known, value, scope)


def _cpes(fields: Fields) -> Iterator[str]:
    """CPEs: text before version 16 of the schema, then objects that name their source."""
    for part in fields.get("cpes", list) or ():
        text = part.get("cpe") if isinstance(part, dict) else part
        if isinstance(text, str) and text:
            yield text


def _licenses(fields: Fields) -> tuple[License, ...] | None:
    """Licenses: text before version 8 of the schema, then objects that may hold an expression.

    An empty list says only that none was found.
    """
    found = []
    for part in fields.get("licenses", list) or ():
        if isinstance(part, str) and part:
            found.append(License(part, "name"))
        elif isinstance(part, dict):
            type_ = part.get("type")
            stage = _STAGES.get(type_ if isinstance(type_, str) else None, "")
            expression, value = part.get("spdxExpression"), part.get("value")
            if isinstance(expression, str) and expression:
                found.append(License(expression, "expression", stage))
            elif isinstance(value, str) and value:
                found.append(License(value, "name", stage))
    return tuple(found) or None


def _license_details(fields: Fields, ref: str) -> Iterator[Detail]:
    """What licenses say beside themselves: where they were found."""
    written = fields.value.get("licenses")
    parts = written if isinstance(written, list) else ()
    kept = ("urls", "locations", "evidence", "contents")
    if any(part.get(name) for part in parts if isinstance(part, dict) for name in kept):
        yield detail_of("licenses", parts, (ref,))
