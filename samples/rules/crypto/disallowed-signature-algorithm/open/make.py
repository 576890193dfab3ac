from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nobody is believed, so that no algorithm was shown to be used."""
    workshop.trust.clear()
