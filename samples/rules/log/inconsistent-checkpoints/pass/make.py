from samples.logs import Log
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The log has grown since the earlier delivery, and shows how."""
    log = Log("log.acme.example")
    log.add(*(b"entry %d" % number for number in range(12)))
    workshop.earlier["log.checkpoint"] = log.checkpoint(8).encode()
    workshop.extra["log.checkpoint"] = log.consistency(8).encode()
    workshop.logs = [{"name": "acme-log", "key": log.key}]
