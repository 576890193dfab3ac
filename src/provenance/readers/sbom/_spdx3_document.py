"""What an SPDX 3 document says of itself: the SpdxDocument, its collections, its imports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance.decoding.details import detail_of
from provenance.decoding.ledger import excerpt
from provenance.model.component import DocumentLink, Gap, Party
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.readers.sbom._spdx3_components import Components
from provenance.readers.sbom._spdx3_licenses import Licenses
from provenance.readers.sbom._spdx3_nodes import Node, Nodes
from provenance.readers.sbom._spdx3_parties import Creation, Parties
from provenance.readers.sbom._spdx3_words import as_list, as_text, gap_of
from provenance.readers.sbom._spdx_remarks import Remarks

Items = Iterator[tuple[Place, Any]]
FORMAT: Final = "SPDX"
DOCUMENT: Final = "SpdxDocument"
_READ: Final = frozenset(
    {
        *("spdxId", "@id", "@context", "type", "@type", "creationInfo", "name", "comment"),
        *("element", "rootElement", "import", "dataLicense", "software_sbomType"),
    }
)


class _Collection(NamedTuple):
    """A collection of elements; `roots` is what it is about."""

    node: Node
    roots: tuple[str, ...]
    elements: tuple[str, ...]


class Documents:
    """The collections of one document, and who made them."""

    def __init__(self, nodes: Nodes, parties: Parties, remarks: Remarks) -> None:
        self._nodes, self._parties, self._remarks = nodes, parties, remarks
        self._collections: dict[str, _Collection] = {}
        self._creations: dict[str, Creation] = {}
        self._made: dict[str, list[str]] = {}
        self._imported: set[str] = set()
        self._document: _Collection | None = None

    # -- reading ---------------------------------------------------------------------------------

    def add(self, node: Node) -> None:
        """Note a collection."""
        value, place = node.value, node.place
        roots = self._nodes.refs(as_list(value.get("rootElement")), f"{place}/rootElement")
        elements = self._nodes.refs(as_list(value.get("element")), f"{place}/element")
        found = _Collection(node, roots, elements)
        self._collections.setdefault(node.ref, found)
        if elements and not roots:
            detail = f"{node.type}: lists elements and names none of them as its root"
            self._remarks.note("spdx/no-root-element", place, detail, group=node.type)
        if node.type != DOCUMENT:
            return
        if self._document is None:
            self._document = found
        else:
            detail = "a second SpdxDocument; a file has one"
            self._remarks.note("spdx/several-documents", place, detail, read_as="the first of them")

    def add_creation(self, node: Node) -> None:
        """Note creation information that elements share."""
        self._creations.setdefault(node.ref, self._parties.creation(node.value, node.place))

    def made(self, node: Node) -> None:
        """Note which creation information an element has."""
        value = node.value.get("creationInfo")
        if isinstance(value, dict):
            place = f"{node.place}/creationInfo"
            ref = "inline " + detail_of("", value, ()).content
            if ref not in self._creations:
                self._creations[ref] = self._parties.creation(value, place)
        elif isinstance(value, str):
            ref = self._nodes.ref(value, "") or value
        else:
            return
        self._made.setdefault(ref, []).append(node.ref)

    # -- what it says ----------------------------------------------------------------------------

    def heading(self, licenses: Licenses, described: dict[str, list[str]], only: str) -> Heading:
        """The heading; `only` is the one element of a document without a graph."""
        creation, node = self._creation(only), self._main()
        made = [] if creation is None else list(map(self._parties.party, creation.authors))
        authors = tuple(party for party in made if isinstance(party, Party))
        tools = () if creation is None else tuple(map(self._parties.tool, creation.tools))
        gaps: list[tuple[str, Gap]] = [("authors", gap) for gap in made if isinstance(gap, str)]
        value = {} if node is None else node.value
        return Heading(
            FORMAT,
            (creation.version if creation is not None else None) or self._nodes.version,
            self._identifier(),
            None,
            creation.created if creation is not None else None,
            self._roots(described, only),
            authors if made or creation is not None else None,
            tools or None,
            as_text(value.get("name")),
            contexts=self._contexts(),
            license=self._data_license(value, licenses),
            comment=as_text(value.get("comment")),
            gaps=tuple(dict.fromkeys(gaps)),
        )

    def _identifier(self) -> str | None:
        """The id of the SpdxDocument, where it has one of its own."""
        ref = None if self._document is None else self._document.node.ref
        return None if ref is None or ref.startswith("#") else ref

    def _main(self) -> Node | None:
        if self._document is not None:
            return self._document.node
        return next((found.node for found in self._collections.values()), None)

    def _creation_ref(self, only: str) -> str | None:
        node = self._main()
        wanted = only if node is None else node.ref
        refs = (ref for ref, made in self._made.items() if wanted in made)
        return next(refs, next(iter(self._creations), None))

    def _creation(self, only: str) -> Creation | None:
        ref = self._creation_ref(only)
        return None if ref is None else self._creations.get(ref)

    def _roots(self, described: dict[str, list[str]], only: str) -> tuple[str, ...]:
        """What the document is about, through the collections that it is about."""
        if self._document is not None:
            agenda = [self._document.node.ref]
        else:
            inner = {root for found in self._collections.values() for root in found.roots}
            agenda = [ref for ref in self._collections if ref not in inner]
        found, seen = dict[str, None](), set(agenda)
        for ref in agenda:  # grows while it is walked
            collection = self._collections.get(ref)
            if collection is None:
                found[ref] = None
                continue
            for root in (*collection.roots, *described.get(ref, ())):
                if root not in seen:
                    seen.add(root)
                    agenda.append(root)
        if not found and described:
            found = dict.fromkeys(ref for refs in described.values() for ref in refs)
        elif not found and not self._collections and self._nodes.is_defined(only):
            found[only] = None
        return tuple(found)

    def _contexts(self) -> tuple[str, ...] | None:
        kinds = [
            kind
            for found in self._collections.values()
            for kind in as_list(found.node.value.get("software_sbomType"))
            if isinstance(kind, str)
        ]
        return tuple(dict.fromkeys(kinds)) or None

    def _data_license(self, value: dict[str, Any], licenses: Licenses) -> str | None:
        ref = self._nodes.ref(value.get("dataLicense"), "")
        if ref is None:
            return None
        found = licenses.license(ref, "")
        return found if isinstance(found, str) else found.value

    def _is_known(self, ref: str) -> bool:
        inline = ref.startswith("#")
        listed = ref in self._imported or gap_of(ref) is not None
        return inline or listed or self._nodes.is_defined(ref)

    # -- the rest --------------------------------------------------------------------------------

    def links(self, components: Components) -> Items:
        """Elements that stand in other documents."""
        for collection in self._collections.values():
            place = f"{collection.node.place}/import"
            for at, part in enumerate(as_list(collection.node.value.get("import"))):
                if isinstance(part, str):
                    part = components.parts.get(part, {})
                if isinstance(part, dict):
                    yield from self._link(part, f"{place}/{at}", components)

    def _link(self, part: dict[str, Any], place: Place, components: Components) -> Items:
        ref = self._nodes.ref(part.get("externalSpdxId"), f"{place}/externalSpdxId")
        if ref is None:
            return  # the schema says so
        hashes = [one for one in as_list(part.get("verifiedUsing")) if isinstance(one, dict)]
        found = (
            components.digest(one, f"{place}/verifiedUsing/{at}", "file")
            for at, one in enumerate(hashes)
        )
        digests = tuple(digest for digest in found if digest is not None)
        if self._nodes.is_defined(ref):
            detail = f"imports {excerpt(ref)}, which it has itself"
            self._remarks.note(
                "spdx/self-import", place, detail, kind="observation", group="self-import"
            )
            yield place, detail_of("import", part, (ref,))
            return
        self._imported.add(ref)
        yield place, DocumentLink(ref, ref, None, digests)
        if part.keys() - {"type", "externalSpdxId", "verifiedUsing"}:
            yield place, detail_of("import", part, (ref,))

    def details(self, only: str) -> Items:
        """Other collections, fields that nothing else holds, and creation information of others."""
        main, used = self._main(), self._creation_ref(only)
        for found in self._collections.values():
            node = found.node
            if node is not main:
                yield node.place, detail_of(node.type, node.value, (node.ref,))
                continue
            for name, part in node.value.items():
                if name not in _READ:
                    yield node.place, detail_of(name, part, ())
        for ref, creation in self._creations.items():
            made = tuple(self._made.get(ref, ()))
            if ref != used or "comment" in creation.value or "extension" in creation.value:
                yield creation.place, detail_of("CreationInfo", creation.value, made)

    def look(self) -> None:
        """Note what only the whole shows."""
        if self._document is None and self._nodes.has_graph:
            detail = "has no SpdxDocument that says what it is about"
            self._remarks.note("spdx/no-document", "", detail, kind="observation")
        for ref in self._made:
            if ref not in self._creations:
                detail = f"no creation information has the id {excerpt(ref)}"
                self._remarks.note("spdx/creation-missing", "", detail, group="creation")
        for found in self._collections.values():
            self._look_into(found)

    def _look_into(self, found: _Collection) -> None:
        missing = [ref for ref in found.elements if not self._is_known(ref)]
        if missing:
            detail = f"lists {excerpt(missing[0])}, which neither it nor an import describes"
            if len(missing) > 1:
                detail += f", and {len(missing) - 1} more"
            place = f"{found.node.place}/element"
            self._remarks.note("spdx/element-missing", place, detail, kind="observation")
        for name, refs in (("element", found.elements), ("rootElement", found.roots)):
            inner = (self._collections.get(ref) for ref in refs)
            if any(one is not None and one.node.type == DOCUMENT for one in inner):
                detail = f"{found.node.type}: lists a SpdxDocument among its elements"
                place = f"{found.node.place}/{name}"
                self._remarks.note("spdx/document-in-collection", place, detail, group=name)
