"""C5: verification summaries that let everything through at once, if they were believed."""

from __future__ import annotations

from typing import Any

from attack_cases import case
from attack_delivery import Delivery, digests
from attack_material import EVIL, IN_TOTO, Plain, encode, sha256, statement_of

VSA = "https://slsa.dev/verification_summary/v1"
SVR = "https://in-toto.io/attestation/svr/v0.1"
VERIFIER = "https://audit.example/v1"
RULE = "provenance/invalid-verification-summary"
BUNDLE = "summary.dsse.json"


def _summary(**more: Any) -> Plain:
    return {
        "verifier": {"id": VERIFIER},
        "timeVerified": "2026-11-01T00:00:00Z",
        "resourceUri": "pkg:generic/gateway@1.0",
        "policy": {"uri": "https://audit.example/policy", "digest": {"sha256": "ab" * 32}},
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
        **more,
    }


def _believe(plan: Delivery) -> None:
    """Another auditor is believed, for summaries of his own."""
    plan.trust["auditor"] = {"roles": ["verdict"], "verifier": VERIFIER}
    plan.policy["product"] = {"name": "pkg:generic/gateway@1.0"}


def _ask(plan: Delivery, name: str, value: Any) -> None:
    plan.policy[f'parameters."{RULE}"'] = {name: value}


def _sealed(plan: Delivery, summary: Plain, image: bytes, signer: str, kind: str = VSA) -> bytes:
    statement = statement_of(kind, summary, gateway__img=image)
    return plan.envelope(encode(statement), IN_TOTO, [signer])


def _deliver(
    plan: Delivery, summary: Plain, image: bytes | None = None, signer: str = "auditor"
) -> None:
    _believe(plan)
    plan.extra[BUNDLE] = _sealed(plan, summary, image or plan.image, signer)


@case(f"{RULE} open", "no key that is believed made it")
def case_43_a_forged_summary(plan: Delivery, hostile: bool) -> None:
    """A stranger signs a summary in the name of the auditor."""
    _deliver(plan, _summary(), signer="stranger" if hostile else "auditor")


@case(f"{RULE} open", "it is not signed")
def case_43_a_summary_without_a_signature(plan: Delivery, hostile: bool) -> None:
    """A summary comes without any signature."""
    _deliver(plan, _summary())
    if hostile:
        plan.extra[BUNDLE] = encode(statement_of(VSA, _summary(), gateway__img=plan.image))


@case(f"{RULE} open", "pkg:generic/router@1.0")
def case_43_a_summary_of_another_resource(plan: Delivery, hostile: bool) -> None:
    """A good summary, of another product."""
    name = "router" if hostile else "gateway"
    _deliver(plan, _summary(resourceUri=f"pkg:generic/{name}@1.0"))


@case(f"{RULE} fail", "which was not delivered")
def case_43_a_summary_of_other_bytes(plan: Delivery, hostile: bool) -> None:
    """A summary gives the image the digest of another file."""
    _deliver(plan, _summary(), EVIL if hostile else plan.image)


@case(f"{RULE} fail", "not for https://other.example")
def case_43_a_verifier_whose_key_it_is_not(plan: Delivery, hostile: bool) -> None:
    """An auditor who is believed for himself signs in the name of another one."""
    verifier = "https://other.example" if hostile else VERIFIER
    _deliver(plan, _summary(verifier={"id": verifier}))


@case(f"{RULE} open")
def case_43_a_key_that_is_bound_to_no_verifier(plan: Delivery, hostile: bool) -> None:
    """A key with the role, which the trust root binds to nobody, signs for whom it likes."""
    _deliver(plan, _summary())
    if hostile:
        del plan.trust["auditor"]["verifier"]


@case(f"{RULE} fail", "its levels do not suffice")
def case_43_a_level_that_does_not_suffice(plan: Delivery, hostile: bool) -> None:
    """The policy asks for build level 3; the summary has level 1, and one that sounds higher."""
    levels = ["SLSA_BUILD_LEVEL_1", "ACME_LEVEL_4"] if hostile else ["SLSA_BUILD_LEVEL_3"]
    _deliver(plan, _summary(verifiedLevels=levels))
    _ask(plan, "levels", ["SLSA_BUILD_LEVEL_3"])


@case(f"{RULE} fail", "its levels do not suffice")
def case_43_levels_that_nobody_has_defined(plan: Delivery, hostile: bool) -> None:
    """The level looks higher than any that there is."""
    level = "SLSA_BUILD_LEVEL_3_AND_MORE" if hostile else "SLSA_BUILD_LEVEL_3"
    _deliver(plan, _summary(verifiedLevels=[level]))
    _ask(plan, "levels", ["SLSA_BUILD_LEVEL_3"])


