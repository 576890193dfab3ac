"""C2: keys that look like more than they are, and thresholds that nobody has to meet."""

from __future__ import annotations

import copy
import hashlib
import hmac
from typing import Any

from attack_cases import ACCEPT, CRASH, REJECT, case
from attack_delivery import Delivery, base64_of, pae, plain
from attack_material import IN_TOTO, Plain, encode
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_OTHER = "f" * 64


def _two_of(plan: Delivery, *keys: str, threshold: Any = 2) -> None:
    """Two functionaries have to report the one step."""
    plan.by_layout(plan.planned("assemble", by=keys, threshold=threshold), keys=keys)


@case("provenance/broken-layout", "1 distinct keys", hostile={"in-toto": ACCEPT})
def case_12_one_key_under_two_key_ids(plan: Delivery, hostile: bool) -> None:
    """One key stands in a layout under two key ids and meets a threshold of two."""
    _two_of(plan, "build", "second")
    plan.sealed[f"assemble.{_OTHER[:8]}.link"] = b""
    if not hostile:
        plan.sealed.clear()
        plan.report(plan.links[0], "second", "assemble")
        return
    plan.layout["keys"] = {
        plan.keyid("build"): plan.public("build"),
        _OTHER: plan.public("build", _OTHER),
    }
    plan.layout["steps"][0]["pubkeys"] = [plan.keyid("build"), _OTHER]
    relabelled = plain(plan.sealing(plan.links[0], "build"))
    relabelled["signatures"][0]["keyid"] = _OTHER
    plan.sealed[f"assemble.{_OTHER[:8]}.link"] = encode(relabelled)


@case("ConfigurationError", "1 distinct signers")
def case_12_one_key_under_two_names_of_the_trust_root(plan: Delivery, hostile: bool) -> None:
    """An image needs two signers, and the trust root holds one key under two names."""
    plan.thresholds["image"] = 2
    plan.trust["second"] = {"roles": ["image", "manifest"]}
    plan.signers["manifest"] = ["release", "second"]
    if hostile:
        plan._keys["second"] = plan.key("release")


@case("signature/unsigned-image open")
def case_13_one_key_signs_a_manifest_twice(plan: Delivery, hostile: bool) -> None:
    """An image needs two signers, and one of them signs its manifest twice."""
    plan.thresholds["image"] = 2
    plan.trust["second"] = {"roles": ["image", "manifest"]}
    plan.signers["manifest"] = ["release", "release#2" if hostile else "second"]


@case("provenance/broken-layout", "1 of 2", hostile={"in-toto": REJECT})
def case_13_one_key_signs_a_link_twice(plan: Delivery, hostile: bool) -> None:
    """A step needs two functionaries, and one of them signs the link twice."""
    _two_of(plan, "build", "second")
    if hostile:
        again = plan.envelope(encode(plan.links[0]), IN_TOTO, ["build", "build#2"])
        plan.sealed[plan.report_name("assemble", "second")] = again
    else:
        plan.report(plan.links[0], "second", "assemble")


@case("provenance/broken-layout", "assemble", hostile={"in-toto": REJECT})
def case_14_key_ids_with_the_same_beginning(plan: Delivery, hostile: bool) -> None:
    """The file name of a stranger's link has the eight characters that a functionary's key has."""
    plan.by_layout(plan.planned("assemble"), keys=["build"])
    stranger = plain(plan.sealing(plan.links[0], "stranger"))
    stranger["signatures"][0]["keyid"] = plan.keyid("build")[:8] + "0" * 56
    if hostile:
        name = plan.report_name("assemble", "build")
        plan.links, plan.sealed[name] = [], encode(stranger)


@case("provenance/broken-layout open", "named like a path", hostile={"in-toto": ACCEPT})
def case_14_a_step_named_like_a_path(plan: Delivery, hostile: bool) -> None:
    """A step is called `../log`, so that its link is looked for outside of the folder of links."""
    name = "../log" if hostile else "log"
    later = plan.planned(name, ["ALLOW *"], ["ALLOW *.img", "CREATE *.txt", "DISALLOW *"])
    plan.by_layout(plan.planned("assemble"), later)
    made = {"gateway.img": plan.image}
    logged = plan.link(name, made, {**made, "log.txt": "fine"})
    path = "" if hostile else "links/"
    plan.replaced[f"{path}{plan.report_name('log', 'build')}"] = plan.sealing(logged, "build")


@case("provenance/broken-layout", "threshold", hostile={"in-toto": CRASH})
def case_15_a_threshold_of_zero(plan: Delivery, hostile: bool) -> None:
    """A step needs no functionary at all, and there is no link."""
    _two_of(plan, "build", threshold=0 if hostile else 1)
    _without_links(plan, hostile)


@case("provenance/broken-layout", "threshold", hostile={"in-toto": CRASH})
def case_15_a_negative_threshold(plan: Delivery, hostile: bool) -> None:
    """A step needs minus one functionary, and there is no link."""
    _two_of(plan, "build", threshold=-1 if hostile else 1)
    _without_links(plan, hostile)


@case("provenance/broken-layout", "threshold", hostile={"in-toto": ACCEPT})
def case_15_a_threshold_of_true(plan: Delivery, hostile: bool) -> None:
    """A threshold is the word true, which some languages take for one."""
    _two_of(plan, "build", threshold=True if hostile else 1)


def _without_links(plan: Delivery, hostile: bool) -> None:
    if hostile:
        plan.links = []


