"""Whom a layout believes: keys and certificates, and how many of them each step needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from provenance.linting.finding import LintFinding
from provenance.model.build import CertificateConstraint, ExpectedPredicate, Layout, Step
from provenance.model.digest import Digest
from provenance.model.origin import Place, escape_pointer
from provenance.trust.keys import authority_of_grant

_HERE = Digest("sha256", "0" * 64, "file")
_ANYBODY = CertificateConstraint("*", ("*",), ("*",), ("*",), ("*",), ("*",))


class _Keys(NamedTuple):
    """Key material by the ids of a layout; None for a kind that is not checked here."""

    material: dict[str, bytes | None]

    def distinct(self, hints: Iterable[str]) -> int:
        """How many different keys some ids are; each one that cannot be checked is its own."""
        known = [hint for hint in dict.fromkeys(hints) if hint in self.material]
        return len({self.material[hint] or hint for hint in known})


def lint_people(layout: Layout, place: Place) -> Iterator[LintFinding]:
    """What is wrong with the keys and thresholds of a layout."""
    found = {grant.hint: authority_of_grant(grant, _HERE, ()) for grant in layout.grants}
    keys = _Keys({hint: None if one is None else one.key for hint, one in found.items()})
    yield from _keys(layout, keys, place)
    for step in layout.steps:
        yield from _step(layout, step, keys)
    for number, subject in enumerate(layout.subjects):
        # The keys and thresholds of a step, under the name that verification gives a subject.
        label = f"subject {', '.join(subject.patterns)}"
        where = f"{place}/subjects/{number}"
        asked = Step(label, 1, (), (), (), predicates=subject.predicates, places=(where,) * 3)
        yield from _step(layout, asked, keys)
    yield from _ambiguous(layout)


def _keys(layout: Layout, keys: _Keys, place: Place) -> Iterator[LintFinding]:
    used = {hint for step in layout.steps for hint in _hints(step)}
    used |= {h for subject in layout.subjects for one in subject.predicates for h in one.keys}
    member = "functionaries" if _second_spelling(layout) else "keys"
    first: dict[bytes, str] = {}
    for hint, material in keys.material.items():
        where = f"{place}/{member}/{escape_pointer(hint)}"
        if material is None:
            told = f"the key {hint[:64]} is of a kind that is not checked here"
            yield LintFinding("unusable-key", told, "use Ed25519, ECDSA, RSA or ML-DSA", where)
        elif first.setdefault(material, hint) != hint:
            told = f"the key {hint[:64]} is the key {first[material][:64]} once more"
            fix = "list each key once: elsewhere one person may meet a threshold of two"
            yield LintFinding("doubled-key", told, fix, where)
        if hint not in used:
            told = f"no step asks for the key {hint[:64]}"
            yield LintFinding("unused-key", told, "take it out, or name it in a step", where)
    if layout.roots and not any(step.certificates for step in layout.steps):
        told = "no step accepts certificates, although the layout has authorities for them"
        yield LintFinding("unused-authority", told, "take them out", f"{place}/rootcas")


def _second_spelling(layout: Layout) -> bool:
    return any(step.places[1].endswith("/expectedMaterials") for step in layout.steps)


def _hints(step: Step) -> Iterator[str]:
    yield from step.keys
    for expected in step.predicates:
        yield from expected.keys


def _step(layout: Layout, step: Step, keys: _Keys) -> Iterator[LintFinding]:
    where = step.places[0]
    if not any(_hints(step)) and not step.certificates:
        told = "names no key, so that nobody can do it"
        yield LintFinding("no-keys", told, "name the keys of its functionaries", where, step.name)
    for hint in dict.fromkeys(_hints(step)):
        if hint not in keys.material:
            told = f"names the key {hint[:64]}, which the layout does not have"
            yield LintFinding("unknown-key", told, "add the key to `keys`", where, step.name)
    if step.predicates and (step.keys or step.certificates):
        told = "names signers of links beside the statements that stand in place of links"
        fix = "name functionaries in the expected predicates only"
        yield LintFinding("two-kinds-of-signers", told, fix, where, step.name)
    yield from _certificates(layout, step)
    if not step.predicates and (any(step.keys) or step.certificates):
        most = None if step.certificates else keys.distinct(step.keys)
        yield from _threshold(step, step.threshold, most, f"{where}/threshold")
    for expected in step.predicates:
        yield from _threshold(step, expected.threshold, keys.distinct(expected.keys), where)
        yield from _attributes(step, expected)


def _threshold(step: Step, threshold: int, most: int | None, where: Place) -> Iterator[LintFinding]:
    if threshold < 1:
        told = f"has the threshold {threshold}: nobody would have to sign"
        yield LintFinding("threshold-below-one", told, "ask for one at least", where, step.name)
    elif most is not None and threshold > most:
        told = f"has the threshold {threshold} with {most} distinct keys: it is never met"
        fix = "add keys of other people, or lower the threshold"
        yield LintFinding("threshold-above-keys", told, fix, where, step.name)


def _certificates(layout: Layout, step: Step) -> Iterator[LintFinding]:
    where = f"{step.places[0]}/cert_constraints"
    if step.certificates and not layout.roots:
        told = "accepts certificates, but the layout has no root to which they could lead"
        yield LintFinding("no-roots", told, "add `rootcas`", where, step.name)
    known = {hint for hint, _ in layout.roots}
    for number, wanted in enumerate(step.certificates):
        place = f"{where}/{number}"
        if replace(wanted, roots=("*",)) == _ANYBODY:
            which = "any root of the layout" if wanted == _ANYBODY else "its root"
            told = f"accepts every certificate that leads to {which}, whoever has it"
            yield LintFinding("any-certificate", told, "name who is meant", place, step.name)
        missing = [root for root in wanted.roots if root != "*" and root not in known]
        if missing or not wanted.roots:
            told = "asks for a root that the layout does not have, and accepts nobody"
            yield LintFinding("unknown-root", told, "name an id of `rootcas`", place, step.name)


# -- statements ------------------------------------------------------------------------------------


def _attributes(step: Step, expected: ExpectedPredicate) -> Iterator[LintFinding]:
    where = step.places[0]
    for rule in expected.attributes:
        shown = rule.expression[:80]
        if rule.warn:
            told = f"is only warned where {shown!r} does not hold"
            yield LintFinding("warned-attribute", told, "take `warn` out", where, step.name)
        if rule.optional:
            told = f"is done as well by a statement that leaves out what {shown!r} asks for"
            yield LintFinding(
                "optional-attribute", told, "take `allow_if_no_claim` out", where, step.name
            )


def _ambiguous(layout: Layout) -> Iterator[LintFinding]:
    """Two steps that one statement would fit equally well: of one type, signer and rules."""
    seen: dict[tuple[object, ...], str] = {}
    for step in layout.steps:
        for expected in step.predicates:
            if "/attestation/link/" in expected.predicate_type:
                continue
            kind = (expected.predicate_type, expected.attributes)
            for hint in expected.keys:
                first = seen.setdefault((*kind, hint), step.name)
                if first != step.name:
                    told = (
                        f"takes any {expected.predicate_type} by {hint[:64]}, and so does {first!r}"
                    )
                    fix = "tell them apart by attribute rules"
                    yield LintFinding("ambiguous-statement", told, fix, step.places[0], step.name)
