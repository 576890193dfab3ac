"""From the bytes of an image to their sources: what was made of what, and who says so.

- Things are bytes (delivered or only named), builds, and components. Bytes are one thing where a
  digest says so; a name alone joins nothing.
- Hops lead from a product towards its sources: bytes `made by` a build, a build `read` bytes, bytes
  `described as` a component, a component `dependsOn` another. Each has the place that says so.
- A hop by package URL only is `maybe same`: marked weak, taken only where nothing else leads on.
- What a build read and handed on unchanged was not made by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, Literal

from msgspec import Struct

from provenance.graph.evidence import Evidence, Said
from provenance.graph.identity import Key, keys_of, maybe_same
from provenance.graph.proof import Proof
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.component import Component, Relation
from provenance.model.digest import Digest
from provenance.model.origin import Origin

_DIGEST: Final = re.compile(r"([A-Za-z0-9_]+:)?[0-9A-Fa-f]{40,}")

Kind = Literal["bytes", "build", "component"]


class Thing(Struct, frozen=True, gc=False):
    """A node. `id` is a digest where bytes have one, else the place that speaks of it."""

    id: str
    kind: Kind
    label: str
    digest: Digest | None = None
    delivered: bool = False
    image: bool = False


class Hop(Struct, frozen=True, gc=False):
    """An edge from a product towards its sources.

    `verified` says whether a signature stands behind the document, made by a believed key that may
    speak for it; `standing` says it in words. `weak` hops rest on a name only.
    """

    source: str
    target: str
    relation: str
    origin: Origin
    standing: str
    verified: bool
    weak: bool = False


class LineageGraph:
    """All things and hops of a delivery, by name: a path, digest or package URL."""

    def __init__(self, evidence: Evidence, proof: Proof | None = None) -> None:
        self.things: dict[str, Thing] = {}
        self.names: dict[str, list[str]] = {}
        self._out: dict[str, dict[Hop, None]] = {}
        self._by_key: dict[Key, str] = {}
        self._purls: dict[str, list[str]] = {}
        self._standing = _Standing(proof)
        unclaimed = {artifact.path for artifact in evidence.unclaimed}
        for artifact in evidence.artifacts:
            image = artifact.path in unclaimed
            self._bytes(artifact.path, artifact.digests, None, delivered=True, image=image)
        for build in evidence.said(Build):
            self._add_build(build)
        for component in evidence.said(Component):
            self._add_component(component)
        self._add_relations(evidence)

    @property
    def images(self) -> tuple[str, ...]:
        """Delivered files that no reader, signature or manifest claims."""
        return tuple(thing.id for thing in self.things.values() if thing.image)

    def hops(self, source: str) -> tuple[Hop, ...]:
        """Hops that lead on from a thing, in the order of the documents."""
        return tuple(self._out.get(source, ()))

    def find(self, what: str) -> tuple[str, ...]:
        """Ids of the things that a path, name, digest or package URL means."""
        names = [what]
        if _DIGEST.fullmatch(what):
            names += [what.lower(), f"sha256:{what.lower()}"]
        found = [thing for name in names for thing in self.names.get(name, ())]
        return tuple(dict.fromkeys(found))

    # -- making ----------------------------------------------------------------------------------

    def _name(self, name: str, thing: str) -> None:
        known = self.names.setdefault(name, [])
        if thing not in known:
            known.append(thing)

    def _hop(
        self,
        source: str,
        target: str,
        relation: str,
        said: Said[Any],
        place: str,
        weak: bool = False,
    ) -> None:
        if source == target:
            return
        standing, verified = self._standing.of(said)
        origin = said.chapter.origin(place)
        hop = Hop(source, target, relation, origin, standing, verified, weak)
        self._out.setdefault(source, {})[hop] = None

    def _bytes(
        self,
        name: str,
        digests: Iterable[Digest],
        origin: Origin | None,
        *,
        delivered: bool = False,
        image: bool = False,
    ) -> str:
        """The thing that these bytes are: the one with such a digest, else a new one."""
        found = tuple(digests)
        keys = keys_of(found)
        known = next((self._by_key[key] for key in keys if key in self._by_key), None)
        if known is None:
            known = f"{keys[0][0]}:{keys[0][1]}" if keys else f"{name} ({origin})"
            digest = found[0] if found else None
            thing = Thing(known, "bytes", name, digest, delivered, image)
            self.things.setdefault(known, thing)
        for key in keys:
            self._by_key.setdefault(key, known)
        for digest in found:
            self._name(str(digest), known)
        self._name(name, known)
        return known

    def _add_build(self, said: Said[Build]) -> None:
        build, origin = said.fact, said.origin
        id = str(origin)
        self.things[id] = Thing(id, "build", _build_label(build))
        inputs = build.inputs or Listing("inputs", (), ())
        read = {key for digests in inputs.digests for key in keys_of(digests)}
        outputs = build.outputs or Listing("outputs", (), ())
        for row, (name, digests) in enumerate(outputs.rows()):
            if read.isdisjoint(keys_of(digests)):
                place = outputs.place_of(row)
                self._hop(self._bytes(name, digests, origin), id, "made by", said, place)
        for row, (name, digests) in enumerate(inputs.rows()):
            place = inputs.place_of(row)
            thing = self._bytes(name, digests, said.chapter.origin(place))
            self._hop(id, thing, "read", said, place)
            resolved = build.resolved[row] if build.resolved else None
            if resolved is not None and resolved.uri:
                self._name(resolved.uri, thing)
                self._purls.setdefault(resolved.uri, []).append(thing)

    def _add_component(self, said: Said[Component]) -> None:
        component, id = said.fact, str(said.origin)
        digest = component.digests[0] if component.digests else None
        self.things[id] = Thing(id, "component", component.label, digest)
        self._name(component.label, id)
        if component.purl:
            self._name(component.purl, id)
        same = [self._by_key[key] for key in keys_of(component.digests) if key in self._by_key]
        for thing in dict.fromkeys(same):
            self._hop(thing, id, "described as", said, said.place)
        if not same and component.purl:
            for thing in dict.fromkeys(self._purls.get(component.purl, ())):
                self._hop(id, thing, "maybe same", said, said.place, weak=True)

    def _add_relations(self, evidence: Evidence) -> None:
        for relation in evidence.said(Relation):
            chapter = relation.chapter
            source = chapter.component(relation.fact.source)
            for ref in relation.fact.targets if source else ():
                target = chapter.component(ref)
                if source is not None and target is not None:
                    ids = str(source.origin), str(target.origin)
                    self._hop(*ids, relation.fact.kind, relation, relation.place)
        said_at = {said.origin: said for said in evidence.said(Component)}
        for pair in maybe_same(evidence.chapters):
            for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
                said = said_at[one]
                self._hop(str(one), str(other), "maybe same", said, said.place, weak=True)


class _Standing:
    """Who stands behind a document, in words, and whether that is proven."""

    def __init__(self, proof: Proof | None) -> None:
        self._proof = proof
        self._known: dict[tuple[str, str], tuple[str, bool]] = {}
        self._signed: dict[str, list[tuple[str, str]]] = {}
        for found in proof.verifications if proof is not None else ():
            name = found.authority.name if found.authority is not None else ""
            row = self._signed.setdefault(found.signature.signs.value, [])
            row.append((found.outcome, name))

    def of(self, said: Said[Any]) -> tuple[str, bool]:
        digest, purpose = said.chapter.document.digest, _purpose(said.fact)
        key = digest.value, purpose
        if key not in self._known:
            self._known[key] = self._describe(digest, purpose)
        return self._known[key]

    def _describe(self, digest: Digest, purpose: str) -> tuple[str, bool]:
        if self._proof is None:
            return "signatures were not checked", False
        vouchers = self._proof.vouched(digest, purpose)
        if vouchers:
            names = sorted({voucher.authority.name for voucher in vouchers})
            return f"signed by {', '.join(names)}, verified", True
        signed = self._signed.get(digest.value, [])
        names = sorted({name for outcome, name in signed if outcome == "pass"})
        if names:
            return f"signed by {', '.join(names)}, which may not speak for it", False
        if any(outcome == "fail" for outcome, _ in signed):
            return "signed, and the signature does not hold", False
        return ("signed by nobody who is believed" if signed else "not signed"), False


def _purpose(fact: object) -> str:
    """Purposes as `Voucher` has them."""
    if isinstance(fact, Build):
        return f"step:{fact.step}" if fact.step is not None else "provenance"
    return "sbom"


def _build_label(build: Build) -> str:
    if build.step is not None:
        return f'step "{build.step}"'
    return f"a build on {build.platform}" if build.platform else "a build"
