from samples.logs import Log
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The log has fewer entries than at the time of the earlier delivery."""
    log = Log("log.acme.example")
    log.add(*(b"entry %d" % number for number in range(12)))
    workshop.earlier["log.checkpoint"] = log.checkpoint(12).encode()
    workshop.extra["log.checkpoint"] = log.checkpoint(11).encode()
    workshop.logs = [{"name": "acme-log", "key": log.key}]
