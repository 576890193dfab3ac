"""What `gcloud` prints about a container image: signed envelopes, and unsigned text beside them.

Only the envelopes are evidence; each is read as a document of its own. The text is compared with
them, because it is what people look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.fields import Fields, object_of, quote
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Heading
from provenance.model.origin import Place

FORMAT: Final = "gcloud image description"
ROLE: Final = "evidence"
TELLING: Final[tuple[str, ...]] = ()

_BUILD: Final = "BUILD"
_SUMMARY: Final = "provenance_summary"


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with a summary of an image, of its provenance, or both."""
    members = sketch.members
    return _SUMMARY in members or "image_summary" in members


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each envelope as a blob, in its exact bytes."""
    yield "", Heading(FORMAT)
    notes = Ledger()
    whole = object_of(sketch.value, "gcloud", notes)
    summary = whole.inner(_SUMMARY, required=True)
    raws = _raw_occurrences(sketch)
    number, subjects = 0, set[str]()
    for occurrence in summary.objects("provenance", required=bool(summary.value)):
        kind = occurrence.text("kind")
        if kind not in (None, _BUILD):
            detail = f"is {quote(str(kind))}; provenance is of the kind {_BUILD}"
            occurrence.note("bad-kind", "kind", detail)
        raw = json.members(raws[occurrence.number]).get("envelope")
        if raw is None or occurrence.get("envelope", dict, required=True) is None:
            continue
        number += 1
        subjects |= _compare(occurrence)
        place = occurrence.at("envelope")
        yield place, MemoryBlob(f"{sketch.blob.address}!{place}", bytes(raw))
    if not number:
        whole.note("no-envelope", _SUMMARY, "holds no signed provenance")
    _compare_image(whole, subjects)
    for note in notes.entries():
        yield note.place, note


def _raw_occurrences(sketch: Sketch) -> list[json.Raw]:
    found = sketch.members.get(_SUMMARY)
    for name in ("provenance",):
        if found is None or bytes(memoryview(found)[:1]) != b"{":
            return []
        found = json.members(found).get(name)
    if found is None or bytes(memoryview(found)[:1]) != b"[":
        return []
    return json.elements(found)


def _compare(occurrence: Fields) -> set[str]:
    """The digests that an envelope is about; noted where the text has others."""
    envelope = occurrence.inner("envelope")
    try:
        payload = json.decode(decode_base64(str(envelope.value.get("payload"))).content)
    except DecodingError:
        return set()  # the reader of the envelope says what is wrong with it
    signed = _digests(payload)
    for name, text in occurrence.inner("build").value.items():
        told = _digests(text)
        if told and told != signed:
            detail = "names other digests than the signed envelope beside it"
            occurrence.inner("build").note("differing-text", name, detail)
    return signed


def _compare_image(whole: Fields, subjects: set[str]) -> None:
    image = whole.inner("image_summary")
    told = (image.text("digest") or "").rpartition(":")[2].lower()
    if told and subjects and told not in subjects:
        image.note("other-image", "digest", "is no subject of the signed provenance")


def _digests(statement: Any) -> set[str]:
    """The values of all digests of the subjects of a statement."""
    subjects = statement.get("subject") if type(statement) is dict else None
    found: set[str] = set()
    for subject in subjects if type(subjects) is list else ():
        digests = subject.get("digest") if type(subject) is dict else None
        if type(digests) is dict:
            found |= {value.lower() for value in digests.values() if type(value) is str}
    return found
