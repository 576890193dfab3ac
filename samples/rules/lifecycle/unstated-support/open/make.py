from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """There is no SBOM, which the policy expects."""
    workshop.policy["rules"] = {'"lifecycle/unstated-support"': "error"}
    workshop.parts.discard("sbom")