@case("provenance/broken-layout", hostile={"in-toto": REJECT})
def case_15_nobody_may_do_a_step(plan: Delivery, hostile: bool) -> None:
    """A step has an empty list of keys."""
    _two_of(plan, "build", threshold=1)
    if hostile:
        plan.layout["steps"][0]["pubkeys"] = []


@case("provenance/broken-layout fail", "it would allow everything", hostile={"in-toto": ACCEPT})
def case_15_a_layout_without_steps(plan: Delivery, hostile: bool) -> None:
    """A layout has neither steps nor inspections, and so nothing can fail."""
    plan.by_layout(plan.planned("assemble"))
    if hostile:
        plan.layout["steps"], plan.links = [], []


@case("ConfigurationError")
def case_15_a_role_that_nobody_has_to_fill(plan: Delivery, hostile: bool) -> None:
    """The trust root asks zero signers of a layout."""
    plan.thresholds["layout"] = 0 if hostile else 1


# -- schemes ---------------------------------------------------------------------------------------


def _granted(plan: Delivery, entry: Plain, signature: bytes) -> None:
    """The one step is done with this key, and its link has this signature."""
    plan.by_layout(plan.planned("assemble"), keys=["build"])
    entry["keyid"] = plan.keyid("build")
    plan.layout["keys"] = {entry["keyid"]: entry}
    envelope = plain(plan.sealing(plan.links[0], "build"))
    envelope["signatures"][0]["sig"] = base64_of(signature)
    plan.links, plan.sealed = [], {plan.report_name("assemble", "build"): encode(envelope)}


def _message(plan: Delivery) -> bytes:
    return pae(IN_TOTO, encode(plan.links[0]))


def _entry(key: Any, kind: str, scheme: str) -> Plain:
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {"keytype": kind, "scheme": scheme, "keyval": {"public": pem.decode()}}


@case("provenance/broken-layout", "assemble", hostile={"in-toto": REJECT})
def case_16_pkcs1_in_place_of_pss(plan: Delivery, hostile: bool) -> None:
    """A key of the scheme RSA-PSS signs with PKCS #1 v1.5."""
    key = rsa.generate_private_key(65_537, 2_048)
    pss = padding.PSS(padding.MGF1(SHA256()), 32)
    pad = padding.PKCS1v15() if hostile else pss
    signature = key.sign(_message(plan), pad, SHA256())
    _granted(plan, _entry(key, "rsa", "rsassa-pss-sha256"), signature)


@case("provenance/broken-layout", "assemble", hostile={"in-toto": REJECT})
def case_16_another_hash_than_the_scheme_has(plan: Delivery, hostile: bool) -> None:
    """A P-256 key of a scheme with SHA-256 signs over SHA-384."""
    key = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(_message(plan), ec.ECDSA(SHA384() if hostile else SHA256()))
    _granted(plan, _entry(key, "ecdsa", "ecdsa-sha2-nistp256"), signature)


@case("provenance/broken-layout", "assemble", hostile={"in-toto": REJECT})
def case_16_a_public_key_as_the_secret_of_a_code(plan: Delivery, hostile: bool) -> None:
    """The public key is the secret of a message authentication code in place of a signature."""
    entry, message = plan.public("build"), _message(plan)
    code = hmac.digest(encode(entry["keyval"]["public"]), message, hashlib.sha512)
    _granted(plan, entry, code if hostile else plan.signature("build", message))


@case("provenance/broken-layout", "assemble", hostile={"in-toto": REJECT})
def case_17_an_ecdsa_signature_of_zeros(plan: Delivery, hostile: bool) -> None:
    """Both numbers of an ECDSA signature are zero."""
    key = ec.generate_private_key(ec.SECP256R1())
    zeros = bytes.fromhex("3006020100020100")
    signature = zeros if hostile else key.sign(_message(plan), ec.ECDSA(SHA256()))
    _granted(plan, _entry(key, "ecdsa", "ecdsa-sha2-nistp256"), signature)


@case("provenance/broken-layout", "assemble", hostile={"in-toto": REJECT})
def case_17_an_ecdsa_signature_with_bytes_behind(plan: Delivery, hostile: bool) -> None:
    """Bytes that belong to nothing stand behind an ECDSA signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(_message(plan), ec.ECDSA(SHA256()))
    _granted(plan, _entry(key, "ecdsa", "ecdsa-sha2-nistp256"), signature + b"\0" * hostile)


@case("provenance/broken-layout", "assemble", hostile={"in-toto": ACCEPT})
def case_17_a_point_of_small_order(plan: Delivery, hostile: bool) -> None:
    """A granted Ed25519 key is the neutral point, for which one signature fits everything."""
    entry, signature = plan.public("build"), plan.signature("build", _message(plan))
    if hostile:
        neutral = b"\x01" + bytes(31)
        entry["keyval"]["public"], signature = neutral.hex(), neutral + bytes(32)
    _granted(plan, entry, signature)


@case(
    "provenance/broken-layout",
    "0 of 1 signers",
    hostile={"in-toto": REJECT},
    twin={"in-toto": REJECT},
)
def case_23_a_key_id_decides(plan: Delivery, hostile: bool) -> None:
    """A stranger signs under a key id of nobody; the twin is by the right key, under that id."""
    plan.by_layout()
    layout = copy.deepcopy(plan.layout)
    signed = plain(plan.sealing(layout, "stranger" if hostile else "release"))
    signed["signatures"][0]["keyid"] = "ab" * 32
    plan.replaced["root.layout"] = encode(signed)
