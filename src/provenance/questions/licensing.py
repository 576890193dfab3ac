"""Licenses of components: whether one of them tells under what the software may be used.

An SPDX expression of known ids tells. A `LicenseRef-…` tells where its text is at hand: beside it,
in the same document, or in a public list. A mere name tells where it is an SPDX id after all, or
where its text stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from provenance.decoding.license_expression import license_fault, unknown_ids
from provenance.graph.evidence import Said
from provenance.model.component import Component, License
from provenance.model.profile import Reply
from provenance.questions.ask import Ask
from provenance.questions.population import Population
from provenance.questions.replies import gap_of

STATED: Final[dict[str, Reply]] = {"NOASSERTION": "unknown", "NONE": "none"}
"""Words of SPDX that people also write where CycloneDX wants a license."""

_own_ids: Final = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+").findall
_PUBLIC: Final = "LicenseRef-scancode-"
"""Begins the ids of a public list, which BSI TR-03183-2 6.1 takes right after that of SPDX."""


def license_reply(component: Component, stages: Iterable[str] = ()) -> Reply:
    """How a component answers under which license it is; with stages, one for each of them."""
    found = [_staged_reply(component, stage) for stage in stages] or [_any_reply(component)]
    return next((reply for reply in found if reply != "present"), "present")


def _any_reply(component: Component) -> Reply:
    licenses = component.licenses
    if not licenses:
        return gap_of(component, "licenses", "licenses.concluded", "licenses.declared")
    return _of_values(licenses)


def _staged_reply(component: Component, stage: str) -> Reply:
    licenses = [one for one in component.licenses or () if one.stage == stage]
    return _of_values(licenses) if licenses else gap_of(component, f"licenses.{stage}")


def _of_values(licenses: Iterable[License]) -> Reply:
    """CycloneDX has no word for not knowing a license, and people write that of SPDX."""
    replies: list[Reply] = [STATED.get(license.value.strip(), "present") for license in licenses]
    return "present" if "present" in replies else replies[0]


def license_problem(license: License) -> str | None:
    """What is wrong with a license, or None; `""` says that nothing but its text is missing."""
    value = license.value.strip()
    if value in STATED:
        return f"{value} is no license"
    if license.form == "name" and license.text:
        return None
    fault = license_fault(value)
    if license.form == "name":
        known = fault is None and not unknown_ids(value) and not _own_ids(value)
        return None if known else f"{value[:80]!r} is a mere name, without its text"
    if fault is not None:
        return f"{value[:80]!r} is no license expression: {fault}"
    unknown = unknown_ids(value)
    return f"{unknown[0]!r} is no SPDX license id" if unknown else None


def untold_ids(ask: Ask, said: Said[Component], license: License) -> list[str]:
    """Ids of an expression that the document itself has to explain, and does not."""
    if license.text or license.form == "name":
        return []
    own = [name for name in _own_ids(license.value) if not name.startswith(_PUBLIC)]
    if not own:
        return []
    known = ask.components.license_texts(said.chapter)
    return [name for name in own if name not in known]


def without_license(ask: Ask, stages: tuple[str, ...]) -> Population:
    """Components, those suspect whose licenses are not plainly valid."""
    return ask.once(_without_license, stages)


def _without_license(ask: Ask, stages: tuple[str, ...]) -> Population:
    """Few lists stand in many components, and a reader shares them: each is looked at once."""
    every = ask.components.all
    lists = {id(licenses): licenses for said in every for licenses in (said.fact.licenses,)}
    odd = {key for key, licenses in lists.items() if not _are_plain(licenses or (), stages)}
    suspects = [said for said in every if id(said.fact.licenses) in odd] if odd else []
    return Population(len(every), suspects)


def _are_plain(licenses: tuple[License, ...], stages: tuple[str, ...]) -> bool:
    """Whether all are valid, no text is asked for, and every stage has one."""
    stated = {license.stage for license in licenses}
    return (
        bool(licenses)
        and stated.issuperset(stages)
        and not any(license_problem(license) or _own_ids(license.value) for license in licenses)
    )
