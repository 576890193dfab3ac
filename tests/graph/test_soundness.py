"""How facts of a document hang together, whatever its format."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from provenance import limits
from provenance.graph.adjacency import Adjacency
from provenance.graph.evidence import Chapter
from provenance.graph.soundness import unsound
from provenance.model.component import Component, DocumentLink, Relation
from provenance.model.digest import Digest
from provenance.model.document import Defect, Document, Heading

DOCUMENT = Document(Digest("sha256", "0" * 64), "bom.json", "CycloneDX")


def chapter_of(
    refs: str, *relations: tuple[str, str, str], roots: tuple[str, ...] = ("a",), links: Any = ()
) -> Chapter:
    """Components by letter, and relations as source, kind and target letters."""
    components = [Component(ref, f"name of {ref}", "1") for ref in refs]
    related = [Relation(source, kind, tuple(targets)) for source, kind, targets in relations]
    facts: dict[type, tuple[list[Any], list[str]]] = {
        Component: (components, [f"/components/{at}" for at in range(len(components))]),
        Relation: (related, [f"/relations/{at}" for at in range(len(related))]),
        DocumentLink: (list(links), ["/links/0"] * len(links)),
    }
    return Chapter(DOCUMENT, heading=Heading("CycloneDX", roots=roots), facts=facts)


def seen(chapter: Chapter) -> list[tuple[str, str, int]]:
    found = list(unsound(chapter))
    assert all(entry.kind == "observation" and entry.read_as for entry in found)
    lossy = ("graph/dangling-reference", "graph/duplicate-ref")
    assert all(entry.whole is (entry.id not in lossy) for entry in found)
    return [(entry.id, entry.place, entry.count) for entry in found]


def only(chapter: Chapter) -> Defect:
    (entry,) = unsound(chapter)
    return entry


def test_a_sound_document_gives_no_reason_to_ask() -> None:
    chapter = chapter_of("abc", ("a", "dependsOn", "bc"), ("b", "dependsOn", "c"))
    assert seen(chapter) == []


def test_two_components_on_one_ref_are_told_apart() -> None:
    equal = only(chapter_of("abb", ("a", "dependsOn", "b")))
    assert (equal.id, equal.place) == ("graph/duplicate-ref", "/components/2")
    assert "equal" in equal.detail
    chapter = chapter_of("ab", ("a", "dependsOn", "b"))
    chapter.facts(Component)[1:] = [Component("b", "one"), Component("b", "other")]  # type: ignore[index]
    chapter._facts[Component][1].append("/components/2")
    assert "'other'" in only(chapter).detail


def test_a_ref_that_nothing_has_is_named_once() -> None:
    chapter = chapter_of("ab", ("a", "dependsOn", "bx"), ("b", "dependsOn", "x"))
    assert seen(chapter) == [("graph/dangling-reference", "/relations/0", 1)]


def test_a_root_that_nothing_has_is_dangling() -> None:
    chapter = chapter_of("ab", ("a", "dependsOn", "b"), roots=("x",))
    assert seen(chapter) == [("graph/dangling-reference", "", 1)]


def test_a_ref_through_a_link_leads_elsewhere() -> None:
    chapter = chapter_of(
        "ab",
        ("a", "dependsOn", ("b", "DocumentRef-z:x", "urn:cdx:1/2#y", "urn:cdx:1/3")),  # type: ignore[arg-type]
        links=[
            DocumentLink("DocumentRef-z:", "https://acme.example/z"),
            DocumentLink("urn:cdx:1/2#", "1", "2"),
            DocumentLink("urn:cdx:1/3#", "1", "3"),
        ],
    )
    assert seen(chapter) == []


def test_what_describes_is_the_document() -> None:
    chapter = chapter_of("ab", ("D", "describes", "a"), ("a", "contains", "b"))
    assert seen(chapter) == []


def test_a_component_on_itself() -> None:
    chapter = chapter_of("ab", ("a", "dependsOn", "b"), ("b", "dependsOn", "b"))
    assert seen(chapter) == [("graph/self-dependency", "/relations/1", 1)]


def test_a_circle_is_named_from_its_first_relation_on() -> None:
    chapter = chapter_of(
        "abcd", ("a", "dependsOn", "b"), ("b", "dependsOn", "cd"), ("c", "contains", "b")
    )
    entry = only(chapter)
    assert (entry.id, entry.place) == ("graph/cycle", "/relations/1")
    assert entry.detail == "'b' -> 'c' -> 'b'"


def test_joined_circles_are_one_knot() -> None:
    chapter = chapter_of(
        "abc", ("a", "dependsOn", "bc"), ("b", "dependsOn", "a"), ("c", "dependsOn", "a")
    )
    assert only(chapter).detail == "'a' -> 'b' -> 'a'; 3 refs lead to each other"


def test_a_long_circle_is_shortened() -> None:
    refs = "abcdefghijklmn"
    ring = [(one, "dependsOn", other) for one, other in zip(refs, refs[1:] + "a", strict=True)]
    entry = only(chapter_of(refs, *ring))
    assert entry.detail == "'a' -> 'b' -> 'c' -> 'd' -> (10 more) -> 'a'"


def test_other_kinds_of_relation_may_lead_back() -> None:
    chapter = chapter_of("ab", ("a", "dependsOn", "b"), ("b", "hasDocumentation", "a"))
    assert seen(chapter) == []


def test_what_nothing_leads_to_is_counted() -> None:
    chapter = chapter_of("abcdef", ("a", "dependsOn", "b"), ("c", "dependsOn", "d"))
    entry = only(chapter)
    assert (entry.id, entry.place, entry.count) == ("graph/unreached", "/components/2", 4)
    assert "'name of c 1'" in entry.detail


def test_several_roots_reach_together() -> None:
    relations = ("a", "dependsOn", "b"), ("c", "dependsOn", "d")
    assert seen(chapter_of("abcd", *relations, roots=("a", "c"))) == []


def test_a_binary_leads_to_the_source_that_generates_it() -> None:
    assert seen(chapter_of("ab", ("b", "generates", "a"))) == []


def test_a_heap_has_no_relations_and_no_root() -> None:
    chapter = chapter_of("abc", roots=())
    assert seen(chapter) == [("graph/no-relations", "", 1), ("graph/no-root", "", 1)]


@pytest.mark.parametrize(
    "relations",
    [
        [("a", "dependsOn", "bb")],
        [("a", "dependsOn", "b"), ("a", "dependsOn", "b")],
        [("a", "dependsOn", "b"), ("b", "dependsOn", ""), ("a", "dependsOn", "b")],
    ],
)
def test_a_target_that_is_named_twice(relations: list[tuple[str, str, str]]) -> None:
    assert [name for name, _, _ in seen(chapter_of("ab", *relations))] == ["graph/repeated-target"]


def test_one_target_by_two_kinds_of_relation_is_no_repetition() -> None:
    assert seen(chapter_of("ab", ("a", "contains", "b"), ("a", "dependsOn", "b"))) == []


def test_many_of_a_kind_are_listed_first_and_then_counted() -> None:
    many = limits.LISTED_REMARKS + 5
    loops = [("a", "dependsOn", "b"), *[("b", "dependsOn", "b")] * many]
    found = [row for row in seen(chapter_of("ab", *loops)) if row[0] == "graph/self-dependency"]
    assert len(found) == limits.LISTED_REMARKS + 1
    assert sum(count for _, _, count in found) == many


def test_a_relation_for_each_edge_costs_what_one_for_all_does() -> None:
    refs = [str(number) for number in range(50_000)]
    chapter = chapter_of("", *(("0", "contains", (ref,)) for ref in refs[1:]))  # type: ignore[misc]
    adjacency = Adjacency(chapter)
    assert len(adjacency.table["0"]) == len(refs) - 1
    assert len(adjacency.spread(set(), ["0"])) == len(refs)


def test_a_path_of_any_length_needs_no_recursion() -> None:
    refs = [str(number) for number in range(20_000)]
    steps = [(one, "dependsOn", (other,)) for one, other in pairwise(refs)]
    around = [*steps, (refs[-1], "dependsOn", (refs[0],))]
    chapter = chapter_of("a", ("a", "dependsOn", ("0",)), *around)  # type: ignore[arg-type]
    assert "graph/cycle" in {name for name, _, _ in seen(chapter)}
