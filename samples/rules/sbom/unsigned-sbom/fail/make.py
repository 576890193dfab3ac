from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A reseller signed the SBOM, whom nobody trusts with that."""
    workshop.trust["reseller"] = {"roles": ["manifest"]}
    workshop.signers["sbom"] = ["reseller"]
    workshop.parts.discard("manifest")
