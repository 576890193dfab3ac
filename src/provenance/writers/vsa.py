"""A SLSA Verification Summary Attestation (VSA, version 1) for one image of a verdict.

- One image per statement: consumers pool the digests of all subjects, so that a summary of two
  would pass for either.
- Every file of evidence stands in `inputAttestations`: the format wants all or none.
- Our own level never starts with `SLSA_`, which slsa-verifier refuses in any form but
  `SLSA_<TRACK>_LEVEL_<NUMBER>`; a failed image has the level `FAILED`, so that absence differs.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

from provenance.decoding.envelope import STATEMENT_TYPE, write_statement
from provenance.decoding.time import parse_time
from provenance.decoding.verdict import spelled
from provenance.errors import AttestationError
from provenance.model.verdict import JudgedSubject, Verdict

VSA_TYPE: Final = "https://slsa.dev/verification_summary/v1"
SLSA_VERSION: Final = "1.2"

_EVIDENCE: Final = frozenset({"evidence", "signature", "key"})
_LEVEL: Final = re.compile(r"SLSA_[A-Z_]+_LEVEL_[0-9]+")


def write(verdict: Verdict, image: JudgedSubject, resource: str | None = None) -> bytes:
    """The statement; an `AttestationError` where `reason_to_withhold` says why there is none.

    `resource` is what a consumer will ask for, a URI; without it, the path in the delivery.
    """
    reason = reason_to_withhold(verdict, image)
    if reason is not None:
        raise AttestationError(f"no VSA for {image.path}: {reason}")
    digests = {digest.algorithm: digest.value for digest in image.digests}
    predicate = _predicate(verdict, image, resource or resource_of(image))
    return write_statement([(spelled(image.path), digests)], VSA_TYPE, predicate)


def reason_to_withhold(verdict: Verdict, image: JudgedSubject) -> str | None:
    """Why an image gets no VSA, or None where it gets one."""
    if verdict.policy.verifier is None:
        return "the policy does not say who verifies; give it [verifier] with an id"
    if image.verdict == "INCONCLUSIVE":
        return "the image is INCONCLUSIVE, and a VSA can only say PASSED or FAILED"
    return None


def resource_of(image: JudgedSubject) -> str:
    """The path of an image in its delivery, as a relative URI reference (RFC 3986)."""
    return quote(spelled(image.path))


def level_of(policy: str) -> str:
    """What an image that passed a policy has: `PROVENANCE_ACME_GATEWAY_PASS`."""
    return f"PROVENANCE_{re.sub(r'[^A-Z0-9]+', '_', policy.upper()).strip('_')}_PASS"


def _predicate(verdict: Verdict, image: JudgedSubject, resource: str) -> dict[str, Any]:
    tool, policy = verdict.tool, verdict.policy
    passed = image.verdict == "PASSED"
    inputs = [file for file in verdict.inputs if file.role in _EVIDENCE]
    return {
        "verifier": {"id": policy.verifier, "version": {tool.name: tool.version}},
        "timeVerified": verdict.at,
        "resourceUri": resource,
        "policy": {
            "uri": f"urn:firmware-provenance:policy:{quote(policy.name, safe='')}",
            "digest": {policy.digest.algorithm: policy.digest.value},
        },
        "inputAttestations": [
            {"uri": quote(spelled(file.path)), "digest": {file.digest.algorithm: file.digest.value}}
            for file in inputs
        ],
        "verificationResult": image.verdict,
        "verifiedLevels": [level_of(policy.name)] if passed else ["FAILED"],
        "slsaVersion": SLSA_VERSION,
    }


def find_faults(
    statement: Any, image: JudgedSubject, *, verifier: str, resource: str, levels: tuple[str, ...]
) -> list[str]:
    """What is wrong with a VSA by the specification's seven steps, and for slsa-verifier.

    Step 1, the signature, is the caller's. An empty list is what a consumer needs who has `image`,
    trusts `verifier` and asks for `resource`; step 6 wants the answer of the image, also FAILED.
    """
    if not isinstance(statement, dict) or not isinstance(statement.get("predicate"), dict):
        return ["is not a statement with a predicate"]
    predicate = statement["predicate"]
    by_step = (
        _step_2(statement, image),
        _step_3(statement),
        _differs("step 4: verifier.id", _object(predicate, "verifier").get("id"), verifier),
        _differs("step 5: resourceUri", predicate.get("resourceUri"), resource),
        _step_6(predicate, image),
        _step_7(predicate, levels),
        *_compatibility(predicate),
    )
    return [fault for fault in by_step if fault]


def _step_2(statement: dict[str, Any], image: JudgedSubject) -> str:
    wanted = {digest.algorithm: digest.value for digest in image.digests}
    subjects = statement.get("subject")
    if not isinstance(subjects, list) or len(subjects) != 1:
        return "step 2: a summary is about exactly one artifact"
    found = _object({"0": subjects[0]}, "0").get("digest")
    if not isinstance(found, dict) or "sha256" not in found:
        return "step 2: the subject has no SHA-256"
    return "" if found == wanted else "step 2: the subject has other digests"


def _step_3(statement: dict[str, Any]) -> str:
    kinds = statement.get("_type"), statement.get("predicateType")
    return (
        "" if kinds == (STATEMENT_TYPE, VSA_TYPE) else "step 3: is not a VSA v1 in a Statement v1"
    )


def _step_6(predicate: dict[str, Any], image: JudgedSubject) -> str:
    found = predicate.get("verificationResult")
    if found not in ("PASSED", "FAILED"):
        return f"step 6: verificationResult is {found!r}, and can only be PASSED or FAILED"
    return _differs("step 6: verificationResult", found, image.verdict)


def _step_7(predicate: dict[str, Any], levels: tuple[str, ...]) -> str:
    found = predicate.get("verifiedLevels")
    missing = [level for level in levels if not isinstance(found, list) or level not in found]
    return f"step 7: verifiedLevels lacks {', '.join(missing)}" if missing else ""


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _list(value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _differs(what: str, found: Any, wanted: str) -> str:
    return "" if found == wanted and wanted else f"{what} is {found!r}, not {wanted!r}"


def _compatibility(predicate: dict[str, Any]) -> list[str]:
    """What slsa-verifier's own types refuse, beyond the specification."""
    faults = []
    version = _object(predicate, "verifier").get("version", {})
    if not isinstance(version, dict) or not all(isinstance(v, str) for v in version.values()):
        faults.append("verifier.version is not an object of texts")
    if parse_time(str(predicate.get("timeVerified"))) is None:
        faults.append("timeVerified is not a time of RFC 3339")
    for level in _list(predicate, "verifiedLevels"):
        if str(level).startswith("SLSA_") and not _LEVEL.fullmatch(str(level)):
            faults.append(f"the level {level} is refused by slsa-verifier")
    entries = _list(predicate, "inputAttestations")
    if not all(isinstance(entry, dict) and entry.get("digest") for entry in entries):
        faults.append("inputAttestations has an entry without a digest")
    return faults
