from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The link records a product that the layout does not allow."""
    workshop.links[0]["products"]["backdoor.so"] = {"sha256": "77" * 32}
