from samples.logs import Log
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The log has grown since the earlier delivery, and does not show how."""
    log = Log("log.acme.example")
    log.add(*(b"entry %d" % number for number in range(12)))
    workshop.earlier["log.checkpoint"] = log.checkpoint(8).encode()
    workshop.extra["log.checkpoint"] = log.checkpoint(12).encode()
    workshop.logs = [{"name": "acme-log", "key": log.key}]
