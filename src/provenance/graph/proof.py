"""Proof: what holds under a trust root at a time. Made by `verification`, asked by `questions`.

- `verifications` say of every signature whether a believed key made it.
- `vouchers` say what those signatures reach: signed bytes, documents inside them, and the digests
  that a vouched listing names; always for a purpose, and only where the signer has its role.
- `conclusions` say what holds of layouts, steps, statements and delivered bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from provenance.graph.evidence import Evidence
from provenance.model.authority import Authority, Conclusion, Outcome, Verification
from provenance.model.digest import Digest
from provenance.model.origin import Origin


class Voucher(Struct, frozen=True, gc=False):
    """One signer stands behind one digest, for one purpose.

    `purpose` is `layout`, `step:NAME`, `provenance`, `sbom`, `manifest` or `image`. `origins` lead
    from the signature to the place that names the digest; `authority` may be one that a layout
    granted.
    """

    digest: Digest
    purpose: str
    authority: Authority
    scheme: str
    origins: tuple[Origin, ...]


class Output(Struct, frozen=True, gc=False):
    """What a verified build made: a name and digests, said by a step of a layout or by a statement.

    `final` is false for what a later step of the same layout changed or consumed under that name;
    `layout` is the one that says so: without it nobody knows which step is the last.
    """

    name: str
    digests: tuple[Digest, ...]
    said_by: str
    origin: Origin
    final: bool = True
    layout: Origin | None = None

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every document that this rests on, the one that names it first."""
        return (self.origin,) if self.layout is None else (self.origin, self.layout)


class Proof:
    """Everything that verification found. `believed` is false where no trust root was given."""

    def __init__(
        self,
        evidence: Evidence,
        at: str,
        *,
        believed: bool,
        verifications: Iterable[Verification] = (),
        vouchers: Iterable[Voucher] = (),
        conclusions: Iterable[Conclusion] = (),
        outputs: Iterable[Output] = (),
        inputs: Iterable[Output] = (),
    ) -> None:
        self.evidence, self.at, self.believed = evidence, at, believed
        self.verifications = tuple(verifications)
        self.vouchers = tuple(vouchers)
        self.conclusions = tuple(conclusions)
        self._outputs, self._inputs = outputs, inputs

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """What verified builds made. Rows by the hundred thousand, so made when first asked for."""
        return tuple(self._outputs)

    @cached_property
    def inputs(self) -> tuple[Output, ...]:
        """What verified builds read."""
        return tuple(self._inputs)

    @cached_property
    def _by_digest(self) -> dict[tuple[str, str], tuple[Voucher, ...]]:
        found: dict[tuple[str, str], list[Voucher]] = {}
        for voucher in self.vouchers:
            found.setdefault((voucher.digest.algorithm, voucher.digest.value), []).append(voucher)
        return {key: tuple(value) for key, value in found.items()}

    def vouched(self, digest: Digest, purpose: str) -> tuple[Voucher, ...]:
        """Who stands behind these bytes for this purpose; thresholds are met where it is not
        empty.
        """
        candidates = self._by_digest.get((digest.algorithm, digest.value), ())
        return tuple(voucher for voucher in candidates if voucher.purpose == purpose)

    def about(self, kind: str) -> tuple[Conclusion, ...]:
        """Conclusions about layouts, steps, inspections, statements, delivered files or
        signatures.
        """
        return tuple(conclusion for conclusion in self.conclusions if conclusion.about == kind)

    @property
    def outcome(self) -> Outcome:
        """`fail` where anything fails, `open` where nothing was verifiable or a document stays
        open.
        """
        outcomes = [conclusion.outcome for conclusion in self.conclusions if not conclusion.note]
        if "fail" in outcomes:
            return "fail"
        return "open" if "open" in outcomes or "pass" not in outcomes else "pass"
