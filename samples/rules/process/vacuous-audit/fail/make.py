from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A file is called by a path that leads out of the delivery."""
    workshop.late["..\\..\\startup.bin"] = b"anything"
