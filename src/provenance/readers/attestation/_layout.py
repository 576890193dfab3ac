"""The `signed` part of a layout, or the layout that an envelope holds (in-toto specification 4.3),
with certificates (ITE-7) and with statements in place of links (ITE-10).

What cannot be read is never read as less strict: a rule becomes one that disallows everything, a
threshold becomes one that nobody meets.
"""

from __future__ import annotations

from typing import Any, Final

from provenance import limits
from provenance.decoding.fields import Fields, quote
from provenance.decoding.time import parse_time
from provenance.errors import LimitExceededError
from provenance.model.build import FlowRule, Grant, Inspection, Layout, Step
from provenance.model.origin import Place
from provenance.readers.attestation._flow import read_flow_rule
from provenance.readers.attestation._layout_certificates import authorities, constraints
from provenance.readers.attestation._layout_predicates import (
    expected_predicates,
    expected_subjects,
)
from provenance.readers.attestation._layout_spelling import (
    in_words,
    spelled,
    with_both,
    words_of,
)

_MEMBERS: Final = with_both("_type", "steps", "inspect", "keys", "expires", "readme") | {
    "rootcas",
    "intermediatecas",
    "trustBundles",
    "subjects",
}
_RULES: Final = ("expected_materials", "expected_products")
_STEP_MEMBERS: Final = with_both(
    *("_type", "name", "threshold", "pubkeys", "expected_command", "cert_constraints"),
    *("expected_predicates", *_RULES),
)
_INSPECTION_MEMBERS: Final = with_both(
    *("_type", "name", "run", "predicates", "expected_attributes", *_RULES)
)
_CLOSED: Final = FlowRule("DISALLOW", "*")
_REFUSED: Final = "DISALLOW *"


def read_layout(layout: Fields) -> Layout:
    """The layout with every step and inspection that has an object to it."""
    layout.note_unknown(_MEMBERS)
    layout.text("readme")
    names: set[str] = set()
    steps = tuple(_step(part, names) for part in _bounded(layout, "steps"))
    looks = _bounded(layout, spelled(layout, "inspect"))
    inspections = tuple(_inspection(part, names) for part in looks)
    if not steps:
        layout.note("no-steps", "steps", "plans no step", kind="observation")
    return Layout(
        "layout",
        steps,
        inspections,
        _expires(layout),
        _grants(layout),
        authorities(layout, "rootcas", "roots"),
        authorities(layout, "intermediatecas", "intermediates"),
        expected_subjects(layout),
    )


def _bounded(layout: Fields, name: str) -> list[Fields]:
    found = list(layout.objects(name, required=name == "steps"))
    if len(found) > limits.LAYOUT_STEPS:
        limit = f"{len(found)} entries; at most {limits.LAYOUT_STEPS} are read"
        raise LimitExceededError(limit, layout.at(name))
    return found


def _expires(layout: Fields) -> str | None:
    expires = layout.text("expires", required=True)
    if expires is not None and parse_time(expires) is None:
        layout.note("bad-time", "expires", "is no time of RFC 3339", read_as="as written")
    return expires


# -- steps and inspections -----------------------------------------------------------------------


def _step(step: Fields, names: set[str]) -> Step:
    step.note_unknown(_STEP_MEMBERS)
    predicates = expected_predicates(step)
    keys = step.texts("pubkeys") or ()
    accepted = constraints(step)
    if predicates and (keys or accepted):
        detail = "names who signs links, although statements are expected in place of links"
        step.note("two-kinds-of-signers", None, detail, read_as="as written, which never holds")
    return Step(
        _name(step, names),
        1 if predicates else _threshold(step),
        keys,
        *_rules(step),
        words_of(step, "expected_command"),
        accepted,
        predicates,
        _places(step),
    )


def _inspection(inspection: Fields, names: set[str]) -> Inspection:
    inspection.note_unknown(_INSPECTION_MEMBERS)
    run = words_of(inspection, "run")
    return Inspection(_name(inspection, names), *_rules(inspection), run, _places(inspection))


def _places(item: Fields) -> tuple[Place, Place, Place]:
    materials, products = (item.at(spelled(item, name)) for name in _RULES)
    return item.pointer, materials, products


def _name(item: Fields, names: set[str]) -> str:
    name = item.text("name", required=True) or ""
    if name in names:
        item.note(
            "duplicate-step", "name", f"{quote(name)} is the name of another step or inspection"
        )
    names.add(name)
    if not name:
        item.note("bad-step-name", "name", "is empty")
    elif "/" in name or "\\" in name or name in (".", "..") or not name.isprintable():
        item.note("bad-step-name", "name", f"{quote(name)} would name a file elsewhere")
    return name


def _threshold(step: Fields) -> int:
    threshold = step.get("threshold", int, required=True)
    if threshold is None:
        step.note("bad-threshold", "threshold", "is no number", read_as="0, which is never met")
        return 0
    if threshold < 1:
        detail = f"is {threshold}; at least one functionary must sign"
        step.note("bad-threshold", "threshold", detail, read_as="as written, which is never met")
    return threshold


def _rules(item: Fields) -> tuple[tuple[FlowRule, ...], tuple[FlowRule, ...]]:
    materials, products = (_rule_list(item, spelled(item, name)) for name in _RULES)
    return materials, products


def _rule_list(item: Fields, name: str) -> tuple[FlowRule, ...]:
    written: list[Any] | None = item.get(name, list)
    if written is None:
        return () if item.value.get(name) is None else (_CLOSED,)
    rules = []
    for position, part in enumerate(written):
        rule = read_flow_rule(in_words(part, name) if type(part) is str else part)
        if isinstance(rule, str):
            where = Fields({}, item.family, item.notes, f"{item.at(name)}/{position}")
            where.note("malformed-rule", None, rule, read_as=_REFUSED, whole=False)
        rules.append(_CLOSED if isinstance(rule, str) else rule)
    return tuple(rules)


# -- keys ----------------------------------------------------------------------------------------


def _grants(layout: Fields) -> tuple[Grant, ...]:
    keys = layout.inner(spelled(layout, "keys"))
    found = []
    for hint in keys.value:
        key = keys.inner(hint)
        material = _material(key) if key.value else None
        if material is not None:
            kind = key.text(spelled(key, "keytype"), required=True)
            scheme = key.text("scheme")
            found.append(Grant(hint, kind or "", scheme or "", material))
    return tuple(found)


def _material(key: Fields) -> str | None:
    if "method" in key.value or "pgp" in str(key.value.get("hashes", "")):
        detail = "OpenPGP keys are not used in this version"
        key.note("openpgp-key", None, detail, kind="observation", whole=False)
        return None
    value = key.inner(spelled(key, "keyval"), required=True)
    if value.value.get("private"):
        value.note("private-key", "private", "is given away", kind="observation")
    return value.text("public", required=True) or None
