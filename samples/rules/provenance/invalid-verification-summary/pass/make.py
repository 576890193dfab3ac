from samples.workshop import Workshop

SUMMARY = {
    "verifier": {"id": "https://audit.example/v1"},
    "timeVerified": "2026-11-01T00:00:00Z",
    "resourceUri": "pkg:generic/gateway@1.0",
    "policy": {"uri": "https://audit.example/policy"},
    "verificationResult": "PASSED",
    "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
}


def make(workshop: Workshop) -> None:
    """A summary for the expected package, by a key that is bound to its verifier."""
    workshop.trust["auditor"] = {"roles": ["verdict"], "verifier": "https://audit.example/v1"}
    workshop.policy["expect"] = {"packages": ["pkg:generic/gateway"]}
    kind = "https://slsa.dev/verification_summary/v1"
    workshop.deliver("summary.dsse.json", kind, SUMMARY, "auditor")
