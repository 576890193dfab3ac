from samples.logs import Log
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The proof beside the image is a good one, of another entry."""
    log = Log("log.acme.example")
    log.add(b"before", b"another image", b"behind")
    workshop.extra["gateway.img.tlog-proof"] = log.proof(1).encode()
    workshop.logs = [{"name": "acme-log", "key": log.key}]
