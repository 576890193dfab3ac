from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two images are said to come from one run."""
    workshop.images["boot.img"] = b"boot"
    workshop.statements.append(workshop.provenance("boot.img", b"boot", run="1"))
