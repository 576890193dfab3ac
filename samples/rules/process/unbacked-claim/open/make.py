from samples.workshop import Workshop, sha256

REPORT = b"nothing was found\n"


def make(workshop: Workshop) -> None:
    """A claim whose report was not delivered."""
    evidence = {"name": "report.txt", "digest": {"sha256": sha256(REPORT)}}
    report = {"attributes": [{"attribute": "PENTESTED", "evidence": evidence}]}
    workshop.trust["vendor"] = {"roles": ["claim"]}
    kind = "https://in-toto.io/attestation/scai/v0.3"
    workshop.deliver("claims.dsse.json", kind, report, "vendor")
