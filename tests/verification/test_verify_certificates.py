"""Functionaries by certificate (ITE-7): who is accepted, and every reason why somebody is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from certificate_workshop import (
    DAY,
    NOW,
    Owner,
    authorities,
    certified_link,
    certified_step,
    certify,
    constraint,
)
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID
from workshop import AT, Bench, about, dsse, key, layout, link, metablock, notes, step, trust

from provenance import limits
from provenance.intake import read
from provenance.verification import verify

OWNER, ALICE = key("owner"), key("alice")
ROOT = certify("root", authority=True)
BETWEEN = certify("between", ROOT, authority=True, pathlen=0)
BUILDER = x509.UniformResourceIdentifier("spiffe://acme.example/builder")


@pytest.fixture(params=[metablock, dsse], ids=["metablock", "dsse"])
def bench(request: Any, tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery", request.param)


def plan(
    bench: Bench,
    *constraints: dict[str, Any],
    roots: tuple[Owner, ...] = (ROOT,),
    between: tuple[Owner, ...] = (BETWEEN,),
    keys: tuple[Any, ...] = (),
    threshold: int = 1,
) -> None:
    build = certified_step("build", constraints or [constraint()], keys, threshold)
    more = {
        "rootcas": authorities("root", *roots),
        "intermediatecas": authorities("mid", *between),
    }
    bench.plan(layout([build], keys, **more))


def report(bench: Bench, owner: Owner, *, content: str = "firmware", **options: Any) -> None:
    name = f"build.{owner.certificate.serial_number:x}.link"
    bench.put(name, certified_link(owner, seal=bench.seal, content=content, **options))


def outcome(bench: Bench) -> str:
    (build,) = about(bench.ours(), "step", "build")
    return build.outcome


def test_a_certificate_that_leads_to_a_root_of_the_layout(bench: Bench) -> None:
    plan(bench)
    report(bench, certify("ci", BETWEEN, names=[BUILDER]))
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert any("whether it was revoked is not checked" in note for note in notes(proof, "step"))


def test_the_spelling_of_the_text_of_the_ite(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    accepted = constraint(trustBundleIds=["acme"])
    del accepted["roots"]
    bundle = {"bundleid": "acme", "roots": [ROOT.pem], "intermediates": [BETWEEN.pem]}
    build = certified_step("build", [accepted])
    bench.plan(layout([build], [], trustBundles={"acme": bundle}))
    report(bench, certify("ci", BETWEEN), member="certificate")
    assert bench.ours().outcome == "pass"


def _strangers() -> dict[str, Owner]:
    foreign = certify("root", authority=True)
    stale = certify("between", ROOT, private=BETWEEN.private, authority=True, end=NOW - DAY / 2)
    below = certify("below", BETWEEN, authority=True)
    return {
        "another root of the same name": certify("ci", foreign),
        "self-signed": certify("ci"),
        "expired": certify("ci", BETWEEN, end=NOW - DAY / 2),
        "not yet valid": certify("ci", BETWEEN, start=NOW + DAY / 2, end=NOW + DAY),
        "issued by a signer": certify("ci", certify("other", BETWEEN)),
        "below a path length": certify("ci", below),
        "an authority itself": certify("ci", BETWEEN, authority=True),
        "for time stamps": certify("ci", BETWEEN, usages=[ExtendedKeyUsageOID.TIME_STAMPING]),
        "an expired intermediate": certify("ci", stale),
    }


@pytest.mark.parametrize("name", _strangers())
def test_a_certificate_that_shows_nobody(bench: Bench, name: str) -> None:
    owner = _strangers()[name]
    between = (BETWEEN,)
    if name == "an expired intermediate":
        stale = certify("between", ROOT, private=BETWEEN.private, authority=True, end=NOW - DAY / 2)
        between = (stale,)
        owner = certify("ci", stale)
    plan(bench, between=between)
    report(bench, owner)
    proof = bench.ours()
    assert proof.outcome == "open"
    assert any("was not accepted" in note for note in notes(proof, "step"))


def test_an_intermediate_that_comes_with_the_signature_is_not_used(bench: Bench) -> None:
    plan(bench, between=())
    owner = certify("ci", BETWEEN)
    document = certified_link(owner, seal=bench.seal)
    document["signatures"][0]["cert"] = owner.pem + BETWEEN.pem + ROOT.pem
    bench.put("build.link", document)
    assert outcome(bench) == "open"
    plan(bench)
    assert outcome(bench) == "pass"


SAN = x509.DNSName("a.example")
MAIL = x509.RFC822Name("bob@corp.example")


@pytest.mark.parametrize(
    ("wanted", "accepted"),
    [
        ({"common_name": "ci"}, True),
        ({"common_name": "cj"}, False),
        ({"common_name": ""}, False),
        ({"dns_names": ["a.example"]}, True),
        ({"dns_names": ["a.example", "b.example"]}, False),
        ({"dns_names": []}, False),
        ({"dns_names": ["*", "a.example"]}, False),
        ({"emails": ["bob@corp.example"]}, True),
        ({"emails": ["eve@corp.example"]}, False),
        ({"organizations": ["Acme"]}, True),
        ({"organizations": [""]}, False),
        ({"uris": ["spiffe://acme.example/builder"]}, True),
        ({"uris": ["spiffe://acme.example/*"]}, False),
        ({"roots": ["root0"]}, True),
        ({"roots": ["root1"]}, False),
        ({"roots": []}, False),
        ({"emails": "*"}, False),
        ({"emails": ["*", 1]}, False),
    ],
)
def test_constraints_are_exact(tmp_path: Path, wanted: dict[str, Any], accepted: bool) -> None:
    """Every name that is listed must be there and no other; `*` is any, nothing is none."""
    bench = Bench(tmp_path / "delivery")
    plan(bench, constraint(**wanted), roots=(ROOT, certify("other", authority=True)))
    report(bench, certify("ci", BETWEEN, organization="Acme", names=[SAN, MAIL, BUILDER]))
    assert outcome(bench) == ("pass" if accepted else "open")


def test_nothing_listed_means_that_there_must_be_none(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    nothing = {"common_name": "", "dns_names": [""], "emails": [], "uris": [], "roots": ["*"]}
    plan(bench, nothing)
    report(bench, certify("", BETWEEN))
    assert outcome(bench) == "pass"


def test_one_of_several_constraints_is_enough(bench: Bench) -> None:
    plan(bench, constraint(common_name="other"), constraint(common_name="ci"))
    report(bench, certify("ci", BETWEEN))
    assert outcome(bench) == "pass"


def test_023_a_certificate_beside_a_signature_by_another_key(bench: Bench) -> None:
    plan(bench)
    document = certified_link(certify("ci", BETWEEN), seal=bench.seal)
    document["signatures"][0]["cert"] = certify("ci", BETWEEN).pem
    bench.put("build.link", document)
    proof = bench.ours()
    assert proof.outcome == "open"
    assert any("is not of the key that signed" in note for note in notes(proof, "step"))


# -- one signer is one signer ----------------------------------------------------------------------


def test_013_one_key_under_a_certificate_and_bare_is_one_signer(bench: Bench) -> None:
    owner = certify("ci", BETWEEN)
    plan(bench, keys=(owner.key,), threshold=2)
    report(bench, owner)
    bench.report(link("build", {}, {"fw.bin": "firmware"}), owner.key)
    (build,) = about(bench.ours(), "step", "build")
    assert build.outcome == "open"
    assert "1 of 2" in build.reason


def test_013_two_keys_with_one_name_are_one_signer(bench: Bench) -> None:
    plan(bench, threshold=2)
    report(bench, certify("ci", BETWEEN))
    report(bench, certify("ci", BETWEEN))
    assert outcome(bench) == "open"


def test_013_one_key_with_two_names_is_one_signer(bench: Bench) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    plan(bench, threshold=2)
    report(bench, certify("ci", BETWEEN, private=private))
    report(bench, certify("other", BETWEEN, private=private))
    assert outcome(bench) == "open"


def test_013_two_names_with_two_keys_are_two_signers(bench: Bench) -> None:
    plan(bench, threshold=2)
    report(bench, certify("ci", BETWEEN))
    report(bench, certify("other", BETWEEN))
    assert outcome(bench) == "pass"


def test_013_a_bare_key_and_a_certificate_of_another_are_two_signers(bench: Bench) -> None:
    plan(bench, keys=(ALICE,), threshold=2)
    report(bench, certify("ci", BETWEEN))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    assert outcome(bench) == "pass"


def test_one_name_with_two_keys_says_two_things(bench: Bench) -> None:
    plan(bench)
    report(bench, certify("ci", BETWEEN))
    report(bench, certify("ci", BETWEEN), content="backdoor")
    assert outcome(bench) == "fail"


# -- trust does not leak ---------------------------------------------------------------------------


def test_067_an_authority_of_one_layout_does_not_count_in_another(bench: Bench) -> None:
    plan(bench)
    report(bench, certify("ci", BETWEEN))
    foreign = certify("foreign", authority=True)
    other = certified_step("build", [constraint()])
    more = {"rootcas": authorities("root", foreign), "readme": "other"}
    bench.plan(layout([other], [], **more), name="other.layout")
    (first, second) = about(bench.ours(), "step", "build")
    assert sorted((first.outcome, second.outcome)) == ["open", "pass"]


def test_067_an_authority_of_a_layout_counts_for_no_step_without_constraints(
    bench: Bench,
) -> None:
    more = {"rootcas": authorities("root", ROOT), "intermediatecas": authorities("m", BETWEEN)}
    steps = [step("build", [ALICE]), certified_step("test", [constraint()])]
    bench.plan(layout(steps, [ALICE], **more))
    report(bench, certify("ci", BETWEEN))
    assert outcome(bench) == "open"


def test_067_a_certified_signer_counts_for_nothing_outside_the_layout(bench: Bench) -> None:
    plan(bench)
    owner = certify("ci", BETWEEN)
    report(bench, owner)
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "fw.bin", "digest": {"sha256": "0" * 64}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": {}, "runDetails": {}},
    }
    document = dsse(statement, owner.key)
    document["signatures"][0]["cert"] = owner.pem
    bench.put("provenance.json", document)
    assert [found.outcome for found in about(bench.ours(), "statement")] == ["open"]


def test_a_sublayout_by_a_certified_functionary(bench: Bench) -> None:
    plan(bench)
    owner = certify("ci", BETWEEN)
    inner = bench.seal(layout([step("compile", [ALICE])], [ALICE]), owner.key)
    inner["signatures"][0]["cert"] = owner.pem
    bench.put("build.link", inner)
    bench.report(link("compile", {}, {"fw.bin": "firmware"}), ALICE)
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert [found.outcome for found in about(proof, "layout")] == ["pass", "pass"]


# -- bounds ----------------------------------------------------------------------------------------


def test_052_authorities_that_certify_each_other(tmp_path: Path) -> None:
    """All paths among them are exponentially many; none leads to the root in time."""
    bench = Bench(tmp_path / "delivery")
    private = ec.generate_private_key(ec.SECP256R1())
    seed = certify("ring", private=private, authority=True)
    ring = [certify("ring", seed, private=private, authority=True) for _ in range(20)]
    expired = certify("root", private=ROOT.private, authority=True, end=NOW - DAY / 2)
    ring.append(certify("ring", expired, private=private, authority=True))
    plan(bench, roots=(expired,), between=tuple(ring))
    report(bench, certify("ci", seed))
    assert outcome(bench) == "open"


def test_052_more_certificates_than_any_layout_has(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    many = {
        f"{number}": {"keyval": {"certificate": ROOT.pem}}
        for number in range(limits.LAYOUT_CERTIFICATES + 1)
    }
    bench.plan(layout([certified_step("build", [constraint()])], [], rootcas=many))
    assert bench.ours().outcome == "open"


def test_a_root_that_cannot_be_read_leads_nowhere(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    broken = {"a": {"keyval": {"certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n"}}}
    bench.plan(layout([certified_step("build", [constraint()])], [], rootcas=broken))
    report(bench, certify("ci", ROOT))
    proof = bench.ours()
    assert proof.outcome == "open"
    assert any("cannot be used" in note for note in notes(proof, "layout"))


def test_the_stated_time_decides(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    plan(bench)
    report(bench, certify("ci", BETWEEN, start=NOW, end=NOW))
    evidence, root = read(bench.folder), trust(OWNER)
    assert verify(evidence, root, AT).outcome == "pass"
    assert verify(evidence, root, "2026-11-22T12:00:01Z").outcome == "open"
    assert verify(evidence, root, "2026-11-22T11:59:59Z").outcome == "open"


@pytest.mark.parametrize("wanted", ["root0", "root1", "root2"])
def test_a_root_that_was_renewed_and_one_that_certifies_the_other(
    tmp_path: Path, wanted: str
) -> None:
    """A certificate leads to every root that it leads to, and not only to the first one."""
    bench, private = Bench(tmp_path / "delivery"), ec.generate_private_key(ec.SECP256R1())
    old, new = (
        certify("acme", private=private, authority=True, end=NOW + days * DAY) for days in (1, 2)
    )
    strange = certify("strange", authority=True)
    plan(bench, constraint(roots=[wanted]), roots=(old, new, strange), between=())
    report(bench, certify("ci", old))
    assert outcome(bench) == ("open" if wanted == "root2" else "pass")


def test_why_a_certificate_is_refused_stands_in_the_reason(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    plan(bench)
    report(bench, certify("ci", BETWEEN, end=NOW - DAY / 2))
    (build,) = about(bench.ours(), "step", "build")
    assert build.outcome == "open"
    assert "the certificate of ci does not hold at" in build.reason


def test_keys_of_the_kind_ed25519(tmp_path: Path) -> None:
    """A leaf with one is checked; an authority with one is not, which is open and says so."""
    for kind in ("leaf", "authority"):
        bench = Bench(tmp_path / kind)
        own: Any = ed25519.Ed25519PrivateKey.generate()
        if kind == "leaf":
            plan(bench)
            report(bench, certify("ci", ROOT, private=own))
        else:
            root = certify("root", private=own, authority=True)
            plan(bench, roots=(root,), between=())
            report(bench, certify("ci", root))
        (build,) = about(bench.ours(), "step", "build")
        assert build.outcome == ("pass" if kind == "leaf" else "open")
        assert ("kind Ed25519 or Ed448 is not checked here" in build.reason) == (
            kind == "authority"
        )
