from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nothing says where to report vulnerabilities."""
    workshop.policy["rules"] = {'"lifecycle/missing-disclosure-contact"': "error"}
