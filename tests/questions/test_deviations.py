"""How a build may differ from what is expected of it, beside one that does not."""

from __future__ import annotations

import pytest

from provenance.model.artifact import Listing
from provenance.model.build import Build, ResolvedInput
from provenance.model.digest import Digest
from provenance.model.policy import Expectations
from provenance.questions.deviations import (
    build_deviations,
    package_deviations,
    parameter_deviations,
    source_deviations,
)
from provenance.questions.expectations import repository_of
from provenance.questions.globs import literally, text_matches
from provenance.questions.packages import Named, is_expected_package

SOURCE = "git+https://git.acme.example/gateway@refs/tags/v2.4.0"
DIGEST = Digest("sha256", "77" * 32, "file")


def outcomes(expect: Expectations, **fields: object) -> list[str]:
    """`fail` or `open` for everything that is not as expected."""
    build = Build("build", **fields)  # type: ignore[arg-type]
    functions = (build_deviations, source_deviations, parameter_deviations)
    found = [one for function in functions for one in function(expect, build)]
    return ["open" if one.lacks else "fail" for one in found]


@pytest.mark.parametrize(
    ("refs", "source", "found"),
    [
        (("refs/tags/v2.*",), SOURCE, []),
        (("refs/heads/main", "refs/tags/v2.4.0"), SOURCE, []),
        (("refs/tags/v3.*",), SOURCE, ["fail"]),
        (("refs/tags/v2",), SOURCE, ["fail"]),
        (("v2.*",), SOURCE, ["fail"]),
        (("refs/tags/v2.*",), SOURCE + "/evil", ["fail"]),
        (("refs/heads/main",), SOURCE, ["fail"]),
        ((), SOURCE, ["fail"]),
        (("refs/tags/*",), "https://git.acme.example/gateway", ["open"]),
        (("refs/tags/*",), None, ["open"]),
        (("refs/tags/*",), "https://git.acme.example/gateway@" + "ab" * 20, ["open"]),
        (("ab" * 20,), "https://git.acme.example/gateway@" + "ab" * 20, []),
    ],
)
def test_the_ref_of_the_source(refs: tuple[str, ...], source: str | None, found: list[str]) -> None:
    assert outcomes(Expectations(refs=refs), source=source) == found


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("git+https://git.acme.example/", []),
        ("https://git.acme.example/gateway", []),
        ("https://GIT.acme.example:443/gateway", []),
        ("https://git.acme.example/gate", ["fail"]),
        ("https://git.acme.example/gateway/sub", ["fail"]),
        ("https://git.acme.example.evil.test/", ["fail"]),
        ("ssh://git.acme.example/gateway", ["fail"]),
    ],
)
def test_the_repository_that_it_was_configured_from(prefix: str, found: list[str]) -> None:
    assert outcomes(Expectations(sources=(prefix,)), source=SOURCE) == found


def test_a_source_that_is_not_stated_is_open_unless_the_parameters_tell() -> None:
    expect = Expectations(sources=("https://git.acme.example/",))
    assert outcomes(expect) == ["open"]
    expect = Expectations(sources=("https://git.acme.example/",), parameters=(("target", '"a"'),))
    assert outcomes(expect, parameters=(("target", "a"),)) == []


@pytest.mark.parametrize(
    ("uris", "found"),
    [
        (["git+https://git.acme.example/gateway@refs/tags/v1"], []),
        (["git+https://git.acme.example/gateway", "https://zlib.example/zlib.tar.gz"], []),
        (["git+https://git.acme.example/gateway", "git+https://evil.test/lib"], ["open"]),
        (["git+https://evil.test/gateway"], ["open"]),
        (["https://git.acme.example/gateway.tar.gz"], ["open"]),
    ],
)
def test_a_repository_that_was_read_stands_for_a_source_that_is_not_stated(
    uris: list[str], found: list[str]
) -> None:
    sha1, sha256 = Digest("sha1", "ab" * 20, "source"), Digest("sha256", "ab" * 32, "source")
    resolved = tuple(
        ResolvedInput(uri, None, (sha1 if uri.startswith("git") else sha256,)) for uri in uris
    )
    expect = Expectations(sources=("https://git.acme.example/",))
    assert outcomes(expect, resolved=resolved) == found


