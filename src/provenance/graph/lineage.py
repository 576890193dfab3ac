"""From the bytes of an image to their sources: what was made of what, and who says so.

- Things are bytes (delivered or only named), builds, and components. Bytes are one thing where a
  digest says so; a name alone joins nothing.
- Hops lead from a product towards its sources: bytes `made by` a build, a build `read` bytes or was
  `configured from` a repository, bytes `described as` a component, a component `dependsOn` another.
  Each has the place that says so.
- A hop by package URL or another identifier only is `maybe same`: marked weak, taken only where
  nothing else leads on.
- What a build read and handed on unchanged was not made by it.
- That two digests of different algorithms are of the same bytes is a claim, too: it joins things
  where the bytes are here, or where a verified signature stands behind whoever says so.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal
from urllib.parse import quote

from msgspec import Struct

from provenance.graph.aliases import SameBytes
from provenance.graph.evidence import Delivered, Evidence, Said
from provenance.graph.identity import Key, keys_of, maybe_same, plain_path
from provenance.graph.proof import Proof
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.component import Component, Relation
from provenance.model.digest import Digest
from provenance.model.origin import Origin

_DIGEST: Final = re.compile(r"([A-Za-z0-9_]+:)?[0-9A-Fa-f]{40,}")
_NOBODY_JOINS: Final = "only; no document says that they are one"

Kind = Literal["bytes", "build", "component"]


class Thing(Struct, frozen=True, gc=False):
    """A node. `id` is a digest where bytes have one, else the place that speaks of it: the digest
    of the document, and the pointer as a URI fragment (RFC 6901, section 6).

    `paths` are all at which the bytes were delivered.
    """

    id: str
    kind: Kind
    label: str
    digest: Digest | None = None
    paths: tuple[str, ...] = ()
    image: bool = False

    @property
    def delivered(self) -> bool:
        """Whether the bytes are here, and not only named."""
        return bool(self.paths)


class Hop(Struct, frozen=True, gc=False):
    """An edge from a product towards its sources.

    `verified` says whether a signature stands behind the document, made by a believed key that may
    speak for it; `standing` says it in words. `weak` hops rest on a name only, and nothing that
    anybody signed says them.
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
        self._out: dict[str, dict[tuple[str, str, Digest, str], Hop]] = {}
        self._by_key: dict[Key, str] = {}
        self._purls: dict[str, list[str]] = {}
        self._standing = _Standing(proof)
        self._key = SameBytes(evidence, self._standing.joins).key
        unclaimed = {artifact.path for artifact in evidence.unclaimed}
        for file in evidence.files:
            self._add_file(file, image=file.artifact.path in unclaimed)
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
        return tuple(self._out.get(source, {}).values())

    def find(self, what: str) -> tuple[str, ...]:
        """Ids of the things that a path, name, digest or package URL means."""
        names = [what, plain_path(what)]
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
        weak: str = "",
    ) -> None:
        if source == target:
            return
        weakly = f"by its {weak} {_NOBODY_JOINS}", False
        standing, verified = weakly if weak else self._standing.of(said)
        origin = said.chapter.origin(place)
        hop = Hop(source, target, relation, origin, standing, verified, bool(weak))
        # The same bytes at two paths say one thing, not two.
        key = (target, relation, origin.digest, origin.pointer)
        self._out.setdefault(source, {}).setdefault(key, hop)

    def _add_file(self, file: Delivered, *, image: bool) -> None:
        digest = file.artifact.digest
        id, path = str(digest), file.artifact.path
        known = self.things.get(id)
        image = image or (known is not None and known.image)
        paths = (*(known.paths if known is not None else ()), path)
        self.things[id] = Thing(id, "bytes", paths[0], digest, paths, image)
        self._by_key.update(dict.fromkeys(keys_of(file.artifact.digests), id))
        for name in (path, *map(str, file.artifact.digests)):
            self._name(name, id)

    def _bytes(self, name: str, digests: tuple[Digest, ...], origin: Origin) -> str:
        """The thing that these bytes are: the one with such a digest, else a new one."""
        key = self._key(digests)
        known = self._by_key.get(key) if key is not None else None
        if known is None:
            known = f"{key[0]}:{key[1]}" if key is not None else _id(origin)
            digest = digests[0] if digests else None
            self.things.setdefault(known, Thing(known, "bytes", name, digest))
        if key is not None:
            self._by_key.setdefault(key, known)
        for digest in digests:
            self._name(str(digest), known)
        self._name(name, known)
        return known

    def _add_build(self, said: Said[Build]) -> None:
        build, id = said.fact, _id(said.origin)
        self.things[id] = Thing(id, "build", _build_label(build))
        inputs = build.inputs or Listing("inputs", (), ())
        read = {key for digests in inputs.digests for key in keys_of(digests)}
        outputs = build.outputs or Listing("outputs", (), ())
        for row, (name, digests) in enumerate(outputs.rows()):
            if read.isdisjoint(keys_of(digests)):
                place = outputs.place_of(row)
                thing = self._bytes(name, digests, said.chapter.origin(place))
                self._hop(thing, id, "made by", said, place)
        for row, (name, digests) in enumerate(inputs.rows()):
            place = inputs.place_of(row)
            thing = self._bytes(name, digests, said.chapter.origin(place))
            self._hop(id, thing, "read", said, place)
            resolved = build.resolved[row] if build.resolved else None
            if resolved is not None and resolved.uri:
                self._name(resolved.uri, thing)
                self._purls.setdefault(resolved.uri, []).append(thing)
        if build.source is not None and not _is_among_inputs(build):
            thing = self._repository(build.source, build.revision)
            self._hop(id, thing, "configured from", said, said.place)

    def _repository(self, source: str, revision: str | None) -> str:
        """Sources at one commit: one thing for all builds that were configured from there."""
        id = f"{source}#{revision or ''}"
        digest = None if revision is None else Digest("gitCommit", revision, "source")
        self.things.setdefault(id, Thing(id, "bytes", source, digest))
        for name in filter(None, (source, revision)):
            self._name(name, id)
        return id

    def _add_component(self, said: Said[Component]) -> None:
        component, id = said.fact, _id(said.origin)
        digest = component.digests[0] if component.digests else None
        self.things[id] = Thing(id, "component", component.label, digest)
        self._name(component.label, id)
        if component.purl:
            self._name(component.purl, id)
        key = self._key(component.digests or ())
        same = self._by_key.get(key) if key is not None else None
        if same is not None:
            self._hop(same, id, "described as", said, said.place)
        elif component.purl:
            for thing in dict.fromkeys(self._purls.get(component.purl, ())):
                self._hop(id, thing, "maybe same", said, said.place, "purl")

    def _add_relations(self, evidence: Evidence) -> None:
        for relation in evidence.said(Relation):
            chapter = relation.chapter
            source = chapter.component(relation.fact.source)
            for ref in relation.fact.targets if source else ():
                target = chapter.component(ref)
                if source is not None and target is not None:
                    ids = _id(source.origin), _id(target.origin)
                    self._hop(*ids, relation.fact.kind, relation, relation.place)
        said_at = {said.origin: said for said in evidence.said(Component)}
        for pair in maybe_same(evidence.chapters):
            for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
                said = said_at[one]
                self._hop(_id(one), _id(other), "maybe same", said, said.place, pair.because)


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

    def joins(self, said: Said[Any]) -> bool:
        """Whether what is said may make one thing of two; without a proof nothing is verified."""
        return self._proof is None or self.of(said)[1]

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


def _id(origin: Origin) -> str:
    """What no other place has, however files and members are called."""
    return f"{origin.digest}#{quote(origin.pointer, errors='surrogatepass')}"


def _purpose(fact: object) -> str:
    """Purposes as `Voucher` has them."""
    if isinstance(fact, Build):
        return f"step:{fact.step}" if fact.step is not None else "provenance"
    return "sbom"


def _build_label(build: Build) -> str:
    if build.step is not None:
        return f'step "{build.step}"'
    label = f"a build on {build.platform}" if build.platform else "a build"
    if build.source is None:
        return label
    commit = f" at commit {build.revision}" if build.revision is not None else ""
    return f"{label} from {build.source}{commit}"


def _is_among_inputs(build: Build) -> bool:
    """Whether what a build was configured from is one of the things that it says it read."""
    for entry in build.resolved or ():
        if entry.uri == build.source or any(d.value == build.revision for d in entry.digests):
            return True
    return False
