"""C7: traps of joining everything into one graph."""

from __future__ import annotations

import json

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import Delivery, digests
from attack_material import EVIL, IN_TOTO, MANIFEST, encode, sha256, statement_of

BOM = "https://cyclonedx.org/bom"


def _granted_only(plan: Delivery) -> None:
    """The key `build` is in no trust root; the layout of the release lets it do the step."""
    del plan.trust["build"]
    plan.by_layout()


@case("provenance/untrusted-platform open", "gateway.img")
def case_67_a_granted_key_signs_provenance(plan: Delivery, hostile: bool) -> None:
    """A key that only a layout grants signs provenance, and there is no other."""
    if hostile:
        del plan.trust["build"]
        plan.by_statement()
    else:
        _granted_only(plan)


@case("signature/unsigned-image open")
def case_67_a_granted_key_signs_the_image(plan: Delivery, hostile: bool) -> None:
    """A key that only a layout grants signs the image."""
    _granted_only(plan)
    plan.parts -= {"manifest"}
    plan.signers["image"] = ["build" if hostile else "release"]


@case("sbom/unsigned-sbom open")
def case_67_a_granted_key_signs_the_bill_of_materials(plan: Delivery, hostile: bool) -> None:
    """A key that only a layout grants signs the bill of materials."""
    _granted_only(plan)
    plan.parts -= {"manifest"}
    plan.signers["sbom"] = ["build" if hostile else "release"]


@case("provenance/broken-layout", hostile={"in-toto": REJECT})
def case_67_a_granted_key_signs_a_layout(plan: Delivery, hostile: bool) -> None:
    """A key that only a layout grants signs a layout of its own."""
    _granted_only(plan)
    plan.signers["layout"] = ["build" if hostile else "release"]


def _attested_bill(plan: Delivery, text: str, signer: str) -> None:
    plan.parts -= {"sbom"}
    wrapped = encode(statement_of(BOM, "BILL", gateway__img=plan.image)).decode()
    payload = wrapped.replace('"BILL"', text).encode()
    plan.extra["bom.dsse.json"] = plan.envelope(payload, IN_TOTO, [signer])


@case("sbom/missing-identifier fail", "evil")
def case_68_a_bill_of_materials_inside_a_statement(plan: Delivery, hostile: bool) -> None:
    """A bill of materials hides in a statement whose spelling no search for words would find."""
    if hostile:
        evil = plan.component("evil", "6.6", sha256("evil"))
        del evil["purl"]
        plan.sbom["components"].append(evil)
        plan.sbom["dependencies"][0]["dependsOn"].append("evil")
        plan.sbom["dependencies"].append({"ref": "evil"})
    text = json.dumps(plan.sbom, indent=3).replace('"bomFormat"', '"bom\\u0046ormat"')
    _attested_bill(plan, text.replace('"CycloneDX"', '"Cyclone\\u0044X"'), "release")


@case("sbom/unsigned-sbom open")
def case_68_the_bytes_of_a_bill_of_materials_inside_a_statement(
    plan: Delivery, hostile: bool
) -> None:
    """A stranger's statement holds a bill of materials; the twin's is signed as it is spelled."""
    plan.parts -= {"manifest"}
    text = json.dumps(plan.sbom, indent=3, sort_keys=True).replace("1.3.1", "1.3\\u002e1")
    _attested_bill(plan, text, "stranger" if hostile else "release")


@case("signature/unsigned-image open", "radio.img")
def case_69_an_image_that_nobody_mentions(plan: Delivery, hostile: bool) -> None:
    """An image lies beside the rest, and no document knows it."""
    plan.parts -= {"manifest"}
    if hostile:
        plan.images["radio.img"] = EVIL
        plan.replaced["radio.img.sig"] = None


@case("artifact/unlisted-file fail", "radio.img")
def case_69_an_image_that_the_manifest_leaves_out(plan: Delivery, hostile: bool) -> None:
    """An image is put into the delivery after its manifest was signed."""
    if hostile:
        plan.late["radio.img"] = EVIL


@case("process/vacuous-audit open", "the policy expects it and it was not delivered")
def case_69_a_document_is_left_out(plan: Delivery, hostile: bool) -> None:
    """The bill of materials is left out, so that nothing about it can fail."""
    if hostile:
        plan.parts -= {"sbom"}


@case("process/vacuous-audit open", "the policy names an image that is not there")
def case_69_an_image_is_left_out(plan: Delivery, hostile: bool) -> None:
    """One of the images that the policy names is left out, with all that is said about it."""
    plan.policy["product"] = {"images": ["gateway.img", "radio.img"]}
    if not hostile:
        plan.by_statement()
        plan.described("radio.img", EVIL)
        plan.statements.append(plan.provenance("radio.img", EVIL, "2"))


@case("artifact/digest-mismatch fail", "gateway.img")
def case_70_documents_of_the_earlier_release(plan: Delivery, hostile: bool) -> None:
    """Everything that vouches is of the release before, and the image is new."""
    plan.parts -= {"manifest"}
    if hostile:
        plan.signers["image"] = []
        plan.images["gateway.img"] = EVIL


@case("artifact/digest-mismatch fail", "gateway.img")
def case_70_a_manifest_of_the_earlier_release_beside_the_new_one(
    plan: Delivery, hostile: bool
) -> None:
    """An older manifest, well signed, lists other bytes under the name of the image."""
    content = EVIL if hostile else plan.image
    row = {"path": "gateway.img", "size": len(content), "digests": digests(content)}
    listing = encode({"type": "urn:firmware-provenance:manifest:v1", "files": [row]})
    plan.extra["old.json"] = plan.envelope(listing, MANIFEST, ["release"])


@case("artifact/digest-mismatch fail", "gateway.img", hostile={"in-toto": ACCEPT})
def case_71_a_tampered_image_is_known_by_its_name(plan: Delivery, hostile: bool) -> None:
    """One byte of the image changes: its digest is known nowhere, and its name is."""
    plan.parts -= {"manifest"}
    if hostile:
        plan.images["gateway.img"] = plan.image[:-1] + b"!"


@case("provenance/broken-layout open", "0 of 1 signers", hostile={"in-toto": REJECT})
def case_72_hundreds_of_keys_and_hints(plan: Delivery, hostile: bool) -> None:
    """Hundreds of keys and of signatures with empty hints make every pair a try."""
    keys = {f"{number:064x}": plan.public("build", f"{number:064x}") for number in range(500)}
    plan.by_layout()
    plan.layout["keys"] |= keys if hostile else {}
    signed = json.loads(plan.sealing(plan.layout, "release"))
    junk = [{"keyid": "", "sig": signed["signatures"][0]["sig"][:-8] + "AAAAAA=="}] * 500
    signed["signatures"] = junk if hostile else [*junk[:1], *signed["signatures"]]
    plan.replaced["root.layout"] = encode(signed)


@case("sbom/missing-digest fail", "sbom/missing-identifier fail", hostile={"cyclonedx": ACCEPT})
def case_73_a_hundred_bad_components(plan: Delivery, hostile: bool) -> None:
    """A hundred components without identifier and digest would be as many findings."""
    for number in range(100):
        name = f"part-{number}"
        part = plan.component(name, "1.0", sha256(name))
        if hostile:
            del part["purl"], part["hashes"]
        plan.sbom["components"].append(part)
        plan.sbom["dependencies"][0]["dependsOn"].append(name)
        plan.sbom["dependencies"].append({"ref": name})
    for refs in (plan.sbom["compositions"][0][key] for key in ("assemblies", "dependencies")):
        refs += [f"part-{number}" for number in range(100)]
