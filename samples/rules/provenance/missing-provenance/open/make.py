from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """There is neither a statement nor a layout."""
    workshop.parts -= {"statement", "layout"}
