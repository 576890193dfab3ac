from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """There is no SBOM, which the policy expects."""
    workshop.policy["rules"] = {'"lifecycle/missing-disclosure-contact"': "error"}
    workshop.parts.discard("sbom")
