"""Who stands behind what: signatures and what they reach, without keys.

- A signature counts for a purpose where its signer has the role for it (`trust.purposes`), for the
  product that the policy names, and where as many signers agree as the trust root wants.
- It reaches the bytes that it signs and the documents inside them.
- Signatures that hold for another purpose are a failure of trust; those that nobody made whom we
  believe, or none at all, leave the question open.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.graph.proof import Voucher
from provenance.model.artifact import Artifact
from provenance.model.authority import Authority, Outcome, Verification
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.questions.thresholds import Quorum, distinct_signers, quorums
from provenance.trust.purposes import may_name, purpose_of_predicate, role_covers
from provenance.trust.time import valid_at

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

Key = tuple[str, str]
_NARROW: Final = {"verdict": "verifier"}


PUBLIC_KEYS: Final = (
    "the public keys of those who sign, from somebody other than who made the delivery"
)
"""What to ask for where nobody is believed."""


class Standing(NamedTuple):
    """Whether somebody who may stands behind something; `reason` says why not."""

    outcome: Outcome
    reason: str
    origins: tuple[Origin, ...] = ()
    lacks: Literal["signature", "key", "trust"] = "signature"

    def request(self, what: str, role: str) -> str:
        """What would settle it: a signature, the key of one that is there, or a trust root."""
        if self.lacks == "trust":
            return PUBLIC_KEYS
        wanted = f"a signature over {what}, by a key trusted with {role}"
        if self.lacks == "key":
            return f"the public key of whoever signed {what}, or {wanted}"
        return wanted


class Signatures:
    """Questions about signatures. A reason names signers as the trust root does."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._over: dict[tuple[bool, Digest], tuple[Verification, ...]] = {}
        self._standings: dict[tuple[bool, Digest, str, str | None], Standing] = {}

    @property
    def believed(self) -> bool:
        """Whether anybody is believed at all."""
        return self._ask.proof.believed

    @cached_property
    def all(self) -> tuple[Verification, ...]:
        """Every signature of the delivery with what checking it showed."""
        return self._ask.proof.verifications

    @cached_property
    def short_lived(self) -> tuple[Verification, ...]:
        """Signatures by certificates that were good for a short time."""
        return tuple(found for found in self.all if found.short_lived)

    @cached_property
    def holding(self) -> tuple[Verification, ...]:
        """Signatures that somebody whom we believe made."""
        return tuple(found for found in self.all if found.outcome == "pass")

    def or_keys(self, request: str) -> str:
        """A request for evidence, or for keys where evidence is there and nobody is believed."""
        return request if self.believed or not self.all else PUBLIC_KEYS

    # -- what stands behind a thing --------------------------------------------------------------

    def vouched(self, thing: Artifact | Chapter, purpose: str) -> tuple[Voucher, ...]:
        """Who stands behind a file or document for a purpose; empty where they are too few."""
        return self._ask.proof.vouched(_digest_of(thing), purpose)

    def is_vouched_statement(self, said: Said[Statement]) -> bool:
        """Whether somebody who may stands behind a statement of this type."""
        purpose = purpose_of_predicate(said.fact.predicate_type)
        return purpose is not None and bool(self.vouched(said.chapter, purpose))

    def over(self, thing: Artifact | Chapter) -> tuple[Verification, ...]:
        """Signatures over a file or document, or over a document that holds it."""
        key = isinstance(thing, Chapter), _digest_of(thing)
        if key not in self._over:
            found: dict[int, Verification] = {}
            for digest in self._around(thing):
                for verification in self._by_signed.get((digest.algorithm, digest.value), ()):
                    found[id(verification)] = verification
            self._over[key] = tuple(found.values())
        return self._over[key]

    def _around(self, thing: Artifact | Chapter) -> Iterator[Digest]:
        """The digest of a thing, and those of all documents that hold the same bytes."""
        seen = {_digest_of(thing)}
        agenda = list(seen)
        while agenda:
            digest = agenda.pop()
            yield digest
            if isinstance(thing, Chapter):
                for chapter in self._ask.evidence.chapters_by_digest.get(digest, ()):
                    parent = chapter.document.parent
                    if parent is not None and parent not in seen:
                        seen.add(parent)
                        agenda.append(parent)

    @cached_property
    def _by_signed(self) -> dict[Key, list[Verification]]:
        found: dict[Key, list[Verification]] = {}
        for verification in self.all:
            signs = verification.signature.signs
            found.setdefault((signs.algorithm, signs.value), []).append(verification)
        return found

    def standing(
        self, thing: Artifact | Chapter, purpose: str, *, platform: str | None = None
    ) -> Standing:
        """Whether somebody who may stands behind it for a purpose, and else why not.

        One payload may lie in ten thousand envelopes: the answer is one for all of its copies.
        """
        key = isinstance(thing, Chapter), _digest_of(thing), purpose, platform
        if key not in self._standings:
            self._standings[key] = self._stand(thing, purpose, platform)
        return self._standings[key]

    def _stand(self, thing: Artifact | Chapter, purpose: str, platform: str | None) -> Standing:
        if self.vouched(thing, purpose):
            return Standing("pass", "")
        signatures = self.over(thing)
        if not signatures:
            return Standing("open", "nobody signed it")
        if not self.believed:
            reason = "nobody is believed, because no trust root was given"
            return Standing("open", reason, _places(signatures), "trust")
        return self._why_not(signatures, purpose, platform)

    def _why_not(
        self, signatures: tuple[Verification, ...], purpose: str, platform: str | None
    ) -> Standing:
        holding = [found for found in signatures if _signer(found) is not None]
        failed = [found for found in signatures if found.outcome == "fail"]
        if holding:
            return self._not_enough(holding, purpose, platform)
        if failed:
            reason = f"its signature does not hold: {failed[0].reason}"
            return Standing("fail", reason, _places(failed))
        reason = _stranger(signatures)
        return Standing("open", reason, _places(signatures), "key")

    def _not_enough(
        self, holding: list[Verification], purpose: str, platform: str | None
    ) -> Standing:
        """Why signatures that hold do not suffice: the role, the platform, the product, the time,
        or their number.
        """
        able = [found for found in holding if _has_role(found, purpose)]
        if not able:
            reason = f"signed by {_names(holding)}, whom nobody trusts for this"
            return Standing("fail", reason, _places(holding))
        there = [found for found in able if _fits_platform(found, purpose, platform)]
        if not there:
            narrow = _NARROW.get(purpose, "platform")
            reason = f"signed by {_names(able)}, whom nobody trusts with this {narrow}"
            return Standing("fail", reason, _places(able))
        product = self._ask.policy.product
        fitting = [found for found in there if _fits_product(found, product)]
        if not fitting:
            reason = f"signed by {_names(there)}, whom nobody trusts with {product}"
            return Standing("fail", reason, _places(there))
        valid = [found for found in fitting if (a := _signer(found)) and valid_at(a, self._at)]
        if len(distinct_signers(valid)) >= dict(self._ask.thresholds).get(purpose, 1):
            types = {found.signature.payload_type or found.signature.envelope for found in valid}
            reason = f"signed by {_names(valid)} as {', '.join(sorted(types))}, which is not that"
            return Standing("fail", reason, _places(valid))
        few = "fewer than are needed" if valid else f"not valid at {self._at}"
        return Standing("open", f"signed by {_names(fitting)}, {few}", _places(fitting))

    @property
    def _at(self) -> str:
        return self._ask.proof.at

    @cached_property
    def quorums(self) -> tuple[Quorum, ...]:
        """Everything that somebody signed who may, with how many had to."""
        return tuple(quorums(self._ask))


