"""audit_many(): many deliveries over any executor of `concurrent.futures`, answers in order.

A delivery that cannot be read does not end the run: its place holds the reason. Policy and trust
root are loaded once, here, so that a fault in them does end it, before any work starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from os import PathLike, fspath

from msgspec import Struct

from provenance.errors import ProvenanceError
from provenance.judgment import audit, load_policy
from provenance.model.policy import Policy
from provenance.model.verdict import Verdict
from provenance.trust.load import trust_root
from provenance.trust.root import NOBODY, TrustRoot


class Audited(Struct, frozen=True):
    """One delivery with its verdict, or with the reason why there is none."""

    delivery: str
    verdict: Verdict | None = None
    error: str = ""


def audit_many(
    deliveries: Iterable[str | PathLike[str]],
    executor: Executor | None = None,
    *,
    policy: Policy | str | PathLike[str] = "baseline",
    trust: TrustRoot | str | PathLike[str] = NOBODY,
    at: str,
) -> Iterator[Audited]:
    """Audit deliveries one after the other, or side by side where an executor is given.

    Any executor will do: of threads, of processes, or of a cluster. Results come in the order of
    the deliveries, each as soon as it and those before it are there.
    """
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    root = trust_root(trust)
    judge = partial(_audit_one, policy=rules, trust=root, at=at)
    paths = [fspath(delivery) for delivery in deliveries]
    return map(judge, paths) if executor is None else executor.map(judge, paths)


def _audit_one(delivery: str, *, policy: Policy, trust: TrustRoot, at: str) -> Audited:
    """A function of a module, and values in and out: what can be sent to another process."""
    try:
        return Audited(delivery, audit(delivery, policy=policy, trust=trust, at=at))
    except ProvenanceError as error:
        return Audited(delivery, error=str(error))
