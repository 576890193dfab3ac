from samples.summaries import add_source_summary
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A signed source summary of the commit that was built."""
    add_source_summary(workshop)
