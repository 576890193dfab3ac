"""Claims in the `declarations` of a CycloneDX document (CycloneDX attestations, since 1.6).

A claim points at its evidence by ref; the evidence says until when it holds, and holds its data
inline or says where they lie. Everything is kept as it is written beside these facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance.decoding.time import parse_time
from provenance.model.origin import Place
from provenance.model.predicate import Claim, Resource

_PLACE: Final = "/declarations"


class _Evidence(NamedTuple):
    """One piece of evidence, and when it ceases to hold."""

    resource: Resource
    expires: str | None


def claims_of(declarations: dict[str, Any]) -> Iterator[tuple[Place, Claim]]:
    """Each claim with what backs it, what speaks against it, and the first day that ends that."""
    known = {
        ref: _Evidence(_resource(one, ref), _text(one, "expires"))
        for one in _objects(declarations, "evidence")
        if (ref := _text(one, "bom-ref")) is not None
    }
    listed = declarations.get("claims")
    for number, claim in enumerate(listed if type(listed) is list else ()):
        if type(claim) is not dict:
            continue  # the schema has said so
        place = f"{_PLACE}/claims/{number}"
        backing = _found(claim, "evidence", known)
        against = _found(claim, "counterEvidence", known)
        target = _text(claim, "target")
        fact = Claim(
            _text(claim, "bom-ref") or f"#{place}",
            _text(claim, "predicate") or "",
            None if target is None else Resource(name=target),
            tuple(one.resource for one in backing),
            tuple(one.resource for one in against),
            expires=_first_end(backing),
        )
        yield place, fact


def _found(claim: dict[str, Any], name: str, known: dict[str, _Evidence]) -> list[_Evidence]:
    """The evidence behind some refs; of one that leads nowhere only the ref is known."""
    listed = claim.get(name)
    refs = (ref for ref in (listed if type(listed) is list else ()) if type(ref) is str)
    return [known.get(ref) or _Evidence(Resource(name=ref), None) for ref in refs]


def _resource(evidence: dict[str, Any], ref: str) -> Resource:
    held, url = False, None
    for data in _objects(evidence, "data"):
        found = data.get("contents")
        contents: dict[str, Any] = found if type(found) is dict else {}
        attachment = contents.get("attachment")
        held |= type(attachment) is dict and bool(attachment.get("content"))
        url = url or _text(contents, "url")
    return Resource(url, _text(evidence, "propertyName") or ref, held=held)


def _first_end(backing: list[_Evidence]) -> str | None:
    ends = {text: parse_time(text) for one in backing if (text := one.expires) is not None}
    unclear = [text for text, time in ends.items() if time is None]
    if unclear:
        return unclear[0]
    return min(ends, key=lambda text: (str(ends[text]), text), default=None)


def _objects(holder: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    found = holder.get(name)
    return (one for one in (found if type(found) is list else ()) if type(one) is dict)


def _text(holder: dict[str, Any], name: str) -> str | None:
    found = holder.get(name)
    return found if type(found) is str else None
