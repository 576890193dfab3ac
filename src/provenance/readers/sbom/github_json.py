"""What GitHub hands out about a repository: its SBOM export, and dependency snapshots.

The export is `{"sbom": ...}` around a document of SPDX, whose exact bytes are read as a document of
their own. A snapshot (dependency submission API, version 0) lists manifests of a repository at a
commit, and package URLs in each: a manifest is a file that depends on what is `direct` in it. Refs
are `#` and the pointer of an element. A snapshot names no component but by its package URL, whose
name and version are taken from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.fields import Fields
from provenance.decoding.purl import Purl, split_purl
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.component import Component, Identifier, Relation
from provenance.model.document import Heading, Tool
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._json_members import JsonMembers, Members, is_null, others

FORMAT = "GitHub dependency snapshot"
ROLE = "evidence"
TELLING = ("sbom",)
Items = Iterator[tuple[Place, Any]]
_EXPORT: Final = "GitHub SBOM export"
_SNAPSHOT: Final = frozenset({"detector", "job", "scanned", "sha", "ref", "manifests"})
_ENOUGH: Final = 5
"""Members of a snapshot that make one; programs leave out some that are required."""
_PROPERTIES: Final = ("sha", "ref")
_TOOL: Final = frozenset({"name", "version"})
_JOB: Final = frozenset({"id", "correlator"})
_MANIFEST: Final = frozenset({"name", "file"})
_FILE: Final = frozenset({"source_location"})
_RESOLVED: Final = frozenset({"package_url", "relationship", "scope", "dependencies"})


def recognise(sketch: Sketch) -> bool:
    """Whether the members of the JSON object are those of an export or of a snapshot."""
    members = sketch.members
    if "detector" in members and len(members.keys() & _SNAPSHOT) >= _ENOUGH:
        return True
    return set(members) == {"sbom"} and _is_spdx(members["sbom"])


def _is_spdx(raw: json.Raw) -> bool:
    try:
        members = json.members(raw)
    except DecodingError:
        return False
    return "spdxVersion" in members or "@context" in members


def read(sketch: Sketch) -> Items:
    """The SPDX document inside an export, or everything that a snapshot says."""
    if set(sketch.members) == {"sbom"}:
        return _read_export(sketch)
    return _Snapshot(sketch).items()


def _read_export(sketch: Sketch) -> Items:
    yield "", Heading(_EXPORT)
    inner = memoryview(sketch.members["sbom"])
    if len(inner) > limits.MEMORY_BLOB:
        raise LimitExceededError(f"{len(inner)} bytes; at most {limits.MEMORY_BLOB} are read")
    yield "/sbom", MemoryBlob(f"{sketch.blob.address}!sbom", bytes(inner))


class _Snapshot:
    """One snapshot while it is read."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch, self._members = sketch, sketch.members
        self._parts = JsonMembers("github")

    def items(self) -> Items:
        """The heading, and every manifest with what it lists."""
        if self._sketch.doubled is not None:
            self._parts.note_doubled(self._sketch.doubled)
        manifests = self._inside("manifests", self._members, "")
        roots = tuple(f"#/manifests/{escape_pointer(name)}" for name in manifests)
        yield from self._heading(roots)
        for name, raw in manifests.items():
            yield from self._manifest(name, raw)
        yield from self._parts.entries()

    def _heading(self, roots: tuple[str, ...]) -> Items:
        parts = self._parts.values(self._members, "", frozenset({"manifests"}))
        fields = Fields(parts, "github", self._parts.notes)
        detector = fields.inner("detector")
        tool = detector.text("name", required=True)
        texts = [(name, fields.text(name, required=True) or "") for name in _PROPERTIES]
        job = fields.inner("job")
        texts += [(f"job.{name}", job.text(name) or "") for name in ("id", "correlator")]
        yield (
            "",
            Heading(
                FORMAT,
                str(fields.get("version", int) or 0),
                timestamp=fields.text("scanned", required=True),
                roots=roots,
                tools=None if tool is None else (Tool(tool, detector.text("version")),),
                properties=tuple((name, text) for name, text in texts if text),
            ),
        )
        for holder, read in ((detector, _TOOL), (job, _JOB), (fields, _SNAPSHOT | {"version"})):
            yield from others(holder, read, ())

    def _manifest(self, key: str, raw: json.Raw) -> Items:
        place = f"/manifests/{escape_pointer(key)}"
        members = self._parts.open(raw, place)
        if members is None:
            return
        resolved = self._inside("resolved", members, place)
        parts = self._parts.values(members, place, frozenset({"resolved"}))
        fields = Fields(parts, "github", self._parts.notes, place)
        ref = f"#{place}"
        file = fields.inner("file")
        path = file.text("source_location")
        name = fields.text("name", required=True)
        yield place, Component(ref, name or key, None, "file", filename=path)
        yield from others(fields, _MANIFEST, (ref,))
        yield from others(file, _FILE, (ref,))
        direct: list[str] = []
        yield from self._packages(resolved, f"{place}/resolved", direct)
        yield place, Relation(ref, "dependsOn", tuple(direct))

    def _packages(self, resolved: Members, place: Place, direct: list[str]) -> Items:
        refs = {key: f"#{place}/{escape_pointer(key)}" for key in resolved}
        depends: list[tuple[Place, str, tuple[str, ...]]] = []
        for key, raw in resolved.items():
            below = refs[key][1:]
            fields = self._parts.object(raw, below)
            if fields is None:
                continue
            purl = fields.text("package_url")
            yield below, _component(refs[key], key, purl, fields)
            yield from others(fields, _RESOLVED, (refs[key],))
            if purl and purl != key:
                refs.setdefault(purl, refs[key])
            if fields.text("relationship") != "indirect":
                direct.append(refs[key])
            found = fields.texts("dependencies")
            if found is not None:
                depends.append((below, refs[key], found))
        for below, ref, names in depends:
            yield below, Relation(ref, "dependsOn", tuple(refs.get(name, name) for name in names))

    def _inside(self, name: str, members: Members, place: Place) -> Members:
        raw = members.get(name)
        if raw is None or is_null(raw):
            return {}
        return self._parts.open(raw, f"{place}/{name}") or {}


def _component(ref: str, key: str, purl: str | None, fields: Fields) -> Component:
    parts = _parts(purl)
    stated = (("relationship", fields.text("relationship")), ("scope", fields.text("scope")))
    return Component(
        ref,
        parts.name if parts is not None else key,
        parts.version if parts is not None else None,
        "package",
        (Identifier("purl", purl),) if purl else (),
        group=parts.namespace if parts is not None else None,
        properties=tuple((name, text) for name, text in stated if text),
    )


def _parts(purl: str | None) -> Purl | None:
    try:
        return split_purl(purl) if purl else None
    except DecodingError:
        return None  # noted where all package URLs are looked at
