"""Policies of witness: which attestations a step needs, and who may make them. Never executed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.fields import Fields, object_of
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.readers.attestation._kept import Kept, stated_time

FORMAT: Final = "witness policy"
ROLE: Final = "evidence"
TELLING: Final = ("steps",)

_BELIEVED: Final = ("publickeys", "roots", "timestampauthorities")
_MEMBERS: Final = ("expires", "steps", "name", *_BELIEVED)
_STEP: Final = frozenset(("name", "functionaries", "attestations", "artifactsFrom"))


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with steps by name, an end, and whom it believes."""
    members = sketch.members
    if "steps" not in members or "expires" not in members or "_type" in members:
        return False
    steps = bytes(memoryview(members["steps"])[:1])
    return steps == b"{" and any(name in members for name in _BELIEVED)


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each step, key and root as it is written; the modules in Rego are texts and stay texts."""
    notes, kept = Ledger(), Kept()
    policy = object_of(sketch.value, "witness", notes)
    name = policy.text("name")
    yield "", Heading(FORMAT, "v0.1", name=name, properties=_end(policy))
    policy.note_unknown(_MEMBERS)
    steps = policy.inner("steps")
    for step in steps.value:
        if type(steps.value[step]) is dict:
            _check(steps.inner(step))
    kept.rest(steps, (), frozenset(steps.value), "step")
    for member in _BELIEVED:
        entries = policy.inner(member)
        kept.rest(entries, (), frozenset(entries.value), member)
    kept.rest(policy, ("name", "expires", "steps", *_BELIEVED), frozenset(policy.value))
    yield from kept.items
    for note in notes.entries():
        yield note.place, note


def _end(policy: Fields) -> tuple[tuple[str, str], ...]:
    expires = stated_time(policy, "expires", required=True)
    return () if expires is None else (("expires", expires),)


def _check(step: Fields) -> None:
    """A step that nobody may do, or that needs nothing, forbids nothing."""
    step.note_unknown(_STEP)
    for name in ("functionaries", "attestations"):
        if not any(True for _ in step.objects(name)):
            step.note(f"no-{name}", name, "names none", kind="observation")
