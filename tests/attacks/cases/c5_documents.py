"""C5: bills of materials that claim more than they show, and policies that say other than meant."""

from __future__ import annotations

from attack_cases import ACCEPT, case
from attack_delivery import Delivery, digests
from attack_material import EVIL, sha256

from provenance.judgment import load_policy

# -- bills of materials ----------------------------------------------------------------------------


@case("sbom/wrong-primary-component fail", hostile={"cyclonedx": ACCEPT})
def case_47_a_bill_of_materials_of_another_build(plan: Delivery, hostile: bool) -> None:
    """The bill of materials is about another build of the same version."""
    if hostile:
        plan.sbom = plan.bill_of_materials(EVIL)


@case("provenance/undeclared-input fail", "openssl", hostile={"cyclonedx": ACCEPT})
def case_47_an_input_that_is_not_listed(plan: Delivery, hostile: bool) -> None:
    """A build read a library that the bill of materials does not list."""
    plan.by_statement()
    plan.rule("provenance/undeclared-input")
    if hostile:
        definition = plan.statements[0]["predicate"]["buildDefinition"]
        uri = "https://downloads.openssl.example/openssl-3.5.tar.gz"
        entry = {"name": "openssl", "uri": uri, "digest": digests("openssl source")}
        definition["resolvedDependencies"].append(entry)


@case("provenance/undeclared-input", "extra 1.0", hostile={"cyclonedx": ACCEPT})
def case_47_a_component_that_nobody_built_in(plan: Delivery, hostile: bool) -> None:
    """The bill of materials lists a component that no build read."""
    plan.by_statement()
    plan.rule("provenance/undeclared-input")
    if hostile:
        plan.sbom["components"].append(plan.component("extra", "1.0", sha256("extra")))
        plan.sbom["dependencies"][0]["dependsOn"].append("extra")
        plan.sbom["dependencies"].append({"ref": "extra"})


@case("provenance/undeclared-input open", "zlib", hostile={"cyclonedx": ACCEPT})
def case_47_a_component_of_the_same_name(plan: Delivery, hostile: bool) -> None:
    """A trojan has the package URL of zlib: the build read other bytes of that name."""
    plan.by_statement()
    plan.rule("provenance/undeclared-input")
    if hostile:
        plan.sbom["components"][1]["hashes"][0]["content"] = sha256("zlib with a back door")


@case("sbom/conflicting-identity fail", "'zlib' is also the id", hostile={"cyclonedx": ACCEPT})
def case_48_two_components_with_one_ref(plan: Delivery, hostile: bool) -> None:
    """A component hides behind the ref of another."""
    evil = plan.component("evil", "6.6", sha256("evil"))
    plan.sbom["components"].append({**evil, "bom-ref": "zlib" if hostile else "evil"})
    plan.sbom["dependencies"][0]["dependsOn"] += [] if hostile else ["evil"]
    plan.sbom["dependencies"] += [] if hostile else [{"ref": "evil"}]


@case("dependency/dangling-reference", "ghost", hostile={"cyclonedx": ACCEPT})
def case_48_a_reference_to_nothing(plan: Delivery, hostile: bool) -> None:
    """A dependency leads to a ref that no component has."""
    if hostile:
        plan.sbom["dependencies"][1]["dependsOn"] = ["ghost"]


@case("dependency/unreachable-component", hostile={"cyclonedx": ACCEPT})
def case_48_a_circle_beside_the_root(plan: Delivery, hostile: bool) -> None:
    """Two components depend on one another and nothing depends on them."""
    plan.rule("dependency/unreachable-component")
    if hostile:
        plan.sbom["dependencies"] = [
            {"ref": "gateway", "dependsOn": []},
            {"ref": "gateway-source", "dependsOn": ["zlib"]},
            {"ref": "zlib", "dependsOn": ["gateway-source"]},
        ]


@case("dependency/unresolved-linked-bom", hostile={"cyclonedx": ACCEPT})
def case_48_a_link_into_a_document_that_is_not_there(plan: Delivery, hostile: bool) -> None:
    """A component says that its parts are listed in a document that nobody delivered."""
    if hostile:
        serial = "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1"
        plan.sbom["components"][1]["externalReferences"] = [{"type": "bom", "url": serial}]


# -- policy and trust root -------------------------------------------------------------------------


@case("ConfigurationError")
def case_51_a_policy_with_a_word_that_nobody_knows(plan: Delivery, hostile: bool) -> None:
    """A misspelled rule would be a rule that is never asked."""
    name = "signature/unsigned-imgae" if hostile else "signature/unsigned-image"
    plan.rule(name)


@case("UsageError", "policy")
def case_51_a_policy_that_was_changed(plan: Delivery, hostile: bool) -> None:
    """The policy is weaker than the one whose digest the auditor pinned."""
    known = Delivery(plan.folder / "known")
    known.write()
    plan.pinned = str(load_policy(known.folder / "policy.toml").digest)
    if hostile:
        plan.rule("signature/unsigned-image", "off")
        plan.signers["image"], plan.parts = [], plan.parts - {"manifest"}


@case("process/vacuous-audit open", "policy.toml")
def case_51_a_policy_inside_the_delivery(plan: Delivery, hostile: bool) -> None:
    """The delivery brings a policy and a trust root of its own."""
    if hostile:
        plan.extra["policy.toml"] = b'name = "mine"\n[product]\nimages = []\n'
        plan.extra["trust.toml"] = b""
    plan.policy["product"] = {"images": ["*.img"]}


@case("ConfigurationError")
def case_51_a_trust_root_that_trusts_nobody(plan: Delivery, hostile: bool) -> None:
    """The file of the trust root holds no entry: nothing could ever fail under it."""
    if hostile:
        plan.auditor["trust.toml"] = "# nobody\n"


@case("provenance/untrusted-platform fail")
def case_51_platforms_that_nobody_expects(plan: Delivery, hostile: bool) -> None:
    """The policy expects an empty list of platforms, which is nobody and not everybody."""
    if hostile:
        plan.policy["expect"] = {"platforms": []}


@case("signature/unsigned-image open")
def case_51_a_waiver_for_other_bytes(plan: Delivery, hostile: bool) -> None:
    """A waiver is for the digest of another image."""
    image = EVIL if hostile else plan.image
    plan.signers["image"] = []
    plan.parts -= {"manifest"}
    plan.policy["[waiver]"] = {
        "rule": "signature/unsigned-image",
        "subject": f"sha256:{sha256(image)}",
        "owner": "psirt@acme.example",
        "reason": "agreed",
        "until": "2026-12-31",
    }
