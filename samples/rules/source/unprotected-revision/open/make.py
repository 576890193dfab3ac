from samples.workshop import COMMIT, SOURCE, Workshop

SUMMARY = {
    "verifier": {"id": "https://git.acme.example"},
    "timeVerified": "2026-09-14T07:00:00Z",
    "resourceUri": SOURCE,
    "policy": {"uri": "https://git.acme.example/policy"},
    "verificationResult": "PASSED",
    "verifiedLevels": ["SLSA_SOURCE_LEVEL_3"],
}


def make(workshop: Workshop) -> None:
    """The source summary is about another commit."""
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    definition["externalParameters"]["source"] = f"{SOURCE}@refs/tags/v1.0"
    workshop.trust["forge"] = {"roles": ["verdict"], "verifier": "https://git.acme.example"}
    commit = "0" * 39 + "1"
    subject = {
        "uri": f"https://git.acme.example/gateway/commit/{commit}",
        "digest": {"gitCommit": commit},
        "annotations": {"sourceRefs": ["refs/heads/main"]},
    }
    kind = "https://slsa.dev/verification_summary/v1"
    workshop.deliver_about([subject], "source.dsse.json", kind, SUMMARY, "forge")
