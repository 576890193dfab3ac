from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The subject has nothing but a SHA-1 digest."""
    subject = workshop.statements[0]["subject"][0]
    subject["digest"] = {"sha1": "a9993e364706816aba3e25717850c26c9cd0d89d"}
