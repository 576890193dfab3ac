from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Beside the image lies another one, which nothing names."""
    workshop.images["recovery.img"] = b"recovery"
    workshop.parts.discard("manifest")
