"""Verification summaries of an auditor and of a forge, for samples that bend one thing of them."""

from __future__ import annotations

from typing import Any

from samples.workshop import COMMIT, SOURCE, Workshop

_KIND = "https://slsa.dev/verification_summary/v1"
_AUDITOR, _FORGE = "https://audit.example/v1", "https://git.acme.example"


def add_summary(workshop: Workshop, **changes: Any) -> None:
    """An auditor's summary of the build, for the package that the policy expects."""
    workshop.trust["auditor"] = {"roles": ["verdict"], "verifier": _AUDITOR}
    workshop.policy["expect"] = {"packages": ["pkg:generic/gateway"]}
    summary = _summary(_AUDITOR, "2026-11-01T00:00:00Z", "pkg:generic/gateway@1.0")
    summary["verifiedLevels"] = ["SLSA_BUILD_LEVEL_3"]
    workshop.deliver("summary.dsse.json", _KIND, summary | changes, "auditor")


def add_source_summary(workshop: Workshop, *, level: int = 3, commit: str = COMMIT) -> None:
    """A forge's summary of a commit, and a build that says from where it was made."""
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    definition["externalParameters"]["source"] = f"{SOURCE}@refs/tags/v1.0"
    workshop.trust["forge"] = {"roles": ["verdict"], "verifier": _FORGE}
    subject = {
        "uri": f"{_FORGE}/gateway/commit/{commit}",
        "digest": {"gitCommit": commit},
        "annotations": {"sourceRefs": ["refs/heads/main"]},
    }
    summary = _summary(_FORGE, "2026-09-14T07:00:00Z", SOURCE)
    summary["verifiedLevels"] = [f"SLSA_SOURCE_LEVEL_{level}"]
    workshop.deliver_about([subject], "source.dsse.json", _KIND, summary, "forge")


def _summary(verifier: str, time: str, resource: str) -> dict[str, Any]:
    return {
        "verifier": {"id": verifier},
        "timeVerified": time,
        "resourceUri": resource,
        "policy": {"uri": verifier.removesuffix("/v1") + "/policy"},
        "verificationResult": "PASSED",
    }
