"""Who may speak for what, and when."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.model.artifact import Artifact, Listing
from provenance.model.authority import Authority
from provenance.model.build import Build, Layout
from provenance.model.statement import Statement
from provenance.trust.purposes import matches, purpose_of, role_covers, speaks_for
from provenance.trust.time import valid_at

NOON = "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("role", "purpose", "covered"),
    [
        ("image", "image", True),
        ("image", "sbom", False),
        ("*", "image", True),
        ("*", "step:compile", True),
        ("step:compile", "step:compile", True),
        ("step:*", "step:compile", True),
        ("step:c*e", "step:compile", True),
        ("step:c?mpile", "step:compile", True),
        ("step:comp", "step:compile", False),
        ("step:*", "layout", False),
        ("step:*", "step", False),
        ("provenance", "step:provenance", False),
        ("ima*", "image", False),
        ("step:[a-z]*", "step:compile", False),
    ],
)
def test_roles(role, purpose, covered):
    assert role_covers(role, purpose) is covered


def holder(**more):
    return Authority("a", b"", ("provenance", "step:*", "image"), **more)


def test_a_platform_narrows_provenance_and_nothing_else():
    held = holder(platform="https://ci.example/x")
    assert speaks_for(held, "provenance", platform="https://ci.example/x", at=NOON)
    assert not speaks_for(held, "provenance", platform="https://ci.example/x/", at=NOON)
    assert not speaks_for(held, "provenance", at=NOON)
    assert speaks_for(held, "step:compile", at=NOON)


def test_products_narrow_where_the_product_is_known():
    held = holder(products=("acme/gateway",))
    assert speaks_for(held, "image", product="acme/gateway", at=NOON)
    assert not speaks_for(held, "image", product="acme/router", at=NOON)
    assert speaks_for(held, "image", at=NOON)


@pytest.mark.parametrize(
    ("since", "until", "valid"),
    [
        (None, None, True),
        (NOON, NOON, True),
        ("2026-11-22T12:00:01Z", None, False),
        (None, "2026-11-22T11:59:59Z", False),
        ("2026-11-22T13:00:00+01:00", None, True),
        ("soon", None, False),
        (None, "later", False),
    ],
)
def test_validity_includes_both_ends(since, until, valid):
    assert valid_at(holder(valid_from=since, valid_until=until), NOON) is valid


def test_the_last_second_counts_to_its_end_and_an_unreadable_time_never():
    held = holder(valid_until=NOON)
    assert valid_at(held, "2026-11-22T12:00:00.999Z")
    assert not valid_at(held, "2026-11-22T12:00:01Z")
    assert not valid_at(holder(), "today")
    assert not speaks_for(held, "image", at="2027-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("fact", "purpose"),
    [
        (Layout("", (), (), None, ()), "layout"),
        (Build("link", step="compile"), "step:compile"),
        (Build("build", platform="https://ci.example"), "provenance"),
        (Listing("manifest", (), ()), "manifest"),
        (Listing("inputs", (), ()), None),
        (Artifact("a.img", (), 0), "image"),
        (
            Statement("", "https://slsa.dev/provenance/v1", Listing("subjects", (), ())),
            "provenance",
        ),
        (Statement("", "https://cyclonedx.org/bom", Listing("subjects", (), ())), "sbom"),
        (Statement("", "https://example.com/x", Listing("subjects", (), ())), None),
    ],
)
def test_what_a_fact_must_be_signed_for(fact, purpose):
    assert purpose_of(fact) == purpose


def test_a_prefix_is_a_path_and_not_a_beginning_of_text():
    subjects = Listing("subjects", (), ())
    evil = Statement("", "https://slsa.dev/provenance-of-mallory", subjects)
    assert purpose_of(evil) is None


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_globs_agree_with_fnmatch(pattern, name):
    assert matches(pattern, name) == fnmatch.fnmatchcase(name, pattern)


def test_a_hostile_glob_does_not_backtrack():
    # a matcher that does would be at it for longer than the world has been
    assert not matches("*a" * 2_000 + "b", "a" * 4_096)
    assert not matches("a*" * 2_000 + "b", "a" * 4_096)
