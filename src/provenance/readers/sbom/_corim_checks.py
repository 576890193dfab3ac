"""What the drafts of CoRIM and its profiles say of the triples of a CoMID, as far as it is checked.

- A digest is as long as its algorithm makes it (CoRIM, section "Digests").
- A PSA attestation key triple holds exactly one key (PSA endorsements, draft-fdb-rats-psa).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.model.digest import check_digest
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.sbom._coswid_names import HASHES

_REFERENCES, _ENDORSED, _ATTEST_KEYS = 0, 1, 3
_VALUES: Final = 1
_DIGESTS: Final = 2
_PSA: Final = "tag:arm.com,2025:psa#"


def check_triples(triples: Any, at: Place, profile: Any) -> Iterator[Defect]:
    """Entries about the triples of one CoMID, whatever their shape."""
    if type(triples) is not dict:
        yield Defect("corim/bad-triples", at, "triples (4) is no map", whole=False)
        return
    for kind in (_REFERENCES, _ENDORSED):
        for number, triple in enumerate(_list(triples.get(kind))):
            yield from _measurements(triple, f"{at}/{kind}/{number}/1")
    if type(profile) is str and profile.startswith(_PSA):
        for number, triple in enumerate(_list(triples.get(_ATTEST_KEYS))):
            keys = _list(triple[1]) if len(_list(triple)) > 1 else []
            if len(keys) != 1:
                place = f"{at}/{_ATTEST_KEYS}/{number}/1"
                detail = f"holds {len(keys)} keys; the PSA profile has one attestation key"
                yield Defect("corim/psa-attest-key", place, detail)


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _measurements(triple: Any, at: Place) -> Iterator[Defect]:
    listed = _list(triple)
    for number, measured in enumerate(_list(listed[1]) if len(listed) > 1 else []):
        values = measured.get(_VALUES) if type(measured) is dict else None
        digests = values.get(_DIGESTS) if type(values) is dict else None
        for position, entry in enumerate(_list(digests)):
            place = f"{at}/{number}/{_VALUES}/{_DIGESTS}/{position}"
            fault = _digest_fault(entry)
            if fault:
                yield Defect("corim/bad-digest", place, fault)


def _digest_fault(entry: Any) -> str:
    if type(entry) is not list or len(entry) != 2 or type(entry[1]) is not bytes:
        return "is no list of an algorithm and bytes"
    algorithm = HASHES.get(entry[0], "") if type(entry[0]) is int else ""
    return (check_digest(algorithm, entry[1].hex()) or "") if algorithm else ""
