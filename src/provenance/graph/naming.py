"""What every ref of every document is called where all of them are one graph.

Two documents may call different things alike: elements, licenses of their own, and the documents
that they refer to. The first keeps the text; in any other the number of the document goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from provenance.graph.evidence import Chapter
from provenance.graph.identity import agreement, identifying
from provenance.graph.linking import Links, same_document
from provenance.model.component import Component, DocumentLink, LicenseText
from provenance.model.digest import Digest

Node = tuple[int, str]
"""Number of a document, and a ref in it."""
_Key = tuple[str, str, str]
_LOCAL: Final = re.compile(r"\b(?:DocumentRef-[A-Za-z0-9.+-]+:)?(?:License|Addition)Ref-[\w.-]+")
_LICENSE: Final = "LicenseRef-"
_DOCUMENT: Final = "DocumentRef-"
_HOLDERS: Final = frozenset(
    {
        *("ref", "bom-ref", "subjects", "assemblies", "dependencies", "vulnerabilities"),
        *("spdxElementId", "relatedSpdxElement", "hasFiles", "snippetFromFile", "reference"),
        *("from", "to", "element", "rootElement", "subject", "spdxId"),
    }
)
"""Members whose texts are refs, in whatever format."""


def respelled(value: Any, names: Mapping[str, str]) -> Any:
    """A decoded value in which refs have other names; other texts stay."""
    return _respelled(value, names, False) if names else value


def _respelled(value: Any, names: Mapping[str, str], is_ref: bool) -> Any:
    if isinstance(value, str):
        return names.get(value, value) if is_ref else value
    if isinstance(value, list):
        return [_respelled(part, names, is_ref) for part in value]
    if isinstance(value, dict):
        return {name: _respelled(part, names, name in _HOLDERS) for name, part in value.items()}
    return value


class Names:
    """The names of one delivery."""

    def __init__(self, chapters: list[Chapter], links: Links) -> None:
        self._chapters, self._links = chapters, links
        self._numbers = {id(chapter): number for number, chapter in enumerate(chapters)}
        self._taken: set[str] = set()
        self._components = self._name_components(_leaders(chapters))
        self._prefixes = self._name_documents()
        self._licenses = self._name_licenses()

    # -- elements --------------------------------------------------------------------------------

    def of(self, number: int, ref: str) -> str:
        """The name of what a ref of a document leads to, there or in another document."""
        own = self._components.get((number, ref))
        if own is not None:
            return own
        found = self._in_another(number, ref)
        if found is not None:
            return found
        for prefix, new in self._prefixes[number].items():
            if ref.startswith(prefix):
                return new + ref.removeprefix(prefix)
        # a ref that leads nowhere must not lead to what another document calls so
        return f"{number + 1}:{ref}" if ref in self._taken else ref

    def renamed(self, number: int) -> dict[str, str]:
        """The elements of a document that have another name now."""
        refs = (component.ref for component in self._chapters[number].facts(Component))
        return {ref: new for ref in refs if (new := self._components[number, ref]) != ref}

    def prefix(self, number: int, prefix: str) -> str:
        """The prefix of refs into another document."""
        return self._prefixes[number].get(prefix, prefix)

    def _name_components(self, leader: dict[Node, Node]) -> dict[Node, str]:
        names: dict[Node, str] = {}
        self._taken = {lead[1] for lead in leader.values()}
        first: dict[str, Node] = {}
        for lead in leader.values():
            if lead not in names:
                plain = first.setdefault(lead[1], lead) == lead
                names[lead] = lead[1] if plain else self._free(*lead)
        return {node: names[lead] for node, lead in leader.items()}

    def _free(self, number: int, ref: str) -> str:
        """A name that nothing has yet."""
        found = f"{number + 1}:{ref}"
        while found in self._taken:
            found = f"{number + 1}:{found}"
        self._taken.add(found)
        return found

    # -- other documents -------------------------------------------------------------------------

    def _in_another(self, number: int, ref: str) -> str | None:
        """The one element that a ref means in another delivered document, of those bytes."""
        step = self._links.follow(self._chapters[number], ref)
        if step is None or step.found.chapter is None or len(step.refs) != 1:
            return None
        other = self._numbers.get(id(step.found.chapter))
        return None if other is None else self._components.get((other, step.refs[0]))

    def _name_documents(self) -> list[dict[str, str]]:
        """For each document its prefixes that an earlier one uses for something else."""
        taken: dict[str, str] = {}
        found = []
        for number, chapter in enumerate(self._chapters):
            renamed = {}
            for link in chapter.facts(DocumentLink):
                other = same_document(link.identifier)
                if link.prefix.startswith(_DOCUMENT) and other != taken.setdefault(
                    link.prefix, other
                ):
                    tail = link.prefix.removeprefix(_DOCUMENT)
                    renamed[link.prefix] = f"{_DOCUMENT}{number + 1}-{tail}"
            found.append(renamed)
        return found

    # -- licenses --------------------------------------------------------------------------------

    def license(self, number: int, text: str) -> str:
        """An expression, or one id, with the names of its own licenses."""
        renamed = self._licenses[number]
        if "Ref-" not in text or not (renamed or self._prefixes[number]):
            return text
        return _LOCAL.sub(lambda found: self._license(number, found[0]), text)

    def _license(self, number: int, name: str) -> str:
        for prefix, new in self._prefixes[number].items():
            if name.startswith(prefix):
                return new + name.removeprefix(prefix)
        return self._licenses[number].get(name, name)

    def _name_licenses(self) -> list[dict[str, str]]:
        """Licenses that a document defines or uses, where an earlier one means something else."""
        meaning: dict[str, tuple[str | None, str | None] | None] = {}
        found = []
        for number, chapter in enumerate(self._chapters):
            texts = {text.ref: (text.name, text.text) for text in chapter.facts(LicenseText)}
            renamed = {}
            for name in dict.fromkeys([*texts, *_used(chapter)]):
                if meaning.setdefault(name, texts.get(name)) != texts.get(name):
                    tail = name.removeprefix(_LICENSE)
                    renamed[name] = f"{_LICENSE}{number + 1}-{tail}"
            found.append(renamed)
        return found


def _used(chapter: Chapter) -> Iterator[str]:
    """The licenses that expressions of a document name, and that it has to define itself."""
    values = dict.fromkeys(
        license.value
        for component in chapter.facts(Component)
        for license in component.licenses or ()
        if license.form == "expression"
    )
    for value in values:
        if _LICENSE in value:
            names = _LOCAL.findall(value)
            yield from (name for name in names if name.startswith(_LICENSE))


# -- one component in several documents ----------------------------------------------------------


def _leaders(chapters: list[Chapter]) -> dict[Node, Node]:
    """For every component the first one that is the same; mostly it is that itself."""
    first: dict[_Key, Node] = {}
    digests: dict[Node, list[Digest]] = {}
    leader: dict[Node, Node] = {}
    for number, chapter in enumerate(chapters):
        shared, led = _shared(chapter), set[Node]()
        for component in chapter.facts(Component):
            node = (number, component.ref)
            if node in leader:
                continue  # a ref that stands twice is one component
            own = [d for d in component.digests or () if identifying(d)]
            keys = [key for key in map(_key, own) if key not in shared]
            found = _one_of(first, keys)
            if found is None or found in led or _differ(component, digests[found]):
                found = node
            leader[node] = found
            led.add(found)
            digests.setdefault(found, []).extend(component.digests or ())
            for key in keys:
                first.setdefault(key, found)
    return leader


def _one_of(first: dict[_Key, Node], keys: list[_Key]) -> Node | None:
    """The one component that digests lead to; None where there is none, or several."""
    found = {first[key] for key in keys if key in first}
    return found.pop() if len(found) == 1 else None


def _differ(component: Component, digests: list[Digest]) -> bool:
    return agreement(component.digests or (), digests) == "different"


def _key(digest: Digest) -> _Key:
    return (digest.algorithm, digest.value, digest.scope)


def _shared(chapter: Chapter) -> set[_Key]:
    """Digests that two components of one document have."""
    seen: set[_Key] = set()
    shared: set[_Key] = set()
    for component in chapter.facts(Component):
        keys = set(map(_key, component.digests or ()))
        shared |= keys & seen
        seen |= keys
    return shared
