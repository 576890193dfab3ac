"""C1: what an envelope says around its payload, and how it is spelled."""

from __future__ import annotations

import base64
import json

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import Delivery, base64_of, pae, plain
from attack_material import IN_TOTO, encode


def _resealed(plan: Delivery, message: bytes, kind: str = IN_TOTO) -> bytes:
    """The layout with a signature over other bytes than it should be over."""
    envelope = plain(plan.envelope(encode(plan.layout), kind, ["release"]))
    envelope["signatures"][0]["sig"] = base64_of(plan.signature("release", message))
    return encode(envelope)


@case("provenance/broken-layout fail", "payload type is text/plain", hostile={"in-toto": REJECT})
def case_01_payload_type_of_a_layout(plan: Delivery, hostile: bool) -> None:
    """A layout is signed as plain text and delivered as a layout."""
    plan.by_layout()
    kind = "text/plain" if hostile else IN_TOTO
    plan.replaced["root.layout"] = plan.envelope(encode(plan.layout), kind, ["release"])


@case("provenance/untrusted-platform fail", "payload type is text/plain")
def case_01_payload_type_of_a_statement(plan: Delivery, hostile: bool) -> None:
    """Provenance is signed as plain text and delivered as a statement."""
    plan.by_statement()
    kind = "text/plain" if hostile else IN_TOTO
    payload = encode(plan.statements[0])
    plan.replaced["provenance-0.dsse.json"] = plan.envelope(payload, kind, ["build"])


@case("provenance/missing-provenance")
def case_01_payload_type_relabelled(plan: Delivery, hostile: bool) -> None:
    """Somebody relabels an envelope after it was signed."""
    plan.by_statement()
    envelope = plain(plan.envelope(encode(plan.statements[0]), IN_TOTO, ["build"]))
    envelope["payloadType"] = "application/vnd.in-toto+json " if hostile else IN_TOTO
    plan.replaced["provenance-0.dsse.json"] = encode(envelope)


@case("provenance/malformed-statement", "https://in-toto.io/Statement/v9")
def case_02_statement_type(plan: Delivery, hostile: bool) -> None:
    """A statement of a type that nobody knows carries provenance that everybody knows."""
    plan.by_statement()
    if hostile:
        plan.statements[0]["_type"] = "https://in-toto.io/Statement/v9"


@case("provenance/missing-provenance")
def case_02_predicate_type(plan: Delivery, hostile: bool) -> None:
    """The predicate type names provenance v1, and the predicate is of v0.2."""
    plan.by_statement()
    if hostile:
        plan.statements[0]["predicate"] = {
            "builder": {"id": "https://ci.acme.example/gateway"},
            "buildType": "https://acme.example/firmware/v1",
            "materials": [],
        }


@case("provenance/broken-layout open", "0 of 1 signers", hostile={"in-toto": REJECT})
def case_03_raw_payload(plan: Delivery, hostile: bool) -> None:
    """The signature is over the payload itself, not over its pre-authentication encoding."""
    plan.by_layout()
    payload = encode(plan.layout)
    message = payload if hostile else pae(IN_TOTO, payload)
    plan.replaced["root.layout"] = _resealed(plan, message)


@case("provenance/broken-layout open", "0 of 1 signers", hostile={"in-toto": REJECT})
def case_03_length_in_characters(plan: Delivery, hostile: bool) -> None:
    """The length in the pre-authentication encoding counts characters, not bytes."""
    plan.by_layout()
    plan.layout["readme"] = "für Gatéways"
    payload = json.dumps(plan.layout, ensure_ascii=False).encode()
    text = payload.decode()
    wrong = f"DSSEv1 {len(IN_TOTO)} {IN_TOTO} {len(text)} {text}".encode()
    envelope = plain(plan.envelope(payload, IN_TOTO, ["release"]))
    if hostile:
        envelope["signatures"][0]["sig"] = base64_of(plan.signature("release", wrong))
    plan.replaced["root.layout"] = encode(envelope)


@case("process/vacuous-audit open", "the name 'payload' stands twice", hostile={"in-toto": ACCEPT})
def case_04_two_payloads_in_one_envelope(plan: Delivery, hostile: bool) -> None:
    """An envelope holds two payloads: one parser checks the one and another reads the other."""
    plan.by_layout()
    envelope = plan.envelope(encode(plan.layout), IN_TOTO, ["release"])
    if hostile:
        weaker = {**plan.layout, "steps": []}
        first = f'{{"payload": "{base64_of(encode(weaker))}", '.encode()
        envelope = first + envelope[1:]
    plan.replaced["root.layout"] = envelope


