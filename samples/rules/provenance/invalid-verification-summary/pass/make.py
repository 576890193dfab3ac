from samples.summaries import add_summary
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A summary for the expected package, by a key that is bound to its verifier."""
    add_summary(workshop)
