from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nobody brings a list of ends of life."""
    workshop.policy["rules"] = {'"lifecycle/end-of-life-component"': "error"}
