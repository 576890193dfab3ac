from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The default delivery is as it should be."""
