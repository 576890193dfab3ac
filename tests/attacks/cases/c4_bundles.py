"""C1 and C4: Sigstore bundles that are bent, or whose log entry is about something else."""

from __future__ import annotations

import base64
import copy
import json

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import Delivery, base64_of, digests
from attack_material import EVIL, encode
from attack_sigstore import (
    IDENTITY,
    attested,
    believe,
    deliver,
    entry_of,
    keyless,
    material,
)

from samples.sigstore_instance import Instance, Signing

MISSING = "provenance/missing-provenance"
REFUSED = {"sigstore": REJECT}


@case("payload type is text/plain", hostile=REFUSED)
def case_01_payload_type_of_a_bundle(plan: Delivery, hostile: bool) -> None:
    """A bundle holds provenance that was signed as plain text."""
    instance = keyless(plan)
    payload = encode(plan.statements[0])
    kind = "text/plain" if hostile else "application/vnd.in-toto+json"
    deliver(plan, instance.sign_statement(payload, Signing(), kind))


@case("https://in-toto.io/Statement/v9", hostile=REFUSED)
def case_02_statement_type_in_a_bundle(plan: Delivery, hostile: bool) -> None:
    """A bundle holds a statement of a type that nobody knows."""
    instance = keyless(plan)
    if hostile:
        plan.statements[0]["_type"] = "https://in-toto.io/Statement/v9"
    deliver(plan, attested(plan, instance))


@case("stands twice", hostile={"sigstore": ACCEPT})
def case_05_a_name_twice_inside_a_bundle(plan: Delivery, hostile: bool) -> None:
    """The subject of a signed statement stands twice: first the image, then other bytes."""
    instance = keyless(plan)
    text = encode(plan.statements[0]).decode()
    if hostile:
        evil = json.dumps([{"name": "gateway.img", "digest": digests(EVIL)}])
        text = f'{{"subject": {evil}, {text[1:]}'
    deliver(plan, instance.sign_statement(text.encode(), Signing()))


@case(MISSING, "no believed signature", hostile=REFUSED)
def case_08_a_bundle_with_an_empty_list_of_signatures(plan: Delivery, hostile: bool) -> None:
    """The envelope in a bundle has no signature at all."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        bundle["dsseEnvelope"]["signatures"] = []
    deliver(plan, bundle)


@case("0.9", hostile=REFUSED)
def case_09_a_bundle_of_an_unknown_version(plan: Delivery, hostile: bool) -> None:
    """A bundle calls itself version 0.9."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.9+json"
    deliver(plan, bundle)


