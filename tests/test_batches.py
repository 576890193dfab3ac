"""Facts that are handed over in batches stand where single ones would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from provenance.model.batch import Numbered, Places, Relations, by_shape
from provenance.model.component import Relation

RUNS = st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 4)), max_size=8)


@given(RUNS)
def test_places_are_those_that_were_added(runs: list[tuple[bool, int, int]]) -> None:
    places, expected = Places(), list[str]()
    for numbered, start, count in runs:
        run = Numbered("/relationships", range(start, start + count))
        places.extend(run if numbered else list(run))
        expected += [f"/relationships/{number}" for number in range(start, start + count)]
    places.append("/files/1/fileDependencies/0")
    expected.append("/files/1/fileDependencies/0")
    assert list(places) == expected
    assert len(places) == len(expected)
    assert [places[position] for position in range(len(places))] == expected


REF = st.sampled_from("abc")
RELATION = st.builds(
    Relation, REF, st.sampled_from(["contains", "describes"]), st.lists(REF, max_size=3).map(tuple)
)


@given(st.lists(RELATION, max_size=12))
def test_relations_are_those_that_were_added(expected: list[Relation]) -> None:
    relations = Relations()
    relations.extend(expected)
    assert list(relations) == expected
    assert len(relations) == len(expected)
    assert [relations[position] for position in range(len(relations))] == expected
    assert list(relations.sources("describes")) == [
        one.source for one in expected if one.kind == "describes"
    ]


def test_relations_by_shape_are_the_same_relations() -> None:
    relations = Relations()
    given = [
        Relation("a", "contains", ("b",)),
        Relation("a", "dependsOn", ()),
        Relation("b", "dependsOn", ("c", "d")),
        Relation("c", "contains", ("a",)),
    ]
    relations.extend(given)
    edges, others = by_shape(relations)
    found = [*(one for run in edges for one in run), *others]
    assert sorted(found, key=repr) == sorted(given, key=repr)
    assert by_shape(given) == ([], given)
