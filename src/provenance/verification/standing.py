"""Who of the trust root stands behind a document, for a purpose, at the stated time.

Distinct signers are counted by proven identity, or else by key material; a bare key that also stood
behind an identity which was counted is nobody else. A believed key that lacks the role, is not
valid at that time, or speaks for another platform or product counts for nothing, and the reason
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from msgspec import Struct

from provenance.model.authority import Authority, Outcome
from provenance.model.build import Layout
from provenance.model.origin import Origin
from provenance.trust.purposes import may_name, platforms_of, role_covers, speaks_for
from provenance.trust.root import TrustRoot
from provenance.trust.time import valid_at
from provenance.verification.papers import Paper
from provenance.verification.signatures import IN_TOTO, Found, Holder, Signatures

_NAMELESS: Final = {"platform": "build", "verifier": "summary"}


class Support(Struct, frozen=True, gc=False):
    """Who stands behind a document, and by which signatures (`places`, parallel to `holders`).

    `contradictions` are why it fails where they are not enough, `unfit` believed signers who may
    not speak here.
    """

    purpose: str
    needed: int
    holders: tuple[Holder, ...]
    places: tuple[Origin, ...] = ()
    unfit: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether the threshold of the role is met."""
        return len(self.holders) >= self.needed

    @property
    def outcome(self) -> Outcome:
        """`fail` only where something is false; too few signers is `open`."""
        if self.enough:
            return "pass"
        return "fail" if self.contradictions else "open"

    @property
    def reason(self) -> str:
        """Who signed, or why that is not enough."""
        names = ", ".join(sorted({holder.authority.name for holder in self.holders}))
        if self.enough:
            return f"signed by {names}"
        if self.contradictions:
            return "; ".join(self.contradictions)
        counted = f"{len(self.holders)} of {self.needed} signers with the role {self.purpose}"
        listed = f": {names}" if names else ""
        strangers = () if names or self.unfit else ("no key that is believed made it",)
        return "; ".join((f"{counted}{listed}", *self.unfit, *strangers))

    @property
    def request(self) -> str:
        """What would settle it."""
        more = self.needed - len(self.holders)
        who = "a key" if more == 1 else f"{more} different keys"
        return f"a signature by {who} that the trust root gives the role {self.purpose}"


def _mistyped(found: Found, purpose: str, in_toto: bool) -> str:
    """The type under which something was signed as what it is not, or empty.

    In an envelope of its own a bill of materials or manifest has a type that ends in its syntax;
    whoever signed it as text or as something of in-toto did not sign it as that.
    """
    signature = found.said.fact
    if in_toto:
        told = signature.payload_type or signature.envelope
        return "" if found.in_toto else f"{told}, not {IN_TOTO}"
    if signature.envelope != "dsse" or purpose not in ("sbom", "manifest"):
        return ""
    media = (signature.payload_type or "").partition(";")[0].strip().lower()
    if media != IN_TOTO and media.endswith(("/json", "+json", "/xml", "+xml")):
        return ""
    return f"{media}, which is none of a {purpose}"


def _distinct(
    holders: Mapping[bytes, tuple[Holder, Origin]], certified: AbstractSet[bytes]
) -> list[tuple[Holder, Origin]]:
    """Signers in order, without bare keys that made signatures of an identity among them too."""
    return [
        holders[signer]
        for signer in sorted(holders)
        if holders[signer][0].authority.identity or signer not in certified
    ]


def _unclear(found: Iterable[Found]) -> dict[str, None]:
    """Why signatures with a certificate or log entry are open: another signer, a missing extra."""
    told = (one.keyless for one in found if not one.believed and not one.fault)
    return {one.reason: None for one in told if one is not None and one.accused is None}


class Standing:
    """A trust root at a time, for one product."""

    def __init__(
        self, trust: TrustRoot, signatures: Signatures, at: str, product: str | None
    ) -> None:
        self._trust, self._signatures = trust, signatures
        self.at, self.product = at, product
        self.names = {authority.key: authority.name for authority in trust.authorities}
        self._settled: dict[tuple[int, str, bool, str | None], Support] = {}

    def of(self, paper: Paper[Layout]) -> Support:
        """Who stands behind a layout."""
        return self.behind(paper.found, "layout")

    def settled(
        self,
        found: Sequence[Found],
        purpose: str,
        *,
        in_toto: bool = True,
        platform: str | None = None,
    ) -> Support:
        """Who stands behind what some signatures are over, once all layouts are evaluated.

        Asked twice of each statement, about it and about what it leads to. `found` has to be one
        that lives as long as this: `Signatures.over` gives such.
        """
        key = id(found), purpose, in_toto, platform
        if key not in self._settled:
            self._settled[key] = self.behind(found, purpose, in_toto=in_toto, platform=platform)
        return self._settled[key]

    def behind(
        self,
        found: Sequence[Found],
        purpose: str,
        *,
        in_toto: bool = True,
        platform: str | None = None,
    ) -> Support:
        """Who stands behind what some signatures are over; `in_toto` asks for its envelope."""
        holders: dict[bytes, tuple[Holder, Origin]] = {}
        certified: set[bytes] = set()
        unfit: dict[str, None] = {}
        contradictions: dict[str, None] = {}
        for one in found:
            believed = self._signatures.believed(one)
            if one.malformed:
                told = unfit if one.accused is None else contradictions
                told[f"a signature {one.fault}"] = None
            elif one.fault:
                unfit[f"a signature {one.fault}"] = None
            elif not believed and one.accused is not None:
                contradictions[one.accusation] = None
            elif believed and (mistyped := _mistyped(one, purpose, in_toto)):
                contradictions[f"its payload type is {mistyped}"] = None
            elif believed:
                fit = self._speaker(believed, purpose, platform)
                if fit is not None:
                    holders.setdefault(fit.authority.signer, (fit, one.said.origin))
                    certified |= {h.authority.key for h in believed if h.authority.identity}
                    continue
                why, contradicts = self._why_not(believed[0].authority, purpose, platform)
                (contradictions if contradicts else unfit)[why] = None
        unfit |= _unclear(found)
        ordered = _distinct(holders, certified)
        return Support(
            purpose,
            self._trust.threshold(purpose),
            tuple(holder for holder, _ in ordered),
            tuple(place for _, place in ordered),
            tuple(unfit),
            tuple(contradictions),
        )

    def _speaker(
        self, believed: tuple[Holder, ...], purpose: str, platform: str | None
    ) -> Holder | None:
        """The entry of the trust root, among those of one key, that may speak for a purpose."""
        options = {"product": self.product, "platform": platform}
        fit = (h for h in believed if speaks_for(h.authority, purpose, at=self.at, **options))
        return next(fit, None)

    def _why_not(
        self, authority: Authority, purpose: str, platform: str | None
    ) -> tuple[str, bool]:
        """Why a believed key does not speak here, and whether that contradicts the document."""
        name = authority.name
        if not any(role_covers(role, purpose) for role in authority.roles):
            return f"{name} signed it, but has not the role {purpose}", False
        if not valid_at(authority, self.at):
            return f"{name} signed it, but is not valid at {self.at}", False
        if not may_name(authority, purpose, platform):
            kind = "platform" if purpose == "provenance" else "verifier"
            narrow = platforms_of(authority) if kind == "platform" else authority.verifier
            told = f"the key {name} speaks for the {kind} {narrow}"
            return f"{told}, not for {platform or f'a {_NAMELESS[kind]} without one'}", True
        return f"{name} signed it, but speaks for other products than {self.product}", False