@case("process/vacuous-audit", "provenance.sigstore.json", hostile=REFUSED)
def case_09_a_malformed_bundle(plan: Delivery, hostile: bool) -> None:
    """A bundle is cut off in the middle."""
    text = encode(attested(plan, keyless(plan)))
    deliver(plan, text[: len(text) // 2] if hostile else text)


@case("provenance.sigstore.json", "logIndex", hostile=REFUSED)
def case_09_a_negative_log_index(plan: Delivery, hostile: bool) -> None:
    """The log entry of a bundle has a negative index."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        entry_of(bundle)["logIndex"] = "-1"
    deliver(plan, bundle)


@case("claims to be by ci, which does not hold", "a signature by another key", hostile=REFUSED)
def case_11_a_certificate_that_nothing_covers(plan: Delivery, hostile: bool) -> None:
    """Somebody signs with a key of his own, and the certificate beside it is the workflow's."""
    instance = keyless(plan)
    good = attested(plan, instance)
    if hostile:
        evil = attested(plan, instance, Signing(identity="https://evil.example/x"))
        material(evil)["certificate"] = material(good)["certificate"]
        good = evil
    deliver(plan, good)


@case("signature/unsigned-image open")
def case_13_one_identity_with_two_certificates(plan: Delivery, hostile: bool) -> None:
    """An image needs two signers, and one workflow signs it with two certificates."""
    instance = keyless(plan, "image")
    plan.trust["build"] = {"roles": ["provenance", "step:*"]}
    plan.parts |= {"statement"}
    believe(plan, "second", "image", identity="https://ci.acme.example/second/*")
    plan.thresholds["image"] = 2
    plan.trust["release"]["roles"] = ["layout", "sbom", "manifest"]
    second = IDENTITY if hostile else "https://ci.acme.example/second/sign.yml"
    for number, identity in enumerate((IDENTITY, second)):
        bundle = instance.sign_artifact(plan.image, Signing(identity=identity))
        plan.extra[f"gateway.img.{number}.sigstore.json"] = encode(bundle)


@case("log/invalid-inclusion fail", "does not lead from the entry to the root", hostile=REFUSED)
def case_33_a_changed_hash_of_an_inclusion_proof(plan: Delivery, hostile: bool) -> None:
    """One hash of the proof that the log has the entry is another."""
    instance = keyless(plan)
    attested(plan, instance)
    bundle = attested(plan, instance)
    if hostile:
        entry_of(bundle)["inclusionProof"]["hashes"][0] = base64_of(bytes(32))
    deliver(plan, bundle)


@case("log/invalid-inclusion fail", "for another tree than its checkpoint", hostile=REFUSED)
def case_33_a_changed_root_of_an_inclusion_proof(plan: Delivery, hostile: bool) -> None:
    """The root of the proof is not the one of the checkpoint."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        entry_of(bundle)["inclusionProof"]["rootHash"] = base64_of(bytes(32))
    deliver(plan, bundle)


@case("log/invalid-inclusion fail", "for another tree than its checkpoint", hostile=REFUSED)
def case_33_a_checkpoint_of_another_log(plan: Delivery, hostile: bool) -> None:
    """The checkpoint is one of a log that nobody believes."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        other = entry_of(attested(plan, Instance()))["inclusionProof"]["checkpoint"]
        entry_of(bundle)["inclusionProof"]["checkpoint"] = other
    deliver(plan, bundle)


@case("log/invalid-inclusion open", "sigstore/bad-checkpoint", hostile=REFUSED)
def case_33_a_checkpoint_without_a_size(plan: Delivery, hostile: bool) -> None:
    """The checkpoint leaves out how large the log is."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        checkpoint = entry_of(bundle)["inclusionProof"]["checkpoint"]
        lines = checkpoint["envelope"].split("\n")
        checkpoint["envelope"] = "\n".join([lines[0], *lines[2:]])
    deliver(plan, bundle)


@case("log/invalid-inclusion fail", "its log entry is about other bytes", hostile=REFUSED)
def case_34_the_log_entry_of_another_statement(plan: Delivery, hostile: bool) -> None:
    """The log entry is about another statement by the same signer."""
    instance, signing = keyless(plan), Signing()
    other = copy.deepcopy(plan.statements[0])
    other["subject"][0]["digest"] = digests(EVIL)
    bundle = attested(plan, instance, signing)
    if hostile:
        evil = instance.sign_statement(encode(other), signing)
        material(bundle)["tlogEntries"] = material(evil)["tlogEntries"]
    deliver(plan, bundle)


@case("log/invalid-inclusion fail", "its log entry is about another signature", hostile=REFUSED)
def case_34_the_log_entry_of_another_key(plan: Delivery, hostile: bool) -> None:
    """The log entry is about the same statement, signed with another certificate."""
    instance = keyless(plan)
    bundle = attested(plan, instance)
    if hostile:
        material(bundle)["tlogEntries"] = material(attested(plan, instance))["tlogEntries"]
    deliver(plan, bundle)


@case("log/invalid-inclusion fail", "its log entry is about another signature", hostile=REFUSED)
def case_34_the_log_entry_of_another_signature(plan: Delivery, hostile: bool) -> None:
    """The log entry is about another signature by the same certificate over the same bytes."""
    instance, signing = keyless(plan), Signing()
    bundle = attested(plan, instance, signing)
    if hostile:
        material(bundle)["tlogEntries"] = material(attested(plan, instance, signing))["tlogEntries"]
    deliver(plan, bundle)


@case(MISSING, "it has no log entry", hostile=REFUSED)
def case_34_no_log_entry(plan: Delivery, hostile: bool) -> None:
    """A bundle has a certificate and no log entry."""
    bundle = attested(plan, keyless(plan))
    if hostile:
        material(bundle)["tlogEntries"] = []
    deliver(plan, bundle)


@case("log/invalid-inclusion fail", "2 log entries", hostile=REFUSED)
def case_34_two_log_entries(plan: Delivery, hostile: bool) -> None:
    """A bundle has two log entries, and only one of them is about it."""
    instance = keyless(plan)
    bundle = attested(plan, instance)
    if hostile:
        material(bundle)["tlogEntries"] *= 2
    deliver(plan, bundle)


@case("artifact/digest-mismatch fail", "its provenance is of other bytes", hostile=REFUSED)
def case_36_a_bundle_about_another_file(plan: Delivery, hostile: bool) -> None:
    """The statement in a bundle names the image, with the digest of another."""
    instance = keyless(plan)
    plan.parts -= {"manifest"}
    if hostile:
        plan.statements = [plan.provenance("gateway.img", EVIL)]
    deliver(plan, attested(plan, instance))


@case("artifact/digest-mismatch fail", hostile={"sigstore": ACCEPT})
def case_36_the_second_subject_of_a_bundle(plan: Delivery, hostile: bool) -> None:
    """A later subject of the statement calls other bytes by the name of the image."""
    instance = keyless(plan)
    subjects = plan.statements[0]["subject"]
    name = "gateway.img" if hostile else "gateway.map"
    subjects.append({"name": name, "digest": digests(EVIL)})
    if hostile:
        subjects[0]["name"] = "gateway.bin"
    deliver(plan, attested(plan, instance))


@case(MISSING, "/fork/", "whom nobody believes", hostile=REFUSED)
def case_42_the_workflow_of_somebody_else(plan: Delivery, hostile: bool) -> None:
    """A workflow of another repository signs provenance."""
    instance = keyless(plan)
    fork = IDENTITY.replace("/gateway/", "/fork/") if hostile else IDENTITY
    deliver(plan, attested(plan, instance, Signing(identity=fork)))


@case(MISSING, "refs/heads/main", "whom nobody believes", hostile=REFUSED)
def case_42_the_workflow_on_a_branch(plan: Delivery, hostile: bool) -> None:
    """The right workflow signs, on a branch in place of a tag."""
    instance = keyless(plan)
    identity = IDENTITY.replace("refs/tags/v1.0", "refs/heads/main") if hostile else IDENTITY
    deliver(plan, attested(plan, instance, Signing(identity=identity)))


@case(MISSING, "https://evil.example", "whom nobody believes", hostile=REFUSED)
def case_42_the_right_name_by_another_issuer(plan: Delivery, hostile: bool) -> None:
    """Another identity provider vouches for the same name."""
    instance = keyless(plan)
    issuer = "https://evil.example" if hostile else Signing().issuer
    deliver(plan, attested(plan, instance, Signing(issuer=issuer)))


@case("claims to be by ci, which does not hold", hostile=REFUSED)
def case_42_the_right_name_in_another_instance(plan: Delivery, hostile: bool) -> None:
    """Somebody runs an instance of his own, which gives a certificate to everybody."""
    instance = keyless(plan)
    deliver(plan, attested(plan, Instance() if hostile else instance))


@case(MISSING, "https://ci-acme.example", "whom nobody believes", hostile=REFUSED)
def case_51_a_pattern_is_no_regular_expression(plan: Delivery, hostile: bool) -> None:
    """A host differs from the believed one where a regular expression would have a dot."""
    instance = keyless(plan)
    identity = IDENTITY.replace("ci.acme", "ci-acme") if hostile else IDENTITY
    deliver(plan, attested(plan, instance, Signing(identity=identity)))


@case("sbom/unsigned-sbom fail", "signed by ci, whom nobody trusts for this")
def case_67_a_workflow_signs_what_it_may_not(plan: Delivery, hostile: bool) -> None:
    """A workflow that may state provenance signs a bill of materials."""
    roles = ("provenance",) if hostile else ("provenance", "sbom")
    instance = keyless(plan, *roles)
    plan.parts -= {"manifest"}
    plan.signers["sbom"] = []
    deliver(plan, attested(plan, instance))
    signed = instance.sign_artifact(json.dumps(plan.sbom, indent=1).encode(), Signing())
    plan.extra["sbom.cdx.json.sigstore.json"] = encode(signed)


@case(MISSING, "nothing says who built", hostile=REFUSED)
def case_45_a_bundle_of_the_release_before(plan: Delivery, hostile: bool) -> None:
    """The bundle is a good one, of last year's image."""
    instance = keyless(plan)
    if hostile:
        plan.statements = [plan.provenance("gateway-0.9.img", EVIL)]
    deliver(plan, attested(plan, instance))


@case(MISSING, "dsse/bad-signature", hostile=REFUSED)
def case_06_base64_of_a_bundle(plan: Delivery, hostile: bool) -> None:
    """The signature in a bundle is no base64."""
    bundle = attested(plan, keyless(plan))
    signature = bundle["dsseEnvelope"]["signatures"][0]
    raw = base64.b64decode(signature["sig"])
    signature["sig"] = f"{base64_of(raw)[:-4]}!!!!" if hostile else base64_of(raw)
    deliver(plan, bundle)
