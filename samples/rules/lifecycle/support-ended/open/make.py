from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nothing says when support ends."""
    workshop.policy["rules"] = {'"lifecycle/support-ended"': "error"}
