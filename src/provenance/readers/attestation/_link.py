"""The `signed` part of a link, or the link that an envelope holds (in-toto specification 4.4)."""

from __future__ import annotations

from typing import Any, Final

from provenance import limits
from provenance.decoding.checksums import PLAIN_ROWS, Row, plain_row, read_digest_set
from provenance.decoding.fields import Fields, quote
from provenance.decoding.folder import unsafe_name
from provenance.errors import LimitExceededError
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.document import Defect

_MEMBERS: Final = frozenset(
    {"_type", "name", "command", "materials", "products", "byproducts", "environment"}
)


def link_to_build(link: Fields) -> Build:
    """The execution that a link records."""
    link.note_unknown(_MEMBERS)
    link.get("byproducts", dict)
    link.get("environment", dict)
    return Build(
        "link",
        step=link.text("name", required=True),
        command=link.texts("command"),
        inputs=_listing(link, "materials", "inputs"),
        outputs=_listing(link, "products", "outputs"),
    )


def _listing(link: Fields, name: str, role: str) -> Listing | None:
    artifacts: dict[str, Any] | None = link.get(name, dict, required=True)
    if artifacts is None:
        return None
    if len(artifacts) > limits.ELEMENTS:
        limit = f"{len(artifacts)} artifacts; at most {limits.ELEMENTS} are read"
        raise LimitExceededError(limit, link.at(name))
    _note_unsafe_names(link, name, artifacts)
    rows: list[Row] = []
    known = PLAIN_ROWS.get
    for path, digests in artifacts.items():
        # One SHA-256, well written, is what links hold; everything else takes the careful way.
        row = None
        if type(digests) is dict and len(digests) == 1:
            value = digests.get("sha256")
            if type(value) is str:
                row = known(value) or plain_row(value)
        rows.append(_careful_row(link, name, path) if row is None else row)
    return Listing(role, tuple(artifacts), tuple(rows), at=f"{link.at(name)}/")


def _careful_row(link: Fields, name: str, path: str) -> Row:
    artifacts = Fields(link.value[name], link.family, link.notes, link.at(name))
    row = read_digest_set(artifacts, path)
    if artifacts.value[path] in ({}, None):
        artifacts.note("artifact-without-digest", path, "has no digest")
    return row


def _note_unsafe_names(link: Fields, name: str, artifacts: dict[str, Any]) -> None:
    """Names are compared, never opened; one that leaves the working directory is worth a look."""
    joined = "\n".join(artifacts)
    if not (joined[:1] == "/" or ".." in joined or "\n/" in joined or "\\" in joined):
        return
    unsafe = [path for path in artifacts if unsafe_name(path)]
    if unsafe:
        first = f"{quote(unsafe[0])} {unsafe_name(unsafe[0])}"
        entry = Defect(f"{link.family}/unsafe-name", link.at(name), first, kind="observation")
        link.notes.add(_counted(entry, len(unsafe)))


def _counted(entry: Defect, count: int) -> Defect:
    return Defect(entry.id, entry.place, entry.detail, entry.kind, count=count)
