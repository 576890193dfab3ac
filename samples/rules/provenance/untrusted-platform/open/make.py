from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nobody signed the statement."""
    workshop.signers["statement"] = []
