from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The link of the only step is missing."""
    workshop.links.clear()
