"""Edges of Sigstore bundles: each forgery or oddity stands beside a twin that passes."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sigstore_material import ARTIFACT, AT, Room, entry, flip, material, statement
from sigstore_oracle import accepts

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.judgment import audit
from provenance.trust.certificates import read_leaf
from samples.sigstore_instance import V01, Instance, Signing
from samples.sigstore_logs import Plain

VERSION_2 = bytes.fromhex("a003020102")
URI = b"\x86"
EARLY = {"start": "2026-01-01T00:00:00Z", "end": "2026-06-01T00:00:00Z"}
WIDE = {"start": "2026-01-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def _other_version(der: bytes) -> bytes:
    return der.replace(VERSION_2, VERSION_2[:-1] + b"\x03", 1)


def _other_name(der: bytes) -> bytes:
    """A name of a kind that nobody reads (EDIPartyName) in place of a URI."""
    at = der.index(Signing().identity.encode()) - 2
    assert der[at : at + 1] == URI
    return der[:at] + b"\xa5" + der[at + 1 :]


@pytest.mark.parametrize("bend", [_other_version, _other_name])
def test_a_certificate_that_no_library_reads_ends_nothing(
    room: Room, bend: Callable[[bytes], bytes]
) -> None:
    signing = Signing()
    bundle = room.instance.sign_statement(statement(), signing)
    room.put(bundle)
    assert room.verification().outcome == "pass"
    bad = bend(signing.certificate)
    assert read_leaf(signing.certificate) is not None
    assert read_leaf(bad) is None
    material(bundle)["certificate"]["rawBytes"] = base64.b64encode(bad).decode()
    room.put(bundle)
    found = room.verification()
    assert (found.outcome, found.reason) == ("open", "its certificate cannot be read")


class _ShortRoot(Instance):
    """An instance whose root was good for some months only."""

    last = datetime(2026, 12, 1, tzinfo=UTC)

    def _authority(self, kind, key, above):  # type: ignore[no-untyped-def]
        made = super()._authority(kind, key, above)
        if kind != "root":
            return made
        builder = (
            x509.CertificateBuilder()
            .subject_name(made.subject)
            .issuer_name(made.issuer)
            .public_key(key.public_key())
            .serial_number(made.serial_number)
            .not_valid_before(made.not_valid_before_utc)
            .not_valid_after(self.last)
        )
        for extension in made.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        return builder.sign(self.root_key, hashes.SHA384())


class _ExpiredRoot(_ShortRoot):
    last = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "outcome"), [(_ShortRoot, "pass"), (_ExpiredRoot, "fail")])
def test_no_authority_outlives_the_root_above_it(
    room: Room, kind: type[Instance], outcome: str
) -> None:
    """Client specification 4.3: every certificate up to the root is valid at the time."""
    room.instance = kind()
    bundle = room.instance.sign_artifact(ARTIFACT, Signing())
    room.put(bundle)
    found = room.verification()
    assert found.outcome == outcome
    assert outcome == "pass" or "does not hold at 2026-09-14" in found.reason
    trusted_root = json.dumps(room.instance.trusted_root()).encode()
    assert accepts(trusted_root, json.dumps(bundle).encode(), ARTIFACT), "the library does not ask"


def test_a_copy_of_a_bundle_without_its_file_accuses_nobody(room: Room) -> None:
    bundle = room.instance.sign_artifact(ARTIFACT, Signing())
    for name in ("one", "two", "three"):
        room.put(bundle, f"{name}.sigstore.json")
    assert [one.outcome for one in room.proof().verifications] == ["pass"] * 3
    (room.delivery / "gateway.img").unlink()
    found = room.proof().verifications
    assert [one.outcome for one in found] == ["open"] * 3
    assert all("no delivered file has" in one.reason for one in found)


@pytest.mark.parametrize(("period", "outcome"), [(WIDE, "pass"), (EARLY, "fail")])
def test_a_log_counts_in_its_time_only(room: Room, period: Plain, outcome: str) -> None:
    """A log of version 2 says no time itself: that of the timestamp has to be in its range."""
    room.put(
        room.instance.sign_artifact(ARTIFACT, Signing(kind="hashedrekord 0.0.2", stamped=True))
    )
    trusted_root = room.instance.trusted_root()
    for log in trusted_root["tlogs"]:
        log["publicKey"]["validFor"] = period
    room.instance.trusted_root = lambda: trusted_root  # type: ignore[method-assign]
    found = room.verification()
    assert found.outcome == outcome
    assert outcome == "pass" or "has no log https://log2026" in found.reason


def test_a_proof_without_a_checkpoint_has_to_lead_to_its_own_root(room: Room) -> None:
    for _ in range(3):
        room.instance.sign_artifact(b"earlier", Signing())
    bundle = room.instance.sign_artifact(ARTIFACT, Signing(media_type=V01))
    proof = entry(bundle)["inclusionProof"]
    del proof["checkpoint"]
    room.put(bundle)
    assert room.verification().outcome == "pass", "the promise is enough for version 0.1"
    proof["hashes"] = proof["hashes"][::-1]
    room.put(bundle)
    found = room.verification()
    assert (found.outcome, "does not lead from the entry" in found.reason) == ("fail", True)


def test_the_kind_of_an_entry_is_exact(room: Room) -> None:
    bundle = room.instance.sign_artifact(ARTIFACT, Signing())
    room.put(bundle)
    assert room.verification().outcome == "pass"
    entry(bundle)["kindVersion"]["version"] += "\n"
    room.put(bundle)
    found = room.verification()
    assert (found.outcome, "says of itself that it is" in found.reason) == ("fail", True)


def test_a_bundle_says_once_who_signed_it(room: Room) -> None:
    """Of a `oneof` with two members, two readers each take another one."""
    bundle = room.instance.sign_artifact(ARTIFACT, Signing())
    room.put(bundle)
    assert room.verification().outcome == "pass"
    material(bundle)["publicKey"] = {"hint": "somebody"}
    room.put(bundle)
    proof = room.proof()
    assert proof.verifications == ()
    told = [d.detail for c in proof.evidence.chapters for d in c.defects]
    assert any("certificate and publicKey; one of them says who signed" in one for one in told)


def _about_logs(room: Room, *entries: Plain, keys: str = "") -> list[tuple[str, str, str]]:
    verdict = audit(room.delivery, policy="baseline", trust=room.trust(*entries, keys=keys), at=AT)
    return [
        (finding.outcome, finding.message, row.detail)
        for finding in verdict.findings
        if finding.rule == "log/invalid-inclusion"
        for row in finding.subjects
    ]


@pytest.mark.parametrize("kind", ["hashedrekord 0.0.1", "hashedrekord 0.0.2"])
def test_an_entry_of_a_managed_key_counts_with_and_without_a_time(room: Room, kind: str) -> None:
    signing = Signing(kind=kind, managed=True)
    bundle = room.instance.sign_artifact(ARTIFACT, signing)
    path = room.key_file(signing)
    room.put(bundle)
    assert _about_logs(room, {"path": path}) == []
    bare = f'[[key]]\nname = "bare"\npath = "{path}"\nroles = ["*"]\n'
    ((outcome, _, detail),) = _about_logs(room, keys=bare)
    assert (outcome, "its log entry was not checked" in detail) == ("open", True)


def test_a_false_signature_does_not_accuse_the_log(room: Room) -> None:
    bundle = room.instance.sign_artifact(ARTIFACT, Signing())
    room.put(bundle)
    assert _about_logs(room) == []
    bundle["messageSignature"]["signature"] = flip(bundle["messageSignature"]["signature"])
    room.put(bundle)
    ((outcome, message, _),) = _about_logs(room)
    assert outcome == "fail"
    assert message == "a signature that came with a log entry does not hold"
