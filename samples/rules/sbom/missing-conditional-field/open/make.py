from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nothing tells whether there is source code to look at."""
    workshop.policy["rules"] = {'"sbom/missing-conditional-field"': "error"}
