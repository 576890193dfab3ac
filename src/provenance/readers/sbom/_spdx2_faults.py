"""The ledger entries for what is wrong with the writing of an SPDX 2 document."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.decoding.tag_value import Faults
from provenance.model.document import Defect
from provenance.model.origin import Place


def entries_of(faults: Faults) -> Iterator[tuple[Place, Defect]]:
    """One entry for each kind, at the first of it."""
    for fault, count in faults.counted():
        place = f"line={fault.line}"
        entry = Defect(fault.id, place, fault.detail, "defect", fault.read_as, fault.whole, count)
        yield place, entry
