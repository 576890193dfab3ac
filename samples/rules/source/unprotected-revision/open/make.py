from samples.summaries import add_source_summary
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The source summary is about another commit."""
    add_source_summary(workshop, commit="0" * 39 + "1")
