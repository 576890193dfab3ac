from samples.summaries import add_source_summary
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The revision has a lower level than is asked for."""
    add_source_summary(workshop, level=1)
