"""Questions that need no delivery: globs, addresses, identifiers, identity, contradictions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.graph.identity import agreement, identifying, keys_of
from provenance.model.component import Component, Identifier
from provenance.model.digest import Digest
from provenance.questions.expectations import (
    canonical_address,
    is_allowed,
    is_from,
    is_pinned,
    parameter_matches,
    revision_of,
    scheme_of,
)
from provenance.questions.globs import path_matches, text_matches
from provenance.questions.identifiers import canonical_purl, identifier_problem


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*.img", "a.img", True),
        ("*.img", "deep/er/a.img", True),
        ("boot/*.bin", "boot/a.bin", True),
        ("boot/*.bin", "boot/x/a.bin", False),
        ("boot/*.bin", "a.bin", False),
        ("docs/**", "docs/a/b.txt", True),
        ("docs/**", "mydocs/a", False),
        ("**/a.bin", "a.bin", True),
        ("**/a.bin", "x/y/a.bin", True),
        ("**/a.bin", "xa.bin", False),
        ("a/**/b", "a/b", True),
        ("a?.bin", "ab.bin", True),
        ("a.bin", "aXbin", False),
        ("[x].bin", "x.bin", False),
    ],
)
def test_globs_over_paths(glob: str, path: str, matches: bool) -> None:
    assert path_matches(glob, path) is matches


def test_a_star_in_a_text_stops_at_a_slash() -> None:
    assert text_matches("refs/tags/v2.*", "refs/tags/v2.4.0")
    assert not text_matches("refs/tags/v2.*", "refs/tags/v2.4/evil")
    assert not text_matches("refs/tags/v2.*", "refs/tags/v3.0")
    assert parameter_matches('"gateway-*"', "gateway-arm64")
    assert parameter_matches("true", "true")
    assert not parameter_matches("1", "2")


@pytest.mark.parametrize(
    ("address", "prefix", "allowed"),
    [
        ("https://git.acme.example/gateway", "https://git.acme.example/", True),
        ("https://git.acme.example/gateway", "https://git.acme.example", True),
        ("HTTPS://GIT.acme.example:443/gateway", "https://git.acme.example/", True),
        ("https://git.acme.example.evil.test/x", "https://git.acme.example", False),
        ("https://git.acme.example@evil.test/x", "https://git.acme.example", False),
        ("https://git.acme.example/acme-evil/x", "https://git.acme.example/acme", False),
        ("https://git.acme.example/acme/x", "https://git.acme.example/acme", True),
        ("https://git.acme.example/acme@v1", "https://git.acme.example/acme", True),
        ("https://git.acme.example/acme/../evil/x", "https://git.acme.example/acme/", False),
        ("https://git.acme.example/acme/%2e%2e/evil/x", "https://git.acme.example/acme/", False),
        ("https://git.acme.example:8443/acme", "https://git.acme.example/", False),
        ("git+https://git.acme.example/x", "https://git.acme.example/", False),
        ("git@git.acme.example:gateway.git", "ssh://git.acme.example/", True),
        ("no address", "https://git.acme.example/", False),
    ],
)
def test_an_origin_ends_where_a_part_of_the_path_does(
    address: str, prefix: str, allowed: bool
) -> None:
    assert is_from(address, (prefix,)) is allowed
    assert allowed or not is_allowed(address, (prefix,))


@given(st.text(alphabet="abc./:@%2eEHTPSgit+#?~-", max_size=40))
def test_the_fast_look_never_allows_more(rest: str) -> None:
    address, prefixes = f"https://a.example/{rest}", ("https://a.example/b/",)
    if is_allowed(address, prefixes):
        assert is_from(address, prefixes)


def test_schemes_and_revisions() -> None:
    assert scheme_of("git@github.com:acme/x.git") == "ssh"
    assert scheme_of("pkg:generic/zlib@1") is None
    assert revision_of("git+https://a.example/x@refs/heads/main") == "refs/heads/main"
    assert revision_of("https://a.example/x.git#main") == "main"
    assert revision_of("ssh://git@a.example/x") is None
    assert is_pinned("git+https://a.example/x@" + "ab" * 20)
    assert not is_pinned("git+https://a.example/x@abcdef")
    assert canonical_address("https://a.example/a/./b") == "https://a.example/a/b"


def component(name: str, version: str | None, *identifiers: tuple[str, str]) -> Component:
    return Component("ref", name, version, identifiers=tuple(Identifier(*i) for i in identifiers))


@pytest.mark.parametrize(
    ("name", "version", "kind", "value", "serves"),
    [
        ("zlib", "1.3.1", "purl", "pkg:generic/zlib@1.3.1", True),
        ("zlib", "1.3.1", "purl", "pkg:generic/zlib@1.3.1?download_url=https://x", True),
        ("zlib", "1.3.1", "purl", "pkg:github/madler/zlib@v1.3.1", True),
        ("a", "1+deb12", "purl", "pkg:deb/debian/a@1%2Bdeb12?arch=arm64", True),
        ("@acme/a", "1", "purl", "pkg:npm/%40acme/a@1", True),
        ("a", "1:2-3", "purl", "pkg:deb/debian/a@2-3?epoch=1", True),
        ("openssl", "3.0.13", "purl", "pkg:generic/openssl@1.1.1k", False),
        ("openssl", "1.1.1", "purl", "pkg:generic/openssl@1.1.1k", False),
        ("busybox", "1", "purl", "pkg:generic/openssl@1", False),
        ("zlib", "1.3.1", "purl", "pkg:generic/zlib", True),
        ("zlib", "1.3.1", "purl", "zlib", False),
        ("zlib", "1.3.1", "cpe", "cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*", True),
        ("zlib", "1.3.1", "cpe", "cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*", False),
        ("zlib", "1.3.1", "cpe", "cpe:2.3:a:zlib", False),
        ("zlib", "1.3.1", "swhid", "swh:1:rev:" + "ab" * 20, True),
        ("zlib", "1.3.1", "swhid", "swh:1:rev:zz", False),
        ("\0", "1", "purl", "pkg:generic/zlib@1", False),
        ("\0", "1", "purl", "pkg:generic/%00@1", False),
        ("zlib\n", "1", "purl", "pkg:generic/zlib@1", False),
        ("zlib\n", "1", "purl", "pkg:generic/zlib\n@1", False),
        ("zl\u200bib", "1", "purl", "pkg:generic/zlib@1", False),
        ("zl\u200bib", "1", "purl", "pkg:generic/zl%E2%80%8Bib@1", True),
        ("...", "1", "purl", "pkg:generic/zlib@1", False),
        ("zlib", "1", "purl", "pkg:generic/--@1", False),
        ("--", "1", "purl", "pkg:generic/--@1", True),
        ("\u6e90", "1", "purl", "pkg:generic/zlib@1", False),
        ("\u6e90", "1", "purl", "pkg:generic/%E6%BA%90@1", True),
        ("caf\u00e9", "1", "purl", "pkg:generic/cafe@1", True),
        ("my lib", "1", "purl", "pkg:generic/my-lib@1", True),
        ("zlib", "1.3", "purl", "pkg:generic/openssl@1?download_url=https://x/zlib@1.3", False),
        ("zlib", "1.3", "purl", "pkg:generic/openssl@1#/zlib@1.3", False),
        ("zlib", "1.3", "purl", "pkg:generic/zlib@v1.3#sub", True),
        ("zlib", "1.3", "purl", "pkg:generic/zlib@x1.3", False),
        ("zlib", "1.3", "cpe", "cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:", False),
        ("zlib", "1.3-1+b1", "cpe", "cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*", True),
    ],
)
def test_identifiers_agree_with_their_component(
    name: str, version: str, kind: str, value: str, serves: bool
) -> None:
    assert (identifier_problem(component(name, version, (kind, value))) is None) is serves


def test_a_contradicting_identifier_is_not_made_good_by_another() -> None:
    good, bad = ("cpe", "cpe:2.3:a:a:a:1:*:*:*:*:*:*:*"), ("purl", "pkg:generic/a@2")
    assert identifier_problem(component("a", "1", good, bad)) is not None
    assert identifier_problem(component("a", "1", good, ("purl", "nonsense"))) is None
    assert identifier_problem(component("a", "1")) == "it has none"


def test_a_container_image_goes_by_its_digest() -> None:
    digest = "sha256%3A" + "ab" * 32
    by_digest = component("busybox", "1.36.1", ("purl", f"pkg:oci/busybox@{digest}"))
    assert identifier_problem(by_digest) is None
    other = component("zlib", "1.36.1", ("purl", f"pkg:oci/busybox@{digest}"))
    assert "is of busybox, not zlib" in str(identifier_problem(other))
    nowhere_else = component("busybox", "1.36.1", ("purl", f"pkg:generic/busybox@{digest}"))
    assert "not 1.36.1" in str(identifier_problem(nowhere_else))


_PIECES = [*"ab1v-+/@?# :*&=", "%2B", "%40", "a@1", "?x=/a@1"]


@given(
    st.lists(st.sampled_from(_PIECES), max_size=8).map("".join),
    st.sampled_from(["a", "b", "a/b", "@b/a", "a-1"]),
    st.sampled_from(["1", "v1", "1+b", "a"]),
    st.booleans(),
)
def test_few_looks_never_acquit_what_a_parse_would_not(
    rest: str, name: str, version: str, whole: bool
) -> None:
    value = f"pkg:generic/{rest}/{name}@{version}" if whole else f"pkg:generic/{rest}"
    alone = component(name, version, ("purl", value))
    if identifier_problem(alone) is None:
        parsed = component(name, version, ("purl", value), ("swid", ""))
        assert identifier_problem(parsed) is None


def test_purls_have_one_spelling() -> None:
    assert canonical_purl("pkg:PyPI/Django_Rest@1") == canonical_purl("pkg:pypi/django-rest@1")
    assert canonical_purl("nonsense") is None


def digest(character: str, scope: str = "file", algorithm: str = "sha256") -> Digest:
    length = {"sha256": 64, "md5": 32, "sha512": 128}[algorithm]
    return Digest(algorithm, character * length, scope)  # type: ignore[arg-type]


def test_names_accuse_and_digests_acquit() -> None:
    assert agreement([digest("a")], [digest("a")]) == "same"
    assert agreement([digest("a")], [digest("b")]) == "different"
    assert agreement([digest("a")], [digest("b", "source")]) == "unknown"
    assert agreement([digest("a")], [digest("b", "unknown")]) == "unknown"
    assert agreement([digest("a", algorithm="md5")], [digest("a", algorithm="md5")]) == "unknown"
    assert agreement([digest("a", algorithm="md5")], [digest("b", algorithm="md5")]) == "different"
    both = [digest("a"), digest("c", algorithm="sha512")]
    assert agreement(both, [digest("a"), digest("d", algorithm="sha512")]) == "different"
    assert agreement([], [digest("a")]) == "unknown"


def test_digests_of_nothing_identify_nothing() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert not identifying(Digest("sha256", empty, "file"))
    assert not identifying(digest("0"))
    assert keys_of([digest("0"), digest("a")]) == (("sha256", "a" * 64),)
