"""Cases in which one of two components has a field: the profile counts just that one.

In `policy_cases.csv` these are documents that a rule accepts; what they are about is counted here.
"""

from __future__ import annotations

import pytest
from conformance_scores import AT, CORPUS, corpus_is_there

from provenance.judgment import audit
from provenance.model.profile import FieldCount

here = pytest.mark.skipif(
    not corpus_is_there(), reason="corpus absent: it does not lie beside the repository"
)
FOLDER = "sbom/policy-bsi-tr-03183/bsi__spdx3__v2.1.0-"
CASES = [
    ("two-comps-one-with-creator", "component-creator"),
    ("two-comps-one-with-dependencies", "dependencies"),
    ("two-comps-one-with-dependencies", "completeness"),
    ("two-comps-one-with-declared-license", "original-license"),
    ("two-comps-one-with-source-code-url", "source-uri"),
    ("two-comps-one-with-download-url", "deployable-uri"),
]
OTHER = "two-comps-one-with-effective-license"
"""A document of the series in which both components have all of these."""


def counted(name: str, field: str) -> FieldCount:
    (profile,) = audit(CORPUS / f"{FOLDER}{name}.json", policy="bsi-2.1", at=AT).profiles
    return next(count for count in profile.fields if count.field.name == field)


@here
@pytest.mark.parametrize(("name", "field"), CASES)
def test_one_of_two_components_has_the_field(name: str, field: str) -> None:
    one, both = counted(name, field), counted(OTHER, field)
    assert (one.present, both.present) == (1, 2)
    labels = [{lack.label for lack in count.lacking} for count in (one, both)]
    assert len(labels[0] - labels[1]) == 1


@here
def test_the_author_is_counted_where_there_is_one() -> None:
    assert counted("doc-missing-creator", "creator").present == 0
    assert counted(OTHER, "creator").present == 1


@here
@pytest.mark.parametrize("field", ["filename", "executable", "archive", "structured"])
def test_a_package_has_what_its_distributed_file_has(field: str) -> None:
    count = counted("complete-all-fields", field)
    lacking = {lack.label for lack in count.lacking}
    assert not {label for label in lacking if label.startswith(("PrimaryPackage", "Dependency"))}