def test_repositories_of_an_earlier_delivery_are_compared_whole() -> None:
    expect = Expectations(repositories=("https://git.acme.example/gateway",))
    assert outcomes(expect, source=SOURCE) == []
    assert outcomes(expect, source="https://git.acme.example/gateway.git@refs/heads/x") == []
    assert outcomes(expect, source="https://git.acme.example/gateway/fork") == ["fail"]
    assert outcomes(expect, source="https://git.acme.example/Gateway") == ["fail"]
    assert repository_of("git@git.acme.example:gateway.git") == "ssh://git.acme.example/gateway"
    assert repository_of("https://a.example/x#refs/heads/main") == "https://a.example/x"


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ((("flag", "x*y"), ("target", "arm64"), ("any", "what/ever")), []),
        ((("flag", "x*y"), ("target", "arm64"), ("any", ""), ("maybe", "1")), []),
        ((("flag", "x-y"), ("target", "arm64"), ("any", "")), ["fail"]),
        ((("flag", "x*y"), ("target", "x86"), ("any", "")), ["fail"]),
        ((("flag", "x*y"), ("target", "arm64")), ["fail"]),
        ((("flag", "x*y"), ("target", "arm64"), ("any", ""), ("more", "")), ["fail"]),
        (None, ["open"]),
    ],
)
def test_parameters(stated: tuple[tuple[str, str], ...] | None, found: list[str]) -> None:
    wanted = (("any", ""), ("flag", '"x\\\\*y"'), ("maybe", ""), ("target", '"arm*"'))
    expect = Expectations(parameters=wanted, optional=("maybe",))
    assert outcomes(expect, parameters=stated) == found


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("pkg:npm/sigstore@2.3.1", "pkg:npm/sigstore@2.3.1", True),
        ("pkg:npm/sigstore", "pkg:npm/sigstore@2.3.1", True),
        ("pkg:npm/sigstore@2.*", "pkg:npm/sigstore@2.3.1", True),
        ("pkg:npm/sigstore@2.3.2", "pkg:npm/sigstore@2.3.1", False),
        ("pkg:npm/sigstore2", "pkg:npm/sigstore@2.3.1", False),
        ("pkg:npm/sigstore@2.3.1", "pkg:npm/sigstore", False),
        ("pkg:npm/sigstore@2.3.1", "pkg:npm/sigstore%402.3.1", False),
        ("pkg:npm/@acme/gw@1.0", "pkg:npm/%40acme/gw@1.0", True),
        ("pkg:npm/gw@1.0", "pkg:npm/%40acme/gw@1.0", False),
        ("pkg:npm/*@1.0", "pkg:npm/%40acme/gw@1.0", False),
        ("pkg:pypi/sigstore", "pkg:npm/sigstore@2.3.1", False),
        ("pkg:oci/gw?repository_url=a.example", "pkg:oci/gw?repository_url=b.example", False),
        ("https://acme.example/gw/*", "https://acme.example/gw/1.0", True),
        ("https://acme.example/gw/*", "https://acme.example/gw/1.0/x", False),
        ("pkg:npm/gw", "https://acme.example/gw", False),
    ],
)
def test_packages(pattern: str, name: str, fits: bool) -> None:
    assert is_expected_package(name, (pattern,)) is fits
    listing = Listing("subjects", (name,), ((DIGEST,),))
    found = list(package_deviations(Expectations(packages=(pattern,)), listing))
    assert [one.lacks for one in found] == ([] if fits else [""])


def test_a_file_name_says_nothing_of_a_package() -> None:
    listing = Listing("subjects", ("gateway.img",), ((DIGEST,),))
    found = list(package_deviations(Expectations(packages=("pkg:npm/gw",)), listing))
    assert [bool(one.lacks) for one in found] == [True]
    assert list(package_deviations(Expectations(), listing)) == []
    expect = Expectations(packages=("pkg:npm/gw",))
    assert list(package_deviations(expect, listing, (Named("pkg:npm/gw@1"),))) == []


def test_patterns_take_time_in_proportion() -> None:
    assert not text_matches("*a" * 2000 + "b", "a" * 20_000)
    assert text_matches("*a*" * 500, "a" * 20_000)


@pytest.mark.parametrize("text", ["plain", "a*b", "\\", "a\\*b", "*", "\\\\*", "x/*/y"])
def test_a_text_is_itself_and_nothing_else(text: str) -> None:
    assert text_matches(literally(text), text)
    assert not text_matches(literally(text), text.replace("*", "star") + "x")