def _stranger(found: tuple[Verification, ...]) -> str:
    """Why nobody whom we believe made a signature; one with a certificate says whose it is."""
    certified = [v.reason for v in found if v.signature.chain or v.signature.bundle is not None]
    return certified[0] if certified else "no key that is believed made its signature"


def _signer(verification: Verification) -> Authority | None:
    """Who of the trust root made it; a key that a layout grants is a stranger's elsewhere."""
    authority = verification.authority
    if verification.outcome != "pass" or authority is None or authority.within is not None:
        return None
    return authority


def _has_role(verification: Verification, purpose: str) -> bool:
    authority = _signer(verification)
    return authority is not None and any(role_covers(role, purpose) for role in authority.roles)


def _fits_platform(verification: Verification, purpose: str, platform: str | None) -> bool:
    authority = _signer(verification)
    return authority is None or may_name(authority, purpose, platform)


def _fits_product(verification: Verification, product: str | None) -> bool:
    authority = _signer(verification)
    products = authority.products if authority is not None else ()
    return product is None or not products or product in products


def _digest_of(thing: Artifact | Chapter) -> Digest:
    return thing.document.digest if isinstance(thing, Chapter) else thing.digest


def _names(found: tuple[Verification, ...] | list[Verification]) -> str:
    names = {v.authority.name for v in found if v.authority is not None}
    return " and ".join(sorted(names)) or "somebody"


def _places(found: tuple[Verification, ...] | list[Verification]) -> tuple[Origin, ...]:
    return tuple(sorted(verification.origin for verification in found))
