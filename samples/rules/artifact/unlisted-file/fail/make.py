from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A debug image was put in after the manifest had been written."""
    workshop.late["debug.img"] = b"debug"
