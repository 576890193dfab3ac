"""Package URLs: spellings, and hostile texts; the specification's own tests are in conformance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.decoding.purl import (
    Purl,
    build_purl,
    parse_purl,
    purl_fault,
    spelling_fault,
    split_purl,
)
from provenance.errors import DecodingError


@pytest.mark.parametrize(
    "text",
    [
        "pkg:generic/openssl@3.0.13",
        "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
        "pkg:npm/%40angular/animation@12.3.1",
        "pkg:docker/customer/image@sha256:244fd47e07d1004f0aed9c?repository_url=gcr.io",
        "pkg:github/package-url/purl-spec@244fd47e07d1004#everybody/loves/dogs",
        "pkg:maven/org.apache.commons/io",
    ],
)
def test_canonical_texts_have_no_fault(text: str) -> None:
    assert spelling_fault(text) is None
    assert build_purl(parse_purl(text)) == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("pkg:GENERIC/openssl@3", "'pkg:generic/openssl@3'"),
        ("pkg:npm/@angular/animation@12.3.1", "'pkg:npm/%40angular/animation@12.3.1'"),
        ("pkg:pypi/Django_Package@1", "'pkg:pypi/django-package@1'"),
        ("pkg://generic/openssl", "'pkg:generic/openssl'"),
        ("pkg:deb/debian/curl?distro=jessie&arch=i386", "?arch=i386&distro=jessie"),
        ("pkg:deb/curl@7.50", "no namespace"),
        ("pkg:cargo/acme/rand@0.7", "the type cargo has none"),
        ("pkg:julia/Dates@1.9", "no qualifier uuid"),
        ("pkg:3nginx/nginx@1", "is no type"),
        ("pkg:maven/@1.3.4", "has no name"),
        ("openssl 3", "does not begin with pkg:"),
    ],
)
def test_other_spellings_are_named(text: str, fault: str) -> None:
    assert fault in (spelling_fault(text) or "")


def test_what_is_no_package_url_at_all() -> None:
    assert purl_fault("pkg:generic/openssl@3") is None
    assert purl_fault("urn:x") == "does not begin with pkg:"
    assert purl_fault("pkg:generic/open ssl") == "holds blanks"
    assert purl_fault("pkg:generic") == "has no type or no name"


@given(st.text(max_size=60).map("pkg:".__add__) | st.text(max_size=60))
def test_no_text_breaks_it_and_canonical_texts_stay(text: str) -> None:
    spelling_fault(text)
    try:
        canonical = build_purl(split_purl(text))
    except DecodingError:
        return
    assert build_purl(split_purl(canonical)) == canonical


_WORDS = st.from_regex(r"[a-z0-9._~-]{1,12}", fullmatch=True)


@given(
    st.sampled_from(["generic", "deb", "pypi", "cargo", "oci", "golang"]), _WORDS, _WORDS, _WORDS
)
def test_the_quick_look_agrees_with_the_grammar(kind: str, space: str, name: str, at: str) -> None:
    from provenance.decoding.purl import _split

    for text in (f"pkg:{kind}/{name}@{at}", f"pkg:{kind}/{space}/{name}", f"pkg:{kind}/{name}"):
        try:
            slow: Purl | None = _split(text)
        except DecodingError:
            slow = None
        if slow is not None:
            assert split_purl(text) == slow
