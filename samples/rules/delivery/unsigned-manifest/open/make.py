from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nobody signed the manifest."""
    workshop.signers["manifest"] = []
