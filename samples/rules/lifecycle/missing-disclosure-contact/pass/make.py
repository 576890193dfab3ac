from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The product says where to report vulnerabilities."""
    workshop.policy["rules"] = {'"lifecycle/missing-disclosure-contact"': "error"}
    contact = {"type": "security-contact", "url": "https://acme.example/security"}
    workshop.sbom["metadata"]["component"]["externalReferences"] = [contact]
