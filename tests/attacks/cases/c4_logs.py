"""C4: transparency logs with their checkpoints, proofs and witnesses (C2SP)."""

from __future__ import annotations

import base64
import hashlib

from attack_cases import case
from attack_delivery import Delivery
from attack_material import EVIL

from samples.logs import Log, Witness

ORIGIN = "log.acme.example"
INCLUSION, CHECKPOINTS = "log/invalid-inclusion", "log/inconsistent-checkpoints"


def _log(plan: Delivery, *, holds: bool = True) -> Log:
    """A log with the image in the second place, and a trust root that believes it."""
    log = Log(ORIGIN)
    log.add(b"before", plan.image if holds else EVIL, b"behind", b"more", b"last")
    plan.logs = [{"name": "acme-log", "origin": ORIGIN, "key": log.key}]
    return log


def _beside(plan: Delivery, proof: str) -> None:
    plan.extra["gateway.img.tlog-proof"] = proof.encode()


@case(f"{INCLUSION} fail", "gateway.img")
def case_33_a_changed_hash_of_a_proof(plan: Delivery, hostile: bool) -> None:
    """One hash of an inclusion proof is another."""
    lines = _log(plan).proof(1).split("\n")
    if hostile:
        lines[3] = base64.b64encode(bytes(32)).decode()
    _beside(plan, "\n".join(lines))


@case(f"{INCLUSION} fail", "gateway.img")
def case_33_a_changed_root_of_a_proof(plan: Delivery, hostile: bool) -> None:
    """The checkpoint of a proof has another root than the log signed."""
    proof = _log(plan).proof(1)
    root = proof.split("\n\n")[1].split("\n")[2]
    other = base64.b64encode(hashlib.sha256(b"else").digest()).decode()
    _beside(plan, proof.replace(root, other) if hostile else proof)


@case(INCLUSION)
def case_33_an_origin_that_does_not_come_first(plan: Delivery, hostile: bool) -> None:
    """The name of the log stands in the second line of its checkpoint."""
    log = _log(plan)
    size, root = log.text().split("\n")[1:3]
    text = f"{size}\n{ORIGIN}\n{root}\n" if hostile else log.text()
    head = log.proof(1).split("\n\n")[0]
    _beside(plan, f"{head}\n\n{text}\n{log.line(text)}")


@case(INCLUSION)
def case_33_a_checkpoint_by_a_key_of_the_same_name(plan: Delivery, hostile: bool) -> None:
    """Another log of the same name, with a key of its own, signs the checkpoint."""
    log = _log(plan)
    _beside(plan, (_twin_of(log) if hostile else log).proof(1))


def _twin_of(log: Log) -> Log:
    other = Log(log.name)
    other.add(*log.entries)
    return other


@case(f"{INCLUSION} fail", "gateway.img")
def case_34_the_proof_of_another_entry(plan: Delivery, hostile: bool) -> None:
    """A good proof lies beside the image, of something else that the log has."""
    _beside(plan, _log(plan).proof(2 if hostile else 1))


@case(f"{INCLUSION} fail", "gateway.img")
def case_34_the_log_has_another_image(plan: Delivery, hostile: bool) -> None:
    """The log has the image of the release before in this place."""
    _beside(plan, _log(plan, holds=not hostile).proof(1))


@case(f"{CHECKPOINTS} fail")
def case_35_the_log_has_become_smaller(plan: Delivery, hostile: bool) -> None:
    """The log has fewer entries than when the earlier delivery was made."""
    log = _log(plan)
    plan.earlier["log.checkpoint"] = log.checkpoint(4).encode()
    today = log.checkpoint(3) if hostile else log.consistency(4)
    plan.extra["log.checkpoint"] = today.encode()


@case(f"{CHECKPOINTS} fail")
def case_35_a_split_view(plan: Delivery, hostile: bool) -> None:
    """The log shows this auditor another history than it showed before, of the same size."""
    log = _log(plan)
    plan.earlier["log.checkpoint"] = log.checkpoint().encode()
    if hostile:
        log.entries[0] = b"nothing happened"
    plan.extra["log.checkpoint"] = log.checkpoint().encode()


@case(f"{CHECKPOINTS} fail")
def case_35_two_histories_in_one_delivery(plan: Delivery, hostile: bool) -> None:
    """Two checkpoints of one size in one delivery have different roots."""
    log = _log(plan)
    plan.extra["one.checkpoint"] = log.checkpoint().encode()
    if hostile:
        log.entries[0] = b"nothing happened"
    plan.extra["two.checkpoint"] = log.checkpoint().encode()


@case(f"{CHECKPOINTS}")
def case_35_growth_that_is_not_shown(plan: Delivery, hostile: bool) -> None:
    """The log has grown since the earlier delivery, and nothing shows that it only grew."""
    log = _log(plan)
    plan.earlier["log.checkpoint"] = log.checkpoint(3).encode()
    today = log.checkpoint() if hostile else log.consistency(3)
    plan.extra["log.checkpoint"] = today.encode()


@case(f"{INCLUSION} open")
def case_35_too_few_witnesses(plan: Delivery, hostile: bool) -> None:
    """Two witnesses must have seen a checkpoint; one saw it, and signed twice."""
    log, names = _log(plan), ["w1.example", "w2.example", "w3.example"]
    witnesses = [Witness(name) for name in names]
    plan.witnesses = [{"name": witness.name, "key": witness.key} for witness in witnesses]
    plan.logs[0] |= {"witnesses": names, "quorum": 2}
    signing = [witnesses[0], witnesses[0]] if hostile else witnesses[1:]
    _beside(plan, log.proof(1, witnesses=signing))


@case("ConfigurationError")
def case_35_a_quorum_of_one_witness_under_two_names(plan: Delivery, hostile: bool) -> None:
    """The trust root counts one key as two witnesses."""
    log, witnesses = _log(plan), [Witness("w1.example"), Witness("w2.example")]
    keys = [witness.key for witness in witnesses]
    if hostile:
        keys[1] = keys[0]
    names = ["first", "second"]
    plan.witnesses = [{"name": n, "key": k} for n, k in zip(names, keys, strict=True)]
    plan.logs[0] |= {"witnesses": names, "quorum": 2}
    _beside(plan, log.proof(1, witnesses=witnesses))
