from samples.summaries import add_summary
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A summary by a key that the trust root binds to no verifier."""
    add_summary(workshop)
    del workshop.trust["auditor"]["verifier"]
