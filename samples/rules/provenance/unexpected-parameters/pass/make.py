from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The build was asked for what the policy expects."""
    workshop.policy["expect"] = {"parameters.target": "gateway"}
