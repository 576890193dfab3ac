from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The build key signed for a platform for which it does not speak."""
    details = workshop.statements[0]["predicate"]["runDetails"]
    details["builder"]["id"] = "https://ci.acme.example/experiments"