@case("provenance/broken-layout open", "layout/unknown-member", hostile={"in-toto": ACCEPT})
def case_04_a_field_injected_into_a_metablock(plan: Delivery, hostile: bool) -> None:
    """A field is put into what a Metablock signs, after it was signed."""
    plan.seal = "metablock"
    plan.by_layout()
    document = plain(plan.metablock(plan.layout, "release"))
    if hostile:
        document["signed"]["waived"] = "anything"
    plan.replaced["root.layout"] = encode(document)


@case("base64", hostile={"in-toto": REJECT})
def case_06_foreign_characters_in_base64(plan: Delivery, hostile: bool) -> None:
    """Characters that are no base64 stand in a payload, where lenient decoders skip them."""
    plan.by_layout()
    envelope = plain(plan.envelope(encode(plan.layout), IN_TOTO, ["release"]))
    if hostile:
        envelope["payload"] = envelope["payload"][:40] + "!*!" + envelope["payload"][40:]
    plan.replaced["root.layout"] = encode(envelope)


@case("base64", hostile={"in-toto": REJECT})
def case_06_url_safe_base64(plan: Delivery, hostile: bool) -> None:
    """Both alphabets of base64 are mixed; a twin in the URL-safe one must be accepted."""
    plan.by_layout()
    plan.layout["readme"] = "??>>~~ÿÿ" * 3
    payload = json.dumps(plan.layout, ensure_ascii=False).encode()
    envelope = plain(plan.envelope(payload, IN_TOTO, ["release"]))
    standard = envelope["payload"]
    assert "+" in standard or "/" in standard
    url_safe = base64.urlsafe_b64encode(payload).decode()
    signature = base64.b64decode(envelope["signatures"][0]["sig"])
    envelope["payload"] = standard + "=" if hostile else url_safe
    envelope["signatures"][0]["sig"] = base64.urlsafe_b64encode(signature).decode()
    plan.replaced["root.layout"] = encode(envelope)


@case("provenance/broken-layout open", "it is not signed", hostile={"in-toto": REJECT})
def case_08_no_signature(plan: Delivery, hostile: bool) -> None:
    """A layout has an envelope with an empty list of signatures."""
    plan.by_layout()
    plan.signers["layout"] = [] if hostile else ["release"]


@case("provenance/broken-layout", hostile={"in-toto": REJECT})
def case_08_first_invalid_second_by_a_stranger(plan: Delivery, hostile: bool) -> None:
    """The first signature is broken and the second by a stranger; the twin's second holds."""
    plan.by_layout()
    payload = encode(plan.layout)
    broken = plain(plan.envelope(payload, IN_TOTO, ["release"]))["signatures"][0]
    broken["sig"] = base64_of(bytes(64))
    envelope = plain(plan.envelope(payload, IN_TOTO, ["stranger" if hostile else "release"]))
    broken["keyid"] = plan.keyid("release" if hostile else "nobody")
    envelope["signatures"].insert(0, broken)
    plan.replaced["root.layout"] = encode(envelope)


@case("provenance/broken-layout open")
def case_08_more_signatures_than_anybody_reads(plan: Delivery, hostile: bool) -> None:
    """Thousands of signatures by nobody stand around one payload, and the good one is not there."""
    plan.by_layout()
    envelope = plain(plan.envelope(encode(plan.layout), IN_TOTO, ["release"]))
    junk = {"keyid": "", "sig": base64_of(bytes(64))}
    if hostile:
        envelope["signatures"] = [junk] * 20_000
    else:
        envelope["signatures"] += [junk] * 20
    plan.replaced["root.layout"] = encode(envelope)


@case("provenance/missing-provenance open")
def case_10_bare_statement(plan: Delivery, hostile: bool) -> None:
    """Provenance comes without any envelope."""
    plan.by_statement()
    if hostile:
        plan.replaced["provenance-0.dsse.json"] = encode(plan.statements[0])


@case("provenance/broken-layout", hostile={"in-toto": REJECT})
def case_11_key_id_outside_the_signature(plan: Delivery, hostile: bool) -> None:
    """A stranger signs, and the key id beside the signature, which nothing covers, is known."""
    plan.by_layout()
    signer = "stranger" if hostile else "release"
    envelope = plain(plan.envelope(encode(plan.layout), IN_TOTO, [signer]))
    envelope["signatures"][0]["keyid"] = plan.keyid("release")
    plan.replaced["root.layout"] = encode(envelope)


@case("provenance/missing-provenance open")
def case_11_an_envelope_says_that_it_was_verified(plan: Delivery, hostile: bool) -> None:
    """Members that nobody signed say that the signature was verified."""
    plan.by_statement()
    signer = "stranger" if hostile else "build"
    envelope = plain(plan.envelope(encode(plan.statements[0]), IN_TOTO, [signer]))
    envelope |= {"verified": True, "verifiedBy": "release", "mediaType": IN_TOTO}
    plan.replaced["provenance-0.dsse.json"] = encode(envelope)
