"""C2: digests that are too weak, contradict one another or are spelled in another way."""

from __future__ import annotations

import base64
import hashlib

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import Delivery, digests
from attack_material import EVIL, Plain, sha256


def _handed_on(plan: Delivery, made: Plain, read: Plain) -> None:
    """One step makes firmware.bin, the next reads it and makes the image."""
    plan.by_layout(
        plan.planned("compile", products=["CREATE firmware.bin", "DISALLOW *"]),
        plan.planned("assemble", ["MATCH firmware.bin WITH PRODUCTS FROM compile", "DISALLOW *"]),
    )
    compiled = plan.link("compile", {"main.c": "main"}, {})
    compiled["products"] = {"firmware.bin": made}
    assembled = plan.link("assemble", {}, {"gateway.img": plan.image})
    assembled["materials"] = {"firmware.bin": read}
    plan.links = [compiled, assembled]


def _weak(plan: Delivery, hostile: bool, weak: Plain) -> None:
    found = weak if hostile else digests("firmware")
    _handed_on(plan, found, found)


@case("provenance/broken-layout", "alone does not show", hostile={"in-toto": ACCEPT})
def case_18_only_md5(plan: Delivery, hostile: bool) -> None:
    """What one step hands to the next is identified by MD5 alone."""
    _weak(plan, hostile, {"md5": "ab" * 16})


@case("provenance/broken-layout", "alone does not show", hostile={"in-toto": ACCEPT})
def case_18_only_sha1(plan: Delivery, hostile: bool) -> None:
    """What one step hands to the next is identified by SHA-1 alone."""
    _weak(plan, hostile, {"sha1": "ab" * 20})


@case("provenance/broken-layout", "alone does not show", hostile={"in-toto": ACCEPT})
def case_18_only_a_checksum(plan: Delivery, hostile: bool) -> None:
    """What one step hands to the next is identified by CRC-32 alone."""
    _weak(plan, hostile, {"crc32": "deadbeef"})


@case("provenance/broken-layout", "no usable digest", hostile={"in-toto": ACCEPT})
def case_18_no_digest(plan: Delivery, hostile: bool) -> None:
    """Two empty sets of digests are equal."""
    _weak(plan, hostile, {})


@case("crypto/disallowed-hash fail", "'gateway.img' with md5 alone", hostile={"in-toto": ACCEPT})
def case_18_the_image_by_a_weak_digest(plan: Delivery, hostile: bool) -> None:
    """The link names the image by its MD5 alone, and there is nothing that is stronger."""
    plan.by_layout()
    plan.parts -= {"manifest"}
    weak = {"md5": hashlib.md5(plan.image, usedforsecurity=False).hexdigest()}
    plan.links[0]["products"]["gateway.img"] = weak if hostile else digests(plan.image)


@case("sbom/missing-digest fail", "zlib 1.3.1 has md5 only", hostile={"cyclonedx": ACCEPT})
def case_18_a_component_by_a_weak_digest(plan: Delivery, hostile: bool) -> None:
    """A component of the bill of materials has nothing but an MD5."""
    if hostile:
        plan.sbom["components"][1]["hashes"] = [{"alg": "MD5", "content": "ab" * 16}]


@case("provenance/missing-provenance")
def case_18_a_subject_by_a_weak_digest(plan: Delivery, hostile: bool) -> None:
    """A statement names the image by its SHA-1 alone."""
    plan.by_statement()
    weak = {"sha1": hashlib.sha1(plan.image, usedforsecurity=False).hexdigest()}
    if hostile:
        plan.statements[0]["subject"][0]["digest"] = weak


@case("provenance/broken-layout fail", hostile={"in-toto": REJECT})
def case_19_one_of_two_digests_contradicts(plan: Delivery, hostile: bool) -> None:
    """SHA-256 agrees between two steps, and SHA-512 does not."""
    long = hashlib.sha512(b"firmware").hexdigest()
    other = "00" * 64 if hostile else long
    _handed_on(
        plan,
        {**digests("firmware"), "sha512": long},
        {**digests("firmware"), "sha512": other},
    )


@case("artifact/digest-mismatch fail", "gateway.img")
def case_19_one_digest_of_the_image_is_of_other_bytes(plan: Delivery, hostile: bool) -> None:
    """A statement names the image by its SHA-256 and by the SHA-512 of something else."""
    plan.by_statement()
    long = hashlib.sha512(EVIL if hostile else plan.image).hexdigest()
    plan.statements[0]["subject"][0]["digest"]["sha512"] = long


@case("provenance/broken-layout", hostile={"in-toto": REJECT})
def case_20_a_prefix_before_the_digits(plan: Delivery, hostile: bool) -> None:
    """Both steps write the digest with 0x before it, which is no digest."""
    value = sha256("firmware")
    found = {"sha256": f"0x{value}" if hostile else value}
    _handed_on(plan, found, dict(found))


@case("provenance/broken-layout", hostile={"in-toto": REJECT})
def case_20_base64_where_digits_belong(plan: Delivery, hostile: bool) -> None:
    """Both steps write the digest in base64."""
    value = base64.b64encode(bytes.fromhex(sha256("firmware"))).decode()
    found = {"sha256": value} if hostile else digests("firmware")
    _handed_on(plan, found, dict(found))


@case("provenance/broken-layout", hostile={"in-toto": REJECT}, twin={"in-toto": REJECT})
def case_20_a_digest_in_capitals(plan: Delivery, hostile: bool) -> None:
    """A digest is cut short; in the twin it is only written in capitals, which changes nothing."""
    value = sha256("firmware").upper()
    _handed_on(plan, digests("firmware"), {"sha256": value[:-2] if hostile else value})


@case("provenance/broken-layout", hostile={"in-toto": REJECT}, twin={"in-toto": REJECT})
def case_20_one_side_has_a_second_digest(plan: Delivery, hostile: bool) -> None:
    """One side has another digest; in the twin it has one more, which contradicts nothing."""
    long = hashlib.sha512(b"firmware").hexdigest()
    read = digests("other" if hostile else "firmware") | {"sha512": long}
    _handed_on(plan, digests("firmware"), read)
