"""Every Sigstore bundle of the corpus comes out as its suite says."""

from __future__ import annotations

import pytest
from conformance_scores import corpus_is_there
from sigstore_scores import BundleCase, bundle_cases, bundle_lines, score_bundle

if not corpus_is_there():
    pytest.skip("the shared corpus is not here", allow_module_level=True)

CASES = list(bundle_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bundle_comes_out_as_its_suite_says(case: BundleCase) -> None:
    score = score_bundle(case)
    assert score.agrees, score.reason


def test_the_suite_is_there() -> None:
    groups = [case.group for case in CASES]
    assert groups.count("sigstore-conformance, keyless") == 35
    assert groups.count("sigstore-conformance, managed key") == 3
    assert "| sigstore-js | 1 | 1 |" in bundle_lines(
        [score_bundle(next(case for case in CASES if case.group == "sigstore-js"))]
    )
