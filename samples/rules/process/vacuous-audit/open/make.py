from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nobody is believed."""
    workshop.trust.clear()
