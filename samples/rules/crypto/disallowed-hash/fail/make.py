from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The link identifies what it read by MD5."""
    workshop.links[0]["materials"] = {"main.c": {"md5": "77" * 16}}
