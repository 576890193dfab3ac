from samples.summaries import add_summary
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A summary that PASSED for another resource."""
    add_summary(workshop, resourceUri="pkg:generic/other@1.0")
