from samples.logs import Log, Witness
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Beside the image lies a proof that a log has it, which two of three witnesses signed."""
    log = Log("log.acme.example")
    witnesses = [Witness(f"w{number}.example") for number in (1, 2, 3)]
    log.add(b"before", b"and before")
    index = log.add(workshop.images["gateway.img"])
    log.add(b"behind")
    proof = log.proof(index, witnesses=witnesses[1:])
    workshop.extra["gateway.img.tlog-proof"] = proof.encode()
    names = [witness.name for witness in witnesses]
    workshop.logs = [{"name": "acme-log", "key": log.key, "witnesses": names, "quorum": 2}]
    workshop.witnesses = [{"name": witness.name, "key": witness.key} for witness in witnesses]
