"""Attestation collections of witness: what its attestors saw of one execution.

- `material` and `product` are what it read and made, `command-run` what was run, `git` the source,
  `github`, `gitlab`, `jenkins` and the like the platform and the run.
- A bill of materials among them goes to its own reader, byte by byte as it was signed.
- Everything else is kept as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.checksums import PLAIN_ROWS, Row, plain_row, read_digest_set
from provenance.decoding.fields import Fields
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.readers.attestation._boms import is_bom
from provenance.readers.attestation._kept import Kept, stated_time

_COLLECTION: Final = ("name", "attestations")
_ENTRY: Final = ("type", "attestation", "starttime", "endtime")
_ATTESTOR: Final = (
    "https://witness.dev/attestations/",
    "https://witness.testifysec.com/attestations/",
)
_RUNNERS: Final = ("github", "gitlab", "jenkins", "aws-codebuild")
_BRANCHES: Final = ("refs/heads/", "refs/tags/")


class _Seen:
    """What the attestors of one collection say, as far as a build has room for it."""

    def __init__(self) -> None:
        self.inputs: Listing | None = None
        self.outputs: Listing | None = None
        self.command: tuple[str, ...] | None = None
        self.platform: str | None = None
        self.invocation: str | None = None
        self.source: str | None = None
        self.project: str | None = None
        self.revision: str | None = None
        self.times: list[str] = []


def collection(predicate: Fields, subjects: Listing, kept: Kept, raw: json.Raw, at: str) -> None:
    """The execution that a collection is about; `raw` are its exact bytes, `at` their address."""
    entries = list(_raw_entries(raw))
    seen, inside = _Seen(), Kept()
    for part in predicate.objects("attestations", required=True):
        kind = part.text("type", required=True) or ""
        begun, ended = stated_time(part, "starttime"), stated_time(part, "endtime")
        seen.times += [time for time in (begun, ended) if time is not None]
        inside.rest(part, _ENTRY)
        place = part.at("attestation")
        if is_bom(kind):
            inside.add(place, MemoryBlob(f"{at}!{place}", bytes(entries[part.number])))
        elif type(part.value.get("attestation")) is dict:
            _attestor(_short(kind), part.inner("attestation"), seen, inside)
        else:
            inside.rest(part, ("type", "starttime", "endtime"), frozenset(("attestation",)))
    build = Build(
        "build",
        step=predicate.text("name", required=True),
        platform=seen.platform,
        command=seen.command,
        inputs=seen.inputs,
        outputs=seen.outputs,
        invocation=seen.invocation,
        started=seen.times[0] if seen.times else None,
        finished=seen.times[-1] if seen.times else None,
        source=seen.source or seen.project,
        revision=seen.revision,
    )
    kept.add(predicate.pointer, build)
    kept.items += inside.items
    kept.rest(predicate, _COLLECTION)


def _raw_entries(raw: json.Raw) -> Iterator[json.Raw]:
    """The exact bytes of each attestation."""
    listed = json.members(raw).get("attestations")
    if listed is None or bytes(memoryview(listed)[:1]) != b"[":
        return
    for entry in json.elements(listed):
        is_object = bytes(memoryview(entry)[:1]) == b"{"
        yield json.members(entry).get("attestation", entry) if is_object else entry


def _short(kind: str) -> str:
    """The name of an attestor, without where it is defined and without its version."""
    for prefix in _ATTESTOR:
        if kind.startswith(prefix):
            return kind[len(prefix) :].partition("/")[0]
    return ""


def _attestor(name: str, fields: Fields, seen: _Seen, kept: Kept) -> None:
    used: tuple[str, ...] = ()
    if name == "material" and seen.inputs is None:
        seen.inputs = _files(fields, "inputs", None)
        return
    if name == "product" and seen.outputs is None:
        seen.outputs = _files(fields, "outputs", "digest")
        return
    if name == "command-run" and seen.command is None:
        seen.command, used = fields.texts("cmd"), ("cmd",)
    elif name == "git" and seen.revision is None:
        used = _git(fields, seen)
    elif name in _RUNNERS and seen.platform is None:
        used = _runner(fields, seen)
    # Every attestor has members of its own; none of them is strange.
    kept.rest(fields, used, frozenset(fields.value), name or "attestation")


def _git(fields: Fields, seen: _Seen) -> tuple[str, ...]:
    """The commit, and the one repository and ref that it can have come from."""
    commit = fields.text("commithash")
    seen.revision = commit.lower() if commit else None
    remotes, refs = fields.texts("remotes") or (), fields.texts("refs") or ()
    named = [ref for ref in refs if ref.startswith(_BRANCHES)]
    if len(set(remotes)) == 1:
        address = remotes[0]
        address = f"git+{address}" if address.startswith("https://") else address
        seen.source = f"{address}@{named[0]}" if len(named) == 1 else address
    return ("commithash",)


def _runner(fields: Fields, seen: _Seen) -> tuple[str, ...]:
    seen.platform = fields.text("ciserverurl") or fields.text("jenkinsurl") or None
    seen.invocation = fields.text("joburl") or fields.text("pipelineurl") or None
    project = fields.text("projecturl")
    if project:
        seen.project = f"git+{project}" if project.startswith("https://") else project
    return ()


def _files(fields: Fields, role: str, below: str | None) -> Listing:
    """Files by name; `below` is the member of each that has its digests."""
    rows = tuple(_row(fields, name, value, below) for name, value in fields.value.items())
    return Listing(role, tuple(fields.value), rows, at=f"{fields.pointer}/")


def _row(fields: Fields, name: str, value: Any, below: str | None) -> Row:
    if below is not None:
        if type(value) is not dict:
            fields.note("wrong-type", name, "is not an object", whole=False)
            return ()
        return read_digest_set(fields.inner(name), below)
    if type(value) is dict and len(value) == 1:
        plain = value.get("sha256")
        found = (PLAIN_ROWS.get(plain) or plain_row(plain)) if type(plain) is str else None
        if found is not None:
            return found
    return read_digest_set(fields, name)
