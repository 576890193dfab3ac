"""Components beside inputs and outputs of builds: the same thing said twice, or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from provenance.graph.evidence import Said
from provenance.graph.identity import Key, keys_of
from provenance.model.component import Component
from provenance.questions.builds import BuildInput
from provenance.questions.components import all_digests
from provenance.questions.expectations import commits_of, revision_of

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

Position = tuple[int, str]

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Reconciled:
    """Look-ups from one side to the other. A digest joins; name and version may be the same."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def _components(self) -> dict[Key, list[Said[Component]]]:
        found: dict[Key, list[Said[Component]]] = {}
        for said in self._ask.components.all:
            for key in keys_of(all_digests(said.fact)):
                found.setdefault(key, []).append(said)
        return found

    @cached_property
    def _by_purl(self) -> dict[str, list[Said[Component]]]:
        found: dict[str, list[Said[Component]]] = {}
        for said in self._ask.components.all:
            if said.fact.purl:
                found.setdefault(said.fact.purl, []).append(said)
        return found

    @cached_property
    def _by_label(self) -> dict[str, list[Said[Component]]]:
        found: dict[str, list[Said[Component]]] = {}
        for said in self._ask.components.all:
            if said.fact.name and said.fact.version:
                found.setdefault(said.fact.name, []).append(said)
        return found

    @cached_property
    def _by_commit(self) -> dict[str, list[Said[Component]]]:
        """Components by the commit that they say they are: in a reference, or as the version."""
        found: dict[str, list[Said[Component]]] = {}
        for said in self._ask.components.all:
            for commit in _commits_of(said.fact):
                found.setdefault(commit, []).append(said)
        return found

    def by_digest(self, entry: BuildInput) -> bool:
        """Whether a component has the bytes of an input, or is the same commit."""
        if any(key in self._components for key in keys_of(entry.digests)):
            return True
        return bool(self._of_commit(entry))

    def _of_commit(self, entry: BuildInput) -> list[Said[Component]]:
        commits = commits_of(entry.uri, entry.digests)
        return [said for commit in commits for said in self._by_commit.get(commit, ())]

    def by_name(self, entry: BuildInput) -> list[Said[Component]]:
        """Components that may be an input: its purl, or its name with a version that it states."""
        found = list(self._by_purl.get(entry.uri or "", ()))
        said_of_it = f"{entry.uri or ''} {entry.name or ''}"
        for name in filter(None, (entry.name, _name_in(entry.uri))):
            for said in self._by_label.get(name, ()):
                if _stands_in(said.fact.version or "", said_of_it):
                    found.append(said)
        return found

    @cached_property
    def _explained(self) -> frozenset[Position]:
        """Components that some input may be by name, for those that no digest joins."""
        where = self._ask.components.position
        return frozenset(
            where(said)
            for entry in self._ask.builds.inputs
            for said in (*self.by_name(entry), *self._of_commit(entry))
        )

    def has(self, said: Said[Component]) -> bool:
        """Whether some build read or made a component."""
        if not self._ask.builds.flows.isdisjoint(keys_of(all_digests(said.fact))):
            return True
        return self._ask.components.position(said) in self._explained


def _commits_of(component: Component) -> Iterator[str]:
    """The commit in a reference to its repository, or the version where that is one."""
    references = [one.url for one in component.references if one.kind == "vcs"]
    for text in (*references, component.version or ""):
        revision = revision_of(text) if "://" in text else text
        if revision is not None and _COMMIT.fullmatch(revision):
            yield revision


def _name_in(uri: str | None) -> str | None:
    """The last part of an address without revision and `.git`."""
    if uri is None:
        return None
    path = uri.partition("#")[0].partition("?")[0]
    inside = path.partition("://")[2] or path
    return inside.partition("@")[0].rpartition("/")[2].removesuffix(".git") or None


def _stands_in(version: str, text: str) -> bool:
    """Whether a version stands in a text by itself: 1.2 is not in 1.2.3 nor in 11.2."""
    start = text.find(version)
    while start >= 0:
        before, after = (
            text[start - 1 : start],
            text[start + len(version) : start + len(version) + 2],
        )
        continued = after[:1].isalnum() or (after[:1] == "." and after[1:].isdigit())
        if not (before.isdigit() or before == "." or continued):
            return True
        start = text.find(version, start + 1)
    return False
