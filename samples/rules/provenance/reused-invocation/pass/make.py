from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two images, two runs."""
    workshop.images["boot.img"] = b"boot"
    workshop.statements.append(workshop.provenance("boot.img", b"boot", run="2"))
