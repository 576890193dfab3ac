"""attest(): a verdict as DSSE envelopes, one per line, each checked before it is handed out."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from provenance.attestation.consistency import contradictions
from provenance.decoding import json
from provenance.decoding.dsse import pae
from provenance.decoding.envelope import PAYLOAD_TYPE, read_envelope, write_envelope
from provenance.decoding.verdict import canonical_verdict, verdict_from_plain
from provenance.errors import AttestationError
from provenance.model.authority import Authority
from provenance.model.verdict import JudgedSubject, Verdict
from provenance.trust.signing import Signer, load_signer
from provenance.verification.signatures import check
from provenance.writers import verdict as statements
from provenance.writers import vsa as summaries


def attest(
    verdict: Verdict,
    private_key: Signer | bytes | str | PathLike[str],
    *,
    vsa: str | None = None,
    resource: str | None = None,
) -> bytes:
    """JSON lines of DSSE envelopes: the verdict, and a SLSA VSA for each image that has an answer.

    `private_key` is PEM, a path to it, or loaded already. With `vsa`, the path of an image, the
    result is the one envelope of its VSA, for `resource` where that is given. Raises an
    `AttestationError` where something cannot be signed; `withheld` says which images of a bundle
    have no VSA, and why.
    """
    signer = private_key if isinstance(private_key, Signer) else signer_of(private_key)
    for contradiction in contradictions(verdict):
        raise AttestationError(f"the verdict contradicts itself: {contradiction}")
    if vsa is not None:
        return _summary(verdict, _image(verdict, vsa), signer, resource)
    if resource is not None:
        raise AttestationError("a resource is named for the VSA of one image; say which image")
    return b"".join(_bundle(verdict, signer))


def withheld(verdict: Verdict) -> tuple[str, ...]:
    """Why which image has no VSA beside the verdict; empty where each has one."""
    if verdict.subjects and verdict.policy.verifier is None:
        return (
            f"no VSA was written: {summaries.reason_to_withhold(verdict, verdict.subjects[0])}",
        )
    found = ((image, summaries.reason_to_withhold(verdict, image)) for image in verdict.subjects)
    return tuple(f"no VSA for {image.path}: {reason}" for image, reason in found if reason)


def signer_of(private_key: bytes | str | PathLike[str]) -> Signer:
    """The signer of a private key, given as PEM or as a path; the error names the file."""
    if isinstance(private_key, bytes):
        return load_signer(private_key)
    try:
        return load_signer(Path(private_key).read_bytes())
    except OSError as error:
        raise AttestationError(f"{private_key}: cannot be read: {error.strerror}") from error
    except AttestationError as error:
        raise AttestationError(f"{private_key}: {error}") from error


def _image(verdict: Verdict, path: str) -> JudgedSubject:
    for image in verdict.subjects:
        if image.path == path:
            return image
    known = ", ".join(image.path for image in verdict.subjects) or "none"
    raise AttestationError(f"{path} is not an image of the verdict; they are: {known}")


def _bundle(verdict: Verdict, signer: Signer) -> Iterator[bytes]:
    line, statement = _sign(statements.write(verdict), signer)
    again = verdict_from_plain(statement["predicate"])
    if canonical_verdict(again) != canonical_verdict(verdict):
        raise AttestationError("the verdict does not survive being written; this is our error")
    yield line
    for image in verdict.subjects:
        if summaries.reason_to_withhold(verdict, image) is None:
            yield _summary(verdict, image, signer, None)


def _summary(verdict: Verdict, image: JudgedSubject, signer: Signer, resource: str | None) -> bytes:
    line, statement = _sign(summaries.write(verdict, image, resource), signer)
    level = summaries.level_of(verdict.policy.name) if image.verdict == "PASSED" else "FAILED"
    faults = summaries.find_faults(
        statement,
        image,
        verifier=verdict.policy.verifier or "",
        resource=resource or summaries.resource_of(image),
        levels=(level,),
    )
    if faults:
        raise AttestationError(f"the VSA for {image.path} does not hold: {'; '.join(faults)}")
    return line


def _sign(payload: bytes, signer: Signer) -> tuple[bytes, dict[str, object]]:
    """The envelope, and its statement as anybody else will read it: from the signed bytes."""
    line = write_envelope(payload, signer.key_id, signer.sign(pae(PAYLOAD_TYPE, payload)))
    envelope = read_envelope(line)
    ((_, signature),) = envelope.signatures
    if check(Authority("", signer.public, ()), signature, envelope.message) is None:
        raise AttestationError("the signature does not hold under its own public key")
    return line, json.decode(envelope.payload)
