from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """One byte of the image was changed after everything was signed."""
    image = workshop.images["gateway.img"]
    workshop.late["gateway.img"] = image[:-1] + b"!"
