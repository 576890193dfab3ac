"""008, 051, 052, 072: input that would make work without end stays bounded."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from attack_answers import ours
from attack_cases import all_cases
from attack_delivery import Delivery
from attack_material import IN_TOTO, encode
from attack_sigstore import attested, deliver, keyless

from provenance.trust.purposes import matches

SIGNATURES = 100_000
SECONDS = 20


def _dsse(plan: Delivery, count: int) -> bytes:
    sealed = plan.envelope(encode(plan.statements[0]), IN_TOTO, ["build"])
    return _before(sealed, b'{"keyid": "k%d", "sig": "AAAA"}, ', count)


def _metablock(plan: Delivery, count: int) -> bytes:
    sealed = plan.metablock(plan.links[0], "build")
    return _before(sealed, b'{"keyid": "k%d", "sig": "00"}, ', count)


def _before(sealed: bytes, junk: bytes, count: int) -> bytes:
    place = b'"signatures": ['
    assert sealed.count(place) == 1
    return sealed.replace(place, place + b"".join(junk % number for number in range(count)))


@pytest.mark.parametrize("make", [_dsse, _metablock])
def test_008_a_hundred_thousand_signatures_on_one_payload(
    make: Callable[[Delivery, int], bytes], tmp_path: Path
) -> None:
    """A million take ten times as long; what names nobody among them is not found."""
    plan = Delivery(tmp_path / "hostile")
    path = "provenance-0.dsse.json" if make is _dsse else "links/one.link"
    plan.parts -= {"layout"} if make is _dsse else {"statement"}
    plan.replaced[f"links/{plan.report_name('assemble', 'build')}"] = None
    plan.replaced[path] = make(plan, SIGNATURES)
    plan.write()
    started = time.monotonic()
    answer = ours(plan)
    assert time.monotonic() - started < SECONDS
    if make is _metablock:  # it names a key that the layout grants, and is tried before junk
        assert answer.verdict == "PASSED"
    else:
        assert answer.verdict != "PASSED"
        assert answer.lacks("is one of more than 64 over the same bytes") == []
    plan.replaced[path] = make(plan, 20)
    plan.write()
    assert ours(plan).verdict == "PASSED"


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("https://ci.example/*/release.yml@refs/tags/*", "https://ci.example/" + "/" * 200_000),
        ("*a*a*a*a*a*a*a*a*b", "a" * 200_000),
        ("?*" * 30 + "b", "a" * 200_000),
    ],
)
def test_051_identity_patterns_take_linear_time(pattern: str, name: str) -> None:
    started = time.monotonic()
    assert not matches(pattern, name)
    assert time.monotonic() - started < SECONDS


def test_051_an_identity_that_everybody_has_is_said_first(tmp_path: Path) -> None:
    plan = Delivery(tmp_path)
    instance = keyless(plan)
    plan.identities[0]["identity"] = "*"
    deliver(plan, attested(plan, instance))
    told = "its identity is a bare wildcard"
    assert any(told in warning for warning in plan.audit().trust.warnings)


def test_073_a_hundred_bad_components_are_two_findings(tmp_path: Path) -> None:
    (bad,) = (one for one in all_cases() if one.name == "case_73_a_hundred_bad_components")
    findings = bad.build(tmp_path, hostile=True).audit().findings
    counts = {one.rule: one.count for one in findings if one.outcome == "fail"}
    assert counts["sbom/missing-digest"] == counts["sbom/missing-identifier"] == 100
    assert len(findings) < 8


def test_051_patterns_of_identities_mean_what_they_say() -> None:
    pattern = "https://ci.example/acme/*@refs/tags/v*"
    assert matches(pattern, "https://ci.example/acme/gateway/release.yml@refs/tags/v1.0")
    assert not matches(pattern, "https://ci.example/acme/x.yml@refs/heads/main#@refs/tags/")
    assert not matches(pattern, "https://ci.example.evil.example/acme/x.yml@refs/tags/v1")
    assert not matches("a.c", "abc")
    assert not matches("[a]", "a")