@case(f"{RULE} fail", "its result is FAILED")
def case_43_a_summary_that_failed(plan: Delivery, hostile: bool) -> None:
    """The other auditor did not accept it, and his summary is delivered all the same."""
    _deliver(plan, _summary(verificationResult="FAILED" if hostile else "PASSED"))


@case("provenance/missing-provenance open", "gateway.img")
def case_43_a_summary_in_place_of_provenance(plan: Delivery, hostile: bool) -> None:
    """A summary is all that is said of the image: no build, no layout."""
    _deliver(plan, _summary())
    plan.parts -= {"statement", "layout"} if hostile else {"layout"}


@case(f"{RULE} fail", "after the time of audit")
def case_44_a_summary_from_the_future(plan: Delivery, hostile: bool) -> None:
    """A summary was made after the time of the audit."""
    year = "2027" if hostile else "2026"
    _deliver(plan, _summary(timeVerified=f"{year}-11-01T00:00:00Z"))


@case(f"{RULE} fail", "it is too old")
def case_44_a_stale_summary(plan: Delivery, hostile: bool) -> None:
    """A summary about what changes with time is older than the policy allows."""
    year = "2025" if hostile else "2026"
    _deliver(plan, _summary(timeVerified=f"{year}-11-01T00:00:00Z"))
    _ask(plan, "max-age", 90)


@case(f"{RULE} fail", "a policy that nobody expects")
def case_44_a_summary_by_an_older_policy(plan: Delivery, hostile: bool) -> None:
    """A summary was made by the version before of the policy that is wanted."""
    older = {"uri": "https://audit.example/policy", "digest": {"sha256": "cd" * 32}}
    _deliver(plan, _summary(policy=older) if hostile else _summary())
    _ask(plan, "policies", [f"sha256:{'ab' * 32}"])


@case(f"{RULE} fail", "it is too old")
def case_44_a_stale_simple_result(plan: Delivery, hostile: bool) -> None:
    """A simple verification result is older than the policy allows."""
    _believe(plan)
    year = "2025" if hostile else "2026"
    result = {
        "verifier": {"id": VERIFIER},
        "timeCreated": f"{year}-11-01T00:00:00Z",
        "properties": ["ACME_SCANNED"],
    }
    plan.extra[BUNDLE] = _sealed(plan, result, plan.image, "auditor", SVR)
    _ask(plan, "max-age", 90)


@case(f"{RULE} fail", "another digest")
def case_45_a_summary_of_another_statement(plan: Delivery, hostile: bool) -> None:
    """A summary rests on provenance of another build than the one that was delivered."""
    path = "provenance-0.dsse.json"
    plan.replaced[path] = plan.envelope(encode(plan.statements[0]), IN_TOTO, ["build"])
    content = plan.replaced[path] or b""
    inner = {"uri": path, "digest": digests("other" if hostile else content)}
    _deliver(plan, _summary(inputAttestations=[inner]))


@case(f"{RULE} open", "that were not delivered")
def case_45_a_summary_of_something_that_is_kept_back(plan: Delivery, hostile: bool) -> None:
    """A summary rests on an attestation that nobody delivers."""
    rests = [{"uri": "https://acme.example/audit.json", "digest": digests("audit")}]
    _deliver(plan, _summary(inputAttestations=rests if hostile else []))


def _chain(plan: Delivery, length: int) -> None:
    """Each summary rests on the one before."""
    _believe(plan)
    below: list[Plain] = []
    for number in range(length):
        summary = _summary(inputAttestations=below)
        sealed = _sealed(plan, summary, plan.image, "auditor")
        path = f"summary-{number}.dsse.json"
        plan.extra[path] = sealed
        below = [{"uri": path, "digest": {"sha256": sha256(sealed)}}]


@case(f"{RULE} open", "summaries in a row")
def case_52_a_chain_of_summaries(plan: Delivery, hostile: bool) -> None:
    """Two hundred summaries rest on one another, so that nobody reads what they rest on."""
    _chain(plan, 200 if hostile else 3)


@case(f"{RULE} open", "no key that is believed made it")
def case_52_a_summary_of_a_forged_one(plan: Delivery, hostile: bool) -> None:
    """A good summary rests on one that somebody forged."""
    signer = "stranger" if hostile else "auditor"
    inner = _sealed(plan, _summary(), plan.image, signer)
    plan.extra["inner.dsse.json"] = inner
    rests = [{"uri": "inner.dsse.json", "digest": {"sha256": sha256(inner)}}]
    _deliver(plan, _summary(inputAttestations=rests))
